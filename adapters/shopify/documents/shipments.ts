import { graphqlDocument } from './document.ts'

const parts = `
fragment parts on FulfillmentOrderLineItemConnection {
  nodes { id remainingQuantity lineItem { id } }
  pageInfo { hasNextPage endCursor }
}`

/** What of an order has left and what is still to leave, and from where. */
export const readFulfillment = graphqlDocument(`
query readFulfillment($id: ID!) {
  order(id: $id) {
    fulfillments(first: 100) { id status trackingInfo { number } }
    fulfillmentOrders(first: 20) {
      nodes {
        id
        status
        assignedLocation { name location { id } }
        lineItems(first: 50) { ...parts }
      }
    }
  }
}
${parts}`)

/** Parts of a fulfillment order that has more of them than come with it. */
export const moreParts = graphqlDocument(`
query moreParts($id: ID!, $after: String!) {
  fulfillmentOrder(id: $id) { lineItems(first: 100, after: $after) { ...parts } }
}
${parts}`)

/** What is in a parcel that has left. */
export const readParcel = graphqlDocument(`
query readParcel($id: ID!) {
  fulfillment(id: $id) {
    fulfillmentLineItems(first: 250) { nodes { quantity lineItem { id } } }
  }
}`)

export const createFulfillment = graphqlDocument(`
mutation createFulfillment($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id }
    userErrors { field message }
  }
}`)
