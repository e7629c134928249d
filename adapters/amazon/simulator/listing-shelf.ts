import type { SimulatedProduct } from '#core/channel/simulator'
import { formatAmount } from '#core/money'
import { type Clock, instantMs } from '#core/time'
import type { WireAttributes, WireIssue, WireListing, WirePatch } from '../wire.ts'

/** How long a submission about more than the offer waits, unless it is decided earlier. */
const decideAfterMs = 60_000
/** What changes at once: stock and price. */
const offerAttributes = new Set(['purchasable_offer', 'fulfillment_availability'])
const selectors = ['marketplace_id', 'currency', 'audience', 'fulfillment_channel_code']
const titleMax = 200
/** What every product of the simulated seller is to Amazon. */
export const listingCategory = 'OUTDOOR_GEAR'

interface Shelved {
  asin: string
  productType: string
  attributes: WireAttributes
  createdAt: string
  updatedAt: string
  issues: WireIssue[]
  stockEffects: number
}

interface Submission {
  sku: string
  productType: string
  patches: WirePatch[]
  atMs: number
}

/** Listings of the simulated seller on one marketplace. */
export class ListingShelf {
  readonly #clock: Clock
  readonly #marketplaceId: string
  readonly #listings = new Map<string, Shelved>()
  #waiting: Submission[] = []

  constructor(clock: Clock, marketplaceId: string, products: readonly SimulatedProduct[]) {
    this.#clock = clock
    this.#marketplaceId = marketplaceId
    this.offer(products)
  }

