import { randomUUID } from 'node:crypto'
import { underLoad } from './load.ts'
import { type Figure, sideBySide } from './measure.ts'
import { startServer } from './servers/spawn.ts'
import { makeShop, type Shop } from './shop.ts'

/**
 * Orders of two lines over HTTP: allocation, audit, idempotency and outbox included; with the plugins that an order goes
 * through, and with all first-party plugins on. Both sides answer once the commit is on disk (`durability: full`, the
 * default), each on a file of its own.
 */
export async function benchOrders(rounds: number): Promise<Figure[]> {
  return [
    { ...(await measured(rounds, 'orders-engine')), work: 'order of 2 lines', bar: '≥ 1,000/s' },
    { ...(await measured(rounds, 'engine')), work: 'the same, all plugins on', bar: '' }
  ]
}

async function measured(
  rounds: number,
  name: 'orders-engine' | 'engine'
): Promise<Omit<Figure, 'work' | 'bar'>> {
  const shop = await makeShop()
  const engine = await startServer(name, shop.path)
  await placeOne(engine.url, shop)
  const baseline = await startServer('bare-orders', shop.copy())
  const load = {
    path: '/v1/orders',
    method: 'POST' as const,
    connections: 8,
    key: shop.key,
    headers: () => ({ 'idempotency-key': randomUUID() }),
    body: () => orderOf(shop.skus)
  }
  const compared = await sideBySide(rounds, {
    ours: underLoad(engine, load),
    bare: underLoad(baseline, load)
  })
  await Promise.all([engine.stop(), baseline.stop()])
  shop.remove()
  return { unit: '/s', ...compared }
}

/** The baseline writes what this order wrote. */
async function placeOne(url: string, { key, skus }: Shop): Promise<void> {
  const response = await fetch(`${url}/v1/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID()
    },
    body: orderOf(skus)
  })
  if (response.status !== 201) throw new Error(`the first order: ${await response.text()}`)
}

function orderOf(skus: readonly string[]): string {
  const first = Math.floor(Math.random() * skus.length)
  const second = (first + 1 + Math.floor(Math.random() * (skus.length - 1))) % skus.length
  const lines = [first, second].map((at) => ({ sku: skus[at], quantity: 1 }))
  return JSON.stringify({ lines })
}
