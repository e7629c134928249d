import fc from 'fast-check'
import t from 'tap'
import type { ChannelOrder } from '#core/channel/documents'
import { toOrder } from '../../../adapters/taobao/map/trade.ts'
import type { WireTrade } from '../../../adapters/taobao/wire.ts'
import { changedAnswers } from '../changed-answers.ts'
import { failureOf, readAll, start } from '../stand.ts'
import { open, type Stand } from './stand.ts'

const slice = { since: '2026-03-01T00:00:00.000Z', until: '2026-03-01T07:00:00.000Z' }
const increment = 'taobao.trades.sold.increment.get'

function place({ simulator }: Stand, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.parse(slice.since) + 60_000 + index * 1000).toISOString()
    return simulator.placeOrder({ placedAt: at, modifiedAt: at }).externalId
  })
}

function idsOf(documents: readonly ChannelOrder[]): Set<string> {
  return new Set(documents.map(({ externalId }) => externalId))
}

t.test(
  'orders: three pages hold every order once, of all types, changed and created',
  async (t) => {
    const stand = await open(t)
    const ids = place(stand, 120)
    for (const list of ['listChanged', 'listCreated'] as const) {
      const { documents } = await readAll<ChannelOrder>(stand.client.orders[list]!, slice)
      t.equal(documents.length, 120)
      t.same([...idsOf(documents)].sort(), ids, 'ids beyond 2^53 keep their digits')
    }
    const pages = stand.simulator.calls.filter(({ operation }) => operation === increment)
    t.equal(pages.length, 4, 'one look at how many there are, then one call a page')
    t.same(pages[0]!.slice, slice)
    const { client } = stand
    t.same(
      await client.orders.listChanged!({ slice, pageToken: null }).then(({ next }) => next),
      [2, 120, '2026-03-01 08:02:59'].join('/')
    )
  }
)

t.test('orders: one page is one call, and an empty list too', async (t) => {
  const stand = await open(t)
  t.match(await readAll(stand.client.orders.listChanged!, slice), { documents: [], pages: 1 })
  place(stand, 50)
  await readAll(stand.client.orders.listChanged!, slice)
  t.equal(stand.simulator.calls.filter(({ operation }) => operation === increment).length, 2)
})

t.test('orders: a full page that does not tell the total is not the only one', async (t) => {
  const stand = await open(t)
  const http = changedAnswers(({ headers, text }) => ({
    headers,
    text: text.replace(/"total_results":\d+,/, '')
  }))
  t.teardown(() => http.destroy())
  const client = stand.connect({}, http)
  place(stand, 49)
  const read = () => readAll<ChannelOrder>(client.orders.listChanged!, slice)
  t.equal((await read()).documents.length, 49)
  place(stand, 1)
  t.match(client.classify(await failureOf(read())), { action: 'retry', reason: /total/ })
})

t.test('orders: rows that leave, repeat or come while a list is read lose no other', async (t) => {
  const stand = await open(t)
  const ids = place(stand, 120)
  stand.simulator.faults.add({ kind: 'moveRows', after: 2, times: 2 })
  for (const kind of ['newRow', 'sameRowTwice', 'reordered'] as const) {
    stand.simulator.faults.add({ kind, after: 1 })
  }
  const { documents } = await readAll<ChannelOrder>(stand.client.orders.listChanged!, slice)
  const moved = stand.simulator.orders().filter(({ modifiedAt }) => modifiedAt > slice.until)
  t.equal(moved.length, 3, 'two moved, one came')
  const read = idsOf(documents)
  const isStill = (id: string) => !moved.some(({ externalId }) => externalId === id)
  t.same(
    ids.filter((id) => isStill(id) && !read.has(id)),
    []
  )
})

t.test('orders: a list that grows in what was read already is read again there', async (t) => {
  const stand = await open(t)
  const ids = place(stand, 120)
  const { documents } = await readAll<ChannelOrder>(
    stand.client.orders.listChanged!,
    slice,
    (page) => {
      // Late ones, in the middle: all that are older move down by three.
      if (page > 1) return
      for (const at of ['30', '31', '32']) {
        const modifiedAt = `2026-03-01T00:02:${at}.500Z`
        ids.push(stand.simulator.placeOrder({ placedAt: modifiedAt, modifiedAt }).externalId)
      }
    }
  )
  t.same([...idsOf(documents)].sort(), ids.sort())
})

