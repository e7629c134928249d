import fc from 'fast-check'
import t from 'tap'
import type { ChannelOrder } from '#core/channel/documents'
import { formatAmount } from '#core/money'
import { instantAt, instantMs } from '#core/time'
import { toOrder } from '../../../adapters/woocommerce/map/order.ts'
import type { WireOrder } from '../../../adapters/woocommerce/wire.ts'
import { changedAnswers } from '../changed-answers.ts'
import { failureOf, hourMs, readAll, start } from '../stand.ts'
import { open, type Stand } from './stand.ts'

const startMs = instantMs(start)
const slice = { since: instantAt(startMs - hourMs), until: start }

function placeMany({ simulator }: Stand, count: number) {
  for (let index = 0; index < count; index++) {
    const at = instantAt(startMs - hourMs / 2 + index * 1000)
    simulator.placeOrder({ placedAt: at, modifiedAt: at })
  }
}

function idsOf(documents: readonly ChannelOrder[]): string[] {
  return documents.map(({ externalId }) => externalId).sort()
}

t.test('orders: three pages are read from the last to the first, then the trash', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  placeMany(stand, 205)
  const { documents, pages } = await readAll<ChannelOrder>(client.orders.listChanged!, slice)
  t.equal(pages, 4)
  t.same(idsOf(documents), idsOf(simulator.orders() as never))
  t.equal(documents[0]?.externalId, simulator.orders()[200]?.externalId)
})

t.test(
  'orders: a full page that does not say how many there are is not the only one',
  async (t) => {
    const stand = await open(t)
    const http = changedAnswers(({ headers: { 'x-wp-totalpages': _, ...headers }, text }) => ({
      headers,
      text
    }))
    t.teardown(() => http.destroy())
    const client = stand.connect({}, http)
    placeMany(stand, 99)
    const read = () => readAll<ChannelOrder>(client.orders.listChanged!, slice)
    t.equal((await read()).documents.length, 99)
    placeMany(stand, 1)
    t.match(client.classify(await failureOf(read())), { action: 'retry', reason: /pages/ })
  }
)

t.test('orders: rows that change between two pages move others, and none is lost', async (t) => {
  const stand = await open(t)
  const { client, simulator, clock } = stand
  placeMany(stand, 250)
  const [first, second, ...rest] = simulator.orders().map(({ externalId }) => externalId)
  const changed = [first!, second!, ...rest.slice(-3)]
  clock.advance(60_000)
  const { documents } = await readAll<ChannelOrder>(client.orders.listChanged!, slice, (page) => {
    const id = changed[page - 1]
    if (id !== undefined) simulator.changeOrder(id, { status: 'on_hold' })
  })
  const next = { since: start, until: instantAt(startMs + hourMs) }
  const later = await readAll<ChannelOrder>(client.orders.listChanged!, next)
  const seen = new Set([...documents, ...later.documents].map(({ externalId }) => externalId))
  t.equal(seen.size, 250)
})

t.test('orders: the shop would lose rows to whoever reads forward', async (t) => {
  const stand = await open(t)
  const { simulator, account, clock } = stand
  placeMany(stand, 150)
  const { WooClient } = await import('../../../adapters/woocommerce/client.ts')
  const { Agent } = await import('undici')
  const { adapterIo } = await import('../adapter-io.ts')
  const http = new Agent()
  t.teardown(() => http.destroy())
  const client = new WooClient(account, adapterIo(http, clock))
  const query = {
    modified_before: start.slice(0, 19),
    dates_are_gmt: true,
    per_page: 100,
    order: 'asc'
  }
  const read = (page: number) =>
    client.page<WireOrder>({ operation: 'listOrders', path: 'orders', query: { ...query, page } })
  const { rows, pages } = await read(1)
  t.equal(pages, 2)
  simulator.changeOrder(String(rows[0]!.id), {})
  const forward = [...rows, ...(await read(2)).rows]
  t.equal(new Set(forward.map(({ id }) => id)).size, 149)
  const tooMany = client.page({ operation: 'listOrders', path: 'orders', query: { per_page: 101 } })
  await t.rejects(tooMany, { code: 'rest_invalid_param' })
})

t.test(
  'orders: both ends of a slice are read to the second, whatever the shop’s zone',
  async (t) => {
    const { client, simulator } = await open(t)
    const at = (ms: number) => {
      const modifiedAt = instantAt(startMs + ms)
      return simulator.placeOrder({ placedAt: slice.since, modifiedAt }).externalId
    }
    const wanted = [at(-hourMs), at(-1000), at(-1)]
    at(-hourMs - 2000)
    at(2000)
    const { documents } = await readAll<ChannelOrder>(client.orders.listChanged!, slice)
    t.same(idsOf(documents), wanted.sort())
    const created = await readAll<ChannelOrder>(client.orders.listCreated!, slice)
    t.equal(created.documents.length, 5)
  }
)

t.test('orders: one in the trash comes as canceled, or completed when it had left', async (t) => {
  const { client, simulator, clock } = await open(t)
  const open1 = simulator.placeOrder({ status: 'paid' }).externalId
  const left = simulator.placeOrder({ status: 'shipped' }).externalId
  clock.advance(1000)
  simulator.trashOrder(open1)
  simulator.trashOrder(left)
  const until = instantAt(startMs + hourMs)
  const { documents } = await readAll<ChannelOrder>(client.orders.listChanged!, { ...slice, until })
  t.same(documents.map(({ status, rawStatus }) => [status, rawStatus]).sort(), [
    ['canceled', 'trash'],
    ['completed', 'trash']
  ])
  t.equal(await client.orders.get!('4242'), null)
})

