/*
 * What Amazon says, as far as we read it. Names are those of its models; whatever they do not
 * require may be missing.
 */

export interface WireErrors {
  errors?: { code: string; message: string; details?: string }[]
}

export interface WireMoney {
  amount: string
  currencyCode: string
}

export interface WireBreakdown {
  type: string
  subtotal: WireMoney
  detailedBreakdowns?: { subtype?: string; value?: WireMoney }[]
}

export interface WireOrderItem {
  orderItemId: string
  quantityOrdered: number
  product: {
    asin?: string
    title?: string
    sellerSku?: string
    price?: { unitPrice?: WireMoney }
  }
  proceeds?: { proceedsTotal?: WireMoney; breakdowns?: WireBreakdown[] }
  fulfillment?: { quantityFulfilled?: number; quantityUnfulfilled?: number }
}

export interface WireAddress {
  name?: string
  companyName?: string
  addressLine1?: string
  addressLine2?: string
  addressLine3?: string
  city?: string
  districtOrCounty?: string
  stateOrRegion?: string
  municipality?: string
  postalCode?: string
  countryCode?: string
  phone?: string
}

export interface WirePackage {
  packageReferenceId: string
  packageStatus?: { status: string }
  carrier?: string
  trackingNumber?: string
  shipTime?: string
  packageItems?: { orderItemId: string; quantity: number }[]
}

export interface WireOrder {
  orderId: string
  createdTime: string
  lastUpdatedTime: string
  salesChannel: { channelName: string; marketplaceId?: string }
  buyer?: { buyerName?: string; buyerEmail?: string }
  recipient?: {
    deliveryAddress?: WireAddress
    deliveryPreference?: { addressInstruction?: string }
  }
  proceeds?: { grandTotal?: WireMoney; breakdowns?: { type: string; subtotal: WireMoney }[] }
  payment?: { paymentExecutions?: { paymentMethod?: string; paymentAmount?: WireMoney }[] }
  fulfillment?: {
    fulfillmentStatus: string
    fulfilledBy?: string
    shipByWindow?: { earliestDateTime?: string; latestDateTime?: string }
  }
  orderItems: WireOrderItem[]
  packages?: WirePackage[]
}

export interface WireOrderPage {
  orders: WireOrder[]
  pagination?: { nextToken?: string }
  lastUpdatedBefore?: string
  createdBefore?: string
}

export interface WireConfirmation {
  marketplaceId: string
  packageDetail: {
    packageReferenceId: string
    carrierCode: string
    carrierName?: string
    trackingNumber: string
    shipDate: string
    orderItems: { orderItemId: string; quantity: number }[]
  }
}

export interface WireIssue {
  code: string
  message: string
  severity: string
  attributeNames?: string[]
}

/**
 * Attributes of a listing: each a list of values, told apart by selectors such as the marketplace.
 */
export type WireAttributes = Record<string, Record<string, unknown>[]>

export interface WireListing {
  sku: string
  summaries?: {
    marketplaceId: string
    productType: string
    status: string[]
    itemName?: string
    lastUpdatedDate: string
  }[]
  attributes?: WireAttributes
  issues?: WireIssue[]
  offers?: { marketplaceId: string; offerType: string; price: WireMoney }[]
  fulfillmentAvailability?: { fulfillmentChannelCode: string; quantity?: number }[]
}

export interface WireListingPage {
  numberOfResults: number
  items: WireListing[]
}

export interface WirePatch {
  op: 'add' | 'replace' | 'merge' | 'delete'
  path: string
  value?: Record<string, unknown>[]
}

export interface WireSubmission {
  sku: string
  status: string
  submissionId: string
  issues?: WireIssue[]
}

export interface WireReturn {
  id: string
  status: string
  returnType: string
  returnSubType?: string
  merchantSku?: string
  numberOfUnits?: number
  creationDateTime?: string
  lastUpdatedDateTime: string
  returnMetadata: { returnReason: string; rmaId?: string }
  marketplaceChannelDetails: { customerOrderId?: string }
}

export interface WireReturnPage {
  returns?: WireReturn[]
  nextToken?: string
}

export interface WireMessagingActions {
  _links?: { actions?: { href: string; name?: string }[] }
}
