import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'

/** A channel account as other plugins and commands see it; credentials never leave the plugin. */
export interface ChannelRef {
  id: string
  platform: string
  name: string
  isEnabled: boolean
}

/**
 * What a channel shows of our stock: `max(0, floor((available − buffer) × ratio))`, at most the
 * cap.
 */
export interface StockPolicy {
  /** Units kept back. Default 0. */
  bufferUnits?: number
  /** Share of the rest in basis points, 0 to 10,000. Default 10,000. */
  ratioBps?: number
  /** Most units shown. Null: no cap. */
  capUnits?: number | null
  /** Shows none at all. */
  stopSell?: boolean
}

/** A channel account as it is added or changed. */
export interface AccountInput {
  /** Default: a new one. */
  id?: string
  platform: string
  name: string
  /** Checked by the adapter's `account` schema; secrets are encrypted at rest. */
  settings: Record<string, unknown>
  stockPolicy?: StockPolicy
  /** What to do with SKUs that the catalog lacks. Default `hold`. */
  unknownSkus?: 'hold' | 'createUntracked'
  /** Whether it is pulled and pushed by itself. Default true. */
  isEnabled?: boolean
  /** Default 60. */
  pullEverySeconds?: number
  /** Where the first sync of a channel that lists by time begins. Default: 30 days back. */
  since?: string
  /** Whether our stock and prices are written to it, where the platform allows. Default true. */
  pushStock?: boolean
  pushPrices?: boolean
  /** Currency of the prices it is told. Default: the shop's. */
  currency?: string
}

/** What a sync run has done. */
export interface SyncCounts {
  documents: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  failed: number
}

/** The address at which the owner of an account lets us in. */
export interface Authorization {
  /** Id of the question. */
  id: string
  url: string
  expiresAt: string
}

/** Where a question to the owner of an account stands; `reason` tells why it was refused. */
export interface ConsentState {
  state: 'open' | 'granted' | 'refused' | 'expired'
  reason: string | null
}

/** What the runs of one kind have done. */
export interface KindReport extends SyncCounts {
  kind: string
  runs: number
  failedRuns: number
  postponedRuns: number
  calls: number
  retried: number
  throttled: number
  waitedMs: number
  renewals: number
  /** Why calls were made again, the most frequent first. */
  reasons: { reason: string; count: number }[]
}

/** What happened between a channel and us, for a person. */
export interface ChannelReport {
  channelId: string
  name: string
  since: string
  until: string
  kinds: KindReport[]
  /** What somebody has to deal with. */
  open: {
    pausedReason: string | null
    alerts: { kind: string; message: string }[]
    rejectedEntries: number
    rejectedWrites: number
    waitingWrites: number
    failedShipments: number
  }
}

/** What other plugins and commands may ask of channels. */
export interface ChannelsService {
  list(db: Reader): Promise<ChannelRef[]>
  /**
   * Adds an account, or updates the one with this id: what is left out stays as it is, secrets
   * included.
   * Errors: CHANNEL_SETTINGS_INVALID, ADAPTER_UNKNOWN, ENCRYPTION_KEY_MISSING.
   */
  save(tx: Tx, account: AccountInput): Promise<ChannelRef>
  /**
   * Pulls everything new from one channel now, page by page, each page in one transaction with its
   * checkpoint.
   */
  pullOrders(
    channelId: string,
    options: { signal: AbortSignal; onPage?: (progress: { rows: number; source: string }) => void }
  ): Promise<SyncCounts>
  /**
   * Asks the platform for a little, to see whether the account is accepted; takes nothing in.
   * Errors: NOT_FOUND, CHANNEL_BROKEN, CHANNEL_CALL_FAILED.
   */
  check(channelId: string): Promise<{ what: 'sources' | 'documents'; count: number }>
  /** Asks the owner of an account to let us in. Errors: NOT_FOUND, CHANNEL_UNSUPPORTED, CALLBACK_UNKNOWN. */
  authorize(tx: Tx, channelId: string): Promise<Authorization>
  consentState(db: Reader, authorizationId: string): Promise<ConsentState>
  /** Sums up what happened since an instant. Errors: NOT_FOUND. */
  report(db: Reader, channelId: string, since: string): Promise<ChannelReport>
}

declare module 'shopkeeper' {
  interface Services {
    channels: ChannelsService
  }
  interface Permissions {
    'channels:read': true
    'channels:write': true
    'channels:publish': true
    'channels:respond': true
  }
}
