import t from 'tap'
import { abcClasses, xyzClass } from '../../plugins/reporting/analyses/abc-xyz.ts'
import { ageOf } from '../../plugins/reporting/analyses/ageing.ts'
import { variationOf } from '../../plugins/reporting/analyses/demand.ts'
import { judge } from '../../plugins/reporting/hot-products/judge.ts'
import { onEachDatabase } from '../harness.ts'
import { buildFigures, sold } from './figures.ts'

const dayOf = (from: string, index: number) =>
  new Date(Date.parse(`${from}T00:00:00Z`) + index * 86_400_000).toISOString().slice(0, 10)

t.test('ABC: what crosses 80 % is still A; ties by SKU; what earned nothing is C', async (t) => {
  const classes = (revenues: Record<string, number>) =>
    abcClasses(Object.entries(revenues).map(([key, revenue]) => ({ key, revenue }))).map(
      ({ key, abc }) => `${key}${abc}`
    )
  t.same(classes({ a: 70, b: 20, c: 6, d: 4, e: 0 }), ['aA', 'bA', 'cB', 'dC', 'eC'])
  t.same(classes({ z: 10, y: 10 }), ['yA', 'zA'])
  t.same(classes({ b: 80, a: 20 }), ['bA', 'aB'], 'the share before it is 80 % already')
  t.same(classes({ a: 0, b: -5 }), ['aC', 'bC'])
})

t.test('XYZ: by the variation of weeks, those without sales among them', async (t) => {
  const of = (...weeks: number[]) => {
    const units = weeks.reduce((sum, one) => sum + one, 0)
    const squares = weeks.reduce((sum, one) => sum + one ** 2, 0)
    return variationOf({ units, squares }, weeks.length)
  }
  t.equal(of(10, 10, 10), 0)
  t.equal(of(7), 0, 'one week cannot vary')
  t.equal(of(2, 4), Math.SQRT2 / 3, 'of a sample: the squares by one less than the weeks')
  t.equal(xyzClass(of(10, 12, 8, 10)), 'X')
  t.equal(xyzClass(of(20, 5, 12, 3)), 'Y')
  t.equal(xyzClass(of(40, 0, 0, 0)), 'Z')
  t.equal(xyzClass(of(0, 0, 0)), 'Z')
  t.equal(
    xyzClass(of(20, 5, 12, 3), { xVariation: 0.9, yVariation: 1 }),
    'X',
    'limits are a choice'
  )
})

t.test('stock by age: what came first went first, so what is left came last', async (t) => {
  const layers = [
    { ageDays: 200, quantity: 50 },
    { ageDays: 100, quantity: 30 },
    { ageDays: 61, quantity: 10 },
    { ageDays: 5, quantity: 20 }
  ]
  t.same(ageOf(45, layers), { '0-30': 20, '31-60': 0, '61-90': 10, '91-180': 15, '180+': 0 })
  t.same(ageOf(120, layers), { '0-30': 20, '31-60': 0, '61-90': 10, '91-180': 30, '180+': 60 })
  t.equal(ageOf(-3, layers)['0-30'], 0)
})

t.test(
  'REP-08: 100, 90, 80, 70 is an alert on the third fall; not back in a week is to be retired',
  async (t) => {
    const rule = { fallsMax: 3, recoverDays: 7 }
    const of = (...values: (number | null)[]) =>
      judge(
        values.map((value, index) => ({ day: dayOf('2026-03-01', index), value })),
        rule
      )
    t.match(of(100, 90, 80), { state: 'steady', falls: 2 })
    t.match(of(100, 90, 80, 70), { state: 'falling', base: 100, falls: 3, fellOn: '2026-03-04' })
    t.match(of(100, 90, 80, 70, 75, 80, 90, 95, 97, 98), { state: 'falling', base: 100 })
    t.match(of(100, 90, 80, 70, 75, 80, 90, 95, 97, 98, 99), { state: 'retire_suggested' })
    t.match(of(100, 90, 80, 70, 75, 80, 90, 95, 97, 98, 100), { state: 'steady', base: null })
    t.match(of(100, 90, 90, 80, 70), { state: 'steady', falls: 2 }, 'a day as good ends the row')
    t.match(of(100, 90, null, 80, 70), { state: 'falling', base: 100 }, 'nobody has told that day')
    t.match(of(100, 90, 80, 70, 100, 95, 90, 85), { state: 'falling', base: 100 }, 'and again')
  }
)