t.test('orders: a row that becomes the newest of an open list pushes none out of it', async (t) => {
  const stand = await open(t)
  const ids = place(stand, 120)
  const open2 = { ...slice, until: '2026-03-01T09:00:00.000Z' }
  const { documents, pages } = await readAll<ChannelOrder>(
    stand.client.orders.listChanged!,
    open2,
    (page) => {
      // The oldest was on the page that is read: all between it and the top move down.
      if (page === 1) stand.simulator.changeOrder(ids[0]!, { status: 'shipped' })
    }
  )
  t.same([...idsOf(documents)].sort(), ids)
  t.equal(pages, 6, 'the walk begins anew, once')
  t.equal(documents.findLast(({ externalId }) => externalId === ids[0])!.status, 'shipped')
})

t.test(
  'orders: times are Beijing’s, at midnight, at the end of a month and of February',
  async (t) => {
    const { client, simulator } = await open(t)
    const instants = ['2026-02-28T15:59:59', '2026-02-28T16:00:00', '2026-02-28T23:59:59']
    const placed = [...instants, '2026-03-01T00:00:00'].map((at) => `${at}.000Z`)
    for (const at of placed) simulator.placeOrder({ placedAt: at, modifiedAt: at })
    const { documents } = await readAll<ChannelOrder>(client.orders.listChanged!, {
      since: '2026-02-28T15:59:59.700Z',
      until: '2026-03-01T00:00:00.900Z'
    })
    t.same(documents.map(({ placedAt }) => placedAt).sort(), placed)
    const [first] = await readAll<ChannelOrder>(client.orders.listCreated!, {
      since: '2026-02-28T16:00:00.100Z',
      until: '2026-02-28T16:00:00.400Z'
    }).then(({ documents: within }) => within)
    t.equal(first?.placedAt, placed[1], 'a slice within one second is asked for as that second')
  }
)

t.test('orders: a window of more than a day is refused by the platform', async (t) => {
  const { client } = await open(t)
  const since = '2026-02-27T00:00:00.000Z'
  const tooLong = { since, until: '2026-02-28T00:00:01.000Z' }
  await t.rejects(client.orders.listChanged!({ slice: tooLong, pageToken: null }), /one day/)
  const day = { since, until: '2026-02-28T00:00:00.000Z' }
  t.match(await client.orders.listChanged!({ slice: day, pageToken: null }), { documents: [] })
})

t.test('orders: an order comes with its lines, shares, masked people and address', async (t) => {
  const { client, simulator } = await open(t)
  const lines = [
    { sku: 'CUP-BLACK', quantity: 2, title: '茶杯 黑' },
    { sku: 'SIEVE', quantity: 1 }
  ]
  const { externalId } = simulator.placeOrder({ lines, placedAt: start })
  simulator.amendTrade(externalId, { buyer_message: '周末送' })
  const order = (await client.orders.get!(externalId))!
  t.match(order, {
    status: 'paid',
    rawStatus: 'WAIT_SELLER_SEND_GOODS',
    currency: 'CNY',
    // 59.80 + 15.50 − 3.33 + 8.00
    totalMinor: 7997,
    paidMinor: 7997,
    shippingMinor: 800,
    discountMinor: 333,
    placedAt: start,
    note: '周末送',
    buyer: { name: 't**0' },
    address: { recipient: '张**', phone: '1*********0', city: '杭州市', country: 'CN' }
  })
  t.match(order.lines, [
    { sku: 'CUP-BLACK', quantity: 2, unitPriceMinor: 2990, totalMinor: 5980, discountMinor: 264 },
    { sku: 'SIEVE', quantity: 1, unitPriceMinor: 1550, totalMinor: 1550, discountMinor: 69 }
  ])
  t.equal(order.lines[0]!.externalListingId, simulator.listingOf('CUP-BLACK'))
  t.equal(order.lines[1]!.externalListingId, simulator.listingOf('SIEVE'))
  t.equal(await client.orders.get!('2700000000000009999'), null)
})

const trade: WireTrade = {
  tid: '2700000000000000001',
  status: 'WAIT_BUYER_PAY',
  payment: '100.00',
  post_fee: '0.00',
  created: '2026-03-01 16:00:00',
  modified: '2026-03-01 16:00:00',
  orders: {
    order: ['1', '2'].map((oid) => ({
      ...{ oid, status: 'WAIT_BUYER_PAY', title: 'Tea', num: 1, num_iid: 5 },
      ...{ price: '50.00', total_fee: '50.00' }
    }))
  }
}

