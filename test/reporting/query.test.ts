import fc from 'fast-check'

import { onEachDatabase } from '../harness.ts'
import { queriesOf } from '../promotions/queries.ts'
import { buildFigures, type SoldOrders, sold } from './figures.ts'

const days = Array.from({ length: 430 }, (_, index) =>
  new Date(Date.UTC(2025, 0, 1) + index * 86_400_000).toISOString().slice(0, 10)
)
const channels = ['chn_a', 'chn_b']
const countries = ['CN', 'DE', '']

/** What was sold in 430 days, the same in each run. */
function manyOrders(): SoldOrders[] {
  return days.flatMap((dayOn, index) =>
    channels.flatMap((channelId, channel) =>
      countries
        .filter((_, country) => (index + country * 3 + channel) % 4 !== 0)
        .map((country) => ({
          ...{ dayOn, channelId, country, orders: 1 + ((index * 7 + channel) % 5) },
          ...{ units: 3 + (index % 11), grossMinor: 1000 + index * 13 + channel },
          ...{ netMinor: 900 + index * 11, refundMinor: index % 17 === 0 ? 250 : 0 }
        }))
    )
  )
}

function manyBuyers() {
  return days.flatMap((dayOn, index) =>
    channels.map((channelId, channel) => ({
      ...{ dayOn, channelId, country: 'CN', orders: 1, netMinor: 500 },
      buyer: `b${(index * 5 + channel * 3) % 37}`,
      customerType: index < 37 ? ('new' as const) : ('returning' as const)
    }))
  )
}

const skus = ['CUP', 'MUG', 'TEE']

function manySkus() {
  return days.flatMap((dayOn, index) =>
    channels.flatMap((channelId, channel) =>
      skus
        .filter((_, sku) => (index + sku * 2 + channel) % 3 !== 0)
        .map((sku) => ({
          ...{ dayOn, channelId, sku, units: 1 + ((index * 5 + channel) % 7) },
          ...{ netMinor: 300 + index * 7, refundMinor: index % 13 === 0 ? 90 : 0 }
        }))
    )
  )
}

interface Answered {
  values: Record<string, { change: number | null }>
}

const keyOf = {
  sku: (row: SoldOrders) => row.sku as string,
  channel: (row: SoldOrders) => row.channelId!,
  country: (row: SoldOrders) => row.country!,
  day: (row: SoldOrders) => row.dayOn,
  month: (row: SoldOrders) => row.dayOn.slice(0, 7),
  quarter: (row: SoldOrders) =>
    `${row.dayOn.slice(0, 4)}-Q${Math.ceil(Number(row.dayOn.slice(5, 7)) / 3)}`,
  year: (row: SoldOrders) => row.dayOn.slice(0, 4),
  week: ({ dayOn }: SoldOrders) => {
    const ms = Date.parse(`${dayOn}T00:00:00Z`)
    const weekday = (new Date(ms).getUTCDay() + 6) % 7
    return new Date(ms - weekday * 86_400_000).toISOString().slice(0, 10)
  }
}

