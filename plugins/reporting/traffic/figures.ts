/**
 * What is told of a channel, source, campaign, SKU and day. Visitors are counted by the channel: who comes twice on a day is
 * one, who comes on two days or to two SKUs is two.
 */
export const visitFigures = [
  'visitors',
  'pageViews',
  'bounces',
  'dwellMs',
  'addsToCart',
  'favorites'
] as const

/** What advertising has brought, and what it cost. */
export const adCounts = ['impressions', 'clicks', 'adOrders'] as const
export const moneyFigures = ['adCostMinor', 'adSalesMinor'] as const

export const countFigures = [...visitFigures, ...adCounts] as const
export const figureNames = [...countFigures, ...moneyFigures] as const
export type FigureName = (typeof figureNames)[number]

/** Null: the channel does not tell it. */
export type Figures = Record<FigureName, number | null>

/** What figures are of; an empty text: all of them together. */
export interface TrafficKey {
  channelId: string
  dayOn: string
  source: string
  campaign: string
  sku: string
}

/** Figures that are said anew; what is left out stays as it is. */
export interface TrafficStatement extends TrafficKey, Partial<Figures> {
  /** Of its money; null: it has none. */
  currency: string | null
}

/** Names what figures are of. */
export function keyOf({ channelId, dayOn, source, campaign, sku }: TrafficKey): string {
  return JSON.stringify([channelId, dayOn, source, campaign, sku])
}
