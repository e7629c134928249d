import { randomUUID } from 'node:crypto'
import { underLoad } from './load.ts'
import { type Figure, sideBySide } from './measure.ts'
import { type Server, startServer } from './servers/spawn.ts'
import { makeShop, type Shop } from './shop.ts'

const promotionsLive = 100
const buyers = 1000
/** Buyers that wait for their answers: a shop's day, and a sale. */
const waiting = [8, 32]
const atOnce = waiting[0]!

/**
 * Orders of two lines by buyers who are known, over HTTP, with promotions and crm on and 100 promotions live; bare: the
 * same engine and the same orders with both off. Each is on a file of its own.
 */
export async function benchOrdersWith(rounds: number): Promise<Figure[]> {
  const shop = await makeShop()
  const without = await startServer('orders-engine', shop.copy())
  const both = await startServer('orders-engine', shop.path, ['promotions', 'crm'])
  await launchPromotions(both, shop)
  await meetBuyers(both, shop)
  const figures: Figure[] = []
  for (const connections of waiting) {
    const load = {
      path: '/v1/orders',
      method: 'POST' as const,
      connections,
      key: shop.key,
      headers: () => ({ 'idempotency-key': randomUUID() }),
      body: () => orderOf(shop.skus, Math.floor(Math.random() * buyers))
    }
    const compared = await sideBySide(rounds, {
      ours: underLoad(both, load),
      bare: underLoad(without, load)
    })
    const work = `order with promotions and crm, ${connections} at once (bare: both off)`
    figures.push({ work, unit: '/s', ...compared, bar: '≥ 0.85 of bare' })
  }
  await Promise.all([both.stop(), without.stop()])
  shop.remove()
  return figures
}

/** A few for any cart, the others for some products each: the first product of each is in one order of twenty. */
async function launchPromotions(server: Server, shop: Shop): Promise<void> {
  for (let turn = 0; turn < promotionsLive; turn++) {
    const { id } = await post(server, shop, '/v1/promotions', {
      handle: `bench-${turn}`,
      title: `Promotion ${turn}`,
      currency: 'CNY',
      ...(forAny[turn] ?? forSome(turn, shop.skus))
    })
    await post(server, shop, `/v1/promotions/${id}/start`)
  }
}

const forAny: readonly object[] = [
  {
    class: 'shop',
    reward: {
      kind: 'threshold',
      basis: 'amount',
      mode: 'eachFull',
      steps: [{ at: 5000, amountMinor: 500 }]
    }
  },
  {
    class: 'shop',
    reward: { kind: 'amountOff', amountMinor: 1000 },
    conditions: { firstOrder: true }
  }
]

function forSome(turn: number, skus: readonly string[]): object {
  const own = Array.from({ length: 5 }, (_, at) => skus[(turn * 5 + at) % skus.length])
  return {
    class: 'item',
    reward: { kind: 'percentOff', percentBps: 1000 + turn, scope: { skus: own } }
  }
}

/** An order of each buyer, so that crm knows them. */
async function meetBuyers(server: Server, shop: Shop): Promise<void> {
  let next = 0
  const work = async () => {
    while (next < buyers) await post(server, shop, '/v1/orders', orderOf(shop.skus, next++))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function post(
  { url }: Server,
  { key }: Shop,
  path: string,
  body: object | string = {}
): Promise<{ id: string }> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID()
    },
    body: typeof body === 'string' ? body : JSON.stringify(body)
  })
  if (!response.ok) throw new Error(`${path}: ${(await response.text()).slice(0, 500)}`)
  return response.json() as Promise<{ id: string }>
}

function orderOf(skus: readonly string[], buyer: number): string {
  const first = Math.floor(Math.random() * skus.length)
  const second = (first + 1 + Math.floor(Math.random() * (skus.length - 1))) % skus.length
  return JSON.stringify({
    lines: [first, second].map((at) => ({ sku: skus[at], quantity: 1 })),
    buyer: {
      externalId: `buyer-${buyer}`,
      name: `Buyer ${buyer}`,
      email: `buyer-${buyer}@example.com`,
      phone: `+86138${String(buyer).padStart(8, '0')}`
    }
  })
}
