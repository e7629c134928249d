import type { WireVariant } from '../wire.ts'
import { userError } from './refusal.ts'
import type { Shop } from './shop.ts'

const quantityMax = 1_000_000_000

interface Quantity {
  inventoryItemId: string
  locationId: string
  quantity: number
  changeFromQuantity?: number | null
}

interface VariantChange {
  id: string
  price?: string
}

interface NewProduct {
  title: string
  variants: {
    price?: string
    inventoryItem: { sku: string }
    inventoryQuantities: { quantity: number }[]
  }[]
}

export function readVariants(shop: Shop, { ids }: { ids: string[] }) {
  return { nodes: ids.map((id) => shop.shelf.byId(id)) }
}

/** Finds by the words of a SKU, as a search does: what comes is more than what was meant. */
export function findVariants(shop: Shop, { query }: { query: string }) {
  const [, quoted = ''] = /^sku:'(.*)'$/.exec(query) ?? []
  const word = quoted.replace(/\\(.)/g, '$1').split(/[-/ ]/)[0]!.toLowerCase()
  const nodes = shop.shelf.all().filter(({ sku }) => sku?.toLowerCase().startsWith(word))
  return { productVariants: { nodes: nodes.slice(0, 10) } }
}

/** Sets all quantities or none. */
export function setStock(shop: Shop, { input }: { input: { quantities: Quantity[] } }) {
  const { quantities } = input
  const isPartial = shop.isTime('partial', 'setStock')
  const errors = quantities.flatMap((quantity, index) => {
    const code = isPartial && index === 0 ? 'INVALID_QUANTITY_TOO_HIGH' : problemOf(shop, quantity)
    if (code === null) return []
    const field = ['input', 'quantities', String(index), 'quantity']
    return userError(`The quantity was refused: ${code}`, field, code).userErrors
  })
  if (errors.length > 0) return { inventorySetQuantities: { userErrors: errors } }
  for (const { inventoryItemId, quantity } of quantities) {
    shop.shelf.setStock(shop.shelf.byItem(inventoryItemId)!, quantity)
  }
  return { inventorySetQuantities: { userErrors: [] } }
}

function problemOf(shop: Shop, quantity: Quantity): string | null {
  const variant = shop.shelf.byItem(quantity.inventoryItemId)
  if (!variant) return 'INVALID_INVENTORY_ITEM'
  if (quantity.locationId !== shop.locationId) return 'INVALID_LOCATION'
  if (quantity.quantity > quantityMax) return 'INVALID_QUANTITY_TOO_HIGH'
  const { changeFromQuantity } = quantity
  if (changeFromQuantity === undefined) return 'COMPARE_QUANTITY_REQUIRED'
  const shown = variant.inventoryItem.inventoryLevel?.quantities[0]?.quantity
  const isStale = changeFromQuantity !== null && changeFromQuantity !== shown
  return isStale ? 'CHANGE_FROM_QUANTITY_STALE' : null
}

/** Sets prices; those that are refused keep no other back. */
export function setVariants(
  shop: Shop,
  { productId, variants }: { productId: string; variants: VariantChange[] }
) {
  const isPartial = shop.isTime('partial', 'setVariants')
  const errors = variants.flatMap(({ id, price }, index) => {
    const variant = shop.shelf.byId(id)
    const field = ['variants', String(index)]
    if (variant?.product.id !== productId) {
      const code = 'PRODUCT_VARIANT_DOES_NOT_EXIST'
      return userError('Product variant does not exist', [...field, 'id'], code).userErrors
    }
    if ((isPartial && index === 0) || price?.startsWith('-')) {
      const code = 'GREATER_THAN_OR_EQUAL_TO'
      return userError('Price must be greater than 0', [...field, 'price'], code).userErrors
    }
    if (price !== undefined) variant.price = price
    return []
  })
  return { productVariantsBulkUpdate: { userErrors: errors } }
}

export function createProduct(
  shop: Shop,
  { handle, input }: { handle: string; input: NewProduct }
) {
  const [variant] = input.variants
  if (!variant || input.title === '') {
    const error = userError("Title can't be blank", ['input', 'title'], 'INVALID_INPUT')
    return { productSet: { product: null, ...error } }
  }
  const { product } = shop.shelf.put({
    handle,
    title: input.title,
    sku: variant.inventoryItem.sku,
    price: variant.price ?? '0.00',
    quantity: variant.inventoryQuantities[0]?.quantity ?? 0
  })
  const { variants } = product
  return { productSet: { product: { variants }, userErrors: [] } }
}

export function updateProduct(
  shop: Shop,
  { product }: { product: Pick<WireVariant['product'], 'id'> & Partial<WireVariant['product']> }
) {
  const there = shop.shelf.byProduct(product.id)?.product
  if (!there) return { productUpdate: userError('Product does not exist', ['id']) }
  if (product.title === '') return { productUpdate: userError("Title can't be blank", ['title']) }
  there.title = product.title ?? there.title
  there.status = product.status ?? there.status
  return { productUpdate: { userErrors: [] } }
}
