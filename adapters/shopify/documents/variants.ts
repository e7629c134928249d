import { graphqlDocument } from './document.ts'

const variant = `
fragment variant on ProductVariant {
  id
  sku
  price
  inventoryItem {
    id
    tracked
    inventoryLevel(locationId: $locationId) { quantities(names: ["available"]) { quantity } }
  }
  product { id title status variants(first: 2) { nodes { id } } }
}`

/** Variants by their ids: what is offered, for how much, and how many. */
export const readVariants = graphqlDocument(`
query readVariants($ids: [ID!]!, $locationId: ID!) {
  nodes(ids: $ids) { ...variant }
}
${variant}`)

/** Variants that have a SKU; the search is fuzzy, so what comes is looked through. */
export const findVariants = graphqlDocument(`
query findVariants($query: String!, $locationId: ID!) {
  productVariants(first: 10, query: $query) { nodes { ...variant } }
}
${variant}`)

export const setStock = graphqlDocument(`
mutation setStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    userErrors { field message code }
  }
}`)

export const setVariants = graphqlDocument(`
mutation setVariants($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $productId, variants: $variants, allowPartialUpdates: true) {
    userErrors { field message code }
  }
}`)

/** Creates a product, or updates the one that has the handle. */
export const createProduct = graphqlDocument(`
mutation createProduct($handle: String!, $input: ProductSetInput!) {
  productSet(identifier: { handle: $handle }, input: $input, synchronous: true) {
    product { variants(first: 1) { nodes { id } } }
    userErrors { field message code }
  }
}`)

export const updateProduct = graphqlDocument(`
mutation updateProduct($product: ProductUpdateInput!) {
  productUpdate(product: $product) {
    userErrors { field message }
  }
}`)
