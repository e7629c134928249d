import fc from 'fast-check'
import t from 'tap'
import { targetsOf, timeParts } from '../../plugins/reporting/goals/split.ts'
import { onEachDatabase } from '../harness.ts'
import { queriesOf } from '../promotions/queries.ts'
import { buildFigures, type SoldOrders, sold } from './figures.ts'

interface Part {
  id: string
  title: string
  target: number
  version: number
  period: { from: string; to: string }
  progress: Record<string, unknown>
}

t.test('parts of a goal always sum to the whole, whatever they weigh', async (t) => {
  const weights = fc.array(
    fc.oneof(fc.nat(1_000_000), fc.double({ min: 0, max: 1e9, noNaN: true })),
    {
      minLength: 1,
      maxLength: 40
    }
  )
  fc.assert(
    fc.property(fc.nat(2_000_000_000), weights, (whole, weights) => {
      const parts = targetsOf(whole, weights, true)
      t.equal(parts.length, weights.length)
      return (
        parts.reduce((sum, part) => sum + part, 0) === whole && parts.every((part) => part >= 0)
      )
    }),
    { numRuns: 200 }
  )
  const year = { from: '2026-01-01', to: '2026-12-31' }
  t.same(
    timeParts('quarter', year).map(({ weight }) => weight),
    [90, 91, 92, 92]
  )
  t.equal(timeParts('day', year).length, 365)
})

