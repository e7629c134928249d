import fc from 'fast-check'
import t from 'tap'
import type { ShipmentWrite } from '#core/channel/writes'
import { carrierOf, packageReferenceOf } from '../../../adapters/amazon/carriers.ts'
import { start } from '../stand.ts'
import { open, type Stand } from './stand.ts'

type Order = ReturnType<Stand['simulator']['placeOrder']>

function parcel(order: Order, changed: Partial<ShipmentWrite> = {}): ShipmentWrite {
  return {
    shipmentId: 'shp_1',
    orderExternalId: order.externalId,
    carrier: 'ups',
    trackingNumber: '1Z999',
    shippedAt: start,
    lines: order.lines.map(({ externalId, quantity }) => ({ externalId, quantity })),
    ...changed
  }
}

t.test('shipments: an order leaves in parts of a line, and is whole with the last', async (t) => {
  const { simulator, client } = await open(t)
  const order = simulator.placeOrder({ lines: [{ sku: 'TENT-2P', quantity: 3 }] })
  const externalId = order.lines[0]!.externalId
  const first = parcel(order, { lines: [{ externalId, quantity: 1 }] })
  t.match(await client.confirmShipments!([first], 'k1'), [{ status: 'done' }])
  t.equal(simulator.order(order.externalId)!.status, 'partially_shipped')
  const second = parcel(order, { shipmentId: 'shp_2', lines: [{ externalId, quantity: 2 }] })
  await client.confirmShipments!([second], 'k2')
  const { status, parcels } = simulator.order(order.externalId)!
  t.equal(status, 'shipped')
  t.same(
    parcels.map(({ carrier, trackingNumber, lines }) => [carrier, trackingNumber, lines]),
    [
      ['UPS', '1Z999', [{ externalId, quantity: 1 }]],
      ['UPS', '1Z999', [{ externalId, quantity: 2 }]]
    ]
  )
})

t.test('shipments: one whose answer is lost is not told of twice', async (t) => {
  const { simulator, client } = await open(t)
  const order = simulator.placeOrder({ lines: [{ sku: 'TENT-2P', quantity: 2 }] })
  const externalId = order.lines[0]!.externalId
  const half = parcel(order, { lines: [{ externalId, quantity: 1 }] })
  simulator.faults.add({ kind: 'lostAnswer', operation: 'confirmShipment' })
  await t.rejects(client.confirmShipments!([half], 'k'))
  t.equal(simulator.order(order.externalId)!.parcels.length, 1)
  t.match(await client.confirmShipments!([half], 'k'), [{ status: 'done' }])
  t.equal(simulator.order(order.externalId)!.parcels.length, 1)
})

t.test('shipments: what cannot be told says why; the others go out', async (t) => {
  const { simulator, client } = await open(t)
  const [good, canceled, other] = [1, 2, 3].map(() => simulator.placeOrder()) as [
    Order,
    Order,
    Order
  ]
  simulator.changeOrder(canceled.externalId, { status: 'canceled' })
  const items = [
    parcel(other, { carrier: 'Pigeon Post Unlimited' }),
    parcel(canceled),
    parcel({ ...good, externalId: '302-0000000-0000000' }),
    parcel(good, { lines: [{ externalId: good.lines[0]!.externalId, quantity: 5 }] }),
    parcel(good)
  ]
  const outcomes = await client.confirmShipments!(items, 'k')
  t.match(outcomes, [
    {
      status: 'rejected',
      code: 'CARRIER_UNKNOWN',
      reason: /"Pigeon Post Unlimited".*setting carriers/
    },
    { status: 'rejected', code: 'InvalidInput', reason: /CANCELLED/ },
    { status: 'rejected', code: 'NotFound', class: 'gone' },
    { status: 'rejected', code: 'InvalidInput', reason: /1 units are left/ },
    { status: 'done' }
  ])
  t.equal(simulator.order(good.externalId)!.parcels.length, 1)
})

t.test('shipments: a carrier of our own goes as another one, or as Amazon’s', async (t) => {
  const { simulator, connect } = await open(t)
  const client = connect({ carriers: { 'City Bike': 'Other', brown: 'UPS' } })
  const sent = await Promise.all(
    ['city-bike', 'Brown', 'DHL_Express'].map(async (carrier) => {
      const order = simulator.placeOrder()
      await client.confirmShipments!([parcel(order, { carrier })], 'k')
      return simulator.order(order.externalId)!.parcels[0]!.carrier
    })
  )
  t.same(sent, ['city-bike', 'UPS', 'DHL Express'])
  t.same(carrierOf({ carriers: {} } as never, 'nobody'), null)
})

t.test('shipments: a parcel’s reference is a positive number, the same each time', async (t) => {
  fc.assert(
    fc.property(fc.string(), (shipmentId) => {
      const reference = packageReferenceOf(shipmentId)
      return /^[1-9]\d{0,9}$/.test(reference) && reference === packageReferenceOf(shipmentId)
    })
  )
  const ids = Array.from({ length: 1000 }, (_, index) => packageReferenceOf(`shp_${index}`))
  t.equal(new Set(ids).size, 1000)
})
