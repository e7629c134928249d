import { graphqlDocument } from './document.ts'

const money = 'presentmentMoney { amount currencyCode }'

const returned = `
fragment returned on Return {
  id
  name
  status
  createdAt
  returnLineItems(first: 20) {
    nodes {
      quantity
      returnReasonNote
      returnReasonDefinition { name }
      ... on ReturnLineItem {
        customerNote
        fulfillmentLineItem { lineItem { id sku } }
        withCodeDiscountedTotalPriceSet { ${money} }
      }
    }
  }
}`

/** Returns, by the orders of a span of time that have any. */
export const listReturns = graphqlDocument(`
query listReturns($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id updatedAt presentmentCurrencyCode returns(first: 10) { nodes { ...returned } } }
    pageInfo { hasNextPage endCursor }
  }
}
${returned}`)

export const readReturn = graphqlDocument(`
query readReturn($id: ID!) {
  return(id: $id) {
    ...returned
    order { id updatedAt presentmentCurrencyCode }
  }
}
${returned}`)

export const approveReturn = graphqlDocument(`
mutation approveReturn($input: ReturnApproveRequestInput!) {
  returnApproveRequest(input: $input) { userErrors { field message code } }
}`)

export const declineReturn = graphqlDocument(`
mutation declineReturn($input: ReturnDeclineRequestInput!) {
  returnDeclineRequest(input: $input) { userErrors { field message code } }
}`)

/** What has been paid for an order, and what has been given back. */
export const readPayments = graphqlDocument(`
query readPayments($id: ID!) {
  order(id: $id) {
    presentmentCurrencyCode
    refunds(first: 100) { id note }
    transactions(first: 100) {
      id
      kind
      status
      gateway
      amountSet { ${money} }
      parentTransaction { id }
    }
  }
}`)

export const createRefund = graphqlDocument(`
mutation createRefund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id }
    userErrors { field message }
  }
}`)