onEachDatabase(async (t, kind) => {
  const shop = await buildFigures(t, kind, { now: '2026-03-16T04:00:00.000Z' })
  const read = async (path: string, as: 'owner' | 'clerk' = 'owner') =>
    shop.call({ url: `/v1/reports/${path}`, as })
  const made = await shop.call({
    method: 'POST',
    url: '/v1/products',
    body: {
      ...{ title: 'Mug', lifecycle: 'live' },
      variants: ['MUG', 'CUP', 'TEE', 'HAT'].map((sku) => ({
        ...{ sku, cost: { amountMinor: 500, currency: 'CNY' } }
      }))
    }
  })
  const variantOf = new Map<string, string>(
    made.body.variants.map(({ sku, id }: { sku: string; id: string }) => [sku, id])
  )

  await t.test('goods: the classes of three weeks, and what is in each pair of them', async (t) => {
    const weekly = { MUG: [10, 10, 11], CUP: [1, 0, 5], TEE: [0, 1, 0] }
    await sold(shop, {
      skus: Object.entries(weekly).flatMap(([sku, weeks]) =>
        weeks.map((units, index) => ({
          ...{ sku, units, dayOn: dayOf('2026-02-23', index * 7), ordersWith: units },
          ...{ grossMinor: units * 1000, netMinor: units * 1000 }
        }))
      )
    })
    const { body } = await read('analyses/abc-xyz?weeks=3')
    t.same(body.span, { from: '2026-02-23', to: '2026-03-15' })
    t.same(
      body.rows.map(({ key, abc, xyz }: Record<string, string>) => [key, abc, xyz]),
      [
        ['MUG', 'A', 'X'],
        ['CUP', 'B', 'Z'],
        ['TEE', 'C', 'Z']
      ]
    )
    t.equal(body.cells.length, 9)
    t.match(body.cells[0], { abc: 'A', xyz: 'X', count: 1, revenue: 31_000 })
  })

  await t.test(
    'cohorts and RFM: of buyers as channels know them, where there is no crm',
    async (t) => {
      const bought = (buyer: string, dayOn: string, netMinor: number) => ({
        ...{ buyer, dayOn, netMinor, grossMinor: netMinor, orders: 1 }
      })
      await sold(shop, {
        buyers: [
          ...[bought('ann', '2026-01-05', 100), bought('ben', '2026-01-09', 300)],
          ...[bought('ann', '2026-02-01', 100), bought('cid', '2026-02-02', 900)],
          ...[bought('ann', '2026-03-10', 100), bought('', '2026-03-10', 9000)]
        ]
      })
      const { body } = await read('analyses/cohorts?fromMonth=2026-01&toMonth=2026-03')
      t.equal(body.of, 'buyers')
      t.same(
        body.cohorts.map((cohort: { size: number; months: { buyers: number }[] }) => [
          cohort.size,
          cohort.months.map(({ buyers }) => buyers)
        ]),
        [
          [2, [2, 1, 1]],
          [1, [1, 0]]
        ]
      )
      const rfm = (await read('analyses/rfm?snapshotOn=2026-03-16')).body
      t.equal(rfm.customers, 3, 'guests are nobody')
      // Of three, the worst scores 1, the next 1 + floor(5 × 1 ÷ 3) and the best 1 + floor(5 × 2 ÷ 3); equal values alike.
      t.same(
        rfm.cells.map((cell: Record<string, number>) => [cell.recency, cell.frequency]),
        [
          [4, 4],
          [2, 1],
          [1, 1]
        ]
      )
      const best = rfm.cells[0]
      t.match(best, { customers: 1, monetaryMinor: 300, recencyDays: 6 })
      t.match(rfm.monetary[0], { customers: 1, monetaryMinor: 900, leastMinor: 900 })
      t.match((await read('analyses/rfm?snapshotOn=2026-02-30')).body, {
        code: 'REPORT_PERIOD_INVALID'
      })
      t.match((await read('analyses/cohorts?fromMonth=2026-02&toMonth=2026-01')).body, {
        code: 'REPORT_PERIOD_INVALID'
      })
    }
  )

  await t.test(
    'stock: its age, and what of it does not move; worth is for those who may see costs',
    async (t) => {
      const put = (sku: string, quantity: number, at: string) =>
        shop.engine.transaction((tx) =>
          shop.engine.use('inventory').recordAdjustments(tx, [
            {
              sourceId: `${sku} ${at}`,
              variantId: variantOf.get(sku)!,
              quantity,
              reason: 'x',
              at
            }
          ])
        )
      await put('HAT', 40, '2025-08-01T04:00:00.000Z')
      await put('HAT', 10, '2026-03-10T04:00:00.000Z')
      await put('HAT', -25, '2026-03-12T04:00:00.000Z')
      await put('MUG', 5, '2025-12-01T04:00:00.000Z')
      const { body } = await read('analyses/ageing')
      t.match(body.rows[0], {
        ...{ sku: 'HAT', onHand: 25, valueMinor: 12_500 },
        units: { '0-30': 10, '180+': 15 }
      })
      t.match(body.totals, { '0-30': { units: 10, valueMinor: 5000 }, '91-180': { units: 5 } })
      const seen = (await read('analyses/ageing', 'clerk')).body
      t.match(seen.rows[0], { onHand: 25, valueMinor: null })
      t.match(seen.totals, { '0-30': { units: 10, valueMinor: null } })
      const slow = (await read('analyses/slow-movers')).body
      t.match(slow.rows, [{ sku: 'HAT', title: 'Mug', coverDays: null, lastSoldOn: null }])
      t.equal(slow.rowsTotal, 1, 'mugs were sold lately')
    }
  )

  await t.test('funnel: each step of those before it, and of those who came', async (t) => {
    await sold(shop, { orders: [{ dayOn: '2026-03-01', orders: 8, canceledOrders: 2 }] })
    const { body } = await read('analyses/funnel?from=2026-03-01&to=2026-03-01')
    const steps = new Map(body.steps.map((step: { step: string }) => [step.step, step]))
    t.match(steps.get('ordersPlaced'), { count: 10 })
    t.match(steps.get('orders'), { count: 8, ofBefore: 0.8 })
    t.match((await read('analyses/funnel?from=2026-03-01')).body, { code: 'REPORT_PERIOD_INVALID' })
  })

  await t.test(
    'a product that sells well falls: an alert once, a suggestion, and all is well again',
    async (t) => {
      const watch = (body: object) =>
        shop.call({ method: 'PUT', url: '/v1/reports/hot-products/HAT', body })
      t.equal((await watch({ metric: 'units', isAnew: true })).status, 200)
      const unknown = await shop.call({
        method: 'PUT',
        url: '/v1/reports/hot-products/NIX',
        body: {}
      })
      t.equal(unknown.status, 404)
      const days = [100, 90, 80, 70, 60, 60, 60, 60, 60, 60, 60, 120]
      await sold(shop, {
        skus: days.map((units, index) => ({
          ...{ units, sku: 'HAT' },
          dayOn: dayOf('2026-03-16', index)
        }))
      })
      const open = async () => {
        const { body } = await shop.call({ url: '/v1/alerts?state=open&limit=100' })
        return body.data
          .map(({ kind, count }: { kind: string; count: number }) => `${kind} ${count}`)
          .filter((text: string) => text.startsWith('reporting.'))
          .sort()
      }
      const onDay = async (index: number) => {
        shop.clock.set(`${dayOf('2026-03-17', index)}T04:00:00.000Z`)
        await shop.run('reporting.watch-hot-products')
        await shop.run('reporting.watch-hot-products')
        return open()
      }
      t.same(await onDay(2), [])
      t.same(await onDay(3), ['reporting.hot-product-falling 1'])
      t.same(await onDay(6), ['reporting.hot-product-falling 1'], 'told once')
      t.same(await onDay(10), ['reporting.retire-suggested 1'])
      const { body } = await read('hot-products?state=retire_suggested')
      t.match(body.data, [{ sku: 'HAT', base: 100, fellOn: '2026-03-19' }])
      t.equal(body.data[0].days.at(-1).value, 60)
      t.same(await onDay(11), [], 'back above what it was')
      t.equal(
        (await shop.call({ method: 'DELETE', url: '/v1/reports/hot-products/HAT' })).status,
        204
      )
    }
  )
})
