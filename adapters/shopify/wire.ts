/*
 * Shopify's objects as its answers write them, as far as they are asked for. Ids are `gid://shopify/Order/1`.
 */

export interface WireMoney {
  amount: string
  currencyCode: string
}

/** An amount in the currency the buyer has paid in. */
export interface WireMoneyBag {
  presentmentMoney: WireMoney
}

export interface WirePageInfo {
  hasNextPage: boolean
  endCursor: string | null
}

export interface WireConnection<Node> {
  nodes: Node[]
  pageInfo: WirePageInfo
}

export interface WireUserError {
  /** Path into the input, such as `['input', 'quantities', '0', 'quantity']`. */
  field: string[] | null
  message: string
  code?: string | null
}

export interface WireUserErrors {
  userErrors: WireUserError[]
}

/** What a query has cost, and what is left of the bucket that all calls share. */
export interface WireCost {
  requestedQueryCost: number
  actualQueryCost?: number | null
  throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number }
}

export interface WireError {
  message: string
  extensions?: { code?: string }
}

export interface WireAnswer {
  data?: Record<string, unknown> | null
  /** A text where the call never reached the API, as for a token that is not good. */
  errors?: WireError[] | string
  extensions?: { cost?: WireCost }
}

export interface WireDiscountAllocation {
  allocatedAmountSet: WireMoneyBag
  discountApplication: { allocationMethod: string; targetSelection: string }
}

export interface WireLine {
  id: string
  sku: string | null
  name: string
  quantity: number
  variant: { id: string } | null
  originalUnitPriceSet: WireMoneyBag
  discountAllocations: WireDiscountAllocation[]
  taxLines: { priceSet: WireMoneyBag }[]
}

export interface WireAddress {
  name: string | null
  company: string | null
  address1: string | null
  address2: string | null
  city: string | null
  provinceCode: string | null
  zip: string | null
  countryCodeV2: string | null
  phone: string | null
}

export interface WireOrder {
  id: string
  name: string
  createdAt: string
  updatedAt: string
  cancelledAt: string | null
  closedAt: string | null
  displayFinancialStatus: string | null
  displayFulfillmentStatus: string
  presentmentCurrencyCode: string
  note: string | null
  totalPriceSet: WireMoneyBag
  totalTaxSet: WireMoneyBag | null
  totalReceivedSet: WireMoneyBag
  totalTipReceivedSet: WireMoneyBag
  shippingLines: { nodes: { discountedPriceSet: WireMoneyBag }[] }
  fulfillments: { status: string; deliveredAt: string | null }[]
  email?: string | null
  phone?: string | null
  customer?: { id: string; displayName: string } | null
  shippingAddress?: WireAddress | null
  lineItems: WireConnection<WireLine>
}

export interface WireVariant {
  id: string
  sku: string | null
  price: string
  inventoryItem: {
    id: string
    tracked: boolean
    inventoryLevel: { quantities: { quantity: number }[] } | null
  }
  product: { id: string; title: string; status: string; variants: { nodes: { id: string }[] } }
}

/** A line of a fulfillment order. */
export interface WirePart {
  id: string
  remainingQuantity: number
  lineItem: { id: string }
}

export interface WireFulfillmentOrder {
  id: string
  status: string
  assignedLocation: { name: string; location: { id: string } | null }
  lineItems: WireConnection<WirePart>
}

export interface WireFulfillmentState {
  fulfillments: { id: string; status: string; trackingInfo: { number: string | null }[] }[]
  fulfillmentOrders: { nodes: WireFulfillmentOrder[] }
}

export interface WireParcel {
  fulfillmentLineItems: { nodes: { quantity: number; lineItem: { id: string } }[] }
}

export interface WireReturn {
  id: string
  name: string
  status: string
  createdAt: string
  returnLineItems: {
    nodes: {
      quantity: number
      returnReasonNote: string
      returnReasonDefinition: { name: string } | null
      customerNote?: string | null
      fulfillmentLineItem?: { lineItem: { id: string; sku: string | null } }
      withCodeDiscountedTotalPriceSet?: WireMoneyBag
    }[]
  }
}

/** The order of a return: a return has no time of change of its own. */
export interface WireReturnedOrder {
  id: string
  updatedAt: string
  presentmentCurrencyCode: string
}

export interface WireTransaction {
  id: string
  kind: string
  status: string
  gateway: string | null
  amountSet: WireMoneyBag
  parentTransaction: { id: string } | null
}

export interface WirePayments {
  presentmentCurrencyCode: string
  refunds: { id: string; note: string | null }[]
  transactions: WireTransaction[]
}
