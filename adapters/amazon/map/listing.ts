import type { ItemOutcome, ListingWrite, ShownListing } from '#core/channel/writes'
import { formatAmount, parseAmountMinor } from '#core/money'
import type { AmazonAccount } from '../options.ts'
import type { WireAttributes, WireIssue, WireListing, WireSubmission } from '../wire.ts'

/** Stock of a listing as its attribute. */
export function availabilityOf(
  { fulfillmentChannel }: AmazonAccount,
  quantity: number
): Record<string, unknown>[] {
  return [{ fulfillment_channel_code: fulfillmentChannel, quantity }]
}

/** Price of a listing as its attribute, for all buyers. Errors: CURRENCY_UNKNOWN. */
export function offerOf(
  account: AmazonAccount,
  { amountMinor, currency }: { amountMinor: number; currency: string }
): Record<string, unknown>[] {
  const price = Number(formatAmount(amountMinor, currency))
  return [
    { ...selectorOf(account, currency), our_price: [{ schedule: [{ value_with_tax: price }] }] }
  ]
}

/** The end of an offer: one in the past takes it off sale, null puts it back. */
export function offerEndOf(
  account: AmazonAccount,
  endAt: string | null
): Record<string, unknown>[] {
  return [{ ...selectorOf(account, account.currency), end_at: endAt && { value: endAt } }]
}

function selectorOf({ marketplaceId }: AmazonAccount, currency: string) {
  return { marketplace_id: marketplaceId, currency, audience: 'ALL' }
}

/** Attributes of a listing: ours, and over them those that whoever lists it has given. */
export function attributesOf(account: AmazonAccount, item: ListingWrite): WireAttributes {
  const { title, description, gtin, amountMinor, currency, quantity } = item
  const value = (text: unknown) => [{ value: text, marketplace_id: account.marketplaceId }]
  const images = Object.fromEntries(
    item.imageUrls
      .slice(0, 9)
      .map((url, index) => [
        index === 0 ? 'main_product_image_locator' : `other_product_image_locator_${index}`,
        [{ media_location: url, marketplace_id: account.marketplaceId }]
      ])
  )
  return {
    item_name: value(title),
    ...(description !== null && { product_description: value(description) }),
    ...(gtin !== null && {
      externally_assigned_product_identifier: [
        { type: gtinTypeOf(gtin), value: gtin, marketplace_id: account.marketplaceId }
      ]
    }),
    ...images,
    ...(amountMinor !== null && { purchasable_offer: offerOf(account, { amountMinor, currency }) }),
    ...(quantity !== null && { fulfillment_availability: availabilityOf(account, quantity) }),
    ...givenOf(account, item.attributes)
  }
}

/** What a person has given: a list is Amazon's own form already, anything else a single value. */
function givenOf(
  { marketplaceId }: AmazonAccount,
  attributes: Record<string, unknown>
): WireAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      Array.isArray(value) ? value : [{ value, marketplace_id: marketplaceId }]
    ])
  )
}

function gtinTypeOf(gtin: string): string {
  if (gtin.length === 12) return 'upc'
  return gtin.length === 14 ? 'gtin' : 'ean'
}

/** What became of a submission that Amazon has looked over. `taken` is what an accepted one is. */
export function outcomeOf(wire: WireSubmission, taken: ItemOutcome): ItemOutcome {
  return wire.status === 'INVALID' ? refusalOf(wire.issues ?? [], wire.sku) : taken
}

/** A refusal with all that Amazon finds wrong. */
export function refusalOf(issues: readonly WireIssue[], sku: string): ItemOutcome {
  const errors = issues.filter(({ severity }) => severity === 'ERROR')
  const told = errors.map(({ code, message, attributeNames = [] }) =>
    [`${message} (${code})`, ...attributeNames].join(' ')
  )
  const reason = told.length > 0 ? told.join('; ') : 'Amazon gave no reason'
  return { status: 'rejected', code: errors[0]?.code ?? 'INVALID', reason: `${sku}: ${reason}` }
}

/**
 * Their listing in our words, as it is on the account's marketplace. Errors: AMOUNT_INVALID,
 * CURRENCY_UNKNOWN.
 */
export function toListing(account: AmazonAccount, wire: WireListing): ShownListing {
  const summary = summaryOf(account, wire)
  const offer = wire.offers?.find(
    (one) => one.marketplaceId === account.marketplaceId && one.offerType === 'B2C'
  )
  return {
    externalListingId: wire.sku,
    sku: wire.sku,
    title: summary?.itemName ?? wire.sku,
    state: summary?.status.includes('BUYABLE') ? 'active' : 'paused',
    rawState: summary?.status.join(' ') ?? '',
    amountMinor: offer
      ? parseAmountMinor(String(offer.price.amount), offer.price.currencyCode)
      : null,
    currency: offer?.price.currencyCode ?? null,
    quantity: quantityOf(account, wire),
    issues: (wire.issues ?? []).map(({ code, message }) => ({ code, message }))
  }
}

/**
 * Units that a listing shows in the account's channel; null when it is stocked by somebody else.
 */
export function quantityOf(
  { fulfillmentChannel }: AmazonAccount,
  wire: WireListing
): number | null {
  const found = wire.fulfillmentAvailability?.find(
    ({ fulfillmentChannelCode: code }) => code === fulfillmentChannel
  )
  return found?.quantity ?? null
}

/** What a listing is on the account's marketplace; undefined: not there. */
export function summaryOf({ marketplaceId }: AmazonAccount, { summaries = [] }: WireListing) {
  return summaries.find((summary) => summary.marketplaceId === marketplaceId)
}
