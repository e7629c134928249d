import type { ItemOutcome } from '#core/channel/writes'
import type { AmazonClient } from './client.ts'
import { AmazonRefusal } from './errors.ts'
import { summaryOf } from './map/listing.ts'
import { apiVersions } from './version.ts'
import type {
  WireAttributes,
  WireListing,
  WireListingPage,
  WirePatch,
  WireSubmission
} from './wire.ts'

/** Most SKUs that one search takes. */
export const searchMax = 20

/** The Listings Items API of one account. What Amazon calls a listing is the seller's SKU. */
export class ListingItems {
  readonly #client: AmazonClient
  /** By SKU. A listing keeps its product type; every patch has to name it. */
  readonly #productTypes = new Map<string, string>()

  constructor(client: AmazonClient) {
    this.#client = client
  }

  /** Listings by SKU; those that Amazon lacks are left out. */
  async read(skus: readonly string[], includedData: readonly string[]): Promise<WireListing[]> {
    // A search separates SKUs by commas: one that holds a comma is read by itself.
    const plain = skus.filter((sku) => !sku.includes(','))
    const found: WireListing[] = []
    for (let start = 0; start < plain.length; start += searchMax) {
      found.push(...(await this.#search(plain.slice(start, start + searchMax), includedData)))
    }
    for (const sku of skus.filter((sku) => sku.includes(','))) {
      const listing = await this.get(sku, includedData)
      if (listing) found.push(listing)
    }
    return found
  }

  /** One listing; null when Amazon does not have it. */
  async get(sku: string, includedData: readonly string[]): Promise<WireListing | null> {
    try {
      return await this.#client.call<WireListing>({
        operation: 'getListingsItem',
        method: 'GET',
        path: this.#path(sku),
        query: { ...this.#marketplace(), includedData }
      })
    } catch (error) {
      if (error instanceof AmazonRefusal && error.status === 404) return null
      throw error
    }
  }

  /** Product type of a listing; null when Amazon does not have the listing. */
  async productTypeOf(sku: string): Promise<string | null> {
    const known = this.#productTypes.get(sku)
    if (known !== undefined) return known
    const listing = await this.get(sku, ['summaries'])
    const productType = listing && (summaryOf(this.#client.account, listing)?.productType ?? null)
    if (productType !== null) this.#productTypes.set(sku, productType)
    return productType
  }

  /**
   * Changes attributes of a listing that is there; `write` makes of the answer what is to be told.
   */
  async patch(
    sku: string,
    patches: readonly WirePatch[],
    toOutcome: (wire: WireSubmission) => ItemOutcome
  ): Promise<ItemOutcome> {
    const productType = await this.productTypeOf(sku)
    if (productType === null) {
      const reason = `Amazon has no listing ${sku} on this marketplace: publish it first`
      return { status: 'rejected', code: 'LISTING_UNKNOWN', reason, class: 'gone' }
    }
    return toOutcome(
      await this.#client.call<WireSubmission>({
        operation: 'patchListingsItem',
        method: 'PATCH',
        path: this.#path(sku),
        query: this.#marketplace(),
        body: { productType, patches }
      })
    )
  }

  /** Creates a listing, or replaces all of it. */
  put(sku: string, productType: string, attributes: WireAttributes): Promise<WireSubmission> {
    return this.#client.call({
      operation: 'putListingsItem',
      method: 'PUT',
      path: this.#path(sku),
      query: this.#marketplace(),
      body: { productType, requirements: 'LISTING', attributes }
    })
  }

  async #search(skus: readonly string[], includedData: readonly string[]): Promise<WireListing[]> {
    const { items } = await this.#client.call<WireListingPage>({
      operation: 'searchListingsItems',
      method: 'GET',
      path: this.#path(),
      query: {
        ...this.#marketplace(),
        identifiers: skus,
        identifiersType: 'SKU',
        includedData,
        pageSize: searchMax
      }
    })
    return items
  }

  #path(...sku: string[]): string[] {
    return ['listings', apiVersions.listings, 'items', this.#client.account.sellerId, ...sku]
  }

  #marketplace(): { marketplaceIds: string[] } {
    return { marketplaceIds: [this.#client.account.marketplaceId] }
  }
}
