import fc from 'fast-check'
import { onEachDatabase } from '../harness.ts'
import { buildShop, type Shop } from './shop.ts'

const skus = ['A', 'B', 'C'] as const
const sku = fc.constantFrom(...skus)
const units = fc.integer({ min: 1, max: 8 })
const slot = fc.integer({ min: 0, max: 5 })
const place = fc.constantFrom(0, 1)

const step = fc.oneof(
  fc.record({
    do: fc.constant('adjust' as const),
    sku,
    place,
    units: fc.integer({ min: -6, max: 9 })
  }),
  fc.record({ do: fc.constant('allocate' as const), slot, sku, other: sku, units }),
  fc.record({
    do: fc.constantFrom('release' as const, 'fulfill' as const, 'restock' as const),
    slot,
    units
  }),
  fc.record({ do: fc.constant('reserve' as const), slot, sku, units }),
  fc.record({ do: fc.constantFrom('commit' as const, 'free' as const), slot }),
  fc.record({ do: fc.constant('transfer' as const), sku, units }),
  fc.record({ do: fc.constant('fact' as const), slot, sku, units: fc.integer({ min: -3, max: 3 }) })
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

const foreseen = /^(STOCK_INSUFFICIENT|ALLOCATION_MISSING|FULFILLMENT_MISSING|ON_HAND_BELOW_LIMIT)$/

onEachDatabase(async (t, kind) => {
  let runs = 0
  let hasFacts = false
  const held = new Map<string, string>()
  const shop = await buildShop(t, kind)
  const { body: second } = await shop.post('/v1/locations', { name: 'Second', priority: 1 })
  const places = ['loc_default', second.id as string]

  t.test(
    'any sequence of operations: levels equal the ledger, and nothing is sold twice',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
          const run = ++runs
          hasFacts = false
          await shop.addVariants(skus.map((one) => named(run, one)))
          for (const [at, one] of steps.entries()) {
            const { wasFact } = await take(shop, { run, at, step: one, places, held })
            const available = await Promise.all(skus.map((s) => shop.availableOf(named(run, s))))
            hasFacts = hasFacts || wasFact
            if (!hasFacts && available.some((left) => left! < 0)) return false
          }
          return (await shop.findings()).length === 0
        }),
        { numRuns: kind === 'sqlite' ? 25 : 8 }
      )
    }
  )
})

const named = (run: number, one: string) => `${run}-${one}`

interface Turn {
  run: number
  at: number
  step: Step
  places: readonly string[]
  held: Map<string, string>
}

/** Does one step. Refusals are fine; anything else is not. Facts may oversell: they have happened. */
async function take(shop: Shop, turn: Turn): Promise<{ wasFact: boolean }> {
  const { step: one } = turn
  const isTaking = one.do === 'adjust' && one.units < 0
  const error = await attempt(shop, turn).then(
    () => undefined,
    (refusal) => refusal
  )
  if (error !== undefined && !foreseen.test(error.code)) throw error
  return { wasFact: one.do === 'fact' || isTaking }
}

async function attempt(shop: Shop, { run, at, step: one, places, held }: Turn): Promise<void> {
  const { service, write } = shop
  const post = async (url: string, body: object) => {
    const answer = await shop.post(url, body)
    if (answer.status >= 500) throw new Error(answer.text)
    return answer.body
  }
  const lineOf = (slot: number) => `${run}/${slot}`
  switch (one.do) {
    case 'adjust': {
      const line = { sku: named(run, one.sku), quantity: one.units, locationId: places[one.place] }
      await post('/v1/stock/adjustments', { reason: 'correction', lines: [line] })
      return
    }
    case 'allocate':
      return shop.allocate({
        [lineOf(one.slot)]: [named(run, one.sku), one.units],
        [`${lineOf(one.slot)}b`]: [named(run, one.other), 1]
      })
    case 'release':
      return write((tx) =>
        service.release(tx, [{ orderLineId: lineOf(one.slot), quantity: one.units }])
      )
    case 'fulfill':
      await write((tx) =>
        service.fulfill(tx, [{ orderLineId: lineOf(one.slot), quantity: one.units }])
      )
      return
    case 'restock':
      return write((tx) =>
        service.restock(tx, [{ orderLineId: lineOf(one.slot), quantity: one.units }], 'returned')
      )
    case 'reserve': {
      const lines = [{ sku: named(run, one.sku), quantity: one.units }]
      const { id } = await post('/v1/reservations', { owner: 'cart', lines })
      if (id) held.set(lineOf(one.slot), id)
      return
    }
    case 'commit':
    case 'free': {
      const id = held.get(lineOf(one.slot))
      const act = one.do === 'commit' ? 'commit' : 'release'
      if (id) await post(`/v1/reservations/${id}/${act}`, act === 'commit' ? { orderId: 'o' } : {})
      return
    }
    case 'transfer': {
      const lines = [{ sku: named(run, one.sku), quantity: one.units }]
      const [fromLocationId, toLocationId] = places
      const { id } = await post('/v1/transfers', { fromLocationId, toLocationId, lines })
      if (id && one.units % 2 === 0) await post(`/v1/transfers/${id}/receive`, { isComplete: true })
      return
    }
    case 'fact': {
      const fact = { sourceId: `${run}/${at}`, variantId: `var_${named(run, one.sku)}` }
      const rest = { quantity: one.units, reason: 'found', at: '2026-01-01T00:00:00.000Z' }
      await write((tx) => service.recordAdjustments(tx, [{ ...fact, ...rest }]))
    }
  }
}
