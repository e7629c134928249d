/*
 * The simulated platform's own vocabulary, as it goes over the wire. It has the habits of real
 * ones: errors in the body of an HTTP 200, amounts as decimal text, ids beyond 2^53 as text, words
 * of its own for statuses.
 */

/** Version of the wire format; part of every path. */
export const apiVersion = 'v3'

/** What every answer is wrapped in: `code` 0 is success. */
export type WireAnswer<Data> = { code: 0; data: Data } | { code: string; message: string }

export const wireStatuses = [
  'WAIT_PAY',
  'WAIT_SHIP',
  'PARTLY_SHIPPED',
  'SHIPPED',
  'SIGNED',
  'FINISHED',
  'CLOSED'
] as const
export type WireStatus = (typeof wireStatuses)[number]

export interface WireLine {
  line_no: string
  listing_id: string
  merchant_sku: string
  title: string
  quantity: number
  unit_price: string
  line_discount: string
  line_total: string
}

export interface WireOrder {
  order_id: string
  status: WireStatus
  currency: string
  lines: WireLine[]
  shipping_fee: string
  discount_total: string
  pay_total: string
  paid_amount: string
  buyer: { buyer_id: string; nick: string; phone: string }
  address: {
    receiver: string
    phone: string
    street: string
    city: string
    region: string
    postcode: string
    country: string
  }
  created_at: string
  modified_at: string
  ship_deadline: string
}

export interface WireOrderPage {
  orders: WireOrder[]
  next_token: string | null
  total_pages: number
}

export const wireCaseStates = [
  'OPEN',
  'RETURNING',
  'GOODS_SENT',
  'ARBITRATION',
  'REFUSED',
  'REFUNDED',
  'WITHDRAWN'
] as const
export type WireCaseState = (typeof wireCaseStates)[number]

export interface WireAfterSale {
  case_id: string
  order_id: string
  kind: 'refund' | 'return'
  state: WireCaseState
  reason: string
  words: string
  currency: string
  amount: string
  lines: { line_no: string; quantity: number }[]
  /** Grows with every change. */
  revision: number
  created_at: string
  modified_at: string
  /** Until when the shop has to decide; null: it is not its turn. */
  respond_by: string | null
}

export interface WireDecision {
  case_id: string
  revision: number
  action: 'agree' | 'refuse'
  /** Null: all that is asked for. */
  amount: string | null
  note: string
}

/** Figures of a day, in all or of a campaign; told anew until the day is over, and corrected afterwards. */
export interface WireTraffic {
  day: string
  campaign: string | null
  uv: number | null
  pv: number | null
  impressions: number | null
  clicks: number | null
  /** Decimal, in yuan. */
  cost: string | null
  deals: number | null
  deal_amount: string | null
  modified_at: string
}

export interface WireTrafficPage {
  rows: WireTraffic[]
  next_token: string | null
}

export interface WireAfterSalePage {
  cases: WireAfterSale[]
  next_token: string | null
}

/** What became of one item of a write. */
export interface WireResult {
  ok: boolean
  code?: string
  message?: string
  retry_after_ms?: number
}

export interface WireStockItem {
  listing_id: string
  merchant_sku: string
  quantity: number
  sequence: number
}

export interface WirePriceItem {
  listing_id: string
  price: string
  currency: string
}

export interface WirePackage {
  package_ref: string
  order_id: string
  carrier: string
  tracking_no: string
  shipped_at: string
  lines: { line_no: string; quantity: number }[]
}

/** Body of a webhook: a hint, without the order itself. */
export interface WireWebhook {
  topic: 'order.created' | 'order.changed'
  order_id: string
  sent_at: string
}
