import { createHash } from 'node:crypto'
import type { ListingWrite } from '#core/channel/writes'
import { formatAmount } from '#core/money'

/** Attributes that a product of Shopify has beside those of a listing. */
const attributeNames = new Set(['vendor', 'productType', 'tags'])

/** The first attribute that a product cannot have; undefined: none. */
export function strangeAttribute({ attributes }: ListingWrite): string | undefined {
  return Object.keys(attributes).find((name) => !attributeNames.has(name))
}

/** What a product is known by in its address: the same for a SKU each time, so that it is made once. */
export function handleOf(sku: string): string {
  const readable = sku
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const hash = createHash('sha256').update(sku).digest('hex').slice(0, 8)
  return `${readable.slice(0, 100)}-${hash}`.replace(/^-/, '')
}

/** What of a listing belongs to the product. What is null stays as it is. */
export function productFields({ title, description, category, attributes }: ListingWrite): object {
  return {
    title,
    ...(description !== null && { descriptionHtml: toHtml(description) }),
    ...(category !== null && { category }),
    ...attributes
  }
}

/** What of a listing belongs to the variant. What is null stays as it is. */
export function variantFields({ amountMinor, currency, gtin }: ListingWrite): object {
  return {
    ...(amountMinor !== null && { price: formatAmount(amountMinor, currency) }),
    ...(gtin !== null && { barcode: gtin })
  }
}

/** A new product with one variant, for sale at once. */
export function newProduct(listing: ListingWrite, locationId: string): object {
  const { sku, quantity, imageUrls } = listing
  return {
    ...productFields(listing),
    status: 'ACTIVE',
    productOptions: [{ name: 'Title', values: [{ name: 'Default Title' }] }],
    variants: [
      {
        ...variantFields(listing),
        optionValues: [{ optionName: 'Title', name: 'Default Title' }],
        inventoryItem: { sku, tracked: true },
        inventoryQuantities: [{ locationId, name: 'available', quantity: quantity ?? 0 }]
      }
    ],
    ...(imageUrls.length > 0 && {
      files: imageUrls.map((originalSource) => ({ originalSource, contentType: 'IMAGE' }))
    })
  }
}

/** Our descriptions are plain text. */
function toHtml(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replace(/\n/g, '<br>')}</p>`)
    .join('')
}
