import fc from 'fast-check'
import t from 'tap'
import type { ChannelOrder, ChannelOrderStatus } from '#core/channel/documents'
import { changedAnswers } from '../changed-answers.ts'
import { failureOf, hourMs, readAll } from '../stand.ts'
import { open, type Stand } from './stand.ts'

const slice = ({ clock }: Stand) => ({ since: clock.after(-hourMs), until: clock.after(1000) })

t.test('listChanged: five pages of orders come in, each once, oldest change first', async (t) => {
  const stand = await open(t)
  const { simulator, clock } = stand
  for (let index = 0; index < 101; index++) {
    simulator.placeOrder({ modifiedAt: clock.after(-index * 1000 - 1000) })
  }
  const orders = await stand.listOrders()
  t.equal(new Set(orders.map(({ externalId }) => externalId)).size, 101)
  const times = orders.map(({ modifiedAt }) => modifiedAt)
  t.same(times, [...times].sort())
  t.equal(simulator.calls.filter(({ operation }) => operation === 'listOrders').length, 5)
})

t.test(
  'listChanged: an order that changes between two pages costs no neighbor its place',
  async (t) => {
    const stand = await open(t)
    const { simulator, clock } = stand
    for (let index = 0; index < 101; index++) {
      simulator.placeOrder({ modifiedAt: clock.after(-index * 1000 - 1000) })
    }
    simulator.faults.add({ kind: 'moveRows', after: 1, times: 2 })
    simulator.faults.add({ kind: 'newRow', after: 1 })
    const there = simulator.orders().map(({ externalId }) => externalId)
    const here = new Set((await stand.listOrders()).map(({ externalId }) => externalId))
    t.same(
      there.filter((id) => !here.has(id)),
      []
    )
  }
)

t.test(
  'listChanged: a page before others that does not say where they are is no end',
  async (t) => {
    const stand = await open(t)
    const http = changedAnswers(({ headers, text }) => ({
      headers,
      text: text.replaceAll(/"endCursor":"[^"]*"/g, '"endCursor":null')
    }))
    t.teardown(() => http.destroy())
    const client = stand.connect({}, http)
    const { simulator, clock } = stand
    const read = () => readAll<ChannelOrder>(client.orders.listChanged!, slice(stand))
    for (let index = 0; index < 25; index++) {
      simulator.placeOrder({ modifiedAt: clock.after(-index * 1000 - 1000) })
    }
    t.equal((await read()).documents.length, 25)
    const lines = Array.from({ length: 50 }, () => ({ sku: 'TEA-MINT', quantity: 1 }))
    const { externalId } = simulator.placeOrder({ lines })
    for (const call of [read(), client.orders.get!(externalId)]) {
      t.match(client.classify(await failureOf(call)), { action: 'retry', reason: /cursor/ })
    }
  }
)

t.test('listChanged: an order comes with its lines, money, buyer and times', async (t) => {
  const stand = await open(t)
  const { simulator, clock } = stand
  simulator.placeOrder()
  const placed = simulator.placeOrder({
    lines: [
      { sku: 'TEA-GREEN', quantity: 2 },
      { sku: 'POT-IRON', quantity: 1 }
    ]
  })
  const order = (await stand.listOrders()).find(
    ({ externalId }) => externalId === placed.externalId
  )
  // 2 × 8.50 + 59.00, less 5 percent by a code, and 4.90 for the way.
  t.match(order, {
    kind: 'order',
    number: '#1002',
    status: 'paid',
    rawStatus: 'PAID/UNFULFILLED',
    currency: 'EUR',
    discountMinor: 380,
    shippingMinor: 490,
    totalMinor: 7600 - 380 + 490,
    paidMinor: 7710,
    buyer: { externalId: '7001', name: 'Bo Zhang', email: 'buyer1@example.com' },
    address: { lines: ['Lindenweg 2'], city: 'Erfurt', country: 'DE' },
    placedAt: clock.now(),
    lines: [
      { sku: 'TEA-GREEN', quantity: 2, unitPriceMinor: 850, totalMinor: 1700, discountMinor: 85 },
      { sku: 'POT-IRON', quantity: 1, unitPriceMinor: 5900, totalMinor: 5900, discountMinor: 295 }
    ]
  })
})