onEachDatabase(async (t, kind) => {
  const shop = await buildFigures(t, kind)
  const orders = manyOrders()
  const buyers = manyBuyers()
  const goods = manySkus()
  await sold(shop, { orders, buyers, skus: goods })

  const spans = fc
    .tuple(fc.nat(days.length - 1), fc.nat(days.length - 1))
    .map(([a, b]) => [days[Math.min(a, b)]!, days[Math.max(a, b)]!] as const)
  const times = fc.constantFrom('day', 'week', 'month', 'quarter', 'year', null)

  for (const { of, rows, count, plain, filter } of [
    {
      of: 'orders',
      rows: orders,
      count: 'orders',
      plain: ['channel', 'country'],
      filter: 'country'
    },
    // SKUs are kept by week too, but not by channel then.
    { of: 'SKUs', rows: goods, count: 'units', plain: ['sku'], filter: 'sku' },
    {
      of: 'SKUs of channels',
      rows: goods,
      count: 'units',
      plain: ['channel', 'sku'],
      filter: 'sku'
    }
  ] as const) {
    await t.test(
      `sums of ${of} by any dimensions and period equal those of the rows`,
      async (t) => {
        const names = filter === 'sku' ? skus : countries
        const kept = fc.subarray(names, { minLength: 1 })
        const question = fc.tuple(spans, times, fc.subarray([...plain]), kept)
        await fc.assert(
          fc.asyncProperty(question, async ([[from, to], time, plain, kept]) => {
            const dimensions = [...(time ? [time] : []), ...plain]
            const answer = await shop.figures({
              ...{ metrics: [count, 'netSales'], dimensions, period: { from, to }, limit: 10_000 },
              filters: [{ dimension: filter, in: kept }]
            })
            const expected = new Map<string, [number, number]>()
            let total = 0
            for (const row of rows as readonly SoldOrders[]) {
              if (row.dayOn < from || row.dayOn > to || !kept.includes(keyOf[filter](row))) continue
              const key = dimensions.map((name) => keyOf[name](row)).join('|')
              const [counted, net] = expected.get(key) ?? [0, 0]
              const value = Number(row.netMinor) - Number(row.refundMinor)
              expected.set(key, [counted + Number(row[count]), net + value])
              total += value
            }
            const found = new Map<string, [number, number]>()
            for (const { keys, values } of answer.rows) {
              const key = dimensions.map((name) => keys[name]).join('|')
              // By time alone each span has a row, also those without sales.
              if (values[count].value === 0 && !expected.has(key)) continue
              found.set(key, [values[count].value, values.netSales.value])
            }
            t.same(new Map([...found].sort()), new Map([...expected].sort()))
            t.equal(answer.totals.netSales.value, total)
          }),
          { numRuns: 25, seed: 11 }
        )
      }
    )
  }

  await t.test(
    'buyers are counted once in each group and anew in all, over months and edges',
    async (t) => {
      for (const [from, to] of [
        ['2025-01-01', '2025-12-31'],
        ['2025-01-20', '2026-02-10'],
        ['2025-03-03', '2025-03-04']
      ] as const) {
        const answer = await shop.figures({
          ...{ metrics: ['buyers', 'newBuyers'], dimensions: ['channel'], period: { from, to } }
        })
        const within = buyers.filter(({ dayOn }) => dayOn >= from && dayOn <= to)
        const count = (rows: typeof within) => new Set(rows.map(({ buyer }) => buyer)).size
        t.equal(answer.totals.buyers.value, count(within))
        t.equal(
          answer.totals.newBuyers.value,
          count(within.filter(({ customerType }) => customerType === 'new'))
        )
        for (const { keys, values } of answer.rows) {
          const own = within.filter(({ channelId }) => channelId === keys.channel)
          t.equal(values.buyers.value, count(own), keys.channel)
        }
      }
    }
  )

  await t.test('a comparison stands beside the period, span by span', async (t) => {
    const answer = await shop.figures({
      ...{ metrics: ['orders'], dimensions: ['month'], comparison: 'yearBefore' },
      period: { from: '2026-01-01', to: '2026-02-28' }
    })
    t.same(answer.comparison, { from: '2025-01-01', to: '2025-02-28', days: 59 })
    const of = (month: string) =>
      orders
        .filter(({ dayOn }) => dayOn.startsWith(month))
        .reduce((sum, row) => sum + Number(row.orders), 0)
    for (const [index, month] of ['01', '02'].entries()) {
      const { keys, values } = answer.rows[index]
      const [value, previous] = [of(`2026-${month}`), of(`2025-${month}`)]
      t.equal(keys.month, `2026-${month}`)
      t.same(values.orders, {
        ...{ value, previous, change: value - previous },
        ratio: (value - previous) / previous
      })
    }
  })

  await t.test('nothing before is no growth: null, not infinity', async (t) => {
    const answer = await shop.figures({
      ...{ metrics: ['orders', 'averageOrderValue'], comparison: 'previousPeriod' },
      period: { from: '2025-01-01', to: '2025-01-31' }
    })
    t.same(answer.comparison, { from: '2024-12-01', to: '2024-12-31', days: 31 })
    t.match(answer.totals.orders, { previous: 0, ratio: null })
    t.match(answer.totals.averageOrderValue, { previous: null, change: null, ratio: null })
  })

  await t.test('rows are cut by the limit, sorted by change, and counted', async (t) => {
    const answer = await shop.figures({
      ...{ metrics: ['netSales'], dimensions: ['country', 'channel'], limit: 2 },
      ...{ period: { from: '2026-01-01', to: '2026-01-31' }, comparison: 'monthBefore' },
      sort: [{ by: 'netSales', of: 'change', direction: 'asc' }]
    })
    t.equal(answer.rows.length, 2)
    t.equal(answer.rowsTotal, 6)
    const [a, b] = answer.rows
    const changes = [a.values.netSales.change, b.values.netSales.change]
    t.ok(changes[0] <= changes[1])
  })

  await t.test('what has moved most is first, up or down', async (t) => {
    const question = {
      ...{ metrics: ['orders'], dimensions: ['day'], limit: 200 },
      ...{ period: { from: '2025-03-01', to: '2025-06-30' }, comparison: 'yearBefore' }
    }
    const before = { from: '2025-01-01', to: '2025-05-02' }
    const of = { by: 'orders', of: 'changeSize', direction: 'desc' }
    const answer = await shop.figures({ ...question, comparison: before, sort: [of] })
    const changes = answer.rows.map(({ values }: Answered) => values.orders!.change as number)
    t.ok(
      changes.some((change: number) => change > 0) && changes.some((change: number) => change < 0)
    )
    const sizes = changes.map(Math.abs)
    t.same(
      sizes,
      [...sizes].sort((a, b) => b - a)
    )
  })

  await t.test('the number of statements does not grow with the rows', async (t) => {
    const queries = queriesOf(shop)
    await shop.figures({
      ...{ metrics: ['orders', 'netSales', 'buyers', 'averageSpendPerBuyer'] },
      ...{ dimensions: ['month', 'channel'], period: { from: '2025-01-10', to: '2026-02-20' } }
    })
    const texts = new Set(queries)
    // Orders and buyers, of days and of months; slices of one text are one statement.
    t.ok(texts.size <= 6, [...texts].join('\n'))
    if (kind === 'postgres') t.ok(queries.length <= 6, String(queries.length))
  })

  await t.test(
    'what makes no sense is refused, with what is wrong and how to put it right',
    async (t) => {
      const period = { from: '2026-01-01', to: '2026-01-31' }
      const refused = async (body: object, code: string, ...parts: RegExp[]) => {
        const answer = await shop.ask(body)
        t.equal(answer.status, 422, answer.text)
        t.equal(answer.body.code, code)
        for (const part of parts) t.match(answer.body.detail, part)
      }
      await refused(
        { metrics: ['netsale'], period },
        'REPORT_METRIC_UNKNOWN',
        /netSales/,
        /metrics\[0\]/
      )
      await refused(
        { metrics: ['buyers'], dimensions: ['sku'], period },
        'REPORT_DIMENSION_IMPOSSIBLE',
        /buyers cannot be told apart by sku/,
        /channel/
      )
      await refused(
        { metrics: ['orders'], period: { from: '2026-02-01', to: '2026-01-01' } },
        'REPORT_PERIOD_INVALID',
        /period\.to/,
        /before/
      )
      await refused(
        { metrics: ['orders'], period: { from: '2026-02-30', to: '2026-03-01' } },
        'REPORT_PERIOD_INVALID',
        /period\.from/
      )
      await refused(
        { metrics: ['orders'], period, currency: 'RMB' },
        'REPORT_QUERY_INVALID',
        /currency/,
        /ISO 4217/
      )
      await refused(
        { metrics: ['orders'], period, sort: [{ by: 'units', direction: 'asc' }] },
        'REPORT_QUERY_INVALID',
        /sort\[0\]\.by/
      )
      await refused(
        { metrics: ['orders'], period, filters: [{ dimension: 'month', in: ['2026-01'] }] },
        'REPORT_QUERY_INVALID',
        /period/
      )
    }
  )

  await t.test('what goods cost is shown to those alone who may see it', async (t) => {
    const period = 'lastMonth'
    t.equal((await shop.ask({ metrics: ['cm1'], period }, 'clerk')).status, 403)
    t.equal((await shop.ask({ metrics: ['netSales'], period }, 'clerk')).status, 200)
    t.equal((await shop.ask({ metrics: ['cm1'], period })).status, 200)
  })
})
