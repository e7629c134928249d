import { onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildFigures, sold } from './figures.ts'

const dayMs = 86_400_000
const day = (back: number) =>
  new Date(Date.UTC(2026, 2, 15) - back * dayMs).toISOString().slice(0, 10)

onEachDatabase(async (t, kind) => {
  t.test(
    'why: parts, channels and SKUs each sum to the change, and say what moved it',
    async (t) => {
      const shop = await buildFigures(t, kind)
      await sold(shop, {
        orders: [
          { dayOn: day(8), channelId: 'chn_a', orders: 50, netMinor: 500_000, refundMinor: 10_000 },
          { dayOn: day(8), channelId: 'chn_b', orders: 10, netMinor: 100_003 },
          { dayOn: day(1), channelId: 'chn_a', orders: 30, netMinor: 290_001, refundMinor: 25_000 },
          { dayOn: day(1), channelId: 'chn_b', orders: 14, netMinor: 120_000 }
        ],
        skus: [
          { dayOn: day(8), channelId: 'chn_a', sku: 'MUG', netMinor: 400_000, refundMinor: 0 },
          { dayOn: day(8), channelId: 'chn_a', sku: 'TEA', netMinor: 100_000, refundMinor: 10_000 },
          { dayOn: day(8), channelId: 'chn_b', sku: 'TEA', netMinor: 100_003, refundMinor: 0 },
          { dayOn: day(1), channelId: 'chn_a', sku: 'MUG', netMinor: 190_001, refundMinor: 25_000 },
          { dayOn: day(1), channelId: 'chn_a', sku: 'TEA', netMinor: 100_000, refundMinor: 0 },
          { dayOn: day(1), channelId: 'chn_b', sku: 'TEA', netMinor: 120_000, refundMinor: 0 }
        ]
      })
      const items = [
        { channelId: 'chn_a', dayOn: day(8), visitors: 1000 },
        { channelId: 'chn_a', dayOn: day(1), visitors: 600 }
      ]
      await shop.call({ method: 'POST', url: '/v1/traffic/batch', body: { items } })
      const why = async (more: object = {}) =>
        shop.call({
          ...{ method: 'POST', url: '/v1/reports/why' },
          body: { period: 'yesterday', comparison: 'sameWeekdayLastWeek', ...more }
        })
      const { body } = await why()
      const change = 290_001 + 120_000 - 25_000 - (500_000 + 100_003 - 10_000)
      t.match(body, { value: 385_001, previous: 590_003, change, method: 'lmdi', currency: 'CNY' })
      const sum = (rows: { change: number }[]) => rows.reduce((all, row) => all + row.change, 0)
      t.same([sum(body.parts), sum(body.channels), sum(body.skus)], [change, change, change])
      const parts = Object.fromEntries(
        body.parts.map((part: { name: string; change: number }) => [part.name, part.change])
      )
      t.equal(parts.refunds, -15_000)
      t.ok(parts.visitors < -190_000, 'fewer came to the one channel that counts them')
      t.ok(parts.orders > 0, 'more orders on the channel that does not')
      t.match(body.skus[0], { key: 'MUG', change: -234_999 })
      t.match(body.factors, [
        { name: 'visitors', value: 600, previous: 1000 },
        {},
        { value: 44 },
        {}
      ])
      const one = (await why({ channel: 'chn_b', top: 1 })).body
      t.match(
        [one.change, sum(one.parts), sum(one.channels), sum(one.skus)],
        [19_997, 19_997, 19_997, 19_997]
      )
      const none = (await why({ currency: 'USD' })).body
      t.match(none, { value: 0, change: 0, channels: [], skus: [] })
      t.same([sum(none.parts), none.parts.at(-1)], [0, { name: 'refunds', change: 0 }])
      t.match(await why({ period: { from: day(1), to: day(3) } }), { status: 422 })
      t.match(await why({ channels: ['x'] }), { status: 400 })
    }
  )

  t.test(
    'anomalies: yesterday against the same weekdays, with the driver and what the shop did',
    async (t) => {
      const shop = await buildFigures(t, kind, { plugins: ['promotions'] as never })
      const weeks = [1, 2, 3, 4, 5, 6].map((week) => 1 + 7 * week)
      const usual = (back: number, channelId: string) => ({
        ...{ dayOn: day(back), channelId, orders: 100 + (back % 5) },
        netMinor: 1_000_000 + (back % 3) * 10_000
      })
      await sold(shop, {
        orders: [
          ...weeks.flatMap((back) => [usual(back, 'chn_a'), usual(back, 'chn_b')]),
          usual(1, 'chn_b'),
          { dayOn: day(1), channelId: 'chn_a', orders: 30, netMinor: 300_000 }
        ],
        skus: weeks.map((back) => ({ dayOn: day(back), sku: 'MUG', netMinor: 700_000 }))
      })
      const note = await shop.call({
        ...{ method: 'POST', url: '/v1/annotations' },
        body: { fromOn: day(2), toOn: day(1), text: 'The warehouse was closed' }
      })
      t.match(note, { status: 201, body: { version: 1, channelId: null } })
      const made = await shop.call({
        ...{ method: 'POST', url: '/v1/products' },
        body: {
          ...{ title: 'Mug', lifecycle: 'live' },
          variants: [{ sku: 'MUG', prices: [{ amountMinor: 1000, currency: 'CNY' }] }]
        }
      })
      const variantId = made.body.variants[0].id
      await shop.engine.transaction((tx) =>
        tx
          .insertInto('auditLog')
          .values([
            {
              ...{
                id: 'aud_1',
                at: `${day(1)}T02:00:00.000Z`,
                actor: 'key_1',
                requestId: null,
                jobId: null
              },
              ...{ action: 'price.update', subjectType: 'variant', subjectId: variantId },
              ...{ before: null, after: '{"amountMinor":1200}' }
            },
            {
              ...{
                id: 'aud_2',
                at: `${day(1)}T02:00:00.000Z`,
                actor: 'key_1',
                requestId: null,
                jobId: null
              },
              ...{
                action: 'order.paid',
                subjectType: 'order',
                subjectId: 'ord_1',
                before: null,
                after: null
              }
            }
          ])
          .execute()
      )
      const find = async () => {
        await runJob(shop.engine, 'reporting.find-anomalies')
        return (await shop.call({ url: '/v1/anomalies?limit=100' })).body.data
      }
      const found = await find()
      const named = (all: { channelId: string | null; metric: string }[]) =>
        all.map(({ channelId, metric }) => `${channelId ?? 'all'}/${metric}`).sort()
      t.same(named(found), ['all/netSales', 'all/orders', 'chn_a/netSales', 'chn_a/orders'])
      const anomaly = found.find(
        (one: { channelId: string; metric: string }) =>
          one.channelId === 'chn_a' && one.metric === 'netSales'
      )
      t.match(anomaly, {
        ...{ direction: 'low', value: 300_000, dayOn: day(1) },
        cause: {
          driver: { name: 'orders' },
          sku: { key: 'MUG' },
          actions: [
            { kind: 'note', title: 'The warehouse was closed' },
            { kind: 'price', what: 'price.update', title: 'MUG', actor: 'key_1' }
          ]
        }
      })
      t.equal(anomaly.cause.actions.length, 2, 'what happens to orders is no action of the shop')
      const alerts = async () =>
        (await shop.call({ url: '/v1/alerts?state=open&limit=100' })).body.data
          .filter((alert: { kind: string }) => alert.kind === 'reporting.anomaly')
          .map((alert: { subjectId: string }) => alert.subjectId)
          .sort()
      t.same(await alerts(), ['all/netSales', 'all/orders', 'chn_a/netSales', 'chn_a/orders'])
      t.same(named(await find()), named(found), 'found again, they are the same')

      await sold(shop, {
        orders: [
          { ...usual(1, 'chn_a'), dayOn: day(1), country: 'FR', orders: 70, netMinor: 700_000 }
        ]
      })
      t.same(await find(), [], 'late orders have made it usual')
      t.same(await alerts(), [])
    }
  )

  t.test(
    'a channel that sells nothing at all is found, one that is new is not judged',
    async (t) => {
      const shop = await buildFigures(t, kind)
      const weeks = [1, 2, 3, 4, 5].map((week) => 1 + 7 * week)
      await sold(shop, {
        orders: [
          ...weeks.map((back) => ({
            dayOn: day(back),
            channelId: 'gone',
            orders: 40,
            netMinor: 400_000
          })),
          { dayOn: day(8), channelId: 'new', orders: 1, netMinor: 1000 },
          { dayOn: day(1), channelId: 'new', orders: 900, netMinor: 900_000 }
        ]
      })
      await runJob(shop.engine, 'reporting.find-anomalies')
      const { data } = (await shop.call({ url: '/v1/anomalies?channelId=gone' })).body
      t.match(data, [
        { metric: 'orders', value: 0, expected: 40 },
        { metric: 'netSales', value: 0, direction: 'low' }
      ])
      const others = (await shop.call({ url: '/v1/anomalies?channelId=new' })).body.data
      t.same(others, [])
    }
  )

  t.test(
    'annotations are written, changed and taken back; a forecast goes on from yesterday',
    async (t) => {
      const shop = await buildFigures(t, kind)
      const write = (
        method: 'POST' | 'PATCH' | 'DELETE',
        url: string,
        body?: object,
        match?: string
      ) =>
        shop.call({
          ...{ method, url: `/v1${url}`, ...(body && { body }) },
          ...(match && { headers: { 'if-match': match } })
        })
      const bad = await write('POST', '/annotations', {
        fromOn: '2026-03-02',
        toOn: '2026-03-01',
        text: 'x'
      })
      t.match(bad, { status: 400, body: { errors: [{ pointer: '#/toOn' }] } })
      t.match(await write('POST', '/annotations', { fromOn: '2026-02-30', text: 'x' }), {
        status: 400
      })
      const { id } = (
        await write('POST', '/annotations', { fromOn: '2026-03-01', channelId: 'a', text: 'x' })
      ).body
      t.match(await write('PATCH', `/annotations/${id}`, { text: 'y' }, '"v1"'), {
        body: { version: 2, text: 'y' }
      })
      t.equal((await write('PATCH', `/annotations/${id}`, { text: 'z' }, '"v1"')).status, 412)
      const list = async (query: string) =>
        (await shop.call({ url: `/v1/annotations?${query}` })).body.data.length
      t.same(
        [await list('channelId=a'), await list('channelId=b'), await list('from=2026-03-02')],
        [1, 0, 0]
      )
      t.equal((await write('DELETE', `/annotations/${id}`)).status, 204)
      t.equal((await shop.call({ url: `/v1/annotations/${id}` })).status, 404)

      const backs = Array.from({ length: 42 }, (_, at) => at + 1)
      await sold(shop, {
        orders: backs.map((back) => ({
          dayOn: day(back),
          orders: 142 - back,
          netMinor: 1000 * (142 - back)
        }))
      })
      const forecast = await shop.call({ url: '/v1/reports/forecast?metric=netSales&days=3' })
      t.match(forecast.body, {
        outlook: 'rising',
        currency: 'CNY',
        days: [{ dayOn: '2026-03-15' }, {}, {}]
      })
      t.ok(Math.abs(forecast.body.days[0].value - 142_000) < 2000, forecast.text)
      const none = await shop.call({ url: '/v1/reports/forecast?metric=visitors' })
      t.match(none.body, { outlook: null, days: [] })
      t.match(await shop.call({ url: '/v1/reports/forecast?metric=cm1' }), { status: 400 })
    }
  )
})
