import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { insertAll } from '#core/database/rows'
import { allMetrics } from '../../plugins/reporting/metrics/registry.ts'
import { onEachDatabase } from '../harness.ts'
import { buildFigures, sold } from './figures.ts'
import { valueIn } from './metric-value.ts'

const vectors = new URL('../../../shared/cases/vectors.json', import.meta.url)
const isThere = existsSync(vectors)
const skip = isThere || process.env.CI === 'true' ? false : 'no ../shared/cases here'

t.test('ads: the published figures, and roas is not roi', { skip }, async (t) => {
  const { ads } = JSON.parse(readFileSync(vectors, 'utf8')) as {
    ads: { cost: number; sales: number; acos: number; roas?: number }[]
  }
  t.ok(ads.length >= 2)
  for (const { cost, sales, acos, roas } of ads) {
    const sums = { adCostMinor: cost, adSalesMinor: sales }
    t.equal(valueIn('acos', sums), acos)
    if (roas !== undefined) t.equal(valueIn('roas', sums), roas)
    t.equal(valueIn('roi', sums), (sales - cost) / cost)
  }
})

t.test('a metric without anything to divide by has no value', async (t) => {
  for (const metric of allMetrics) {
    const nothing = Object.fromEntries(metric.measures.map((name) => [name, 0]))
    const value = metric.value(nothing, { days: 7 })
    const isPlain = metric.measures.length === 1 || /^(netSales|cm[123])$/.test(metric.name)
    t.equal(value, isPlain ? 0 : null, metric.name)
  }
})

t.test('sell-through has two meanings: 100 at first, 40 sold', async (t) => {
  const of = (stockStartUnits: number, received: number) => {
    const sums = { units: 40, stockUnits: stockStartUnits + received - 40, stockStartUnits }
    return [valueIn('sellThrough', sums), valueIn('sellThroughOfStart', sums)]
  }
  t.same(of(100, 0), [0.4, 0.4])
  t.same(of(100, 100), [0.2, 0.4])
})

t.test('per order and per buyer are two averages', async (t) => {
  const sums = { netMinor: 90_000, orders: 9, buyers: 6, visitors: 300 }
  t.equal(valueIn('averageOrderValue', sums), 10_000)
  t.equal(valueIn('averageSpendPerBuyer', sums), 15_000)
  t.equal(valueIn('conversion', sums), 0.02)
  t.equal(valueIn('orderConversion', sums), 0.03)
  t.equal(valueIn('valuePerVisitor', sums), 300)
})

