import fc from 'fast-check'
import t from 'tap'
import { check } from '../../../plugins/promotions/enrolments/check/check.ts'
import type { CheckFacts } from '../../../plugins/promotions/enrolments/check/facts.ts'
import { onEachDatabase } from '../../harness.ts'
import { queriesOf } from '../queries.ts'
import { buildEnrolmentShop, mug } from './shop.ts'

const statuses = (rules: readonly { status: string }[]) => rules.map(({ status }) => status)

onEachDatabase(async (t, kind) => {
  t.test(
    'check: units sold lately on the channel count; others and canceled ones do not',
    async (t) => {
      const shop = await buildEnrolmentShop(t, kind)
      const id = await shop.event([
        { kind: 'unitsSold', days: 30, units: 10 },
        { kind: 'unitsSold', days: 7, units: 4 }
      ])
      await shop.sell('MUG', 6, '2026-02-05T00:00:00.000Z')
      await shop.sell('MUG', 9, '2026-01-20T00:00:00.000Z')
      await shop.sell('MUG', 3, '2026-02-27T00:00:00.000Z')
      await shop.sell('MUG', 5, '2026-02-27T00:00:00.000Z', { channelId: 'chn_other' })
      t.match(await shop.say(id), [
        { status: 'failed', found: 9, needed: { atLeast: 10, atMost: null } },
        { status: 'failed', found: 3, detail: '3 units were sold in 7 days; 1 more are needed' }
      ])
      await shop.sell('MUG', 1, '2026-03-01T23:59:59.999Z')
      t.same(statuses(await shop.say(id)), ['passed', 'passed'])
      const everywhere = await shop.event([{ kind: 'unitsSold', days: 7, units: 9 }], {
        channelId: null,
        platform: 'taobao'
      })
      t.match(await shop.say(everywhere), [{ status: 'passed', found: 9 }])
    }
  )

  t.test('check: the lowest price of some days is that of the price log', async (t) => {
    const shop = await buildEnrolmentShop(t, kind)
    const price = async (amountMinor: number, at: string) => {
      shop.clock.set(at)
      const { engine } = shop
      const variantId = (await engine.use('catalog').variantsBySku(engine.db, ['MUG'])).get(
        'MUG'
      )!.id
      await engine.transaction((tx) =>
        engine.use('catalog').setPrices(tx, [{ variantId, currency: 'CNY', amountMinor }])
      )
    }
    const more = {
      enrolUntil: '2026-05-01T00:00:00.000Z',
      startsAt: '2026-05-02T00:00:00.000Z',
      endsAt: '2026-05-03T00:00:00.000Z'
    }
    const lowest = (days: number) => ({ kind: 'maxPrice', of: 'lowest', days, rateBps: 9000 })
    const id = await shop.event(
      [lowest(30), lowest(10), lowest(1), { kind: 'maxPrice', of: 'list', rateBps: 9550 }],
      more
    )
    const found = async () =>
      (await shop.say(id)).map(({ needed }: { needed: { atMost: number } }) => needed.atMost)
    t.same(await found(), [900, 900, 900, 955], 'nothing has changed: it is the list price')
    await price(700, '2026-03-10T00:00:00.000Z')
    await price(1200, '2026-03-20T00:00:00.000Z')
    t.same(await found(), [630, 630, 630, 1146], 'the price that was there when the span began')
    shop.clock.set('2026-03-25T00:00:00.000Z')
    t.same(await found(), [630, 630, 1080, 1146])
    shop.clock.set('2026-03-30T00:00:00.001Z')
    t.same(await found(), [630, 1080, 1080, 1146])
    t.match(await shop.say(id, { priceMinor: 631 }), [
      {
        status: 'failed',
        found: 631,
        detail: /^over 90 % of the lowest list price of 30 days 7.00/
      },
      { status: 'passed' }
    ])
    shop.clock.set('2026-05-02T12:00:00.000Z')
    await price(10, '2026-05-02T13:00:00.000Z')
    t.same((await found())[2], 1080, 'what happens once it has started does not count')
  })

  t.test(
    'check: discount, stock, scope and margin; who may not see cost sees no floor',
    async (t) => {
      const shop = await buildEnrolmentShop(t, kind, {})
      await shop.addSku('MUG', 20, {
        cost: { amountMinor: 400, currency: 'CNY' },
        attributes: { brand: 'Yixing' }
      })
      await shop.addSku('CUP', 5)
      const id = await shop.event([
        { kind: 'minDiscount', offBps: 1999 },
        { kind: 'stock', minUnits: 5, maxUnits: 30 },
        { kind: 'scope', scope: { attributes: { brand: ['Yixing'] } } },
        { kind: 'minMargin' },
        { kind: 'minMargin', marginBps: 5000 }
      ])
      t.same(statuses(await shop.say(id)), ['passed', 'passed', 'passed', 'unknown', 'unknown'])
      const model = { channelId: 'chn_test', currency: 'CNY', floorBps: 4000 }
      const saved = await shop.call({ method: 'PUT', url: '/v1/profit-models', body: model })
      t.equal(saved.status, 200, saved.text)
      t.match(await shop.say(id), [
        {},
        {},
        {},
        { status: 'passed', found: 800, needed: { atLeast: 667 } },
        { status: 'passed', needed: { atLeast: 800 } }
      ])
      t.match(await shop.say(id, { priceMinor: 801, units: 21 }), [
        { status: 'failed', needed: { atMost: 800 }, detail: /19.9 % off .* promise 8.00 or less/ },
        {
          status: 'failed',
          detail: '21 units are promised, 20 are there: stock up, or promise less'
        }
      ])
      t.match(await shop.say(id, { sku: 'CUP', units: 31 }), [
        {},
        { status: 'failed', detail: /promise 30 or less/, needed: { atLeast: 5, atMost: 30 } },
        { status: 'failed', detail: /enrol without the SKU/ },
        { status: 'unknown', detail: /set it in the catalog/ }
      ])
      const seen = await shop.call({
        method: 'POST',
        url: `/v1/platform-events/${id}/check`,
        body: { items: [{ ...mug, priceMinor: 100 }] },
        as: 'marketer'
      })
      const margin = seen.body.skus[0].rules[3]
      t.match(margin, { status: 'failed', found: null, needed: { atLeast: null } })
      t.notMatch(margin.detail, /\d/)
    }
  )

  t.test(
    'check: good reviews are what somebody has stated, with its source; else unknown',
    async (t) => {
      const shop = await buildEnrolmentShop(t, kind)
      const id = await shop.event([{ kind: 'goodReviews', rateBps: 9600 }])
      t.match(await shop.say(id), [{ status: 'unknown', found: null, needed: { atLeast: 9600 } }])
      const stated = (goodRateBps: number) => ({
        reviews: { goodRateBps, source: 'seller center', asOfOn: '2026-03-01' }
      })
      t.match(await shop.say(id, stated(9500)), [
        { status: 'failed', detail: '95 % good by seller center on 2026-03-01; 96 % is needed' }
      ])
      t.match(await shop.say(id, stated(9600)), [{ status: 'passed', found: 9600 }])
    }
  )

  t.test('check: materials by name, kind and stated size', async (t) => {
    const shop = await buildEnrolmentShop(t, kind)
    const id = await shop.event([
      { kind: 'material', name: 'main', type: 'image', minWidthPx: 800, maxWidthPx: 800, count: 2 },
      { kind: 'material', name: 'slogan', type: 'text', maxLength: 3 }
    ])
    const image = (more: object = {}) => ({ name: 'main', url: 'https://a.example/1.png', ...more })
    const say = (...materials: object[]) => shop.say(id, {}, { materials })
    t.match(await say(), [
      { status: 'failed', found: 0, needed: { atLeast: 2 }, detail: 'main: attach 2 images' },
      { status: 'failed', detail: 'slogan: attach one text' }
    ])
    t.match(await say(image({ widthPx: 800 }), image()), [
      { status: 'unknown', found: 1, detail: /nobody has stated its size: give widthPx/ }
    ])
    t.match(await say(image({ widthPx: 800 }), image({ widthPx: 799 })), [
      { status: 'failed', detail: 'main: is 799 px wide, 800 or more are asked for' }
    ])
    const good = image({ widthPx: 800 })
    t.match(await say(good, good, { name: 'slogan', text: '买👍买' }), [
      { status: 'passed', found: 2 },
      { status: 'passed' }
    ])
    t.match(await say(good, good, { name: 'slogan', text: 'four' }), [
      {},
      { status: 'failed', detail: /is 4 characters, 3 or less/ }
    ])
  })

  t.test('check: as many queries for a hundred SKUs as for one', async (t) => {
    const shop = await buildEnrolmentShop(t, kind, {})
    const skus = Array.from({ length: 30 }, (_, index) => `SKU-${index}`)
    for (const sku of skus) await shop.addSku(sku, 5)
    const id = await shop.event([
      { kind: 'unitsSold', days: 30, units: 1 },
      { kind: 'unitsSold', days: 7, units: 1 },
      { kind: 'maxPrice', of: 'lowest', days: 30, rateBps: 9000 },
      { kind: 'minMargin' },
      { kind: 'stock', minUnits: 1 }
    ])
    const reads = queriesOf(shop)
    const url = `/v1/platform-events/${id}/check`
    const asked = async (named: readonly string[]) => {
      reads.length = 0
      const items = named.map((sku) => ({ ...mug, sku }))
      const { status, body } = await shop.call({ method: 'POST', url, body: { items } })
      t.equal(status, 200)
      t.equal(body.skus.length, named.length)
      return reads.length
    }
    await asked(['SKU-0'])
    const one = await asked(['SKU-0'])
    t.equal(await asked(skus), one, reads.join('\n'))
    t.ok(one <= 10, reads.join('\n'))
  })
})

