import fc from 'fast-check'
import type { ChannelOrderStatus } from 'shopkeeper'
import { onEachDatabase } from '../harness.ts'
import { channelOrder, line } from '../orders/shop.ts'
import { buildFactsShop, type FactsShop } from './facts-shop.ts'

const skus = ['MUG', 'CUP', 'BOWL', 'POT']
const externalIds = ['A', 'B', 'C', 'D', 'E']
const statuses: readonly ChannelOrderStatus[] = [
  ...(['awaiting_payment', 'paid', 'shipped', 'canceled', 'on_hold'] as const)
]

/** A version of an order, with every amount that a channel may write. */
const version = fc.record({
  kind: fc.constant('version' as const),
  order: fc.constantFrom(...externalIds),
  minute: fc.integer({ min: 0, max: 59 }),
  status: fc.constantFrom(...statuses),
  quantities: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 4 }),
  prices: fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 4, maxLength: 4 }),
  discountBps: fc.constantFrom(0, 0, 777, 10_000),
  taxBps: fc.constantFrom(0, 2000),
  isTaxAdded: fc.boolean(),
  isShareTold: fc.boolean(),
  shippingMinor: fc.constantFrom(0, 495),
  buyer: fc.constantFrom(null, 'b1', 'b2'),
  country: fc.constantFrom('CN', 'FR'),
  placedOn: fc.integer({ min: 27, max: 30 })
})
type Version = typeof version extends fc.Arbitrary<infer One> ? One : never

const steps = fc.oneof(
  { arbitrary: version, weight: 6 },
  {
    arbitrary: fc.record({
      kind: fc.constantFrom('cancel' as const, 'split' as const, 'cancelUnits' as const),
      order: fc.constantFrom(...externalIds),
      line: fc.nat({ max: 3 })
    }),
    weight: 3
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('merge' as const),
      order: fc.constantFrom(...externalIds),
      other: fc.constantFrom(...externalIds)
    }),
    weight: 1
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('credit' as const),
      order: fc.constantFrom(...externalIds, null),
      buyer: fc.constantFrom(null, 'b1'),
      day: fc.integer({ min: 1, max: 4 }),
      reason: fc.constantFrom('return' as const, 'return' as const, 'badDebt' as const),
      lines: fc.array(
        fc.tuple(fc.constantFrom(...skus), fc.integer({ min: 0, max: 3 }), fc.nat({ max: 500 })),
        { minLength: 1, maxLength: 3 }
      )
    }),
    weight: 2
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('erase' as const),
      order: fc.constantFrom(...externalIds)
    }),
    weight: 1
  }
)
type Step = typeof steps extends fc.Arbitrary<infer One> ? One : never

function orderOf(run: number, given: Version) {
  const lines = skus.flatMap((sku, at) => {
    const quantity = given.quantities[at]!
    if (quantity === 0) return []
    const totalMinor = quantity * given.prices[at]!
    const share = given.isShareTold ? Math.floor((totalMinor * given.discountBps) / 10_000) : 0
    const taxMinor = Math.floor((totalMinor * given.taxBps) / 10_000)
    const unitPriceMinor = given.prices[at]!
    return line(sku, quantity, { unitPriceMinor, totalMinor, taxMinor, discountMinor: share })
  })
  const sum = (column: 'totalMinor' | 'taxMinor' | 'discountMinor') =>
    lines.reduce((total, one) => total + one[column], 0)
  const discountMinor = given.isShareTold
    ? sum('discountMinor')
    : Math.floor((sum('totalMinor') * given.discountBps) / 10_000)
  const { shippingMinor, status } = given
  const taxMinor = sum('taxMinor')
  const addedTax = given.isTaxAdded ? taxMinor : 0
  return channelOrder(`${run}-${given.order}`, given.minute, lines, {
    ...{ status, rawStatus: status, discountMinor, shippingMinor, taxMinor },
    totalMinor: sum('totalMinor') - discountMinor + shippingMinor + addedTax,
    buyer: { externalId: given.buyer },
    address: { recipient: 'X', lines: ['1 Street'], city: 'Y', country: given.country },
    // A few hours about midnight of the shop, and of the month.
    placedAt: new Date(Date.UTC(2026, 2, given.placedOn, 14, given.minute * 3)).toISOString()
  })
}

/** Does a step as far as it is possible; what the shop refuses is refused. */
async function take(shop: FactsShop, run: number, step: Step, at: number): Promise<void> {
  if (step.kind === 'version') {
    await shop.intake([orderOf(run, step)])
    return
  }
  if (step.kind === 'credit') {
    await shop.credit(`${run}-${at}`, {
      orderExternalId: step.order === null ? null : `${run}-${step.order}`,
      lines: step.lines,
      ...{ buyer: step.buyer, reason: step.reason, issuedAt: `2026-04-0${step.day}T16:30:00.000Z` }
    })
    return
  }
  const found = await ordersOf(shop, run, step.order)
  const order = found.at(-1)
  if (!order) return
  if (step.kind === 'erase') {
    const orders = shop.engine.use('orders')
    const ids = found.map(({ id }) => id)
    await shop.engine.transaction((tx) => orders.erasePersonal(tx, ids))
  } else if (step.kind === 'cancel') {
    await shop.act(order.id, 'cancel', { reason: 'test' })
  } else if (step.kind === 'merge') {
    const other = (await ordersOf(shop, run, step.other))[0]
    if (other) await shop.act(found[0]!.id, 'merge', { orderIds: [other.id] })
  } else {
    const [one] = await linesOf(shop, order.id, step.line)
    if (!one) return
    const lines = [{ lineId: one.id, quantity: 1 }]
    if (step.kind === 'split') await shop.act(order.id, 'split', { lines })
    else await shop.act(order.id, 'cancel', { reason: 'test', lines })
  }
}

/** The order, and what was split from it. */
async function ordersOf(shop: FactsShop, run: number, order: string) {
  return shop.engine.db
    .selectFrom('orders')
    .select('id')
    .where('externalId', 'like', `${run}-${order}%`)
    .orderBy('id')
    .execute()
}

async function linesOf(shop: FactsShop, orderId: string, at: number) {
  return shop.engine.db
    .selectFrom('orderLines')
    .select('id')
    .where('orderId', '=', orderId)
    .orderBy('id')
    .offset(at)
    .limit(1)
    .execute()
}

onEachDatabase(async (t, kind) => {
  t.test('facts: whatever happens to orders, what is kept is what a rebuild finds', async (t) => {
    const shop = await buildFactsShop(t, kind, { MUG: 40, CUP: 10_000, BOWL: 10_000, POT: 10_000 })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 14 }), async (history) => {
        run++
        for (const [at, step] of history.entries()) await take(shop, run, step, at)
        const findings = await shop.factFindings()
        t.same(findings, [], `run ${run}: proofs hold`)
        return findings.length === 0
      }),
      { numRuns: kind === 'sqlite' ? 40 : 15, seed: 20260311 }
    )
    const kept = await shop.dump()
    t.ok(kept.report_refund_facts!.length > 5 && kept.report_order_facts!.length > 20)
    t.equal(await shop.rebuild(), 0, 'a rebuild finds nothing to correct')
    t.same(await shop.dump(), kept)
    await shop.forget()
    t.ok((await shop.rebuild()) > 0)
    t.same(await shop.dump(), kept, 'made of nothing, it is the same')
  })
})
