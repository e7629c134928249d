export const priceListKinds = ['sale', 'override'] as const
export type PriceListKind = (typeof priceListKinds)[number]

export interface PriceListRow {
  id: string
  handle: string
  title: string
  kind: PriceListKind
  currency: string
  /** Lower is looked at first. */
  priority: number
  /** JSON list of ids; null: every channel. */
  channels: string | null
  /** JSON list of handles; null, as `tiers` is: everybody. */
  segments: string | null
  /** JSON list of handles. */
  tiers: string | null
  startsAt: string | null
  /** Exclusive. */
  endsAt: string | null
  isEnabled: number
  version: number
  createdAt: string
  updatedAt: string
}

/** A unit price from so many units on. */
export interface PriceListEntryRow {
  listId: string
  variantId: string
  minQuantity: number
  unitPriceMinor: number
  updatedAt: string
}

export const pricePolicyKinds = ['costPlus', 'market'] as const
export type PricePolicyKind = (typeof pricePolicyKinds)[number]

export interface PricePolicyRow {
  id: string
  handle: string
  title: string
  kind: PricePolicyKind
  currency: string
  /** Lower is looked at first: the first policy a variant is in the scope of prices it. */
  priority: number
  /** JSON: `PolicyScope`. */
  scope: string
  /** JSON: `PolicyRule`. */
  rule: string
  /** 1: what is within the limits is applied at once; 0: everything waits for approval. */
  appliesItself: number
  isEnabled: number
  version: number
  createdAt: string
  updatedAt: string
}

/** What a competitor asked at an instant. */
export interface CompetitorPriceRow {
  variantId: string
  currency: string
  competitor: string
  capturedAt: string
  priceMinor: number
  createdAt: string
}

export const priceChangeStates = [
  'proposed',
  'approved',
  'applied',
  'rejected',
  'canceled',
  'superseded'
] as const
export type PriceChangeState = (typeof priceChangeStates)[number]

export const priceChangeSources = ['catalog', 'request', 'policy'] as const
export type PriceChangeSource = (typeof priceChangeSources)[number]

export const limitReasons = ['change', 'floor'] as const
export type LimitReason = (typeof limitReasons)[number]

/** A list price that was changed, or is to be. */
export interface PriceChangeRow {
  id: string
  variantId: string
  sku: string
  currency: string
  /** Null: there was none. What it was when the change was applied, or asked for. */
  oldMinor: number | null
  /** Null: the price is gone. */
  newMinor: number | null
  state: PriceChangeState
  /** `catalog`: written there directly. */
  source: PriceChangeSource
  policyId: string | null
  reason: string
  requestedBy: string
  requestedAt: string
  /** Who approved or rejected it; null: nobody had to, or nobody has yet. */
  decidedBy: string | null
  decidedAt: string | null
  note: string | null
  effectiveAt: string
  appliedAt: string | null
  /** Counts up with every change of the price; null: not applied, or it was that already. */
  appliedSequence: number | null
  /** How far it moves the price; null without an old price. */
  changeBps: number | null
  /** `LimitReason`s, joined by commas: the limits it is over. */
  overLimit: string
}

/** What selling costs on a channel, and the least that has to be left. */
export interface ProfitModelRow {
  id: string
  /** Empty: every channel that has none of its own. */
  channelId: string
  currency: string
  taxBps: number
  landedExtraBps: number
  landedExtraMinor: number
  platformFeeBps: number
  paymentFeeBps: number
  paymentFeeMinor: number
  shippingMinor: number
  packagingMinor: number
  adBps: number
  adMinor: number
  returnRateBps: number
  resalableBps: number
  unitsPerOrder: number
  floorBps: number
  floorMinor: number
  version: number
  createdAt: string
  updatedAt: string
}

/** What a variant cost and was offered for, when either changed. Confidential. */
export interface MarginMarkRow {
  variantId: string
  /** That of its cost. */
  currency: string
  markedAt: string
  priceMinor: number
  costMinor: number
  /** 1: the price changed, whether or not the cost did. */
  isPriceChange: number
}

declare module 'shopkeeper' {
  interface Tables {
    priceLists: PriceListRow
    priceListEntries: PriceListEntryRow
    pricePolicies: PricePolicyRow
    competitorPrices: CompetitorPriceRow
    priceChanges: PriceChangeRow
    profitModels: ProfitModelRow
    marginMarks: MarginMarkRow
  }
}
