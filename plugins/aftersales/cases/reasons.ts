/** Who answers for what went wrong: it decides who bears shipping, and what quality figures count. */
export const reasonClasses = ['seller', 'buyer', 'carrier'] as const
export type ReasonClass = (typeof reasonClasses)[number]

/** Why something comes back. */
export interface CaseReason {
  /** Kept on cases: never given another meaning. */
  code: string
  title: { en: string; zh: string }
  class: ReasonClass
}

const reason = (code: string, fault: ReasonClass, en: string, zh: string): CaseReason => ({
  code,
  title: { en, zh },
  class: fault
})

/** The taxonomy of reasons, in the order in which forms show it. */
const caseReasons: readonly CaseReason[] = [
  reason('size_too_small', 'buyer', 'Size too small', '尺码偏小'),
  reason('size_too_large', 'buyer', 'Size too large', '尺码偏大'),
  reason('changed_mind', 'buyer', 'Changed mind', '不想要了'),
  reason('ordered_by_mistake', 'buyer', 'Ordered by mistake', '拍错/多拍'),
  reason('color_not_liked', 'buyer', 'Color or style not liked', '颜色/款式不喜欢'),
  reason('no_reason_7_days', 'buyer', 'Returned without a reason in time', '七天无理由退货'),
  reason('quality_defect', 'seller', 'Quality defect', '质量问题'),
  reason('does_not_work', 'seller', 'Does not work', '无法使用/功能故障'),
  reason('not_as_described', 'seller', 'Not as described', '与描述不符'),
  reason('wrong_item', 'seller', 'Wrong item sent', '发错货'),
  reason('missing_parts', 'seller', 'Missing parts or units', '少件/漏发'),
  reason('counterfeit', 'seller', 'Believed not to be genuine', '疑似假货'),
  reason('expired', 'seller', 'Expired or close to it', '过期/临期'),
  reason('allergy', 'seller', 'Reaction of the skin or allergy', '过敏/不适'),
  reason('price_dropped', 'seller', 'Price dropped soon after', '降价补差'),
  reason('out_of_stock', 'seller', 'Not sent: out of stock', '缺货未发'),
  reason('shipped_late', 'seller', 'Shipped late', '发货延迟'),
  reason('service', 'seller', 'Unhappy with the service', '服务态度问题'),
  reason('damaged_on_arrival', 'carrier', 'Damaged on arrival', '到货破损'),
  reason('late', 'carrier', 'Delivered late', '物流延误'),
  reason('lost_in_transit', 'carrier', 'Lost in transit', '快递丢失'),
  reason('refused_delivery', 'buyer', 'Delivery refused', '买家拒收'),
  reason('other', 'buyer', 'Other', '其他')
]

/** The taxonomy of a shop. */
export interface Reasons {
  /** In the order in which forms show them. */
  all: readonly CaseReason[]
  /** Undefined: it has none of this code. */
  of(code: string): CaseReason | undefined
}

/** The taxonomy with the shop's own reasons behind it; one of a code that it has is told by the shop's words instead. */
export function makeReasons(own: readonly CaseReason[]): Reasons {
  const byCode = new Map([...caseReasons, ...own].map((one) => [one.code, one]))
  return { all: [...byCode.values()], of: (code) => byCode.get(code) }
}
