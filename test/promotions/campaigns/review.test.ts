import t from 'tap'
import { baselinePeriods } from '../../../plugins/promotions/campaigns/review/periods.ts'
import { baselineOf } from '../../../plugins/promotions/campaigns/review/result.ts'
import { onEachDatabase } from '../../harness.ts'
import { channelOrder, line } from '../../orders/shop.ts'
import { buildCampaignShop, cost } from './shop.ts'

const shanghai = { zone: 'Asia/Shanghai', dayStartsAtHour: 0 }

t.test('baseline: the same hours of the same weekdays of the weeks before', async (t) => {
  const span = { from: '2026-03-03T02:00:00.000Z', to: '2026-03-04T04:00:00.000Z' }
  t.same(baselinePeriods(span, 2, shanghai), [
    { from: '2026-02-17T02:00:00.000Z', to: '2026-02-17T16:00:00.000Z', times: 1 },
    { from: '2026-02-17T16:00:00.000Z', to: '2026-02-18T04:00:00.000Z', times: 1 },
    { from: '2026-02-24T02:00:00.000Z', to: '2026-02-24T16:00:00.000Z', times: 1 },
    { from: '2026-02-24T16:00:00.000Z', to: '2026-02-25T04:00:00.000Z', times: 1 }
  ])
})

t.test(
  'baseline: of a campaign of ten days nothing is its own; three weekdays count twice',
  async (t) => {
    const span = { from: '2026-03-01T16:00:00.000Z', to: '2026-03-11T16:00:00.000Z' }
    const periods = baselinePeriods(span, 4, shanghai)
    t.equal(periods.length, 28)
    t.equal(periods.at(-1)!.to, span.from)
    t.same(
      periods.slice(-7).map(({ times }) => times),
      [2, 2, 2, 1, 1, 1, 1]
    )
    t.equal(
      periods.reduce((sum, { times }) => sum + times, 0),
      40
    )
  }
)

t.test('baseline: days of 23 and 25 hours are whole days', async (t) => {
  const berlin = { zone: 'Europe/Berlin', dayStartsAtHour: 0 }
  const long = { from: '2026-04-04T22:00:00.000Z', to: '2026-04-05T22:00:00.000Z' }
  t.same(baselinePeriods(long, 1, berlin), [
    { from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z', times: 1 }
  ])
})

t.test('baseline: the mean of the weeks, rounded once', async (t) => {
  const sales = [
    { orders: 1, units: 3, netMinor: 100, times: 2 },
    { orders: 2, units: 1, netMinor: 101, times: 1 }
  ]
  t.same(baselineOf(sales, 2), { orders: 2, units: 4, netMinor: 151 })
})

onEachDatabase(async (t, kind) => {
  t.test('review: uplift, cost, roas and return, frozen when it is made', async (t) => {
    const shop = await buildCampaignShop(t, kind)
    await shop.addSku('MUG', 50, cost(400))
    await shop.addSku('CUP', 50, cost(400))
    // The campaign is live for the whole of Tuesday, 3 March, in Shanghai.
    const [liveAt, closesAt] = ['2026-03-02T16:00:00.000Z', '2026-03-03T16:00:00.000Z']
    const early = (id: string, placedAt: string, units: number, more = {}) =>
      channelOrder(id, 1, [line('MUG', units), line('CUP', 9)], { placedAt, ...more })
    await shop.intake([
      early('a', '2026-02-24T03:00:00.000Z', 2),
      early('b', '2026-02-17T03:00:00.000Z', 1),
      early('other weekday', '2026-02-25T03:00:00.000Z', 7),
      early('canceled', '2026-02-24T04:00:00.000Z', 7, { status: 'canceled' })
    ])
    const { id } = (await shop.plan([await shop.draft()], { liveAt, closesAt })).body
    shop.clock.set(liveAt)
    await shop.work()
    shop.clock.set('2026-03-03T03:00:00.000Z')
    await shop.order({ MUG: 4 })
    await shop.intake([
      channelOrder('elsewhere', 1, [line('MUG', 1)], { placedAt: shop.clock.now() })
    ])
    await shop.spend(id, 'ads', 300, { dayOn: '2026-03-03' })
    shop.clock.set(closesAt)
    await shop.work()
    const url = `/v1/campaigns/${id}/reviews`
    const review = (body: object) => shop.call({ method: 'POST', url, body })
    const made = await review({ weeks: 2, feesMinor: 100, lessons: ['Sold out too early'] })
    t.equal(made.status, 201, made.text)
    const { reviewedBy, ...body } = made.body
    t.type(reviewedBy, 'string')
    // Before: (2 + 1) × 10.00 / 2 weeks. Of 40.00 the promotion took 4.00; 4 mugs cost 16.00.
    const expected = {
      campaignId: id,
      revision: 1,
      currency: 'CNY',
      from: liveAt,
      to: closesAt,
      weeks: 2,
      skus: ['MUG'],
      actual: { orders: 2, units: 5, netMinor: 4600 },
      baseline: { orders: 1, units: 2, netMinor: 1500 },
      uplift: { units: 3, netMinor: 3100, unitsBps: 15_000, netBps: 20_667 },
      orders: 1,
      units: 4,
      netMinor: 3600,
      newCustomers: 0,
      cost: { discountMinor: 400, recordedMinor: 300, feesMinor: 100, totalMinor: 800 },
      roasBps: 45_000,
      costOfGoodsMinor: 1600,
      roiBps: 20_000,
      lessons: ['Sold out too early'],
      reviewedAt: closesAt
    }
    t.same(body, expected)

    await shop.spend(id, 'late bill', 200, { dayOn: '2026-03-03' })
    const [second, third] = await Promise.all([
      review({ weeks: 1, lessons: [] }),
      review({ weeks: 1, skus: ['CUP'], lessons: ['Nobody came for cups'] })
    ])
    t.same([second.body.revision, third.body.revision].sort(), [2, 3])
    t.match(second.body, {
      baseline: { units: 2 },
      cost: { recordedMinor: 500, feesMinor: null, totalMinor: 900 }
    })
    t.match(third.body, {
      actual: { units: 0 },
      baseline: { units: 9, netMinor: 9000 },
      uplift: { units: -9, unitsBps: -10_000 }
    })
    const first = (await shop.call({ url: `${url}/1` })).body
    t.same({ ...first, reviewedBy: undefined }, { ...expected, reviewedBy: undefined })
    const list = (await shop.call({ url, as: 'marketer' })).body.data
    t.same(
      list.map((one: { revision: number }) => one.revision),
      [3, 2, 1]
    )
    t.notOk('roiBps' in list[0] || 'costOfGoodsMinor' in list[0], 'who may not see cost does not')
    t.match(await shop.call({ url: `${url}/4` }), { status: 404 })
  })

  t.test('review: what cannot be divided by is null', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 50 })
    const { id } = await shop.run([await shop.draft()])
    shop.clock.advance(3_600_000)
    await shop.take(id, 'close')
    const body = { lessons: [] }
    const made = await shop.call({ method: 'POST', url: `/v1/campaigns/${id}/reviews`, body })
    t.match(made.body, {
      weeks: 4,
      skus: [],
      uplift: { netMinor: 0, netBps: null },
      roasBps: null,
      roiBps: null,
      costOfGoodsMinor: 0
    })
  })
})
