import fc from 'fast-check'
import type { CompiledQuery } from 'kysely'
import { onEachDatabase } from '../../harness.ts'
import { queriesOf } from '../queries.ts'
import { buildCampaignShop, type CampaignShop, cost } from './shop.ts'

/** What orders of a campaign add up to, read off the orders themselves and what promotions gave them. */
async function recomputed(shop: CampaignShop, placed: readonly string[], promotionIds: string[]) {
  const sums = { orders: 0, units: 0, netMinor: 0, discountMinor: 0, costMinor: 0 }
  const rows = await shop.engine.db.selectFrom('orderLines').selectAll().execute()
  const orders = new Map(
    (await shop.engine.db.selectFrom('orders').selectAll().execute()).map((one) => [one.id, one])
  )
  for (const id of placed) {
    const applied = (await shop.promotionsOf(id)).filter((one) =>
      promotionIds.includes(one.promotionId)
    )
    if (applied.length === 0) continue
    const own = rows.filter(
      (line) => (line.sourceOrderId ?? orders.get(line.orderId)!.splitFrom ?? line.orderId) === id
    )
    let units = 0
    for (const line of own) {
      const isDead = ['canceled', 'closed'].includes(orders.get(line.orderId)!.state)
      const left = isDead ? line.fulfilledQuantity : line.quantity - line.canceledQuantity
      units += left
      if (line.quantity > 0) sums.netMinor += (line.totalMinor / line.quantity) * left
      sums.costMinor += 400 * left
    }
    sums.units += units
    sums.orders += units > 0 ? 1 : 0
    for (const { amountMinor, returnedMinor } of applied) {
      sums.discountMinor += amountMinor - returnedMinor
    }
  }
  return sums
}

type Step =
  | { do: 'order'; mugs: number; cups: number }
  | { do: 'cancel'; order: number; units: number | null }
  | { do: 'split'; order: number }
  | { do: 'merge'; order: number }

const place = fc.nat({ max: 30 })
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('order' as const),
      mugs: fc.integer({ min: 1, max: 4 }),
      cups: fc.integer({ min: 0, max: 3 })
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('cancel' as const),
      order: place,
      units: fc.option(fc.integer({ min: 1, max: 2 }))
    })
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.record({ do: fc.constant('split' as const), order: place }),
      fc.record({ do: fc.constant('merge' as const), order: place })
    )
  }
)

/** Does a step, which may be refused: what counts is what the orders say afterwards. */
async function take(shop: CampaignShop, step: Step, placed: string[], all: string[]) {
  if (step.do === 'order') {
    const lines = { MUG: step.mugs, ...(step.cups > 0 && { CUP: step.cups }) }
    const { body, status } = await shop.order(lines, { buyer: { externalId: 'a' } })
    if (status === 201) all.push(body.id)
    if (status === 201) placed.push(body.id)
    return
  }
  const id = all[step.order % Math.max(1, all.length)]
  if (id === undefined) return
  const { body: order } = await shop.call({ url: `/v1/orders/${id}` })
  const lineId = order.lines[0]?.id
  if (step.do === 'merge') {
    await shop.act(id, 'merge', { orderIds: [all.at(-1)] })
  } else if (step.do === 'cancel') {
    const lines = step.units === null ? {} : { lines: [{ lineId, quantity: step.units }] }
    await shop.act(id, 'cancel', lines)
  } else {
    const split = await shop.act(id, 'split', { lines: [{ lineId, quantity: 1 }] })
    if (split.status === 201) all.push(split.body.split.id)
  }
}

