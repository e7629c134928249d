import { manualClock } from '#core/time'
import { onEachDatabase, until } from '../harness.ts'
import { buildShop, type Shop } from './shop.ts'

const dayMs = 24 * 60 * 60 * 1000
const level = 'var_MUG@loc_default'

onEachDatabase(async (t, kind) => {
  const setPolicy = (shop: Shop, terms: object) =>
    shop.call({ method: 'PUT', url: '/v1/stock-policies/var_MUG/loc_default', body: terms })
  const build = async (options = {}) => {
    const shop = await buildShop(t, kind, options)
    await shop.addVariants(['MUG'])
    return shop
  }

  t.test('low: raised below the minimum, cleared only above minimum and margin', async (t) => {
    const shop = await build()
    await shop.stock({ MUG: 10 })
    t.equal((await setPolicy(shop, { minUnits: 10, marginUnits: 3 })).status, 200)
    t.strictSame(await shop.openAlerts('stock.low'), [], '10 is not below 10')
    await shop.stock({ MUG: 9 })
    t.strictSame(await shop.openAlerts('stock.low'), [level])
    await shop.stock({ MUG: 12 })
    t.strictSame(await shop.openAlerts('stock.low'), [level], 'inside of the margin')
    await shop.stock({ MUG: 13 })
    t.strictSame(await shop.openAlerts('stock.low'), [])
    await shop.stock({ MUG: 12 })
    t.strictSame(await shop.openAlerts('stock.low'), [], 'still above the minimum')
    const { body } = await shop.call({ url: '/v1/alerts?kind=stock.low' })
    t.match(body.data, [{ count: 1, fields: { sku: 'MUG', value: 9, threshold: 10 } }])
  })

  t.test('over: raised above the maximum; a policy that ends takes its alerts along', async (t) => {
    const shop = await build()
    await shop.stock({ MUG: 31 })
    await setPolicy(shop, { minUnits: 5, maxUnits: 30, marginUnits: 2 })
    t.strictSame(await shop.openAlerts('stock.over'), [level])
    await shop.stock({ MUG: 29 })
    t.strictSame(await shop.openAlerts('stock.over'), [level])
    await shop.stock({ MUG: 28 })
    t.strictSame(await shop.openAlerts('stock.over'), [])
    await shop.stock({ MUG: 40 })
    await shop.call({ method: 'DELETE', url: '/v1/stock-policies/var_MUG/loc_default' })
    t.strictSame(await shop.openAlerts('stock.over'), [])
    const contradiction = await setPolicy(shop, { minUnits: 5, maxUnits: 4 })
    t.equal(contradiction.body.code, 'POLICY_INVALID')
  })

  t.test('out and negative need no policy', async (t) => {
    const shop = await build()
    await shop.stock({ MUG: 2 })
    await shop.allocate({ 'mug/1': ['MUG', 2] })
    t.strictSame(await shop.openAlerts('stock.out'), ['var_MUG'])
    t.strictSame(await shop.openAlerts('stock.negative'), [])
    await shop.stock({ MUG: 1 })
    t.strictSame(await shop.openAlerts('stock.negative'), [level])
    await shop.stock({ MUG: 3 })
    t.strictSame(await shop.openAlerts('stock.negative'), [], 'one above the limit')
    t.strictSame(await shop.openAlerts('stock.out'), ['var_MUG'], 'one is inside of the margin')
    await shop.stock({ MUG: 4 })
    t.strictSame(await shop.openAlerts('stock.out'), [])
    t.strictSame(await shop.findings(), [])
  })

  t.test('nightly: cover, slow movers and reorder points follow from what was sold', async (t) => {
    const clock = manualClock('2026-03-01T08:00:00.000Z')
    const shop = await buildShop(t, kind, { demandWindowDays: 7 }, { clock, start: true })
    await shop.addVariants(['MUG', 'DUST'])
    await shop.stock({ MUG: 100, DUST: 50 })
    const sold = [4, 0, 8, 0, 4, 8, 4]
    for (const [day, quantity] of sold.entries()) {
      if (quantity > 0) {
        await shop.allocate({ [`mug/${day}`]: ['MUG', quantity] })
        const line = { orderLineId: `mug/${day}`, quantity }
        await shop.write((tx) => shop.service.fulfill(tx, [line]))
      }
      clock.advance(dayMs)
    }
    const items = [
      { sku: 'MUG', leadTimeDays: 4, coverMinDays: 30, slowAfterDays: 3 },
      { sku: 'DUST', slowAfterDays: 5, slowCoverDays: 90 }
    ]
    const saved = await shop.call({ method: 'PUT', url: '/v1/stock-policies', body: { items } })
    t.equal(saved.status, 200)
    await shop.write((tx) => tx.enqueue('inventory.review-policies', [{ payload: {} }]))
    const isReviewed = async () => (await shop.openAlerts('stock.days-of-cover')).length > 0
    await until(isReviewed, { what: 'the review' })
    t.strictSame(await shop.openAlerts('stock.days-of-cover'), [level], '72 last 18 days')
    t.strictSame(await shop.openAlerts('stock.slow-mover'), ['var_DUST@loc_default'])

    const { body: cover } = await shop.call({ url: '/v1/stock/cover' })
    t.match(cover.data, [
      { sku: 'DUST', dailyDemandMean: 0, coverDays: null },
      { sku: 'MUG', available: 72, dailyDemandMean: 4, dailyDemandSd: 3.266, coverDays: 18 }
    ])
    // 4 × 4 + 1.6449 × √(4 × 3.266²) = 26.74
    const { body: policies } = await shop.call({ url: '/v1/stock-policies?sku=MUG' })
    t.match(policies.data, [{ minUnits: null, computedMinUnits: 27, computedMaxUnits: 27 }])

    await shop.stock({ MUG: 20 })
    t.strictSame(await shop.openAlerts('stock.low'), [level], 'below the computed minimum')
    const { body: orders } = await shop.call({ url: '/v1/stock/replenishment' })
    t.match(orders.data, [
      { sku: 'MUG', quantity: 7, inputs: { forecast: 20, minUnits: 27, isComputed: true } }
    ])
    const { body: low } = await shop.call({ url: '/v1/stock?low=true' })
    t.strictSame(
      low.data.map((row: { sku: string }) => row.sku),
      ['MUG']
    )
    t.strictSame(await shop.findings(), [])
  })

  t.test(
    'stock count: within the tolerance it is booked, beyond it takes somebody else',
    async (t) => {
      const shop = await build({ countToleranceUnits: 1, countToleranceBps: 0 })
      await shop.stock({ MUG: 10 })
      const plan = async () =>
        (await shop.post('/v1/stock-counts', { skus: ['MUG'] }, 'manager')).body.id as string
      const count = (id: string, counted: number) =>
        shop.post(`/v1/stock-counts/${id}/lines`, { lines: [{ sku: 'MUG', counted }] }, 'clerk')
      const approve = (id: string, as: 'manager' | 'clerk' | 'owner') =>
        shop.post(`/v1/stock-counts/${id}/approve`, undefined, as)

      const small = await plan()
      t.equal((await approve(small, 'manager')).body.code, 'COUNT_INCOMPLETE')
      await count(small, 9)
      await shop.allocate({ 'mug/1': ['MUG', 2] })
      await shop.write((tx) => shop.service.fulfill(tx, [{ orderLineId: 'mug/1', quantity: 2 }]))
      t.equal((await approve(small, 'clerk')).status, 200)
      t.equal(
        (await shop.levelOf('MUG')).onHand,
        7,
        'the variance, not the figure: 2 were sold since'
      )

      const { body: whole } = await shop.post('/v1/stock-counts', {})
      t.match(whole.lines, [{ sku: 'MUG', counted: null, variance: null }])
      t.equal((await shop.post(`/v1/stock-counts/${whole.id}/cancel`, undefined)).status, 200)

      const large = await plan()
      t.match((await count(large, 3)).body.lines, [{ variance: -4, isOverTolerance: true }])
      t.strictSame(await shop.openAlerts('stock.count-variance'), [large])
      t.equal((await approve(large, 'clerk')).body.code, 'COUNT_NEEDS_APPROVAL')
      const own = await approve(large, 'manager')
      t.match(own.body, { status: 403, code: 'COUNT_NEEDS_APPROVAL' }, 'planned it')
      t.equal((await shop.levelOf('MUG')).onHand, 7)
      t.match((await approve(large, 'owner')).body, { state: 'approved' })
      t.equal((await shop.levelOf('MUG')).onHand, 3)
      t.strictSame(await shop.openAlerts('stock.count-variance'), [])
      t.equal((await count(large, 5)).body.code, 'COUNT_CLOSED')
      t.strictSame(await shop.findings(), [])
    }
  )
})
