import { allocate, basisPointsOf } from '#core/money'
import type { CostEstimateShape } from './options.ts'
import { type CostKind, type CostSums, costKinds, type ReportCostDayRow } from './tables.ts'

/** What of an order's fact its costs follow from. */
export interface CostedOrder {
  orderId: string
  dayOn: string
  channelId: string
  currency: string
  /** What the buyer pays. */
  totalMinor: number
  /** SKU → its net, in order. */
  skus: readonly (readonly [sku: string, netMinor: number])[]
}

/** What of an entry counts. */
export interface CostEntry {
  kind: CostKind
  dayOn: string
  channelId: string
  orderId: string | null
  currency: string
  amountMinor: number
}

export const costColumns: Record<CostKind, keyof CostSums> = {
  fee: 'feeMinor',
  payment: 'paymentFeeMinor',
  shipping: 'shippingCostMinor',
  packaging: 'packagingMinor',
  promotion: 'promotionSpendMinor'
}

/**
 * Costs of days by channel and SKU. What was told of an order is split over its SKUs by their net, by largest remainder;
 * what was told of a channel's day belongs to no SKU. Where neither was told of a kind, an order costs what is estimated.
 *
 * Units: minor units; estimates in basis points are rounded half-up once an order.
 */
export function reckonCosts(
  orders: readonly CostedOrder[],
  entries: readonly CostEntry[],
  estimates: readonly CostEstimateShape[],
  shopCurrency: string
): ReportCostDayRow[] {
  const rows = new Map<string, ReportCostDayRow>()
  const byId = new Map(orders.map((order) => [order.orderId, order]))
  const told = new Set<string>()
  for (const entry of entries) {
    const order = entry.orderId === null ? undefined : byId.get(entry.orderId)
    if (entry.orderId !== null) told.add(`${entry.orderId} ${entry.kind}`)
    else told.add(`${entry.dayOn} ${entry.channelId} ${entry.kind}`)
    if (order && order.skus.length > 0) spread(rows, order, entry)
    else add(rows, { ...entry, sku: '' }, entry.kind, entry.amountMinor)
  }
  for (const order of orders) {
    const estimate = estimateFor(estimates, order, shopCurrency)
    if (!estimate) continue
    for (const kind of costKinds) {
      const isTold =
        told.has(`${order.orderId} ${kind}`) ||
        told.has(`${order.dayOn} ${order.channelId} ${kind}`)
      const amountMinor = isTold ? 0 : estimated(estimate, kind, order.totalMinor)
      if (amountMinor !== 0) spread(rows, order, { kind, currency: order.currency, amountMinor })
    }
  }
  return [...rows.values()]
}

function estimateFor(
  estimates: readonly CostEstimateShape[],
  { channelId, currency }: CostedOrder,
  shopCurrency: string
): CostEstimateShape | undefined {
  const fitting = estimates.filter((one) => (one.currency ?? shopCurrency) === currency)
  return (
    fitting.find((one) => one.channelId === channelId) ??
    fitting.find((one) => one.channelId === undefined)
  )
}

function estimated(estimate: CostEstimateShape, kind: CostKind, totalMinor: number): number {
  switch (kind) {
    case 'fee':
      return basisPointsOf(totalMinor, estimate.feeBps)
    case 'payment':
      return basisPointsOf(totalMinor, estimate.paymentFeeBps)
    case 'shipping':
      return estimate.shippingMinor
    case 'packaging':
      return estimate.packagingMinor
    case 'promotion':
      return 0
  }
}

function spread(
  rows: Map<string, ReportCostDayRow>,
  { dayOn, channelId, skus }: CostedOrder,
  { kind, currency, amountMinor }: Pick<CostEntry, 'kind' | 'currency' | 'amountMinor'>
): void {
  const parts = allocate(
    amountMinor,
    skus.map(([, netMinor]) => Math.max(0, netMinor))
  )
  for (const [index, [sku]] of skus.entries()) {
    add(rows, { dayOn, channelId, sku, currency }, kind, parts[index]!)
  }
}

function add(
  rows: Map<string, ReportCostDayRow>,
  {
    dayOn,
    channelId,
    sku,
    currency
  }: Pick<ReportCostDayRow, 'dayOn' | 'channelId' | 'sku' | 'currency'>,
  kind: CostKind,
  amountMinor: number
): void {
  const key = [dayOn, channelId, sku, currency].join('\n')
  const row = rows.get(key) ?? {
    ...{ dayOn, channelId, sku, currency, feeMinor: 0, paymentFeeMinor: 0, shippingCostMinor: 0 },
    ...{ packagingMinor: 0, promotionSpendMinor: 0 }
  }
  row[costColumns[kind]] += amountMinor
  rows.set(key, row)
}