t.test('orders: an unknown status is unmapped, until the account maps it', async (t) => {
  const { client, connect, simulator } = await open(t)
  const { externalId } = simulator.placeOrder({ status: 'unmapped' })
  t.match(await client.orders.get!(externalId), { status: 'unmapped', rawStatus: 'in-orbit' })
  const mapped = connect({ statuses: { 'in-orbit': 'shipped' } })
  t.match(await mapped.orders.get!(externalId), { status: 'shipped', rawStatus: 'in-orbit' })
})

t.test('orders: an unknown currency sets one apart, and its neighbors go in', async (t) => {
  const stand = await open(t)
  placeMany(stand, 3)
  stand.simulator.faults.add({ kind: 'unknownCurrency' })
  stand.simulator.faults.add({ kind: 'unknownField' })
  const { documents, rejected } = await readAll(stand.client.orders.listChanged!, slice)
  t.equal(documents.length, 2)
  t.match(rejected, [{ source: 'orders', reason: /QQQ/ }])
})

function wireOf(changes: Partial<WireOrder>): WireOrder {
  return {
    id: 7,
    number: 'A-7',
    status: 'processing',
    currency: 'EUR',
    date_created_gmt: '2026-03-01T07:00:00',
    date_modified_gmt: '2026-03-01T07:30:00',
    date_paid_gmt: '2026-03-01T07:01:00',
    date_completed_gmt: null,
    total: '0.00',
    total_tax: '0.00',
    customer_id: 0,
    customer_note: '',
    billing: { first_name: 'Anna', last_name: 'Berg', email: 'a@example.com' },
    shipping: {},
    line_items: [],
    shipping_lines: [],
    fee_lines: [],
    refunds: [],
    meta_data: [],
    ...changes
  }
}

t.test('amounts: lines, coupons, fees, taxes and shipping add up to the total', async (t) => {
  const cents = fc.integer({ min: 0, max: 100_000 })
  const line = fc.record({
    total: cents,
    off: cents,
    tax: cents,
    quantity: fc.integer({ min: 1, max: 9 })
  })
  const orders = fc.record({
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    shipping: cents,
    fee: fc.integer({ min: -500, max: 500 }),
    tax: cents
  })
  fc.assert(
    fc.property(orders, ({ currency, lines, shipping, fee, tax }) => {
      const text = (minor: number) => formatAmount(minor, currency)
      const taxMinor = tax + lines.reduce((sum, one) => sum + one.tax, 0)
      const goodsMinor = lines.reduce((sum, one) => sum + one.total, 0)
      const totalMinor = goodsMinor + shipping + fee + taxMinor
      const order = toOrder(
        wireOf({
          currency,
          total: text(totalMinor),
          total_tax: text(taxMinor),
          shipping_lines: [{ id: 1, total: text(shipping), total_tax: text(tax) }],
          fee_lines: [{ id: 2, total: text(fee), total_tax: text(0) }],
          line_items: lines.map((one, index) => ({
            id: 10 + index,
            name: 'Tea',
            product_id: 5,
            variation_id: 6,
            quantity: one.quantity,
            sku: null,
            subtotal: text(one.total + one.off),
            total: text(one.total),
            total_tax: text(one.tax)
          }))
        }),
        { statuses: {} }
      )
      const sum = order.lines.reduce((total, one) => total + one.totalMinor, 0)
      const discounts = order.lines.reduce((total, one) => total + one.discountMinor, 0)
      const added = sum + order.shippingMinor + order.taxMinor - order.discountMinor
      return (
        added === order.totalMinor &&
        order.totalMinor === totalMinor &&
        discounts === lines.reduce((total, one) => total + one.off, 0) + order.discountMinor &&
        order.lines.every(({ sku }) => sku === '5:6')
      )
    })
  )
  t.pass('in three currencies')
})

t.test(
  'orders: a guest, an unpaid order, a bill that is the address, parts of units',
  async (t) => {
    const billing = { first_name: 'Anna', last_name: 'Berg', city: 'Bonn', country: 'DE' }
    const order = toOrder(wireOf({ total: '9.00', date_paid_gmt: null, billing }), { statuses: {} })
    t.match(order, {
      number: 'A-7',
      paidMinor: 0,
      buyer: { externalId: null, name: 'Anna Berg' },
      address: { recipient: 'Anna Berg', city: 'Bonn', country: 'DE' },
      modifiedAt: '2026-03-01T07:30:00.000Z'
    })
    const line = { id: 1, name: 'Tea', product_id: 5, variation_id: 0, sku: 'T', total_tax: '0' }
    const half = { ...line, quantity: 0.5, subtotal: '1.00', total: '1.00' }
    t.throws(() => toOrder(wireOf({ line_items: [half] }), { statuses: {} }), /line 1 is of 0.5/)
    t.throws(() => toOrder(wireOf({ date_created_gmt: 'now' }), { statuses: {} }), /not a time/)
  }
)