t.test('listChanged: an order of more lines than come with it is read to its end', async (t) => {
  const stand = await open(t)
  const lines = Array.from({ length: 1114 }, () => ({ sku: 'TEA-MINT', quantity: 1 }))
  const { externalId } = stand.simulator.placeOrder({ lines })
  const [order] = await stand.listOrders()
  t.equal(new Set(order!.lines.map((line) => line.externalId)).size, 1114)
  t.same(await stand.client.orders.get!(externalId), order)
})

t.test('money: whatever is bought, the parts come to the whole', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const line = fc.record({
    sku: fc.constantFrom('TEA-GREEN', 'POT-IRON', 'HONEY-500'),
    quantity: fc.integer({ min: 1, max: 99 }),
    unitPriceMinor: fc.integer({ min: 0, max: 99_999 })
  })
  const wish = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD')
  })
  await fc.assert(
    fc.asyncProperty(wish, async (wish) => {
      const { externalId, totalMinor } = simulator.placeOrder(wish)
      const order = (await client.orders.get!(externalId))!
      const goods = order.lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0)
      const shares = order.lines.reduce((sum, { discountMinor }) => sum + discountMinor, 0)
      return (
        shares === order.discountMinor &&
        order.totalMinor === goods - order.discountMinor + order.shippingMinor &&
        order.totalMinor === totalMinor
      )
    }),
    { numRuns: 50 }
  )
  t.pass()
})

t.test(
  'listChanged: what nobody knows is held, set apart or passed over; its neighbors go in',
  async (t) => {
    const stand = await open(t)
    const { simulator, client } = stand
    for (let index = 0; index < 3; index++) simulator.placeOrder()
    const list = () => client.orders.listChanged!({ slice: slice(stand), pageToken: null })
    simulator.faults.add({ kind: 'unknownStatus' })
    simulator.faults.add({ kind: 'unknownField' })
    const held = (await list()).documents as ChannelOrder[]
    t.same(
      held.map(({ status }) => status),
      ['unmapped', 'paid', 'paid']
    )
    simulator.faults.add({ kind: 'unknownCurrency' })
    const apart = await list()
    t.equal(apart.documents.length, 2)
    t.match(apart.rejected, [{ externalId: held[0]!.externalId, reason: /QQQ/ }])
  }
)

t.test('status: every status that the platform has comes back as it was', async (t) => {
  const stand = await open(t)
  const { simulator, client } = stand
  const statuses: ChannelOrderStatus[] = [
    ...(['awaiting_payment', 'paid', 'partially_shipped', 'shipped'] as const),
    ...(['delivered', 'completed', 'canceled', 'on_hold'] as const)
  ]
  for (const status of statuses) {
    const { externalId } = simulator.placeOrder({ status })
    t.match(await client.orders.get!(externalId), { status }, status)
  }
})

t.test('get: an order that is not there is null', async (t) => {
  const { client } = await open(t)
  t.equal(await client.orders.get!('12345'), null)
  t.equal(await client.orders.get!('not a number'), null)
})

t.test('readsBuyers: switched off, nothing of a buyer is asked for', async (t) => {
  const stand = await open(t)
  const { externalId } = stand.simulator.placeOrder()
  const order = await stand.connect({ readsBuyers: false }).orders.get!(externalId)
  t.match(order, { buyer: { externalId: null }, address: null })
})

t.test('listCreated: orders come by the time they were placed', async (t) => {
  const { client, simulator, clock } = await open(t)
  const at = clock.after(-100 * hourMs)
  const { externalId } = simulator.placeOrder({ placedAt: at, modifiedAt: clock.now() })
  const slice = { since: clock.after(-101 * hourMs), until: clock.after(-99 * hourMs) }
  const page = await client.orders.listCreated!({ slice, pageToken: null })
  t.match(page.documents, [{ externalId, placedAt: at }])
})
