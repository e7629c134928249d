import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, ListingState, ListingWrite, ShownListing } from '#core/channel/writes'
import { instantMs } from '#core/time'
import type { AmazonClient } from './client.ts'
import { failures } from './errors.ts'
import type { ListingItems } from './listing-items.ts'
import {
  attributesOf,
  offerEndOf,
  outcomeOf,
  refusalOf,
  summaryOf,
  toListing
} from './map/listing.ts'
import type { WireSubmission } from './wire.ts'

const merged = new Set(['purchasable_offer', 'fulfillment_availability'])

/** Offers SKUs: what is there already is changed, what is new is created whole. */
export function writeListings(
  client: AmazonClient,
  listings: ListingItems,
  items: readonly ListingWrite[]
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, async (item) => {
    const { account, io } = client
    const attributes = attributesOf(account, item)
    const accepted = (wire: WireSubmission) =>
      outcomeOf(wire, { status: 'accepted', submissionId: submissionOf(wire, io.clock.ms()) })
    if ((await listings.productTypeOf(item.sku)) !== null) {
      const patches = Object.entries(attributes).map(([name, value]) => ({
        op: merged.has(name) ? ('merge' as const) : ('replace' as const),
        path: `/attributes/${name}`,
        value
      }))
      return listings.patch(item.sku, patches, accepted)
    }
    if (item.category === null) {
      const reason = `${item.sku}: a new listing needs a product type: give it as category`
      return { status: 'rejected', code: 'PRODUCT_TYPE_MISSING', reason }
    }
    return accepted(await listings.put(item.sku, item.category, attributes))
  })
}

/** Takes offers off sale, by an end that has passed, and puts them back. */
export function setListingStates(
  { account, io }: AmazonClient,
  listings: ListingItems,
  items: readonly ListingState[]
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, ({ externalListingId, state }) => {
    const value = offerEndOf(account, state === 'paused' ? io.clock.now() : null)
    const patch = { op: 'merge' as const, path: '/attributes/purchasable_offer', value }
    return listings.patch(externalListingId, [patch], (wire) =>
      outcomeOf(wire, { status: 'done', externalId: wire.sku })
    )
  })
}

/** What Amazon has, with what it finds wrong. */
export async function readListings(
  { account }: AmazonClient,
  listings: ListingItems,
  externalListingIds: readonly string[]
): Promise<ShownListing[]> {
  const data = ['summaries', 'issues', 'offers', 'fulfillmentAvailability']
  const found = await listings.read(externalListingIds, data)
  return found.map((listing) => toListing(account, listing))
}

/**
 * What became of a submission. Amazon answers no question about one: its listing says what is
 * wrong, or that it has changed since. One that shows neither for long counts as taken, for a
 * change to what was there already need not show. Errors: TypeError when the id is none of ours.
 */
export async function pollSubmission(
  { account, io }: AmazonClient,
  listings: ListingItems,
  submissionId: string
): Promise<ItemOutcome> {
  const { sku, submittedMs } = partsOf(submissionId)
  const listing = await listings.get(sku, ['summaries', 'issues'])
  const waiting: ItemOutcome = { status: 'accepted', submissionId }
  const summary = listing && summaryOf(account, listing)
  if (!listing || !summary) return waiting
  const issues = listing.issues ?? []
  // Amazon's times may have no parts of a second.
  const isNew = instantMs(summary.lastUpdatedDate) >= Math.floor(submittedMs / 1000) * 1000
  const isOld = io.clock.ms() - submittedMs >= account.listingDecisionMinutes * 60_000
  if (!isNew && !isOld) return waiting
  if (issues.some(({ severity }) => severity === 'ERROR')) return refusalOf(issues, sku)
  return { status: 'done', externalId: sku }
}

/**
 * Submissions are asked for by what we need to find their listing: when, Amazon's id, and the SKU.
 */
function submissionOf({ submissionId, sku }: WireSubmission, nowMs: number): string {
  return `${nowMs}/${submissionId}/${sku}`
}

function partsOf(submission: string): { submittedMs: number; sku: string } {
  const match = /^(\d+)\/[^/]*\/(.+)$/s.exec(submission)
  if (!match) throw new TypeError(`not a submission: ${JSON.stringify(submission)}`)
  return { submittedMs: Number(match[1]), sku: match[2]! }
}
