/** A product, or a variation of one. */
export interface ListingRef {
  productId: number
  /** Null: a simple product. */
  variationId: number | null
}

/**
 * Our id of a listing: that of the product, and of its variation where there is one; null for none.
 */
export function listingIdOf(productId: number, variationId: number | null): string | null {
  if (!(productId > 0)) return null
  return variationId ? `${productId}:${variationId}` : String(productId)
}

/** What a listing id stands for; null when it is none of ours. */
export function refOf(listingId: string): ListingRef | null {
  const match = /^(\d{1,15})(?::(\d{1,15}))?$/.exec(listingId)
  if (!match) return null
  return { productId: Number(match[1]), variationId: match[2] ? Number(match[2]) : null }
}
