import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import type { ChannelClient } from '#core/channel/client'
import type { ChannelOrder, DocumentPage } from '#core/channel/documents'
import { messageTypes } from '../../../adapters/amazon/budgets.ts'
import { Models, type Pair, skip } from './models.ts'
import { open } from './stand.ts'

type Call = (client: ChannelClient) => Promise<unknown>

const slice = { since: '2024-12-20T00:00:00.000Z', until: '2024-12-30T00:00:00.000Z' }
const page = { slice, pageToken: null }
const sku = 'GM-ZDPI-9B4E'
const order = '171-9876543-2109876'
const settings = { region: 'na', marketplaceId: 'ATVPDKIKX0DER', currency: 'USD' } as const

const listing = {
  externalListingId: sku,
  sku,
  title: 'Suitcase',
  description: null,
  amountMinor: null,
  currency: 'USD',
  quantity: null,
  gtin: null,
  imageUrls: [],
  category: 'LUGGAGE',
  attributes: {}
}

const parcel = {
  shipmentId: 'shp_1',
  orderExternalId: order,
  carrier: 'FedEx',
  trackingNumber: '112345678',
  shippedAt: slice.since,
  lines: [{ externalId: '79039765272157', quantity: 1 }]
}

function say(template: string): Call {
  const message = { messageId: 'm', orderExternalId: order, template, text: 'My Message' }
  return async (client) => [await client.sendMessage!(message, 'k')]
}

/** How the adapter comes to each of the operations. */
const reads: Record<string, Call> = {
  searchOrders: (client) => client.orders.listCreated!(page),
  getOrder: (client) => client.orders.get!(order),
  getListingsItem: (client) => client.pollSubmission!(`0/x/${sku}`),
  searchListingsItems: (client) => client.readListings!([sku]),
  listReturns: (client) => client.listAfterSales!(page),
  getMessagingActionsForOrder: say('confirmOrderDetails')
}
const writes: Record<string, Call> = {
  patchListingsItem: (client) =>
    client.writeStock!([{ externalListingId: sku, sku, quantity: 1, sequence: 1 }], 'k'),
  putListingsItem: (client) => client.writeListings!([listing], 'k'),
  confirmShipment: (client) => client.confirmShipments!([parcel], 'k'),
  ...Object.fromEntries(
    Object.entries(messageTypes).map(([name, { operation }]) => [operation, say(name)])
  )
}

