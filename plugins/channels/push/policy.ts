import type { ChannelRow, ListingRow } from '../tables.ts'

type PolicyColumns = 'bufferUnits' | 'ratioBps' | 'capUnits' | 'stopSell'

/** What decides how much of our stock a listing shows. */
export interface EffectivePolicy {
  bufferUnits: number
  ratioBps: number
  /** Null: no cap. */
  capUnits: number | null
  stopSell: boolean
}

/** The channel's policy with what the listing sets for itself. A stop on either stops the sale. */
export function policyOf(
  channel: Pick<ChannelRow, PolicyColumns>,
  listing: Pick<ListingRow, PolicyColumns>
): EffectivePolicy {
  return {
    bufferUnits: listing.bufferUnits ?? channel.bufferUnits,
    ratioBps: listing.ratioBps ?? channel.ratioBps,
    capUnits: listing.capUnits ?? channel.capUnits,
    stopSell: channel.stopSell === 1 || listing.stopSell === 1
  }
}

/** Units a listing shows: `max(0, floor((available − buffer) × ratio))`, at most the cap. */
export function shownQuantity(available: number, policy: EffectivePolicy): number {
  if (policy.stopSell) return 0
  const share = Math.floor(((available - policy.bufferUnits) * policy.ratioBps) / 10_000)
  return Math.max(0, Math.min(share, policy.capUnits ?? Number.POSITIVE_INFINITY))
}