onEachDatabase(async (t, kind) => {
  await t.test(
    'metrics: each is listed with its formula, and with what it can be told apart by',
    async (t) => {
      const shop = await buildFigures(t, kind)
      const { body } = await shop.call({ url: '/v1/metrics', as: 'clerk' })
      const byName = new Map(body.data.map((metric: { name: string }) => [metric.name, metric]))
      t.match(byName.get('netSales'), { unit: 'money', version: 1, isConfidential: false })
      t.match(byName.get('cm1'), { isConfidential: true })
      const dimensionsOf = (name: string) =>
        (byName.get(name) as { dimensions: string[] }).dimensions
      t.ok(dimensionsOf('netSales').includes('sku'))
      t.notOk(dimensionsOf('buyers').includes('sku'))
      // Promotions and aftersales are off: nobody keeps what these are made of.
      t.notOk(byName.has('promotionCost'))
      t.notOk(byName.has('complaintRate'))
    }
  )

  await t.test('margins: 100 less a coupon of 10 leave 45, 32.50 and 20.50', async (t) => {
    const estimates = [{ feeBps: 500, shippingMinor: 800 }]
    const shop = await buildFigures(t, kind, { options: { costs: { estimates } } })
    const sums = { orders: 1, units: 1, grossMinor: 10_000, discountMinor: 1000, netMinor: 9000 }
    const order = { ...sums, dayOn: '2026-03-01', totalMinor: 9000, costMinor: 4500 }
    await sold(shop, {
      orders: [order],
      skus: [
        {
          ...sums,
          ordersWith: 1,
          orders: undefined,
          dayOn: '2026-03-01',
          sku: 'MUG',
          costMinor: 4500
        }
      ].map(({ orders: _, ...row }) => row)
    })
    await shop.engine.transaction(async (tx) => {
      await insertAll(tx, 'reportOrderFacts', [
        {
          ...{ ...order, orderId: 'ord_1', channelId: 'chn_a', customerType: 'guest' },
          ...{ placedAt: '2026-03-01T04:00:00.000Z', currency: 'CNY', canceledOrders: 0, lines: 1 },
          ...{ lineDiscountMinor: 0, shippingMinor: 0, taxMinor: 0 },
          ...{ uncostedUnits: 0, uncostedMinor: 0 },
          skus: JSON.stringify([['MUG', 1, 1, 10_000, 0, 1000, 0, 9000, 4500]])
        }
      ])
      const changed = { dayOn: '2026-03-01', revision: 1, changedAt: tx.now }
      await insertAll(tx, 'reportDayRevisions', [changed])
    })
    await shop.run('reporting.keep-costs')
    const period = { from: '2026-03-01', to: '2026-03-31' }
    for (const dimensions of [[], ['channel'], ['sku']]) {
      const { totals } = await shop.figures({
        metrics: ['cm1', 'cm2', 'platformFees'],
        period,
        dimensions
      })
      t.match(totals, { cm1: { value: 4500 }, cm2: { value: 3250 }, platformFees: { value: 450 } })
    }
    t.equal(valueIn('cm3', marginSums), 2050)
    t.equal(Math.round(valueIn('cm3Rate', marginSums)! * 10_000), 2278)

    await t.test(
      'what was told of an order takes the place of its estimate, and is replaced by key',
      async (t) => {
        const cost = (key: string, amountMinor: number, more = {}) => ({
          ...{ key, kind: 'fee', channelId: 'chn_a', dayOn: '2026-03-09', orderId: 'ord_1' },
          ...{ currency: 'CNY', amountMinor, ...more }
        })
        const tell = (costs: object[]) =>
          shop.call({ method: 'POST', url: '/v1/reports/costs', body: { costs } })
        t.match((await tell([cost('a', 500)])).body, { changed: 1, unchanged: 0 })
        t.match((await tell([cost('a', 500)])).body, { changed: 0, unchanged: 1 })
        await tell([cost('a', 470), cost('b', 333, { kind: 'packaging', orderId: undefined })])
        await shop.run('reporting.keep-costs')
        const metrics = ['platformFees', 'packagingCost', 'shippingCost']
        const { rows } = await shop.figures({ metrics, period, dimensions: ['day'] })
        const on = (day: string) =>
          rows.find(({ keys }: { keys: { day: string } }) => keys.day === day).values
        // Of an order on the order's day; of a channel on the day that was said.
        t.match(on('2026-03-01'), { platformFees: { value: 470 }, shippingCost: { value: 800 } })
        t.match(on('2026-03-09'), { platformFees: { value: 0 }, packagingCost: { value: 333 } })
        t.same(await shop.findings('reporting.cost'), [])
        const gone = await shop.call({ method: 'DELETE', url: '/v1/reports/costs/a' })
        t.equal(gone.status, 204)
        await shop.run('reporting.keep-costs')
        t.match((await shop.figures({ metrics, period })).totals, { platformFees: { value: 450 } })
        const wrong = await tell([cost('c', 1, { dayOn: '2026-02-30' })])
        t.match(wrong.body, { code: 'REPORT_COST_INVALID', field: 'costs[0].dayOn' })
        t.equal((await shop.call({ url: '/v1/reports/costs' })).body.data.length, 1)
      }
    )
  })

  await t.test(
    'stock: what lies there at the end of a day, at cost; means are of the days',
    async (t) => {
      const shop = await buildFigures(t, kind, { now: '2026-03-02T00:30:00.000Z' })
      const made = await shop.call({
        method: 'POST',
        url: '/v1/products',
        body: {
          ...{ title: 'Mug', lifecycle: 'live' },
          variants: [{ sku: 'MUG', cost: { amountMinor: 500, currency: 'CNY' } }, { sku: 'CUP' }]
        }
      })
      t.equal(made.status, 201, made.text)
      const put = async (sku: string, quantity: number, sourceId: string) => {
        const variant = (await shop.engine.use('catalog').variantsBySku(shop.engine.db, [sku])).get(
          sku
        )!
        await shop.engine.transaction((tx) =>
          shop.engine
            .use('inventory')
            .recordAdjustments(tx, [
              { sourceId, variantId: variant.id, quantity, reason: 'test', at: shop.clock.now() }
            ])
        )
      }
      await put('MUG', 100, 'one')
      await put('CUP', 7, 'two')
      await shop.run('reporting.keep-stock')
      shop.clock.set('2026-03-03T00:30:00.000Z')
      await put('MUG', -40, 'three')
      await shop.run('reporting.keep-stock')
      await shop.run('reporting.keep-stock')
      shop.clock.set('2026-03-04T00:30:00.000Z')
      await sold(shop, {
        skus: [{ dayOn: '2026-03-02', sku: 'MUG', units: 40, costMinor: 20_000, ordersWith: 4 }],
        orders: [{ dayOn: '2026-03-02', orders: 4, units: 40, costMinor: 20_000 }]
      })
      const metrics = ['stockUnits', 'stockValue', 'turnover', 'sellThrough', 'sellThroughOfStart']
      const day = { from: '2026-03-02', to: '2026-03-02' }
      const totals = async (body: object) =>
        (await shop.figures({ metrics, period: day, ...body })).totals
      t.match(await totals({}), {
        ...{ stockUnits: { value: 67 }, stockValue: { value: 30_000 } },
        turnover: { value: 20_000 / 30_000 }
      })
      t.match(await totals({ dimensions: ['sku'], filters: [{ dimension: 'sku', in: ['MUG'] }] }), {
        ...{ stockUnits: { value: 60 }, sellThrough: { value: 0.4 } },
        sellThroughOfStart: { value: 0.4 }
      })
      const both = await shop.figures({
        ...{ metrics: ['stockUnits', 'stockValue', 'turnover', 'daysOfInventory'] },
        ...{ dimensions: ['day'], period: { from: '2026-03-01', to: '2026-03-02' } }
      })
      const values = both.rows.map(
        (row: { values: { stockUnits: { value: number } } }) => row.values.stockUnits.value
      )
      t.same(values, [107, 67], 'each day as it ended')
      t.match(both.totals, {
        // At the end of the period, and over the mean of its two days: 50,000 and 30,000.
        ...{ stockUnits: { value: 67 }, turnover: { value: 0.5 }, daysOfInventory: { value: 4 } }
      })
      const none = await shop.figures({
        metrics: ['stockUnits'],
        period: { from: '2026-01-01', to: '2026-01-02' }
      })
      t.equal(none.totals.stockUnits.value, null, 'nobody looked')
      t.same(await shop.findings('reporting.stock'), [])
    }
  )
})

const marginSums = {
  ...{ netMinor: 9000, refundMinor: 0, costMinor: 4500, feeMinor: 450, paymentFeeMinor: 0 },
  ...{ shippingCostMinor: 800, packagingMinor: 0, adCostMinor: 1200, promotionSpendMinor: 0 }
}
