/*
 * What the REST API sends and takes, as far as this adapter reads it.
 */

export interface WireError {
  code?: string
  message?: string
  data?: { status?: number; resource_id?: number } | null
}

export interface WireMeta {
  id?: number
  key: string
  value: unknown
}

export interface WireAddress {
  first_name?: string
  last_name?: string
  company?: string
  address_1?: string
  address_2?: string
  city?: string
  state?: string
  postcode?: string
  country?: string
  email?: string
  phone?: string
}

export interface WireLine {
  id: number
  name: string
  product_id: number
  variation_id: number
  quantity: number
  sku: string | null
  subtotal: string
  total: string
  total_tax: string
}

/** A charge beside the goods: a way of shipping, or a fee, which may be negative. */
export interface WireCharge {
  id: number
  total: string
  total_tax: string
}

export interface WireOrder {
  id: number
  number: string
  status: string
  currency: string
  date_created_gmt: string
  date_modified_gmt: string
  date_paid_gmt: string | null
  date_completed_gmt: string | null
  total: string
  total_tax: string
  customer_id: number
  customer_note: string
  billing: WireAddress
  shipping: WireAddress
  line_items: WireLine[]
  shipping_lines: WireCharge[]
  fee_lines: WireCharge[]
  refunds: { id: number; reason: string; total: string }[]
  meta_data: WireMeta[]
}

/** A product, or a variation of one. */
export interface WireProduct {
  id: number
  parent_id?: number
  name?: string
  sku: string
  status: string
  regular_price: string
  manage_stock: boolean | 'parent'
  stock_quantity: number | null
}

/** What became of one entry of a batch. */
export interface WireBatchEntry {
  id: number
  error?: { code: string; message: string; data?: { status?: number; resource_id?: number } }
}

export interface WireBatch {
  create?: WireBatchEntry[]
  update?: WireBatchEntry[]
}

export interface WireNote {
  id: number
  note: string
  customer_note: boolean
}

export interface WireRefund {
  id: number
  amount: string
  reason: string
}

export interface WireFulfillment {
  id: number
  is_fulfilled: boolean
  date_deleted: string | null
  meta_data: WireMeta[]
}

/** A parcel in the order's data of the Shipment Tracking extension. */
export interface WireTracking {
  tracking_provider: string
  custom_tracking_provider: string
  custom_tracking_link: string
  tracking_number: string
  /** Seconds since the epoch. */
  date_shipped: string
  tracking_id: string
}

export interface WireReview {
  id: number
  date_created_gmt: string
  product_id: number
  status: string
  review: string
  rating: number
}

export interface WireWebhook {
  id: number
  status: string
  topic: string
  delivery_url: string
}