/** A server that answers reads with one pair and writes with another. */
async function answering(t: Test, read: Pair, write: Pair = read): Promise<string> {
  const server = createServer(({ method }, answer) => {
    const { status, response } = method === 'GET' ? read : write
    answer.writeHead(status, { 'content-type': 'application/json' })
    answer.end(status === 204 ? '' : JSON.stringify(response))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What an answer to a read must come to. */
function check(t: Test, { operation, response }: Pair, result: unknown): void {
  if (operation === 'searchOrders' || operation === 'listReturns') {
    const { documents, rejected } = result as DocumentPage
    const { orders, returns } = response as Record<string, { orderId?: string; id?: string }[]>
    const ids = (orders ?? returns ?? []).map(({ orderId, id }) => orderId ?? id)
    t.same(rejected, [])
    t.same(
      documents.map(({ externalId }) => externalId),
      ids
    )
    t.notOk(JSON.stringify(documents).includes('"unmapped"'), 'no status is unknown')
  } else if (operation === 'getOrder') {
    const { orderId } = (response as { order: { orderId: string } }).order
    t.match(result, { kind: 'order', externalId: orderId, status: 'paid' })
  } else if (operation === 'searchListingsItems') {
    const shown = { sku, state: 'active', amountMinor: 10_000, currency: 'USD', quantity: 100 }
    t.match(result, [shown])
  } else if (operation === 'getListingsItem') {
    t.match(result, { status: 'rejected', code: '90220', reason: /size/ })
  } else t.match(result, [{ status: 'done' }])
}

t.test(
  'static pairs: each answer to a read is mapped, each error classified',
  { skip },
  async (t) => {
    const stand = await open(t)
    const pairs = new Models().pairs(Object.keys(reads))
    t.same(new Set(pairs.map(({ operation }) => operation)), new Set(Object.keys(reads)))
    for (const pair of pairs) {
      const client = stand.connect({ ...settings, baseUrl: await answering(t, pair) })
      const result = await reads[pair.operation]!(client).catch((error: unknown) => error)
      if (pair.status < 300) check(t, pair, result)
      else {
        const { code } = (pair.response as { errors: { code: string }[] }).errors[0]!
        const action = { RateLimited: 'rateLimited', InternalFailure: 'retry' }[code] ?? 'rejected'
        const verdict = { action, ...(action === 'rejected' && { code }) }
        t.match(client.classify(result), verdict, `${pair.operation} ${code}`)
      }
    }
  }
)

t.test('static pairs: each answer to a write has its outcome', { skip }, async (t) => {
  const stand = await open(t)
  const models = new Models()
  const good = (operation: string) =>
    models.pairs([operation]).find(({ status }) => status < 300) as Pair
  const none = { ...good('getListingsItem'), status: 404, response: { errors: [] } }
  const readOf = (operation: string) => {
    if (operation === 'putListingsItem') return none
    if (operation === 'patchListingsItem') return good('getListingsItem')
    return good(operation === 'confirmShipment' ? 'getOrder' : 'getMessagingActionsForOrder')
  }
  const outcomes: unknown[] = []
  for (const pair of models.pairs(Object.keys(writes))) {
    const baseUrl = await answering(t, readOf(pair.operation), pair)
    const client = stand.connect({ ...settings, baseUrl })
    const [outcome] = (await writes[pair.operation]!(client)) as [{ status: string; code?: string }]
    outcomes.push([pair.operation, pair.status, outcome.status, outcome.code].join(' ').trim())
  }
  t.same(outcomes.sort(), [
    'confirmShipment 204 done',
    'createConfirmDeliveryDetails 201 done',
    'createConfirmOrderDetails 201 done',
    'createConfirmServiceDetails 201 done',
    'createUnexpectedProblem 201 done',
    'patchListingsItem 200 done',
    'patchListingsItem 200 rejected 90000900',
    'patchListingsItem 400 rejected BAD_REQUEST',
    'putListingsItem 200 accepted',
    'putListingsItem 200 rejected 90220',
    'putListingsItem 400 rejected BAD_REQUEST'
  ])
})

t.test('static pairs: money and people of the examples', { skip }, async (t) => {
  const stand = await open(t)
  const orders: unknown[] = []
  for (const pair of new Models().pairs(['searchOrders', 'getOrder'])) {
    if (pair.status >= 300) continue
    const client = stand.connect({ baseUrl: await answering(t, pair) })
    const result = (await reads[pair.operation]!(client)) as DocumentPage | ChannelOrder
    orders.push(...('documents' in result ? result.documents : [result]))
  }
  t.match(orders, [
    {
      currency: 'JPY',
      totalMinor: 19_940,
      status: 'shipped',
      lines: [{ totalMinor: 5980 }, { quantity: 2, totalMinor: 13_960, unitPriceMinor: 6980 }]
    },
    {
      currency: 'BRL',
      totalMinor: 159_990,
      paidMinor: 159_990,
      status: 'paid',
      shipBy: '2024-12-24T23:59:59.000Z',
      buyer: { name: 'Carlos Oliveira' },
      address: { country: 'BR', region: 'SP' }
    },
    { currency: 'BRL', totalMinor: 29_990, lines: [{ sku: 'ECHO-DOT-4-BR-PRETO' }] },
    { currency: 'USD', totalMinor: 4999, taxMinor: 1000, lines: [{ totalMinor: 3999 }] }
  ])
})