onEachDatabase(async (t, kind) => {
  for (const canceledOrders of ['giveBack', 'keep']) {
    t.test(
      `figures: whatever becomes of orders, they equal what those say (${canceledOrders})`,
      async (t) => {
        const shop = await buildCampaignShop(t, kind, {}, { promotions: { canceledOrders } })
        await shop.addSku('MUG', 5000, cost(400))
        await shop.addSku('CUP', 5000, cost(400))
        await fc.assert(
          fc.asyncProperty(
            fc.array(steps, { minLength: 3, maxLength: 12 }),
            fc.boolean(),
            async (life, isGuarded) => {
              const ids = [
                await shop.draft({
                  stackableWith: 'all',
                  reward: { kind: 'percentOff', percentBps: 1000 }
                }),
                await shop.draft({
                  stackableWith: 'all',
                  reward: {
                    kind: 'threshold',
                    basis: 'quantity',
                    mode: 'tiered',
                    steps: [{ at: 3, amountMinor: 120 }]
                  }
                })
              ]
              const guardRails = { maxSpend: { amountMinor: 1_000_000, action: 'alert' } }
              const { id } = await shop.run(ids, isGuarded ? { guardRails } : {})
              const [placed, all]: string[][] = [[], []]
              for (const step of life) await take(shop, step, placed!, all!)
              const { totals, byDay } = await shop.figures(id)
              const expected = await recomputed(shop, placed!, ids)
              const { orders, units, netMinor, discountMinor, costMinor } = totals
              const got = { orders, units, netMinor, discountMinor, costMinor }
              // A net per unit is not whole; the figures round each line once.
              const isNear = Math.abs(got.netMinor - expected.netMinor) <= 2 * placed!.length
              if (
                !isNear ||
                JSON.stringify({ ...got, netMinor: 0 }) !==
                  JSON.stringify({ ...expected, netMinor: 0 })
              ) {
                throw new Error(`${JSON.stringify(got)}; orders say ${JSON.stringify(expected)}`)
              }
              const days = byDay.reduce((sum: number, day: typeof totals) => sum + day.netMinor, 0)
              if (days !== netMinor) throw new Error(`days add up to ${days}, not ${netMinor}`)
              const findings = await shop.findings()
              if (findings.length > 0) throw new Error(findings.join('\n'))
              for (const one of all!) await shop.act(one, 'cancel', {})
              const after = (await shop.figures(id)).totals
              if (after.orders + after.units + after.netMinor + after.costMinor !== 0) {
                throw new Error(`canceled, it still counts ${JSON.stringify(after)}`)
              }
              if (canceledOrders === 'giveBack' && after.discountMinor !== 0) {
                throw new Error(`canceled, it still costs ${after.discountMinor}`)
              }
              await shop.take(id, 'stop')
            }
          ),
          { numRuns: 6 }
        )
        t.same(await shop.findings(), [])
      }
    )
  }

  t.test(
    'figures: a worked example, by day in the zone of the shop, against its targets',
    async (t) => {
      const shop = await buildCampaignShop(t, kind)
      await shop.addSku('MUG', 50, cost(400))
      const ten = await shop.draft()
      const free = await shop.draft({
        class: 'shipping',
        reward: { kind: 'percentOff', percentBps: 10_000 }
      })
      const { id } = await shop.run([ten, free], {
        targets: { netSalesMinor: 8000, orders: 4, minRoasBps: 40_000 },
        budgetMinor: 2000
      })
      // 1000 × 3 less 10 % is 2700, of which 300 are tax; shipping of 500 is free.
      const lines = [{ sku: 'MUG', quantity: 3, taxMinor: 333 }]
      const first = await shop.place({ lines, shippingMinor: 500 })
      t.match(first, { status: 201, body: { totalMinor: 2700, taxMinor: 300 } }, first.text)
      // 16:00 UTC is midnight in Shanghai.
      shop.clock.set('2026-03-02T16:00:00.000Z')
      const second = await shop.order({ MUG: 2 })
      await shop.act(second.body.id, 'cancel', {
        lines: [{ lineId: second.body.lines[0].id, quantity: 1 }]
      })
      await shop.spend(id, 'a', 400, { dayOn: '2026-03-01' })
      t.same(await shop.figures(id), {
        campaignId: id,
        state: 'live',
        currency: 'CNY',
        totals: {
          orders: 2,
          units: 4,
          grossMinor: 4000,
          netMinor: 3300,
          discountMinor: 900,
          recordedMinor: 400,
          spentMinor: 1300,
          newCustomers: 0,
          unknownCostUnits: 0,
          costMinor: 1600,
          marginMinor: 1700,
          marginBps: 5152
        },
        byDay: [
          {
            dayOn: '2026-03-01',
            ...{ orders: 0, units: 0, grossMinor: 0, netMinor: 0, discountMinor: 0 },
            ...{ recordedMinor: 400, spentMinor: 400, newCustomers: 0, unknownCostUnits: 0 },
            ...{ costMinor: 0, marginMinor: 0, marginBps: null }
          },
          {
            dayOn: '2026-03-02',
            ...{ orders: 1, units: 3, grossMinor: 3000, netMinor: 2400, discountMinor: 800 },
            ...{ recordedMinor: 0, spentMinor: 800, newCustomers: 0, unknownCostUnits: 0 },
            ...{ costMinor: 1200, marginMinor: 1200, marginBps: 5000 }
          },
          {
            dayOn: '2026-03-03',
            ...{ orders: 1, units: 1, grossMinor: 1000, netMinor: 900, discountMinor: 100 },
            ...{ recordedMinor: 0, spentMinor: 100, newCustomers: 0, unknownCostUnits: 0 },
            ...{ costMinor: 400, marginMinor: 500, marginBps: 5556 }
          }
        ],
        targets: [
          { metric: 'netSalesMinor', target: 8000, actual: 3300, reachedBps: 4125 },
          { metric: 'orders', target: 4, actual: 2, reachedBps: 5000 },
          { metric: 'minRoasBps', target: 40_000, actual: 25_385, reachedBps: 6346 }
        ],
        budget: { budgetMinor: 2000, spentMinor: 1300, leftMinor: 700, usedBps: 6500 },
        beyond: []
      })
      const seen = await shop.call({ url: `/v1/campaigns/${id}/figures`, as: 'marketer' })
      t.notOk('costMinor' in seen.body.totals || 'marginBps' in seen.body.byDay[0])
      const reads = queriesOf(shop)
      await shop.figures(id)
      await shop.call({ url: '/v1/campaigns' })
      t.ok(reads.length <= 5, reads.join('\n'))
      t.same(await shop.findings(), [])
    }
  )

  t.test('figures: a customer is new with the first order, while that stands', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 50 }, { crm: true })
    await shop.order({ MUG: 1 }, { buyer: { externalId: 'old' } })
    const { id } = await shop.run([await shop.draft()], { targets: { newCustomers: 10 } })
    await shop.order({ MUG: 1 }, { buyer: { externalId: 'old' } })
    const fresh = await shop.order({ MUG: 1 }, { buyer: { externalId: 'fresh' } })
    await shop.order({ MUG: 1 }, { buyer: { externalId: 'fresh' } })
    await shop.order({ MUG: 1 })
    t.match(await shop.figures(id), { totals: { orders: 4, newCustomers: 1 } })
    await shop.act(fresh.body.id, 'cancel', {})
    t.match(await shop.figures(id), { totals: { orders: 3, newCustomers: 0 } })
    t.same(await shop.findings(), [])
  })

  t.test(
    'figures: orders that use no promotion of a campaign are asked nothing more',
    async (t) => {
      const shop = await buildCampaignShop(t, kind, { MUG: 50, CUP: 50 })
      await shop.launch({ stackableWith: 'all' })
      const texts = writesOf(shop)
      const ordered = async () => {
        texts.length = 0
        const { body } = await shop.order({ MUG: 2 })
        const lines = [{ lineId: body.lines[0].id, quantity: 1 }]
        await shop.act(body.id, 'cancel', { lines })
        return [...texts]
      }
      await ordered()
      const before = await ordered()
      t.ok(
        before.some((text) => text.includes('promotion_shares')),
        'they are looked at'
      )
      const scope = { skus: ['CUP'] }
      const reward = { kind: 'percentOff', percentBps: 500, scope }
      const { id } = await shop.run([await shop.draft({ class: 'item', reward })])
      await ordered()
      t.same(await ordered(), before)
      t.match(await shop.figures(id), { totals: { orders: 0 } })
      await shop.order({ CUP: 1 })
      t.match(await shop.figures(id), { totals: { orders: 1 } })
    }
  )
})

/** SQL of transactions from the first event in them on: that of an order's stock. */
function writesOf({ engine }: CampaignShop): string[] {
  const texts: string[] = []
  const known = new WeakSet<object>()
  engine.registrations.observers.push(async (tx) => {
    const executor = tx.getExecutor()
    if (known.has(executor)) return
    known.add(executor)
    const execute = executor.executeQuery.bind(executor)
    executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
      texts.push(query.sql)
      return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
    }
  })
  return texts
}