onEachDatabase(async (t, kind) => {
  // 15 March 2026, 12:00 in Shanghai: half of the day is over.
  const shop = await buildFigures(t, kind, { now: '2026-03-15T04:00:00.000Z' })
  const day = (dayOn: string, netMinor: number, channelId = 'chn_a'): SoldOrders => ({
    ...{ dayOn, channelId, netMinor, orders: 1, grossMinor: netMinor }
  })
  await sold(shop, {
    orders: [
      ...[day('2025-01-10', 30_000), day('2025-03-10', 20_000), day('2025-03-11', 40_000, 'chn_b')],
      ...[day('2026-01-05', 60_000), day('2026-03-02', 50_000), day('2026-03-14', 30_000, 'chn_b')]
    ]
  })
  const post = (url: string, body: unknown) =>
    shop.call({ method: 'POST', url: `/v1/goals${url}`, body })
  const set = async (body: object = {}) => {
    const made = await post('', {
      ...{ title: 'A year', metric: 'netSales', target: 1_000_000 },
      ...{ period: { from: '2026-01-01', to: '2026-12-31' }, ...body }
    })
    if (made.status !== 201) throw new Error(made.text)
    return made.body.id as string
  }
  const read = async (id: string) => {
    const { body } = await shop.call({ url: `/v1/goals/${id}` })
    return body as Part & { parts: Part[] }
  }
  const targetsIn = (parts: readonly Part[]) => parts.map(({ target }) => target)
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

  await t.test(
    'a year is divided into quarters, months and days; each sums to what it is of',
    async (t) => {
      const id = await set()
      const divided = await post(`/${id}/divide`, { into: ['quarter', 'month', 'day'] })
      t.equal(divided.status, 200, divided.text)
      const year = await read(id)
      t.same(targetsIn(year.parts), [246_575, 249_315, 252_055, 252_055])
      t.equal(sum(targetsIn(year.parts)), 1_000_000)
      const quarter = await read(year.parts[0]!.id)
      t.same(
        quarter.parts.map(({ title }) => title),
        ['2026-01', '2026-02', '2026-03']
      )
      t.equal(sum(targetsIn(quarter.parts)), quarter.target)
      const march = await read(quarter.parts[2]!.id)
      t.equal(march.parts.length, 31)
      t.equal(sum(targetsIn(march.parts)), march.target)
      t.match(march.parts[13], { period: { from: '2026-03-14' }, progress: { actual: 30_000 } })
    }
  )

  await t.test(
    'by the shape of last year: what sold nothing then has nothing to reach',
    async (t) => {
      const id = await set({ period: { from: '2026-01-01', to: '2026-03-31' }, target: 90_001 })
      await post(`/${id}/divide`, { into: ['month'], by: 'lastYear' })
      const { parts } = await read(id)
      t.same(targetsIn(parts), [30_000, 0, 60_001])
      await post(`/${id}/divide`, { into: ['channel'], by: 'lastYear' })
      const again = await read(id)
      t.same(
        again.parts.map(({ title, target }) => [title, target]).sort(),
        [
          ['chn_a', 50_001],
          ['chn_b', 40_000]
        ],
        'in the place of the parts it had'
      )
    }
  )

  await t.test(
    'how far it has come: what should be there by now, and where it leads',
    async (t) => {
      const id = await set({ period: { from: '2026-03-01', to: '2026-03-31' }, target: 310_000 })
      // 14 days and a half of 31 are over: 145,000 should be there; 80,000 are.
      t.match((await read(id)).progress, {
        ...{ actual: 80_000, expected: 145_000, attained: 80_000 / 310_000, state: 'behind' },
        forecast: Math.round((80_000 * 310_000) / 145_000)
      })
      const weights = [
        { key: 'chn_a', weight: 1, owner: 'ann' },
        { key: 'chn_b', weight: 9, owner: 'ben' }
      ]
      await post(`/${id}/divide`, { into: ['channel'], by: 'weights', weights })
      const { parts } = await read(id)
      t.match(parts, [
        {
          title: 'chn_a',
          owner: 'ann',
          target: 31_000,
          progress: { actual: 50_000, state: 'reached' }
        },
        {
          title: 'chn_b',
          owner: 'ben',
          target: 279_000,
          progress: { actual: 30_000, state: 'behind' }
        }
      ])
      const over = await set({ period: { from: '2026-01-01', to: '2026-01-31' }, target: 60_000 })
      t.match((await read(over)).progress, { state: 'reached', expected: 60_000, forecast: 60_000 })
      const ahead = await set({ period: { from: '2026-04-01', to: '2026-04-30' } })
      t.match((await read(ahead)).progress, { state: 'not_begun', expected: 0, forecast: null })
    }
  )

  await t.test('an average is not divided: each part is to reach it', async (t) => {
    const id = await set({ metric: 'refundRate', target: 0.025 })
    await post(`/${id}/divide`, { into: ['quarter'] })
    const { parts, target } = await read(id)
    t.equal(target, 0.025)
    t.same(targetsIn(parts), [0.025, 0.025, 0.025, 0.025])
    t.equal(parts[0]!.progress.state, 'on_track', 'less is better, and nothing came back')
  })

  await t.test('another target: parts follow, and the whole stays what it is', async (t) => {
    const id = await set({ period: { from: '2026-01-01', to: '2026-03-31' }, target: 900 })
    const weights = ['2026-01', '2026-02', '2026-03'].map((key) => ({ key, weight: 1 }))
    await post(`/${id}/divide`, { into: ['month'], by: 'weights', weights })
    const change = (goalId: string, target: number, version?: number) =>
      shop.call({
        ...{ method: 'PATCH', url: `/v1/goals/${goalId}`, body: { target } },
        ...(version && { headers: { 'if-match': `"v${version}"` } })
      })
    const [first] = (await read(id)).parts
    t.equal((await change(first!.id, 500)).status, 200)
    t.same(targetsIn((await read(id)).parts), [500, 200, 200])
    await change(id, 1800)
    t.same(targetsIn((await read(id)).parts), [1000, 400, 400])
    t.match((await change(first!.id, 1801)).body, { code: 'GOAL_INVALID' })
    t.equal((await change(id, 1, 1)).status, 412, 'it has changed since')
    const cut = await shop.call({ method: 'DELETE', url: `/v1/goals/${first!.id}` })
    t.match(cut.body, { code: 'GOAL_IS_PART' })
    t.equal((await shop.call({ method: 'DELETE', url: `/v1/goals/${id}` })).status, 204)
    t.equal((await shop.call({ url: `/v1/goals/${first!.id}` })).status, 404)
  })

  await t.test('what makes no sense is refused; a clerk sees goals and sets none', async (t) => {
    const body = {
      title: 'A',
      metric: 'netSale',
      target: 1,
      period: { from: '2026-01-01', to: '2026-01-31' }
    }
    t.match((await post('', body)).body, {
      code: 'REPORT_METRIC_UNKNOWN',
      didYouMean: ['netSales']
    })
    const filters = [{ dimension: 'sku', in: ['MUG'] }]
    t.match((await post('', { ...body, metric: 'buyers', filters })).body, {
      code: 'REPORT_DIMENSION_IMPOSSIBLE'
    })
    const back = { ...body, metric: 'netSales', period: { from: '2026-02-01', to: '2026-01-31' } }
    t.match((await post('', back)).body, { code: 'REPORT_PERIOD_INVALID' })
    const id = await set()
    t.match((await post(`/${id}/divide`, { into: ['month'], by: 'weights' })).body, {
      ...{ code: 'GOAL_INVALID', field: 'weights' }
    })
    const as = 'clerk'
    t.equal((await shop.call({ url: `/v1/goals/${id}`, as })).status, 200)
    t.equal((await shop.call({ method: 'DELETE', url: `/v1/goals/${id}`, as })).status, 403)
  })

  await t.test('the number of statements does not grow with the parts', async (t) => {
    const count = async (into: string[]) => {
      const id = await set({ period: { from: '2026-03-01', to: '2026-03-31' } })
      await post(`/${id}/divide`, { into })
      const queries = queriesOf(shop)
      await shop.call({ url: `/v1/goals/${id}` })
      return new Set(queries).size
    }
    t.ok((await count(['day'])) <= (await count(['week'])) + 1)
  })
})
