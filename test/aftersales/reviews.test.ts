import type { Test } from 'tap'
import type { ChannelReview } from '#core/channel/documents'
import { fivesNeeded } from '../../plugins/aftersales/reviews/reputation/fives.ts'
import { topicRule } from '../../plugins/aftersales/reviews/topics/match.ts'
import { keepRecords } from '../../plugins/channels/repository/records.ts'
import { buildBench } from '../channels/bench.ts'
import { overlapping, platformAdapter } from '../channels/platform.ts'
import { type DatabaseKind, onEachDatabase, type TestEngine, until } from '../harness.ts'
import { channelId } from '../orders/shop.ts'
import { runJob } from '../run-job.ts'
import { type AftersalesShop, buildAftersalesShop } from './shop.ts'

const dayMs = 86_400_000
const encryptionKey = Buffer.alloc(32, 7).toString('base64')

function review(externalId: string, more: Partial<ChannelReview> = {}): ChannelReview {
  return {
    ...{ kind: 'review', externalId, orderExternalId: null, externalListingId: null, rating: 5 },
    ...{ text: '', reply: null, modifiedAt: '2026-03-01T04:00:00.000Z', body: {}, ...more }
  }
}

/** Lets a channel tell of reviews, as a pull does. */
async function tell(
  engine: TestEngine['engine'],
  reviews: readonly ChannelReview[],
  from = channelId
) {
  await engine.transaction(async (tx) => {
    const kept = await keepRecords(tx, from, reviews)
    await tx.emit(
      'channelRecord.changed',
      kept.map(({ id: recordId, kind, externalId }) => ({
        ...{ recordId, kind, channelId: from, externalId }
      }))
    )
  })
}

async function build(t: Test, kind: DatabaseKind, morePlugins: string[] = []) {
  const shop = await buildAftersalesShop(t, kind, {
    morePlugins: ['channels', ...morePlugins],
    aftersales: { reviews: { windowDays: 30, minReviews: 4 } },
    config: {
      ...{ encryptionKey, adapters: [platformAdapter()] },
      shop: { zone: 'Asia/Shanghai', currency: 'CNY' }
    }
  })
  const settings = { baseUrl: 'http://127.0.0.1:9', secret: 'none' }
  await shop.send('/channels', { id: channelId, platform: 'small', name: 'Small', settings })
  const { engine } = shop
  const run = (name: string, payload: object = {}) => runJob(engine, name, payload)
  const read = async (url: string) => (await shop.get(url)).body
  const reviewOf = async (externalId: string) => {
    const { data } = await read('/reviews?limit=100')
    return data.find((one: { externalId: string }) => one.externalId === externalId)
  }
  return { ...shop, run, read, reviewOf, tell: (...all: ChannelReview[]) => tell(engine, all) }
}

type ReviewShop = Awaited<ReturnType<typeof build>> & AftersalesShop

