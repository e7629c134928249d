import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { apiVersions } from '../version.ts'
import type { WireAttributes, WirePatch, WireSubmission } from '../wire.ts'
import type { Market } from './market.ts'
import { missing, Refusal } from './refusal.ts'

const searchMax = 20
/** Below this no price is taken. */
const priceMin = 1

type Query = Record<string, string | undefined>
type Params = { seller: string; sku: string }
type Issue = Record<string, unknown> & { message: string }

/** Adds the calls about listings. */
export function serveListings(app: FastifyInstance, market: Market): void {
  const path = `/listings/${apiVersions.listings}/items/:seller`
  const { shelf } = market
  app.get(path, { config: { operation: 'searchListingsItems' } }, async (request) => {
    const query = check(market, request.params as Params, request.query as Query)
    const skus = (query.identifiers ?? '').split(',')
    const size = Number(query.pageSize ?? 10)
    if (query.identifiersType !== 'SKU' || skus.length > searchMax || !(size <= searchMax)) {
      throw bad('Invalid input')
    }
    const items = skus.flatMap((sku) => shelf.show(sku, dataOf(query)) ?? [])
    return { numberOfResults: items.length, items: items.slice(0, size) }
  })
  app.get(`${path}/:sku`, { config: { operation: 'getListingsItem' } }, async (request) => {
    const params = request.params as Params
    const query = check(market, params, request.query as Query)
    const listing = shelf.show(params.sku, dataOf(query))
    if (!listing) throw missing(`SKU '${params.sku}' not found in marketplace`)
    return listing
  })
  app.patch(`${path}/:sku`, { config: { operation: 'patchListingsItem' } }, async (request) => {
    const params = request.params as Params
    check(market, params, request.query as Query)
    const { productType, patches } = request.body as { productType: string; patches: WirePatch[] }
    if (!productType || !Array.isArray(patches) || patches.length === 0) throw bad('Invalid input')
    const issues = [...patchIssues(market, params.sku, productType, patches)]
    return submit(market, 'patchListingsItem', { ...params, productType, patches, issues })
  })
  app.put(`${path}/:sku`, { config: { operation: 'putListingsItem' } }, async (request) => {
    const params = request.params as Params
    check(market, params, request.query as Query)
    const { productType, attributes } = request.body as {
      productType: string
      attributes: WireAttributes
    }
    if (!productType || typeof attributes !== 'object') throw bad('Invalid input')
    const patches = Object.entries(attributes).map(([name, value]) => ({
      op: 'replace' as const,
      path: `/attributes/${name}`,
      value
    }))
    const issues = [...offerIssues(patches)]
    if (!attributes.item_name) issues.push(issueOf('90220', 'item_name', 'is required'))
    return submit(market, 'putListingsItem', { ...params, productType, patches, issues })
  })
}

function submit(
  market: Market,
  operation: string,
  change: {
    sku: string
    productType: string
    patches: WirePatch[]
    issues: Issue[]
  }
): WireSubmission {
  const { sku, productType, patches, issues } = change
  if (market.isTime('partial', operation)) {
    issues.push(issueOf('8541', 'item_name', 'conflicts with the catalog'))
  }
  if (issues.length === 0) market.shelf.submit(sku, productType, patches)
  return {
    sku,
    status: issues.length === 0 ? 'ACCEPTED' : 'INVALID',
    submissionId: randomUUID().replaceAll('-', ''),
    issues: issues as unknown as NonNullable<WireSubmission['issues']>
  }
}

function* patchIssues(
  { shelf }: Market,
  sku: string,
  productType: string,
  patches: readonly WirePatch[]
): Iterable<Issue> {
  if (!shelf.has(sku)) yield issueOf('13013', 'sku', 'is not in the Amazon catalog')
  else if (shelf.productTypeOf(sku) !== productType) {
    yield issueOf('90000901', 'product_type', 'does not match the listing')
  }
  yield* offerIssues(patches)
}

function* offerIssues(patches: readonly WirePatch[]): Iterable<Issue> {
  for (const { path, value = [] } of patches) {
    for (const entry of value) {
      const price = (entry.our_price as { schedule: { value_with_tax: number }[] }[])?.[0]
      if (price && !(Number(price.schedule[0]?.value_with_tax) >= priceMin)) {
        yield issueOf('18155', 'purchasable_offer', `is below the minimum price of ${priceMin}`)
      }
      const isStock = path.endsWith('/fulfillment_availability')
      if (isStock && !(Number.isInteger(entry.quantity) && Number(entry.quantity) >= 0)) {
        yield issueOf('90002', 'fulfillment_availability', 'has no valid quantity')
      }
    }
  }
}

function issueOf(code: string, attribute: string, what: string): Issue {
  const message = `'${attribute}' ${what}.`
  const categories = ['INVALID_ATTRIBUTE']
  return { code, message, severity: 'ERROR', attributeNames: [attribute], categories }
}

function check(market: Market, { seller }: Params, query: Query): Query {
  const isOurs = seller === market.sellerId && query.marketplaceIds === market.marketplaceId
  if (!isOurs) throw bad('Invalid input')
  return query
}

function bad(message: string): Refusal {
  return new Refusal(400, { code: 'BAD_REQUEST', message, details: message })
}

function dataOf({ includedData = 'summaries' }: Query): string[] {
  return includedData.split(',')
}
