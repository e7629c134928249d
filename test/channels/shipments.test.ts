import { onEachDatabase, until } from '../harness.ts'
import { buildShop, type Shop } from './shop.ts'

const sku = 'MUG-CELADON'

/** Ships units of the shop's one order and returns the answer. */
async function ship(shop: Shop, quantity: number, trackingNumber: string) {
  const [{ id }] = (await shop.call({ url: '/v1/orders?limit=1' })).body.data
  const order = (await shop.call({ url: `/v1/orders/${id}` })).body
  return shop.call({
    method: 'POST',
    url: `/v1/orders/${id}/shipments`,
    body: {
      carrier: 'SF',
      trackingNumber,
      lines: [{ lineId: order.lines[0].id, quantity }]
    }
  })
}

function confirmations(shop: Shop) {
  return shop.engine.db
    .selectFrom('channelConfirmations')
    .selectAll()
    .orderBy('createdAt')
    .execute()
}

async function orderedShop(t: Parameters<typeof buildShop>[0], kind: 'sqlite' | 'postgres') {
  const shop = await buildShop(t, kind, { start: true })
  const order = shop.sandboxes.a!.placeOrder({ lines: [{ sku, quantity: 3 }] })!
  await until(async () => (await shop.call({ url: '/v1/orders' })).body.data.length === 1)
  return { shop, order }
}

onEachDatabase(async (t, kind) => {
  t.test(
    'shipments: each parcel is told to the channel once, the last one completes the order',
    async (t) => {
      const { shop, order } = await orderedShop(t, kind)
      const { world, faults } = shop.sandboxes.a!
      faults.add({ kind: 'timeoutAfterEffect', operation: 'shipments/confirm' })
      const first = await ship(shop, 1, 'SF1')
      t.equal(first.status, 201, first.text)
      await until(() => world.orders.get(order.order_id)?.status === 'PARTLY_SHIPPED')
      t.equal((await ship(shop, 2, 'SF2')).status, 201)
      await until(() => world.orders.get(order.order_id)?.status === 'SHIPPED')
      await until(async () =>
        (await confirmations(shop)).every(({ state }) => state === 'confirmed')
      )
      t.same([...world.packages.values()].map(({ tracking_no: no }) => no).sort(), ['SF1', 'SF2'])
    }
  )

  t.test('shipments: a parcel that the platform refuses is marked, with an alert', async (t) => {
    const { shop, order } = await orderedShop(t, kind)
    const { world, faults } = shop.sandboxes.a!
    // Not by closing the order there: a pull that is still on its way would cancel it here, before it is shipped.
    faults.add({ kind: 'refuseItem', operation: 'shipments/confirm' })
    t.equal((await ship(shop, 3, 'SF1')).status, 201)
    await until(async () => (await confirmations(shop))[0]?.state === 'failed')
    t.match(await confirmations(shop), [{ state: 'failed', reason: 'the listing is under review' }])
    const alerts = await shop.call({ url: '/v1/alerts?kind=channel.push-failed' })
    t.match(alerts.body.data, [{ subjectType: 'shipment', state: 'open' }])

    const { shipmentId } = (await confirmations(shop))[0]!
    const retry = { method: 'POST', url: `/v1/channels/a/shipments/${shipmentId}/retry` } as const
    t.equal((await shop.call(retry)).status, 202)
    await until(async () => (await confirmations(shop))[0]?.state === 'confirmed')
    t.equal(world.orders.get(order.order_id)?.status, 'SHIPPED')
    const after = await shop.call({ url: '/v1/alerts?kind=channel.push-failed' })
    t.match(after.body.data, [{ state: 'resolved' }])
    t.equal((await shop.call(retry)).status, 404, 'what is confirmed is not told again')
  })
})
