import { graphqlDocument } from './document.ts'

const money = 'presentmentMoney { amount currencyCode }'

/*
 * Whatever is asked for costs points, for each order anew. Amounts are asked for in the buyer's currency alone,
 * and nothing that can be computed from the rest is asked for.
 */
const lines = `
fragment lines on LineItemConnection {
  nodes {
    id
    sku
    name
    quantity
    variant { id }
    originalUnitPriceSet { ${money} }
    discountAllocations {
      allocatedAmountSet { ${money} }
      discountApplication { allocationMethod targetSelection }
    }
    taxLines { priceSet { ${money} } }
  }
  pageInfo { hasNextPage endCursor }
}`

const order = `
fragment order on Order {
  id
  name
  createdAt
  updatedAt
  cancelledAt
  closedAt
  displayFinancialStatus
  displayFulfillmentStatus
  presentmentCurrencyCode
  note
  totalPriceSet { ${money} }
  totalTaxSet { ${money} }
  totalReceivedSet { ${money} }
  totalTipReceivedSet { ${money} }
  shippingLines(first: 5) { nodes { discountedPriceSet { ${money} } } }
  fulfillments(first: 10) { status deliveredAt }
  email @include(if: $withBuyers)
  phone @include(if: $withBuyers)
  customer @include(if: $withBuyers) { id displayName }
  shippingAddress @include(if: $withBuyers) {
    name
    company
    address1
    address2
    city
    provinceCode
    zip
    countryCodeV2
    phone
  }
  lineItems(first: 20) { ...lines }
}`

/** Orders of a span of time, oldest first. */
export const listOrders = graphqlDocument(`
query listOrders(
  $first: Int!
  $after: String
  $query: String!
  $sortKey: OrderSortKeys!
  $withBuyers: Boolean!
) {
  orders(first: $first, after: $after, query: $query, sortKey: $sortKey) {
    nodes { ...order }
    pageInfo { hasNextPage endCursor }
  }
}
${order}
${lines}`)

/** One order. */
export const getOrder = graphqlDocument(`
query getOrder($id: ID!, $withBuyers: Boolean!) {
  order(id: $id) { ...order }
}
${order}
${lines}`)

/** Lines of an order that has more of them than come with it. */
export const moreLines = graphqlDocument(`
query moreLines($id: ID!, $after: String!) {
  order(id: $id) { lineItems(first: 100, after: $after) { ...lines } }
}
${lines}`)