  /** Puts products on sale; none is in stock yet. */
  offer(products: readonly SimulatedProduct[]): void {
    const marketplaceId = this.#marketplaceId
    for (const { sku, title, amountMinor, currency } of products) {
      const value = Number(formatAmount(amountMinor, currency))
      const selector = { marketplace_id: marketplaceId, currency, audience: 'ALL' }
      this.#shelve(sku, listingCategory, {
        item_name: [{ value: title, marketplace_id: marketplaceId }],
        purchasable_offer: [
          { ...selector, our_price: [{ schedule: [{ value_with_tax: value }] }] }
        ],
        fulfillment_availability: [{ fulfillment_channel_code: 'DEFAULT', quantity: 0 }]
      })
    }
  }

  has(sku: string): boolean {
    this.#decideDue()
    return this.#listings.has(sku)
  }

  /**
   * Takes changes: those of an offer alone at once, all others when they are decided, as a whole.
   */
  submit(sku: string, productType: string, patches: WirePatch[]): void {
    const isOffer = patches.every(({ path }) => offerAttributes.has(nameOf(path)))
    if (!isOffer) {
      this.#waiting.push({ sku, productType, patches, atMs: this.#clock.ms() })
      return
    }
    for (const patch of patches) this.#apply(sku, patch)
  }

  /** Decides what waits. */
  decide(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { sku, productType, patches } of waiting) {
      if (!this.#listings.has(sku)) this.#shelve(sku, productType, {})
      for (const patch of patches) this.#apply(sku, patch)
      const listing = this.#listings.get(sku)!
      const title = String(listing.attributes.item_name?.[0]?.value ?? '')
      listing.issues = title.length > titleMax ? [titleIssue] : []
    }
  }

  /** A listing with the data that was asked for; null: not there. */
  show(sku: string, includedData: readonly string[]): WireListing | null {
    if (!this.has(sku)) return null
    const { attributes, issues } = this.#listings.get(sku)!
    const price = this.priceOf(sku)
    const all: Required<Omit<WireListing, 'sku'>> = {
      summaries: [this.#summaryOf(sku)],
      attributes,
      issues,
      offers:
        price === null ? [] : [{ marketplaceId: this.#marketplaceId, offerType: 'B2C', price }],
      fulfillmentAvailability: (attributes.fulfillment_availability ?? []).map((entry) => ({
        fulfillmentChannelCode: String(entry.fulfillment_channel_code),
        quantity: Number(entry.quantity ?? 0)
      }))
    }
    const wanted = Object.entries(all).filter(([name]) => includedData.includes(name))
    return structuredClone({ sku, ...Object.fromEntries(wanted) })
  }

  stockOf(sku: string): number | null {
    const entry = this.#listings.get(sku)?.attributes.fulfillment_availability?.[0]
    return entry === undefined ? null : Number(entry.quantity ?? 0)
  }

  stockEffects(sku: string): number {
    return this.#listings.get(sku)?.stockEffects ?? 0
  }

  /** Price of an offer that is on sale. */
  priceOf(sku: string): { amount: string; currencyCode: string } | null {
    const offer = this.#listings.get(sku)?.attributes.purchasable_offer?.[0]
    const price = (offer?.our_price as { schedule: { value_with_tax: number }[] }[])?.[0]
    const end = (offer?.end_at as { value: string } | undefined)?.value
    if (!offer || !price || (end !== undefined && instantMs(end) <= this.#clock.ms())) return null
    const amount = String(price.schedule[0]!.value_with_tax)
    return { amount, currencyCode: String(offer.currency) }
  }

  productTypeOf(sku: string): string | null {
    return this.#listings.get(sku)?.productType ?? null
  }

  #summaryOf(sku: string) {
    const { asin, productType, attributes, createdAt, updatedAt } = this.#listings.get(sku)!
    const isBuyable = (this.stockOf(sku) ?? 0) > 0 && this.priceOf(sku) !== null
    return {
      marketplaceId: this.#marketplaceId,
      asin,
      productType,
      conditionType: 'new_new',
      status: isBuyable ? ['BUYABLE', 'DISCOVERABLE'] : ['DISCOVERABLE'],
      itemName: String(attributes.item_name?.[0]?.value ?? sku),
      createdDate: createdAt,
      lastUpdatedDate: updatedAt
    }
  }

  #shelve(sku: string, productType: string, attributes: WireAttributes): void {
    const at = this.#clock.now()
    const asin = `B0${String(this.#listings.size + 1).padStart(8, '0')}`
    const times = { createdAt: at, updatedAt: at }
    this.#listings.set(sku, {
      asin,
      productType,
      attributes,
      ...times,
      issues: [],
      stockEffects: 0
    })
  }

  #apply(sku: string, { op, path, value = [] }: WirePatch): void {
    const listing = this.#listings.get(sku)!
    const name = nameOf(path)
    listing.updatedAt = this.#clock.now()
    if (op === 'delete') delete listing.attributes[name]
    else if (op === 'merge') {
      listing.attributes[name] = merged(listing.attributes[name] ?? [], value)
    } else listing.attributes[name] = value
    if (name === 'fulfillment_availability') listing.stockEffects++
  }

  #decideDue(): void {
    const dueMs = this.#clock.ms() - decideAfterMs
    if (this.#waiting.some(({ atMs }) => atMs <= dueMs)) this.decide()
  }
}

const titleIssue: WireIssue & { categories: string[] } = {
  code: '99300',
  message: `'item_name' exceeds ${titleMax} characters.`,
  severity: 'ERROR',
  attributeNames: ['item_name'],
  categories: ['INVALID_ATTRIBUTE']
}

function nameOf(path: string): string {
  return path.replace(/^\/attributes\//, '')
}

/** Values over those with the same selectors; null takes a field away. */
function merged(
  before: readonly Record<string, unknown>[],
  values: readonly Record<string, unknown>[]
): Record<string, unknown>[] {
  const after = before.map((entry) => ({ ...entry }))
  for (const value of values) {
    const isSame = (entry: Record<string, unknown>) =>
      selectors.every((key) => value[key] === undefined || entry[key] === value[key])
    let target = after.find(isSame)
    if (!target) {
      target = {}
      after.push(target)
    }
    for (const [key, field] of Object.entries(value)) {
      if (field === null) delete target[key]
      else target[key] = field
    }
  }
  return after
}
