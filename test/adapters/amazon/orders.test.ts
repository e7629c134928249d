import t from 'tap'
import type { ChannelOrder, DocumentPage } from '#core/channel/documents'
import { failureOf, hourMs, start } from '../stand.ts'
import { open, type Stand } from './stand.ts'

const slice = { since: '2026-03-01T00:00:00.000Z', until: '2026-03-01T07:00:00.000Z' }

async function readAll({ client }: Stand, list: 'listChanged' | 'listCreated' = 'listChanged') {
  const orders: ChannelOrder[] = []
  const rejected: unknown[] = []
  let pageToken: string | null = null
  do {
    const page: DocumentPage = await client.orders[list]!({ slice, pageToken })
    orders.push(...(page.documents as ChannelOrder[]))
    rejected.push(...page.rejected)
    pageToken = page.next
  } while (pageToken !== null)
  return { orders, rejected }
}

function place(stand: Stand, count: number) {
  for (let i = 0; i < count; i++) {
    const at = new Date(Date.parse(slice.since) + 60_000 + i * 1000).toISOString()
    stand.simulator.placeOrder({ placedAt: at, modifiedAt: at })
  }
}

t.test('orders: three pages hold every order once, changed and created alike', async (t) => {
  const stand = await open(t)
  place(stand, 205)
  for (const list of ['listChanged', 'listCreated'] as const) {
    const { orders } = await readAll(stand, list)
    t.equal(orders.length, 205)
    t.equal(new Set(orders.map(({ externalId }) => externalId)).size, 205)
  }
  const pages = stand.simulator.calls.filter(({ operation }) => operation === 'searchOrders')
  t.equal(pages.length, 6, 'one call a page: nothing is fetched order by order')
  t.same(pages[0]!.slice, slice)
})

t.test('orders: rows that move, repeat or come while a list is read lose no other', async (t) => {
  const stand = await open(t)
  place(stand, 205)
  const before = new Set(stand.simulator.orders().map(({ externalId }) => externalId))
  for (const kind of ['moveRows', 'newRow', 'sameRowTwice', 'reordered'] as const) {
    stand.simulator.faults.add({ kind, after: 1 })
  }
  const { orders } = await readAll(stand)
  const [moved] = stand.simulator.orders()
  const read = new Set(orders.map(({ externalId }) => externalId))
  const struck = stand.simulator.calls.flatMap(({ fault }) => fault ?? [])
  t.ok(struck.includes('moveRows'), 'a call tells what happened to it')
  for (const id of before) if (id !== moved!.externalId) t.ok(read.has(id), id)
})

t.test('orders: an order comes with its lines, taxes, discounts, people and dates', async (t) => {
  const { simulator, client } = await open(t)
  const placed = simulator.placeOrder({
    lines: [
      { sku: 'MUG/STEEL', quantity: 1 },
      { sku: 'LAMP-HEAD', quantity: 4, title: 'Head lamp, red' }
    ]
  })
  const order = await client.orders.get!(placed.externalId)
  t.match(order, {
    kind: 'order',
    externalId: placed.externalId,
    number: placed.externalId,
    status: 'paid',
    rawStatus: 'UNSHIPPED',
    currency: 'EUR',
    lines: [
      {
        sku: 'MUG/STEEL',
        externalListingId: 'MUG/STEEL',
        quantity: 1,
        unitPriceMinor: 1290,
        totalMinor: 1290,
        discountMinor: 0,
        taxMinor: 129
      },
      {
        sku: 'LAMP-HEAD',
        title: 'Head lamp, red',
        quantity: 4,
        unitPriceMinor: 2495,
        totalMinor: 8982,
        discountMinor: 998,
        taxMinor: 898
      }
    ],
    shippingMinor: 499,
    discountMinor: 0,
    taxMinor: 129 + 50 + 898,
    totalMinor: placed.totalMinor,
    paidMinor: placed.totalMinor,
    buyer: { externalId: null, name: 'Anna Berg' },
    address: { recipient: 'Anna Berg', lines: ['Lindenweg 1'], city: 'Erfurt', country: 'DE' },
    placedAt: start,
    modifiedAt: start,
    shipBy: '2026-03-03T08:00:00.000Z'
  })
  t.equal(1290 + 8982 + 499 + 129 + 50 + 898, placed.totalMinor, 'the parts are the whole')
})

t.test('orders: while payment is pending there is nobody and no money yet', async (t) => {
  const { simulator, client } = await open(t)
  const { externalId, totalMinor } = simulator.placeOrder({ status: 'awaiting_payment' })
  t.match(await client.orders.get!(externalId), {
    status: 'awaiting_payment',
    totalMinor,
    paidMinor: 0,
    taxMinor: 0,
    buyer: { externalId: null },
    address: null
  })
})

t.test('orders: each status has its word; parcels tell of the delivery', async (t) => {
  const { simulator, client } = await open(t)
  const { externalId } = simulator.placeOrder()
  const statuses = [
    'awaiting_payment',
    'paid',
    'partially_shipped',
    'shipped',
    'delivered'
  ] as const
  for (const status of [...statuses, 'canceled', 'on_hold'] as const) {
    const there = simulator.changeOrder(externalId, { status })
    const here = await client.orders.get!(externalId)
    t.same([here!.status, here!.rawStatus], [status, there.rawStatus])
    t.equal(here!.modifiedAt, there.modifiedAt)
  }
  t.throws(() => simulator.changeOrder(externalId, { status: 'completed' }), /no status/)
  t.equal(await client.orders.get!('302-0000000-0000000'), null)
})

