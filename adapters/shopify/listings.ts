import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, ListingState, ListingWrite, ShownListing } from '#core/channel/writes'
import { parseAmountMinor } from '#core/money'
import type { ShopifyClient } from './client.ts'
import { createProduct, updateProduct } from './documents/variants.ts'
import { failures, refused } from './errors.ts'
import { numberOf } from './map/ids.ts'
import {
  handleOf,
  newProduct,
  productFields,
  strangeAttribute,
  variantFields
} from './map/product.ts'
import { changeVariants, foreignCurrency } from './prices.ts'
import { writeStock } from './stock.ts'
import { gone, locationOf, quantityOf, variantsOf, variantWithSku } from './variants.ts'
import type { WireUserErrors, WireVariant } from './wire.ts'

/**
 * Writes listings, each as a product with one variant. One that exists, by its id or by its SKU, is changed. Of a
 * product with several variants only the variant's own fields are: the others are not ours to change.
 */
export function writeListings(
  client: ShopifyClient,
  items: readonly ListingWrite[],
  key: string
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, async (item) => {
    const { externalListingId: id, sku } = item
    if (item.amountMinor !== null && item.currency !== client.account.currency) {
      return foreignCurrency(client, item)
    }
    const strange = strangeAttribute(item)
    if (strange !== undefined) {
      const reason = `${sku}: Shopify has no attribute ${JSON.stringify(strange)}: leave it out`
      return { status: 'rejected', code: 'ATTRIBUTE_UNKNOWN', reason }
    }
    const there =
      id === null ? await variantWithSku(client, sku) : (await variantsOf(client, [id])).get(id)
    if (there) return change(client, there, { item, key })
    return id === null ? create(client, item) : gone(item)
  })
}

async function create(client: ShopifyClient, item: ListingWrite): Promise<ItemOutcome> {
  const { productSet } = await client.call<{
    productSet: WireUserErrors & { product: WireVariant['product'] | null }
  }>(createProduct, {
    handle: handleOf(item.sku),
    input: newProduct(item, locationOf(client))
  })
  const [error] = productSet.userErrors
  if (error) return refused(error, item.sku)
  return { status: 'done', externalId: numberOf(productSet.product!.variants.nodes[0]!.id) }
}

async function change(
  client: ShopifyClient,
  variant: WireVariant,
  { item, key }: { item: ListingWrite; key: string }
): Promise<ItemOutcome> {
  const { sku, quantity } = item
  const externalListingId = numberOf(variant.id)
  if (!isShared(variant)) {
    const product = { id: variant.product.id, ...productFields(item) }
    const error = await updateOnly(client, product)
    if (error) return refused(error, sku)
  }
  const fields = variantFields(item)
  if (Object.keys(fields).length > 0) {
    const changes = [{ id: variant.id, ...fields }]
    const [outcome] = await changeVariants(client, variant.product.id, { changes, names: [sku] })
    if (outcome?.status !== 'done') return outcome!
  }
  if (quantity !== null) {
    const [outcome] = await writeStock(client, [{ externalListingId, sku, quantity }], key)
    if (outcome?.status !== 'done') return outcome!
  }
  return { status: 'done', externalId: externalListingId }
}

/** Puts products up for sale, or back into draft. */
export async function setListingStates(
  client: ShopifyClient,
  items: readonly ListingState[]
): Promise<ItemOutcome[]> {
  const variants = await variantsOf(
    client,
    items.map(({ externalListingId }) => externalListingId)
  )
  return eachInTurn(failures, items, async (item) => {
    const { externalListingId, sku, state } = item
    const variant = variants.get(externalListingId)
    if (!variant) return gone(item)
    if (isShared(variant)) {
      const reason = `${sku}: its product has other variants: pause it in Shopify, or set its stock to 0`
      return { status: 'rejected', code: 'LISTING_SHARED', reason }
    }
    const status = state === 'active' ? 'ACTIVE' : 'DRAFT'
    const error = await updateOnly(client, { id: variant.product.id, status })
    return error ? refused(error, sku) : { status: 'done', externalId: externalListingId }
  })
}

const states: Readonly<Record<string, ShownListing['state']>> = {
  ACTIVE: 'active',
  UNLISTED: 'active',
  DRAFT: 'paused',
  ARCHIVED: 'paused'
}

/** What Shopify has, by variant. */
export async function readListings(
  client: ShopifyClient,
  externalListingIds: readonly string[]
): Promise<ShownListing[]> {
  const { currency } = client.account
  return [...(await variantsOf(client, externalListingIds))].map(([id, variant]) => ({
    externalListingId: id,
    sku: variant.sku,
    title: variant.product.title,
    state: states[variant.product.status] ?? 'unmapped',
    rawState: variant.product.status,
    amountMinor: parseAmountMinor(variant.price, currency),
    currency,
    quantity: quantityOf(variant),
    issues: []
  }))
}

function isShared({ product }: WireVariant): boolean {
  return product.variants.nodes.length > 1
}

async function updateOnly(client: ShopifyClient, product: object) {
  const { productUpdate } = await client.call<{ productUpdate: WireUserErrors }>(updateProduct, {
    product
  })
  return productUpdate.userErrors[0]
}
