import type { Static } from 'typebox'
import type { ChannelShape, ListingShape, RejectedShape, RunShape } from './schema.ts'
import type { ChannelRow, ListingRow, RejectedRow, RunRow } from './tables.ts'

/** A channel as the API shows it: credentials never leave. */
export function toChannel(row: ChannelRow): Static<typeof ChannelShape> {
  const { bufferUnits, ratioBps, capUnits, stopSell } = row
  return {
    id: row.id,
    platform: row.platform,
    name: row.name,
    settings: JSON.parse(row.settings),
    hasSecrets: row.secrets !== null,
    stockPolicy: { bufferUnits, ratioBps, capUnits, stopSell: stopSell === 1 },
    unknownSkus: row.unknownSkus,
    currency: row.currency,
    pullEverySeconds: row.pullEverySeconds,
    since: row.since,
    pushStock: row.pushStock === 1,
    pushPrices: row.pushPrices === 1,
    isEnabled: row.isEnabled === 1,
    isConfigured: row.isConfigured === 1,
    pausedAt: row.pausedAt,
    pausedReason: row.pausedReason,
    nextPullAt: row.nextPullAt,
    lastPulledAt: row.lastPulledAt,
    webhookPath: webhookPathOf(row.id),
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt
  }
}

/** Where the platform of a channel sends its webhooks, below the engine's address. */
export function webhookPathOf(channelId: string): string {
  return `/v1/channels/${channelId}/webhook`
}

export function toRun({ error, detail, reasons, ...row }: RunRow): Static<typeof RunShape> {
  return {
    ...row,
    reasons: reasons === null ? null : JSON.parse(reasons),
    error: error === null ? null : JSON.parse(error),
    detail: detail === null ? null : JSON.parse(detail)
  }
}

export function toRejected(rejected: RejectedRow): Static<typeof RejectedShape> {
  const { columnName, payload, ...row } = rejected
  return { ...row, column: columnName, payload: payload === null ? null : JSON.parse(payload) }
}

export function toListing(row: ListingRow): Static<typeof ListingShape> {
  const { bufferUnits, ratioBps, capUnits, stopSell } = row
  return {
    id: row.id,
    channelId: row.channelId,
    externalListingId: row.externalListingId,
    sku: row.sku,
    variantId: row.variantId,
    state: row.state,
    stockPolicy: {
      bufferUnits,
      ratioBps,
      capUnits,
      stopSell: stopSell === null ? null : stopSell === 1
    },
    shownQuantity: row.stockQuantity,
    isStockPending: row.stockSequence > row.stockDone,
    isPricePending: row.priceSequence > row.priceDone,
    stockPushedAt: row.stockPushedAt,
    rejectedReason: row.rejectedReason ?? row.priceRejectedReason,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt
  }
}
