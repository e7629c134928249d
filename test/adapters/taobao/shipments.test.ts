import t from 'tap'
import type { ShipmentWrite } from '#core/channel/writes'
import { failureOf, start } from '../stand.ts'
import { open, type Stand } from './stand.ts'

type Order = ReturnType<Stand['simulator']['placeOrder']>

const twoLines = {
  lines: [
    { sku: 'CUP-WHITE', quantity: 2 },
    { sku: 'POT-L', quantity: 1 }
  ]
}

function parcel(order: Order, changed: Partial<ShipmentWrite> = {}): ShipmentWrite {
  return {
    shipmentId: 'shp_1',
    orderExternalId: order.externalId,
    carrier: 'SF Express',
    trackingNumber: 'SF100',
    shippedAt: start,
    lines: order.lines.map(({ externalId, quantity }) => ({ externalId, quantity })),
    ...changed
  }
}

function lineOf(order: Order, index: number) {
  const { externalId, quantity } = order.lines[index]!
  return [{ externalId, quantity }]
}

t.test('shipments: an order leaves by its sub orders, and is whole with the last', async (t) => {
  const { simulator, client } = await open(t)
  const order = simulator.placeOrder(twoLines)
  const first = parcel(order, { lines: lineOf(order, 0) })
  t.match(await client.confirmShipments!([first], 'k1'), [{ status: 'done' }])
  t.equal(simulator.order(order.externalId)!.status, 'partially_shipped')
  const second = parcel(order, { lines: lineOf(order, 1), trackingNumber: 'SF200' })
  await client.confirmShipments!([second], 'k2')
  const { status, parcels } = simulator.order(order.externalId)!
  t.equal(status, 'shipped')
  t.same(parcels, [
    { carrier: 'SF', trackingNumber: 'SF100', lines: lineOf(order, 0) },
    { carrier: 'SF', trackingNumber: 'SF200', lines: lineOf(order, 1) }
  ])
})

t.test('shipments: one whose answer is lost is told of once, whole or in part', async (t) => {
  const { simulator, client } = await open(t)
  for (const index of [null, 1]) {
    const order = simulator.placeOrder(twoLines)
    const item = index === null ? parcel(order) : parcel(order, { lines: lineOf(order, index) })
    simulator.faults.add({ kind: 'lostAnswer', operation: 'taobao.logistics.offline.send' })
    await failureOf(client.confirmShipments!([item], 'k'))
    t.match(await client.confirmShipments!([item], 'k'), [{ status: 'done' }])
    t.equal(simulator.order(order.externalId)!.parcels.length, 1)
  }
  const sends = simulator.calls.filter(({ operation }) => operation.endsWith('.send'))
  t.equal(sends.length, 2, 'what is there is not sent again')
})

t.test('shipments: what cannot be told says why; the others go out', async (t) => {
  const { simulator, client } = await open(t)
  const [good, canceled, closed, sent] = [1, 2, 3, 4].map(() => simulator.placeOrder(twoLines)) as [
    Order,
    Order,
    Order,
    Order
  ]
  simulator.changeOrder(canceled.externalId, { status: 'awaiting_payment' })
  simulator.changeOrder(closed.externalId, { status: 'canceled' })
  await client.confirmShipments!([parcel(sent)], 'k0')
  const items = [
    parcel(good, { carrier: 'Pigeon Post Unlimited' }),
    parcel({ ...good, externalId: '2799999999999999999' }),
    parcel(good, { lines: [{ externalId: good.lines[0]!.externalId, quantity: 1 }] }),
    parcel(good, { lines: [{ externalId: '1', quantity: 1 }] }),
    parcel(canceled),
    parcel(closed),
    parcel(sent, { trackingNumber: 'SF300' }),
    parcel(good)
  ]
  t.match(await client.confirmShipments!(items, 'k'), [
    { status: 'rejected', code: 'CARRIER_UNKNOWN', reason: /"Pigeon Post Unlimited".*carriers/ },
    { status: 'rejected', code: 'TRADE_UNKNOWN', class: 'gone' },
    { status: 'rejected', code: 'LINE_SPLIT', reason: /2 at once/ },
    { status: 'rejected', code: 'LINE_UNKNOWN' },
    { status: 'rejected', code: /logistics/, reason: /WAIT_BUYER_PAY/ },
    { status: 'rejected', code: 'LINE_CLOSED' },
    { status: 'rejected', code: 'ALREADY_SENT', class: 'conflict', reason: /SF100/ },
    { status: 'done' }
  ])
  t.equal(simulator.order(good.externalId)!.parcels.length, 1)
  t.equal(simulator.order(sent.externalId)!.parcels.length, 1)
})

t.test('shipments: carriers are ours, the account’s, or of Taobao’s list', async (t) => {
  const { simulator, connect } = await open(t)
  const client = connect({ carriers: { 'City Bike': 'SIMEX' } })
  const sent: string[] = []
  for (const carrier of ['city-bike', '圆通', 'simex', '模拟快递', 'China Post']) {
    const order = simulator.placeOrder()
    await client.confirmShipments!([parcel(order, { carrier })], 'k')
    sent.push(simulator.order(order.externalId)!.parcels[0]!.carrier)
  }
  t.same(sent, ['SIMEX', 'YTO', 'SIMEX', 'SIMEX', 'POST'])
  const lists = simulator.calls.filter(({ operation }) => /companies/.test(operation))
  t.equal(lists.length, 1, 'the list is asked for once')
})

t.test('shipments: what is paid on delivery goes by the other operation', async (t) => {
  const { simulator, client } = await open(t)
  const order = simulator.placeOrder()
  simulator.amendTrade(order.externalId, { type: 'cod' })
  t.match(await client.confirmShipments!([parcel(order)], 'k'), [{ status: 'done' }])
  t.ok(simulator.calls.some(({ operation }) => operation === 'taobao.logistics.online.send'))
})