const nothing: CheckFacts = {
  skus: new Map(),
  rates: undefined,
  currency: 'CNY',
  now: '2026-03-02T00:00:00.000Z'
}

t.test(
  'check: a cheaper promise never fails a price rule that a dearer one keeps, exactly at the bound',
  (t) => {
    const price = fc.integer({ min: 1, max: 10_000_000 })
    fc.assert(
      fc.property(price, price, fc.integer({ min: 1, max: 9999 }), (listMinor, priceMinor, bps) => {
        const known = { sku: 'A', listMinor, lowestMinor: new Map([[30, listMinor]]) }
        const facts = { ...nothing, skus: new Map([['A', known as never]]) }
        const rules = [
          { kind: 'maxPrice', of: 'list', rateBps: 10_000 - bps },
          { kind: 'maxPrice', of: 'lowest', days: 30, rateBps: 10_000 - bps },
          { kind: 'minDiscount', offBps: bps }
        ] as const
        const [said] = check(
          { rules, items: [{ sku: 'A', priceMinor, units: 1 }], materials: [] },
          facts
        )
        const isKept = priceMinor * 10_000 <= listMinor * (10_000 - bps)
        for (const { status, needed } of said!.rules) {
          if ((status === 'passed') !== isKept) throw new Error(`${status} at ${priceMinor}`)
          const most = needed.atMost!
          if (most * 10_000 > listMinor * (10_000 - bps)) throw new Error(`${most} is too much`)
          if ((most + 1) * 10_000 <= listMinor * (10_000 - bps))
            throw new Error(`${most} is too little`)
        }
      }),
      { numRuns: 300 }
    )
    t.end()
  }
)
