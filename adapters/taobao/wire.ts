/*
 * Their types, as far as we read them. Numbers beyond 2^53 arrive as text. Amounts are yuan in
 * decimals, times are Beijing's without a zone, lists are wrapped twice.
 */

export type WireId = string | number

export interface WireError {
  code: number | string
  msg?: string
  sub_code?: string
  sub_msg?: string
  request_id?: string
}

/** A sub order: what was bought of one SKU. */
export interface WireSubOrder {
  oid: WireId
  status: string
  title: string
  price: string
  num: number
  num_iid: WireId
  sku_id?: WireId
  outer_sku_id?: string
  outer_iid?: string
  /** Price times number, after adjustment and the discounts of the sub order. */
  total_fee: string
  payment?: string
  discount_fee?: string
  adjust_fee?: string
  /** What is paid of it after its share of the order's discounts. */
  divide_order_fee?: string
  /** Its share of the order's discounts. */
  part_mjz_discount?: string
  sub_order_tax_fee?: string
  logistics_company?: string
  invoice_no?: string
  consign_time?: string
}

export interface WireTrade {
  tid: WireId
  status: string
  type?: string
  step_trade_status?: string
  step_paid_fee?: string
  payment: string
  post_fee?: string
  order_tax_fee?: string
  created: string
  modified: string
  pay_time?: string
  buyer_nick?: string
  buyer_open_uid?: string
  buyer_message?: string
  /** Names the recipient, for whoever may have the masked values deciphered. */
  oaid?: string
  receiver_name?: string
  receiver_mobile?: string
  receiver_phone?: string
  receiver_address?: string
  receiver_town?: string
  receiver_district?: string
  receiver_city?: string
  receiver_state?: string
  receiver_zip?: string
  receiver_country?: string
  orders?: { order?: WireSubOrder[] }
}

export interface WireTradePage {
  total_results?: number
  trades?: { trade?: WireTrade[] }
}

export interface WireSku {
  sku_id: WireId
  properties: string
  price: string
  quantity: number
  outer_id?: string
}

export interface WireItem {
  num_iid: WireId
  title: string
  price: string
  num: number
  outer_id?: string
  approve_status: string
  violation?: boolean
  skus?: { sku?: WireSku[] }
}

export interface WireRefund {
  refund_id: WireId
  tid: WireId
  oid?: WireId
  status: string
  refund_fee?: string
  reason?: string
  desc?: string
  has_good_return?: boolean
  dispute_type?: string
  refund_phase?: string
  refund_version?: WireId
  operation_contraint?: string
  /** Units of the sub order. */
  num?: number
  created?: string
  modified: string
  /** Whether Taobao looks at it; a single refund alone tells it. */
  cs_status?: number
  /** Until when somebody has to act; a single refund alone tells it. */
  refund_remind_timeout?: { exist_timeout?: boolean; remind_type?: number; timeout?: string }
}

export interface WireRefundPage {
  total_results?: number
  refunds?: { refund?: WireRefund[] }
}

export interface WireRate {
  tid: WireId
  oid: WireId
  num_iid?: WireId
  result: string
  content?: string
  reply?: string
  created: string
}

export interface WireRatePage {
  total_results?: number
  trade_rates?: { trade_rate?: WireRate[] }
}

export interface WireMessage {
  id: WireId
  topic: string
  user_id?: WireId
  content: string
}

export interface WireCompany {
  code: string
  name: string
}
