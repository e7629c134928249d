import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'

/** A channel account as other plugins and commands see it; credentials never leave the plugin. */
export interface ChannelRef {
  id: string
  platform: string
  name: string
  isEnabled: boolean
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

/** What other plugins and commands may ask of channels. */
export interface ChannelsService {
  list(db: Reader): Promise<ChannelRef[]>
  /** Adds or updates an account. Errors: CHANNEL_SETTINGS_INVALID, ADAPTER_UNKNOWN, ENCRYPTION_KEY_MISSING. */
  save(
    tx: Tx,
    account: { id?: string; platform: string; name: string; settings: Record<string, unknown> }
  ): Promise<ChannelRef>
  /** Pulls everything new from one channel now, page by page, each page in one transaction with its checkpoint. */
  pullOrders(
    channelId: string,
    options: { signal: AbortSignal; onPage?: (progress: { rows: number; source: string }) => void }
  ): Promise<SyncCounts>
}

declare module 'shopkeeper' {
  interface Services {
    channels: ChannelsService
  }
  interface Permissions {
    'channels:read': true
    'channels:write': true
  }
}
