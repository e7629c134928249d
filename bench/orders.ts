import { randomUUID } from 'node:crypto'
import { requestsPerSecond } from './load.ts'
import { type Figure, median } from './measure.ts'
import { startServer } from './servers/spawn.ts'
import { makeShop } from './shop.ts'

/** Orders of two lines over HTTP: allocation, timeline, audit, idempotency and outbox included; commits on disk. */
export async function benchOrders(times: number): Promise<Figure[]> {
  const shop = await makeShop()
  const sku = () => shop.skus[Math.floor(Math.random() * shop.skus.length)] as string
  const twoSkus = (): [string, string] => {
    const first = sku()
    let second = sku()
    while (second === first) second = sku()
    return [first, second]
  }
  const load = {
    path: '/v1/orders',
    method: 'POST' as const,
    connections: 8,
    seconds: 3,
    headers: () => ({ 'idempotency-key': randomUUID() }),
    body: () => JSON.stringify({ lines: twoSkus().map((one) => ({ sku: one, quantity: 1 })) })
  }
  const engine = await startServer('engine', shop.path)
  const ours = await median(times, () => requestsPerSecond(engine, load))
  await engine.stop()
  const baseline = await startServer('bare-orders', shop.path)
  const bare = await median(times, () => requestsPerSecond(baseline, load))
  await baseline.stop()
  shop.remove()
  return [{ work: 'order of 2 lines', unit: '/s', ours, bare, goal: '≥ 1,000/s' }]
}
