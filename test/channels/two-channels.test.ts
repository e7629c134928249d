import { onEachBackend, until } from '../harness.ts'
import { buildShop, listingId } from './shop.ts'

const sku = 'MUG-CELADON'
const orders = 20

onEachBackend(async (t, kind, backend) => {
  t.test('two channels, one stock: an order on A changes what B shows', async (t) => {
    const shop = await buildShop(t, kind, { channels: ['a', 'b'], backend, start: true })
    const { a, b } = shop.sandboxes
    for (const channelId of ['a', 'b']) {
      const body = { channelId, externalListingId: listingId(sku), sku }
      await shop.call({ method: 'POST', url: '/v1/listings', body })
    }
    const shownAt = (quantity: number) =>
      b!.stockWrites.find(
        (write) => write.listingId === listingId(sku) && write.quantity === quantity
      )
    await until(() => shownAt(100) !== undefined, { what: 'the first stock at B' })

    const latencies: number[] = []
    for (let placed = 1; placed <= orders; placed++) {
      const visibleMs = shop.engine.clock.monotonicMs()
      a!.placeOrder({ lines: [{ sku, quantity: 1 }] })
      await until(() => shownAt(100 - placed) !== undefined, { what: `order ${placed} at B` })
      latencies.push(shownAt(100 - placed)!.atMs - visibleMs)
    }
    latencies.sort((x, y) => x - y)
    const median = latencies[orders / 2]!
    t.comment(
      `${kind}, ${backend}: order at A to stock at B: median ${median.toFixed(0)} ms, worst ${latencies.at(-1)!.toFixed(0)} ms`
    )
    t.ok(median < 10_000)
    // What was told a moment ago rests: A may hear of the last order a second after B.
    const isTold = () => a!.world.stockOf(listingId(sku)) === 100 - orders
    await until(isTold, { what: 'the last stock at A' })
    t.equal(b!.world.stockOf(listingId(sku)), 100 - orders)
    t.equal(a!.world.stockOf(listingId(sku)), 100 - orders)
    t.equal(await shop.available(sku), 100 - orders)
  })
})
