import t from 'tap'
import { woocommerce } from '#adapters/woocommerce'
import { failureOf } from '../stand.ts'
import { type Account, open, type Stand } from './stand.ts'

type Mode = Account['shipments']

const effects = {
  note: 'createNote',
  fulfillments: 'createFulfillment',
  'tracking-plugin': 'updateOrder'
} as const satisfies Record<Mode, string>

function parcelOf({ clock }: Stand, orderExternalId: string, shipmentId = 'shp_1') {
  return {
    shipmentId,
    orderExternalId,
    carrier: 'UPS',
    trackingNumber: `1Z-${shipmentId}`,
    shippedAt: clock.now(),
    lines: [] as { externalId: string; quantity: number }[]
  }
}

for (const mode of Object.keys(effects) as Mode[]) {
  t.test(`shipments (${mode}): told of once though an answer is lost, then complete`, async (t) => {
    const stand = await open(t, { shipments: mode })
    const { client, simulator } = stand
    const order = simulator.placeOrder({ lines: [{ sku: 'SIEVE', quantity: 2 }] })
    const lines = order.lines.map(({ externalId, quantity }) => ({ externalId, quantity }))
    const parcel = { ...parcelOf(stand, order.externalId), lines }
    simulator.faults.add({ kind: 'lostAnswer', operation: effects[mode] })
    await failureOf(client.confirmShipments!([parcel], 'k'))
    const items = [parcel, parcelOf(stand, '4242', 'shp_2')]
    t.match(await client.confirmShipments!(items, 'k'), [
      { status: 'done' },
      { status: 'rejected', class: 'gone' }
    ])
    t.match(await client.confirmShipments!([parcel], 'k'), [{ status: 'done' }])
    const { parcels, rawStatus } = simulator.order(order.externalId)!
    t.match(parcels, [{ carrier: /ups/i, trackingNumber: '1Z-shp_1', lines }])
    t.equal(parcels.length, 1)
    t.equal(rawStatus, 'completed')
  })
}

t.test(
  'shipments: only fulfillments split an order, and the last parcel completes it',
  async (t) => {
    const stand = await open(t)
    const { client, simulator, account } = stand
    const split = (shipments: Mode) => {
      const { shipments: can } = woocommerce.capabilitiesOf!({ ...account, shipments })
      return can !== false && can.confirm.split
    }
    t.same((['fulfillments', 'note', 'tracking-plugin'] as const).map(split), [
      'quantity',
      false,
      false
    ])
    const order = simulator.placeOrder({ lines: [{ sku: 'SIEVE', quantity: 3 }] })
    const { externalId } = order.lines[0]!
    const parcel = (shipmentId: string, quantity: number) => {
      return { ...parcelOf(stand, order.externalId, shipmentId), lines: [{ externalId, quantity }] }
    }
    await client.confirmShipments!([parcel('shp_1', 1)], 'k')
    t.equal(simulator.order(order.externalId)!.rawStatus, 'processing')
    await client.confirmShipments!([parcel('shp_2', 2)], 'k')
    t.equal(simulator.order(order.externalId)!.rawStatus, 'completed')
    t.same(
      simulator.order(order.externalId)!.parcels.map(({ lines }) => lines[0]!.quantity),
      [1, 2]
    )
  }
)

t.test('shipments: a carrier without a key is named with the fix; others go out', async (t) => {
  const stand = await open(t)
  const { client, connect, simulator } = stand
  const [one, two] = [simulator.placeOrder(), simulator.placeOrder()]
  const lines = (order: typeof one) =>
    order.lines.map(({ externalId, quantity }) => ({ externalId, quantity }))
  const strange = {
    ...parcelOf(stand, one.externalId),
    carrier: 'Pigeon Post',
    lines: lines(one)
  }
  const usual = { ...parcelOf(stand, two.externalId, 'shp_2'), lines: lines(two) }
  t.match(await client.confirmShipments!([strange, usual], 'k'), [
    { status: 'rejected', code: 'CARRIER_UNKNOWN', reason: /Pigeon Post.*setting carriers/ },
    { status: 'done' }
  ])
  const told = connect({ carriers: { 'pigeon post': 'other' } })
  t.match(await told.confirmShipments!([strange], 'k'), [{ status: 'done' }])
})

t.test(
  'shipments: a shop without fulfillments refuses with the setting that mends it',
  async (t) => {
    const stand = await open(t)
    stand.simulator.setFulfillments(false)
    const { externalId } = stand.simulator.placeOrder()
    t.match(await stand.client.confirmShipments!([parcelOf(stand, externalId)], 'k'), [
      { status: 'rejected', code: 'FULFILLMENTS_OFF', reason: /shipments/ }
    ])
  }
)