onEachDatabase(async (t, kind) => {
  t.test(
    'reviews: are taken from channels, find what was bought, and change with newer news',
    async (t) => {
      const shop: ReviewShop = await build(t, kind)
      const order = await shop.bought('O-1', { MUG: 1 })
      await shop.bought('O-2', { MUG: 1, CUP: 1 })
      const line = (await shop.read(`/orders?externalId=O-2`)).data[0]
      const { lines } = await shop.read(`/orders/${line.id}`)
      const cup = lines.find((one: { sku: string }) => one.sku === 'CUP').externalId
      await shop.tell(
        review('r-1', { orderExternalId: 'O-1', text: '尺码偏小，客服态度很好', rating: 3 }),
        review(cup, {
          orderExternalId: 'O-2',
          text: 'The colour is different. Arrived late!',
          rating: 2
        }),
        review('r-3', { rating: null, text: 'profit' })
      )
      t.match(await shop.reviewOf('r-1'), {
        ...{ sku: 'MUG', orderId: order.id, rating: 3, grade: 'neutral', replyState: 'none' },
        ...{ topics: ['service', 'size_small'], tags: [], writtenOn: '2026-03-01', version: 1 }
      })
      t.match(await shop.reviewOf(cup), {
        sku: 'CUP',
        grade: 'bad',
        topics: ['color', 'logistics']
      })
      t.match(await shop.reviewOf('r-3'), { sku: null, grade: null, topics: [] })

      const modifiedAt = '2026-03-01T05:00:00.000Z'
      const newer = { orderExternalId: 'O-1', text: '质量好', rating: 5, modifiedAt, reply: '谢谢' }
      await shop.tell(review('r-1', newer))
      await shop.tell(review('r-1', { text: 'older' }))
      t.match(await shop.reviewOf('r-1'), {
        ...{
          text: '质量好',
          grade: 'good',
          topics: ['quality'],
          replyState: 'sent',
          reply: '谢谢'
        },
        ...{ writtenAt: '2026-03-01T04:00:00.000Z', version: 2 }
      })
      await shop.engine.transaction((tx) => keepRecords(tx, channelId, [review('r-4')]))
      await shop.run('aftersales.take-reviews')
      await shop.run('aftersales.take-reviews')
      t.match(await shop.reviewOf('r-4'), { version: 1 }, 'told while nobody listened')
      const ids = async (query: string) => (await shop.read(`/reviews?${query}`)).data.length
      t.same(
        [await ids('grade=bad'), await ids('sku=MUG'), await ids('replyState=sent')],
        [1, 1, 1]
      )
      t.same(await shop.findings(), [])
    }
  )

  t.test('topics: own ones are found in what is there, counted by SKU and month', async (t) => {
    const shop = await build(t, kind)
    await shop.bought('O-1', { MUG: 1 })
    const said = (
      day: string,
      text: string,
      rating: number,
      orderExternalId: string | null = 'O-1'
    ) =>
      review(`${day}${text}`, { text, rating, orderExternalId, modifiedAt: `${day}T04:00:00.000Z` })
    await shop.tell(
      said('2026-01-31', 'The handle is loose', 1),
      said('2026-02-01', 'HANDLE fell off', 2),
      said('2026-02-02', 'manhandled', 4),
      said('2026-02-03', '把手很好', 5, null)
    )
    const input = {
      code: 'handle',
      titleEn: 'Handle',
      titleZh: '把手',
      keywords: ['handle', '把手']
    }
    const topic = await shop.send('/review-topics', input)
    t.match(await shop.post('/review-topics', input), { status: 409, body: { topicId: topic.id } })
    await shop.run('aftersales.mark-topic', { topicId: topic.id })
    const counts = async (query: string) =>
      (await shop.read(`/review-topic-counts?from=2026-01-01&to=2026-03-01&${query}`)).data.filter(
        ({ code }: { code: string }) => code === 'handle'
      )
    t.match(await counts(''), [{ reviews: 3, good: 1, neutral: 0, bad: 2, sku: null, month: null }])
    t.match(await counts('bySku=true&byMonth=true'), [
      { sku: null, month: '2026-02', reviews: 1, good: 1 },
      { sku: 'MUG', month: '2026-01', reviews: 1, bad: 1 },
      { sku: 'MUG', month: '2026-02', reviews: 1, bad: 1 }
    ])
    await shop.call({
      method: 'PATCH',
      url: `/v1/review-topics/${topic.id}`,
      body: { keywords: ['把手'] }
    })
    await shop.run('aftersales.mark-topic', { topicId: topic.id })
    t.match(await counts(''), [{ reviews: 1 }])
    await shop.call({ method: 'DELETE', url: `/v1/review-topics/${topic.id}` })
    t.same(await counts(''), [])
    const wrong = await shop.get('/review-topic-counts?from=2026-03-01&to=2026-03-01')
    t.match(wrong, { status: 400, body: { errors: [{ pointer: '#/from' }] } })
    const rule = topicRule('x', ['ｆｉｔ', '小了'])
    t.same(['It FIT.', 'profit', 'misfit fit', '有点小了点'].map(rule.isAbout), [
      true,
      false,
      true,
      true
    ])
  })

  t.test(
    'reputation: both good-review rates, the six months of three a buyer and month, and fives',
    async (t) => {
      const shop = await build(t, kind)
      const buyer = { externalId: 'ann', name: 'Ann' }
      await shop.bought('O-1', { MUG: 1 }, { buyer })
      const ratings = [5, 5, 5, 1, 1]
      await shop.tell(
        ...ratings.map((rating, index) =>
          review(`a-${index}`, {
            ...{ rating, orderExternalId: 'O-1', modifiedAt: `2026-03-01T0${index}:00:00.000Z` },
            ...(index === 0 && { dimensions: { description: 4, service: 5 } })
          })
        ),
        review('b-1', { rating: 3 }),
        review('b-2', { rating: 2 }),
        review('old', { rating: 1, modifiedAt: '2025-08-01T00:00:00.000Z' })
      )
      const [now] = (await shop.read('/reputation?targetHundredths=480')).data
      t.match(now, {
        ...{ channelId, good: 3, neutral: 1, bad: 3, goodRateBps: 4286, goodOfDecidedBps: 5000 },
        // Ann's three fives, and the two whom the channel does not name: 20 points.
        ...{ meanHundredths: 314, scored: 5, scoreHundredths: 400 },
        ...{ describedHundredths: 400, serviceHundredths: 500, logisticsHundredths: null },
        fivesNeeded: 20
      })
      t.equal(fivesNeeded({ count: 1000, sum: 4700 }, 480), 500)
      t.same(
        [
          fivesNeeded({ count: 0, sum: 0 }, 480),
          fivesNeeded({ count: 2, sum: 10 }, 500),
          fivesNeeded({ count: 2, sum: 9 }, 500)
        ],
        [null, 0, null]
      )
      const { id } = await shop.reviewOf('b-2')
      const appeal = await shop.send(`/reviews/${id}/appeal`, { reason: 'malicious' })
      t.match(await shop.post(`/reviews/${id}/appeal`, { reason: 'untrue' }), {
        status: 409,
        body: { code: 'REVIEW_APPEAL_OPEN', appealId: appeal.id }
      })
      const decided = { state: 'upheld', decision: 'Taken down' }
      t.match(await shop.post(`/review-appeals/${appeal.id}/decide`, decided), { body: decided })
      t.match(await shop.post(`/review-appeals/${appeal.id}/decide`, decided), {
        body: { code: 'REVIEW_APPEAL_DECIDED' }
      })
      t.match((await shop.read('/reputation')).data, [
        { bad: 2, goodOfDecidedBps: 6000, scored: 4 }
      ])
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'reputation: a day is kept, and a score that falls is told of until it does not',
    async (t) => {
      const shop = await build(t, kind)
      const on = (day: string, ratings: number[]) =>
        shop.tell(
          ...ratings.map((rating, index) =>
            review(`${day}-${index}`, { rating, modifiedAt: `${day}T04:00:00.000Z` })
          )
        )
      await on('2026-01-15', [5, 5, 5, 5])
      await on('2026-02-15', [5, 5, 4, 1])
      await shop.run('aftersales.snapshot-reputation')
      await shop.run('aftersales.snapshot-reputation')
      const { data } = await shop.read(`/reputation/snapshots?channelId=${channelId}`)
      t.match(data, [
        {
          ...{ onDay: '2026-03-01', windowDays: 30, good: 3, bad: 1, goodRateBps: 7500 },
          ...{ meanHundredths: 375, scored: 8, scoreHundredths: 438 }
        }
      ])
      t.equal(data.length, 1)
      t.same(await shop.alertsOf(channelId), ['aftersales.score-falling'])
      await on('2026-03-02', [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5])
      shop.clock.advance(30 * dayMs)
      await shop.run('aftersales.snapshot-reputation')
      t.same(await shop.alertsOf(channelId), [])
    }
  )

  t.test('reviews: are told and forgotten with their customer, and stay so', async (t) => {
    const shop = await build(t, kind, ['crm'])
    const buyer = { externalId: 'ann', name: 'Ann' }
    await shop.bought('O-1', { MUG: 1 }, { buyer })
    await shop.tell(review('r-1', { orderExternalId: 'O-1', text: 'My name is Ann, 质量' }))
    const [{ id }] = (await shop.read('/customers?externalId=ann')).data
    const { areas } = await shop.read(`/customers/${id}/export`)
    t.match(areas.reviews, [{ text: 'My name is Ann, 质量' }])
    await shop.send(`/customers/${id}/erase`)
    t.match(await shop.reviewOf('r-1'), { text: '', topics: [], rating: 5, sku: 'MUG' })
    await shop.tell(review('r-1', { text: 'Ann again', modifiedAt: '2026-03-02T01:00:00.000Z' }))
    await shop.run('aftersales.take-reviews')
    const erased = await shop.reviewOf('r-1')
    t.equal(erased.text, '')
    t.match(await shop.post(`/reviews/${erased.id}/reply`, { text: 'Thanks' }), {
      body: { code: 'REVIEW_ERASED' }
    })
    t.same(await shop.findings(), [])
  })

  t.test(
    'replies: go through the platform, and what it cannot do or refuses is said',
    async (t) => {
      const capabilities = (reply: boolean) => ({
        ...{ orders: { pull: overlapping, push: false }, reviews: { pull: overlapping, reply } }
      })
      const able = await buildBench(t, kind, {
        adapter: { capabilities: capabilities(true) as never },
        morePlugins: ['aftersales']
      })
      const { engine, call, platform } = able
      const at = (bench: TestEngine, url: string, body?: object) =>
        bench.call({ ...(body && { method: 'POST', body }), url: `/v1${url}` })
      await tell(engine, [review('r-1'), review('r-2'), review('r-3')], 'a')
      const listed = (await at(able, '/reviews')).body.data as { id: string; externalId: string }[]
      const idOf = (externalId: string) => listed.find((one) => one.externalId === externalId)!.id
      const stateOf = async (externalId: string) =>
        (await at(able, `/reviews/${idOf(externalId)}`)).body.replyState
      platform.on('reply', ({ item }) =>
        (item as { reviewExternalId: string }).reviewExternalId === 'r-1'
          ? { data: { status: 'done', externalId: 'r-1' } }
          : { data: { status: 'rejected', code: 'RUDE', reason: 'a rude word' } }
      )
      const sent = await at(able, `/reviews/${idOf('r-1')}/reply`, { text: 'Thank you' })
      t.match(sent, { status: 200, body: { replyState: 'pending', reply: 'Thank you' } })
      await until(async () => (await stateOf('r-1')) === 'sent', { what: 'the answer' })
      t.match(await at(able, `/reviews/${idOf('r-1')}/reply`, { text: 'Again' }), {
        body: { code: 'REVIEW_ANSWERED', replyState: 'sent' }
      })
      await at(able, `/reviews/${idOf('r-2')}/reply`, { text: 'Rude' })
      await until(async () => (await stateOf('r-2')) === 'refused', { what: 'the refusal' })
      const alerts = async () =>
        (await call({ url: '/v1/alerts?state=open&kind=aftersales.reply-refused' })).body.data
      t.match(await alerts(), [{ subjectId: idOf('r-2'), fields: { reason: 'a rude word' } }])
      const byHand = { text: 'Kind', byHand: true }
      t.match(await at(able, `/reviews/${idOf('r-2')}/reply`, byHand), {
        body: { replyState: 'by_hand', reply: 'Kind' }
      })
      t.same(await alerts(), [])

      const unable = await buildBench(t, kind, {
        adapter: { capabilities: capabilities(false) as never },
        ...{ morePlugins: ['aftersales'], start: false }
      })
      await tell(unable.engine, [review('r-1')], 'a')
      const [{ id }] = (await at(unable, '/reviews')).body.data
      t.match(await at(unable, `/reviews/${id}/reply`, { text: 'Thank you' }), {
        status: 409,
        body: { code: 'CHANNEL_UNSUPPORTED' }
      })
      t.match(await at(unable, `/reviews/${id}`), { body: { replyState: 'none', version: 1 } })
      t.equal(unable.platform.count('reply'), 0, 'not tried')
    }
  )
})
