import { isDeepStrictEqual } from 'node:util'
import {
  execute,
  type GraphQLSchema,
  getNamedType,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate
} from 'graphql'
import t from 'tap'
import type { GraphqlDocument } from '../../../adapters/shopify/documents/document.ts'
import * as orders from '../../../adapters/shopify/documents/orders.ts'
import * as returns from '../../../adapters/shopify/documents/returns.ts'
import * as shipments from '../../../adapters/shopify/documents/shipments.ts'
import * as variants from '../../../adapters/shopify/documents/variants.ts'
import * as webhooks from '../../../adapters/shopify/documents/webhooks.ts'
import { apiVersions } from '../../../adapters/shopify/version.ts'
import { hourMs } from '../stand.ts'
import { type Exchange, recordingProxy } from './recording-proxy.ts'
import { schemasOf } from './schemas.ts'
import { open, type Stand } from './stand.ts'

const documents: GraphqlDocument[] = [orders, returns, shipments, variants, webhooks].flatMap(
  (module) => Object.values(module)
)
const schemas = await schemasOf(apiVersions)
const skip = typeof schemas === 'string' ? schemas : false
const versions = typeof schemas === 'string' ? [] : [...schemas]

t.test(
  'documents: each is valid in every version, and asks for nothing that is deprecated',
  {
    skip
  },
  (t) => {
    t.equal(versions.length, apiVersions.length)
    for (const [version, schema] of versions) {
      for (const { operation, text } of documents) {
        const errors = validate(schema, parse(text), [...specifiedRules, NoDeprecatedCustomRule])
        const found = errors.map(({ message }) => message)
        t.same(found, [], `${version} ${operation}`)
      }
    }
    t.end()
  }
)

t.test(
  'wire: what the adapter sends and the simulator answers fits the schema',
  {
    skip
  },
  async (t) => {
    const stand = await open(t)
    const { baseUrl, exchanges } = await recordingProxy(t, stand.account.baseUrl!)
    await doEverything(stand, stand.connect({ baseUrl }))
    const used = new Set(exchanges.map(({ operationName }) => operationName))
    const unused = documents.filter(({ operation }) => !used.has(operation))
    t.same(unused, [], 'every document has been used')
    for (const [version, schema] of versions) {
      const found = new Set<string>()
      for (const exchange of exchanges) {
        for (const problem of await problemsOf(schema, exchange)) found.add(problem)
      }
      t.same([...found], [], version)
    }
  }
)

/** What stands for a type that is one of several. */
const unions: Readonly<Record<string, string>> = {
  DiscountApplication: 'DiscountCodeApplication',
  ReturnLineItemType: 'ReturnLineItem'
}

/** Runs the document on the answer itself: variables and answer must both be of the types of the schema. */
async function problemsOf(
  schema: GraphQLSchema,
  { query, operationName, variables, data }: Exchange
): Promise<string[]> {
  const { errors = [], data: shaped } = await execute({
    schema,
    document: parse(query),
    rootValue: data,
    variableValues: variables,
    typeResolver: ({ id }, _context, { returnType }) =>
      unions[getNamedType(returnType).name] ?? /^gid:\/\/shopify\/(\w+)\//.exec(String(id))?.[1]
  })
  const problems = errors.map(({ message, path }) => `${operationName} ${path}: ${message}`)
  if (problems.length > 0) return problems
  const isWhole = isDeepStrictEqual(JSON.parse(JSON.stringify(shaped)), data)
  return isWhole ? [] : [`${operationName}: more than was asked for`]
}

/** Everything the adapter can ask and be told, once at least. */
async function doEverything(stand: Stand, client: Stand['client']): Promise<void> {
  const { simulator, clock } = stand
  const lines = Array.from({ length: 60 }, () => ({ sku: 'TEA-GREEN', quantity: 2 }))
  const order = simulator.placeOrder({ lines })
  for (const status of ['awaiting_payment', 'completed', 'canceled', 'on_hold'] as const) {
    simulator.placeOrder({ status })
  }
  const slice = { since: clock.after(-hourMs), until: clock.after(hourMs) }
  await client.orders.listChanged!({ slice, pageToken: null })
  await client.orders.listCreated!({ slice, pageToken: null })
  await client.orders.get!(order.externalId)
  const parcel = {
    shipmentId: 's',
    orderExternalId: order.externalId,
    carrier: 'UPS',
    trackingNumber: 'T1',
    shippedAt: clock.now(),
    lines: [{ externalId: order.lines[55]!.externalId, quantity: 1 }]
  }
  const tooMuch = [{ externalId: order.lines[0]!.externalId, quantity: 9 }]
  const refused = { ...parcel, trackingNumber: 'T2', lines: tooMuch }
  await client.confirmShipments!([parcel, refused, parcel], 'k')
  await client.subscribe!('https://shop.example/webhook')
  await offer(stand, client)
  await giveBack(stand, client)
  await client.listAfterSales!({ slice, pageToken: null })
}

async function offer({ simulator }: Stand, client: Stand['client']): Promise<void> {
  const sku = 'TEA-BLACK'
  const externalListingId = simulator.listingOf(sku)!
  const listing = {
    externalListingId: null,
    sku: 'NEW',
    title: 'New',
    description: 'Text',
    amountMinor: 100,
    currency: 'EUR',
    quantity: 1,
    gtin: '04006381333931',
    imageUrls: ['https://shop.example/1.jpg'],
    category: 'gid://shopify/TaxonomyCategory/fb-1',
    attributes: { vendor: 'V', productType: 'T', tags: ['a'] }
  }
  await client.writeListings!([listing, { ...listing, externalListingId, sku }], 'k')
  await client.setListingStates!([{ externalListingId, sku, state: 'paused' }], 'k')
  await client.writeStock!([{ externalListingId, sku, quantity: 2_000_000_000, sequence: 1 }], 'k')
  await client.writeStock!([{ externalListingId, sku, quantity: 5, sequence: 2 }], 'k')
  for (const amountMinor of [-1, 200]) {
    await client.writePrices!([{ externalListingId, sku, amountMinor, currency: 'EUR' }], 'k')
  }
}

async function giveBack({ simulator }: Stand, client: Stand['client']): Promise<void> {
  const { externalId: orderExternalId, lines } = simulator.placeOrder()
  const decide = (action: 'agree' | 'refuse') =>
    client.decideAfterSale!(
      {
        externalId: simulator.openAfterSale!(orderExternalId).externalId,
        action,
        version: null,
        amountMinor: null,
        currency: 'EUR',
        reasonCode: null,
        note: 'n',
        evidence: []
      },
      action
    )
  await decide('agree')
  await decide('refuse')
  const line = { externalId: lines[0]!.externalId, quantity: 1, amountMinor: 100 }
  const refund = { refundId: 'r', orderExternalId, amountMinor: 100, currency: 'EUR', reason: 'r' }
  await client.refund!({ ...refund, lines: [line] }, 'k')
}
