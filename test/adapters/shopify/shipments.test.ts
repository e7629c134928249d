import t from 'tap'
import { carrierOf } from '../../../adapters/shopify/carriers.ts'
import { chooseParts } from '../../../adapters/shopify/map/parcel.ts'
import { open } from './stand.ts'

const shippedAt = '2026-11-02T07:00:00.000Z'
const lines = [
  { sku: 'TEA-GREEN', quantity: 3 },
  { sku: 'POT-IRON', quantity: 1 }
]

async function withOrder(t: Parameters<typeof open>[0]) {
  const stand = await open(t)
  const order = stand.simulator.placeOrder({ lines })
  const parcel = (trackingNumber: string, quantities: number[]) => ({
    shipmentId: `shp_${trackingNumber}`,
    orderExternalId: order.externalId,
    carrier: 'dhl express',
    trackingNumber,
    shippedAt,
    lines: quantities.flatMap((quantity, index) =>
      quantity > 0 ? [{ externalId: order.lines[index]!.externalId, quantity }] : []
    )
  })
  return { ...stand, order, parcel }
}

t.test('confirmShipments: parcels split an order by quantity, each told of once', async (t) => {
  const { client, simulator, order, parcel } = await withOrder(t)
  simulator.faults.add({ kind: 'lostAnswer', operation: 'createFulfillment' })
  await t.rejects(client.confirmShipments!([parcel('T1', [1, 0])], 'k1'))
  const outcomes = await client.confirmShipments!(
    [parcel('T1', [1, 0]), parcel('T2', [2, 1])],
    'k1'
  )
  t.match(outcomes, [
    { status: 'done', externalId: /^\d+$/ },
    { status: 'done', externalId: /^\d+$/ }
  ])
  const { parcels, status } = simulator.order(order.externalId)!
  t.match(parcels, [
    { carrier: 'DHL Express', trackingNumber: 'T1', lines: [{ quantity: 1 }] },
    { carrier: 'DHL Express', trackingNumber: 'T2', lines: [{ quantity: 2 }, { quantity: 1 }] }
  ])
  t.equal(status, 'shipped')
})

t.test(
  'confirmShipments: under one tracking number other lines are a parcel more, the same are not',
  async (t) => {
    const { client, simulator, order, parcel } = await withOrder(t)
    const parcels = [parcel('T1', [2, 0]), parcel('T1', [0, 1])]
    const told = await client.confirmShipments!(parcels, 'k1')
    t.match(told, [{ status: 'done' }, { status: 'done' }])
    t.same(await client.confirmShipments!(parcels, 'k2'), told, 'told again they are the same')
    t.match(simulator.order(order.externalId)!.parcels, [
      { trackingNumber: 'T1', lines: [{ quantity: 2 }] },
      { trackingNumber: 'T1', lines: [{ quantity: 1 }] }
    ])
    await client.confirmShipments!([parcel('T1', [1, 0])], 'k3')
    t.equal(simulator.order(order.externalId)!.status, 'shipped')
    const all = await client.confirmShipments!([parcel('T1', [3, 1])], 'k4')
    t.match(all, [{ status: 'done' }], 'nothing is left: it has been told in parts')
    t.equal(simulator.order(order.externalId)!.parcels.length, 3)
  }
)

t.test(
  'confirmShipments: what cannot leave is refused with the reason; the others go out',
  async (t) => {
    const { client, simulator, order, parcel } = await withOrder(t)
    const canceled = simulator.placeOrder({ status: 'canceled' })
    const items = [
      { ...parcel('X1', [1, 0]), orderExternalId: '99' },
      { ...parcel('X2', [1, 0]), orderExternalId: canceled.externalId },
      parcel('X3', [4, 0]),
      parcel('X4', [1, 1])
    ]
    t.match(await client.confirmShipments!(items, 'k1'), [
      { code: 'ORDER_GONE', class: 'gone' },
      { code: 'NOTHING_TO_SHIP', reason: /CLOSED/ },
      { code: 'QUANTITY_EXCEEDED', reason: /Warehouse: 3 of 4 units/ },
      { status: 'done' }
    ])
    t.equal(simulator.order(order.externalId)!.parcels.length, 1)
  }
)

t.test(
  'confirmShipments: a batch that is throttled in the middle keeps what is done',
  async (t) => {
    const { client, simulator, parcel } = await withOrder(t)
    simulator.faults.add({
      kind: 'throttle',
      restMs: 5000,
      operation: 'createFulfillment',
      after: 1
    })
    const outcomes = await client.confirmShipments!(
      [parcel('A', [1, 0]), parcel('B', [1, 0])],
      'k1'
    )
    t.match(outcomes, [{ status: 'done' }, { status: 'retry', afterMs: 5000 }])
  }
)

t.test('chooseParts: a parcel leaves from the first location that has all of it', (t) => {
  const at = (name: string, status: string, remaining: number[]) => ({
    id: `gid://shopify/FulfillmentOrder/${name.length}`,
    status,
    assignedLocation: { name, location: { id: name } },
    lineItems: {
      nodes: remaining.map((remainingQuantity, index) => ({
        id: `${name}-${index}`,
        remainingQuantity,
        lineItem: { id: `gid://shopify/LineItem/${index + 1}` }
      })),
      pageInfo: { hasNextPage: false, endCursor: null }
    }
  })
  const wanted = [
    { externalId: '1', quantity: 2 },
    { externalId: '2', quantity: 1 }
  ]
  const far = at('far', 'OPEN', [2, 0])
  const near = at('near', 'IN_PROGRESS', [1, 1])
  const more = at('near', 'OPEN', [5])
  t.match(chooseParts([far, near, more], wanted), {
    parts: [{ fulfillmentOrderLineItems: [{ id: 'near-0', quantity: 2 }, { id: 'near-1' }] }]
  })
  t.match(chooseParts([far, near], wanted), { code: 'QUANTITY_EXCEEDED', reason: /two parcels/ })
  t.match(chooseParts([at('far', 'ON_HOLD', [9, 9])], wanted), { reason: /ON_HOLD/ })
  t.end()
})

t.test('carrierOf: by the account, by the list, else as it is', async (t) => {
  const { account } = await open(t, { carriers: { Owl: 'Royal Mail' } })
  t.equal(carrierOf(account, 'OWL'), 'Royal Mail')
  t.equal(carrierOf(account, 'sf-express'), 'SF Express')
  t.equal(carrierOf(account, 'Pigeon Post'), 'Pigeon Post')
})
