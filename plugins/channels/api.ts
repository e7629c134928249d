import type { ChannelRecord } from '#core/channel/documents'
import type { MessageWrite, RefundWrite, RejectionClass, ReviewReply } from '#core/channel/writes'
import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import type { Evidence } from './writes/evidence.ts'
import type { WriteKind } from './writes/tables.ts'

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

/** An after-sale, a review, a message or figures of a day as the platform tells them; the newest of each. */
export type StoredRecord = ChannelRecord & { id: string; channelId: string }

/** What a channel may be asked to do for a buyer. Whatever is false is refused with CHANNEL_UNSUPPORTED. */
export interface ChannelAbilities {
  /** After-sales. */
  agree: boolean
  refuse: boolean
  /** Money without a case of the buyer. */
  refund: boolean
  /** Reviews. */
  reply: boolean
  message: boolean
  /** Why nothing is sent for now; null: it works. */
  pausedReason: string | null
}

/**
 * Names a write for whoever asks: a second ask with it is the first write, and the platform is given it as the id where it
 * wants one. Who names its writes is told of a refusal (`channelWrite.settled`) and raises the alert, not this plugin.
 */
interface Referred {
  reference?: string
}

/** What is decided about an after-sale of a platform. */
export interface DecisionAsk extends Referred {
  externalId: string
  action: 'agree' | 'refuse'
  note: string
  /** The version that was decided on. Default: the newest that is known. */
  version?: string | null
  /** Default: all that was asked for. */
  amountMinor?: number | null
  /** The platform's own, where it wants one. */
  reasonCode?: string | null
  evidence?: Evidence[]
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
  /** Records by id, oldest first; unknown ids are left out. One query. */
  recordsOf(db: Reader, ids: readonly string[]): Promise<StoredRecord[]>
  /** A page of all records of a kind, for who begins to read them: those after an id. One query. */
  recordsAfter(
    db: Reader,
    page: { kind: ChannelRecord['kind']; after: string | null; limit: number }
  ): Promise<StoredRecord[]>
  /** What a channel may be asked. Null: there is no such channel. */
  capabilitiesOf(db: Reader, channelId: string): Promise<ChannelAbilities | null>
  /**
   * Has the platform told what is decided. Each of these four returns the id of a write that goes out after the commit;
   * `channelWrite.settled` tells what became of it.
   * Errors: NOT_FOUND, CHANNEL_UNSUPPORTED, CHANNEL_PAUSED, DESTINATION_REFUSED.
   */
  decideAfterSale(tx: Tx, channelId: string, asked: DecisionAsk): Promise<string>
  /** Gives money back; `reference` is our id of the refund. */
  refund(
    tx: Tx,
    channelId: string,
    asked: Omit<RefundWrite, 'refundId'> & Required<Referred>
  ): Promise<string>
  replyToReview(tx: Tx, channelId: string, asked: ReviewReply & Referred): Promise<string>
  sendMessage(
    tx: Tx,
    channelId: string,
    asked: Omit<MessageWrite, 'messageId'> & Referred
  ): Promise<string>
  /** Reads after-sales, reviews or messages of a channel as soon as its queue allows, where it lists them. */
  pullRecords(tx: Tx, channelId: string, kind: ChannelRecord['kind']): Promise<void>
}

/** A record that is new, or newer than what was known. */
export interface RecordChangedEvent {
  recordId: string
  kind: ChannelRecord['kind']
  channelId: string
  externalId: string
}

/** What became of a write. A rejected one may be sent again by a person, and is settled once more then. */
export interface WriteSettledEvent {
  writeId: string
  channelId: string
  kind: WriteKind
  /** What it is about, as the channel calls it: an order, a case, a review. */
  subject: string
  /** What whoever has asked calls it. */
  reference: string | null
  outcome: 'done' | 'rejected'
  /** What the platform calls what came of it. */
  externalId: string | null
  /** The platform's code and words, and whether it helps to send something else, or to read again. */
  code: string | null
  reason: string | null
  class: RejectionClass | null
}

declare module 'shopkeeper' {
  interface Services {
    channels: ChannelsService
  }
  interface Events {
    'channelRecord.changed': RecordChangedEvent
    'channelWrite.settled': WriteSettledEvent
  }
  interface Permissions {
    'channels:read': true
    'channels:write': true
    'channels:publish': true
    'channels:respond': true
  }
}