t.test(
  'orders: the OAID comes along, listed and single, once all it is made of is asked for',
  async (t) => {
    const { client, simulator } = await open(t)
    const { externalId } = simulator.placeOrder({ placedAt: start })
    const recipientRef = '1HzT00000000000000000000'
    const slice = { since: '2026-03-01T07:59:00.000Z', until: '2026-03-01T08:01:00.000Z' }
    for (const list of ['listChanged', 'listCreated'] as const) {
      const { documents } = await readAll<ChannelOrder>(client.orders[list]!, slice)
      t.match(documents, [{ externalId, address: { recipientRef } }], list)
    }
    t.match(await client.orders.get!(externalId), { address: { recipientRef } })
    simulator.amendTrade(externalId, { oaid: '' })
    t.notOk('recipientRef' in (await client.orders.get!(externalId))!.address!)
  }
)

t.test('orders: a presale is paid only with its second payment', async (t) => {
  const step = (step_trade_status: string, status = 'WAIT_BUYER_PAY') => {
    const order = toOrder({ ...trade, status, step_trade_status, step_paid_fee: '20.00' })
    return [order.status, order.rawStatus, order.paidMinor]
  }
  const front = 'FRONT_PAID_FINAL_NOPAID'
  t.same(step(front), ['awaiting_payment', front, 2000])
  t.same(step(front, 'WAIT_SELLER_SEND_GOODS'), ['awaiting_payment', front, 2000])
  const paid = 'WAIT_SELLER_SEND_GOODS'
  t.same(step('FRONT_PAID_FINAL_PAID', paid), ['paid', paid, 10_000])
  const forfeited = 'FRONT_PAID_FRONT_FORFEITED'
  t.same(step(forfeited), ['canceled', forfeited, 0])
  t.match(step('FRONT_ON_MARS'), ['unmapped', 'FRONT_ON_MARS'])
})

t.test(
  'orders: what is paid on delivery is not paid before, and what is closed does not leave',
  async (t) => {
    const cod = { ...trade, type: 'cod' }
    t.equal(toOrder({ ...cod, status: 'WAIT_SELLER_SEND_GOODS' }).paidMinor, 0)
    t.equal(toOrder({ ...cod, status: 'TRADE_BUYER_SIGNED' }).paidMinor, 10_000)
    const [one, other] = trade.orders!.order!
    const half = { ...trade, status: 'WAIT_SELLER_SEND_GOODS' }
    const order = [{ ...one!, status: 'TRADE_CLOSED' }, other!]
    t.same(
      toOrder({ ...half, orders: { order } }).lines.map(({ quantity }) => quantity),
      [0, 1]
    )
  }
)

t.test('orders: what nobody knows is unmapped, what nobody can read is set apart', async (t) => {
  const stand = await open(t)
  place(stand, 3)
  const { faults } = stand.simulator
  for (const kind of ['unknownStatus', 'unknownField'] as const) faults.add({ kind })
  const { documents } = await readAll<ChannelOrder>(stand.client.orders.listChanged!, slice)
  t.same(documents.map(({ status }) => status).sort(), ['paid', 'paid', 'unmapped'])
  faults.add({ kind: 'unknownCurrency' })
  const page = await readAll<ChannelOrder>(stand.client.orders.listChanged!, slice)
  t.equal(page.documents.length, 2)
  t.match(page.rejected, [{ source: 'trades', externalId: /^27/, reason: /QQQ/ }])
})

t.test('orders: goods less shares with postage and taxes are what is paid, always', async (t) => {
  const fen = fc.nat({ max: 5_000_000 })
  const yuan = (value: number) =>
    `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`
  const sub = fc.record({
    goods: fen,
    share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }))
  })
  const holds = () =>
    fc.assert(
      fc.property(fc.array(sub, { minLength: 1, maxLength: 6 }), fen, fen, (subs, post, off) => {
        const goods = subs.reduce((sum, one) => sum + one.goods, 0)
        const payment = Math.max(0, goods + post - Math.min(off, goods))
        const order = toOrder({
          ...trade,
          payment: yuan(payment),
          post_fee: yuan(post),
          orders: {
            order: subs.map(({ goods: total, share }, index) => ({
              ...trade.orders!.order![0]!,
              oid: index,
              total_fee: yuan(total),
              ...(share !== null && { part_mjz_discount: yuan(Math.floor(total * share)) })
            }))
          }
        })
        const { lines, discountMinor, shippingMinor, totalMinor } = order
        const sum = (key: 'totalMinor' | 'discountMinor') =>
          lines.reduce((all, line) => all + line[key], 0)
        return (
          totalMinor === payment &&
          sum('totalMinor') - discountMinor + shippingMinor === totalMinor &&
          sum('discountMinor') === discountMinor &&
          shippingMinor >= post
        )
      })
    )
  t.doesNotThrow(holds)
})