t.test('orders: unknown words, fields and currencies stay with their own order', async (t) => {
  const stand = await open(t)
  place(stand, 3)
  stand.simulator.faults.add({ kind: 'unknownField' })
  stand.simulator.faults.add({ kind: 'unknownStatus' })
  const first = await readAll(stand)
  t.same(
    first.orders.map(({ status }) => status),
    ['unmapped', 'paid', 'paid']
  )
  t.equal(first.orders[0]!.rawStatus, 'IN_ORBIT')
  stand.simulator.faults.add({ kind: 'unknownCurrency' })
  const { orders, rejected } = await readAll(stand)
  t.equal(orders.length, 2)
  const [lost] = stand.simulator.orders()
  t.match(rejected, [{ source: 'orders', externalId: lost!.externalId, reason: /"QQQ"/ }])
})

t.test('orders: only whose the account ships', async (t) => {
  const stand = await open(t)
  place(stand, 2)
  const request = { slice, pageToken: null }
  const pageOf = async (fulfilledBy: 'AMAZON' | 'BOTH') =>
    (await stand.connect({ fulfilledBy }).orders.listChanged!(request)).documents.length
  t.same([await pageOf('AMAZON'), await pageOf('BOTH')], [0, 2])
})

t.test('orders: a recent list has no end of ours, and vouches for what Amazon says', async (t) => {
  const { simulator, client, clock } = await open(t)
  clock.advance(20_000)
  simulator.placeOrder({ placedAt: '2026-03-01T07:50:00.000Z' })
  const until = clock.after(-30_000)
  const since = '2026-03-01T07:30:00.000Z'
  const page = await client.orders.listChanged!({ slice: { since, until }, pageToken: null })
  t.equal(page.documents.length, 1)
  t.equal(
    page.observedUntil,
    '2026-03-01T07:58:00.000Z',
    'two minutes before its now, by the minute'
  )
  t.match(simulator.calls.at(-1), { operation: 'searchOrders', fault: null })
  const late = { since: clock.after(-60_000), until }
  const none = await client.orders.listChanged!({ slice: late, pageToken: null })
  t.equal(none.observedUntil, late.since, 'never before the slice itself')
})

t.test('orders: a walk that grows old keeps asking as it began', async (t) => {
  const stand = await open(t)
  for (let i = 0; i < 150; i++) {
    stand.simulator.placeOrder({ placedAt: stand.clock.after(-600_000 + i * 1000) })
  }
  const recent = { since: stand.clock.after(-1_200_000), until: stand.clock.after(-180_000) }
  const { listChanged } = stand.client.orders
  const first = await listChanged!({ slice: recent, pageToken: null })
  stand.clock.advance(hourMs / 2)
  const second = await listChanged!({ slice: recent, pageToken: first.next })
  t.same([first.documents.length, second.documents.length, second.next], [100, 50, null])
})

t.test('orders: a page token that is a day old is refused as a bad request', async (t) => {
  const { client, clock, simulator, renew } = await open(t)
  for (let i = 0; i < 250; i++) {
    const at = new Date(Date.parse(slice.since) + 60_000 + i * 1000).toISOString()
    simulator.placeOrder({ placedAt: at, modifiedAt: at })
  }
  const listChanged = client.orders.listChanged!
  const { next } = await listChanged({ slice, pageToken: null })
  clock.advance(23 * hourMs)
  await renew()
  const second = await listChanged({ slice, pageToken: next })
  t.equal(second.documents.length, 100)
  clock.advance(hourMs)
  await renew()
  const verdict = client.classify(await failureOf(listChanged({ slice, pageToken: next })))
  t.match(verdict, { action: 'rejected', code: 'InvalidInput' })
  const third = await listChanged({ slice, pageToken: second.next })
  t.equal(third.documents.length, 50, 'each page brings a token of its own day')
})

t.test('simulator: lists that Amazon would refuse are refused', async (t) => {
  const stand = await open(t)
  const { client, account, io } = stand
  const list = (query: string) =>
    fetch(`${account.baseUrl}/orders/2026-01-01/orders?marketplaceIds=A1PA6795UKMFR9&${query}`, {
      headers: { 'x-amz-access-token': String(token) }
    })
  const token = await io.token()
  const before = stand.clock.after(-60_000)
  const refused = [
    '',
    `createdAfter=${slice.since}&lastUpdatedAfter=${slice.since}`,
    `lastUpdatedAfter=${slice.since}&lastUpdatedBefore=${before}`,
    `lastUpdatedAfter=${slice.until}&lastUpdatedBefore=${slice.since}`,
    `lastUpdatedAfter=${slice.since}&maxResultsPerPage=101`,
    `lastUpdatedAfter=${slice.since}&paginationToken=bm9uZQ`,
    'lastUpdatedAfter=yesterday'
  ]
  for (const query of refused) {
    const answer = await list(query)
    t.equal(answer.status, 400, query)
    t.match(await answer.json(), { errors: [{ code: 'InvalidInput' }] })
  }
  const error = await failureOf(
    client.orders.listChanged!({ slice: { since: 'x', until: slice.until }, pageToken: null })
  )
  t.match(client.classify(error), { action: 'rejected', code: 'InvalidInput' })
})
