import type { Capabilities } from '#core/channel/capabilities'
import { refuseAmount } from '#core/channel/decisions'
import type {
  ListingState,
  ListingWrite,
  MessageWrite,
  RefundWrite,
  ReviewReply,
  ShownListing
} from '#core/channel/writes'
import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { Connection } from '../accounts/connection.ts'
import { ChannelPaused, ChannelUnsupported, SkusUnknown, WriteNotRejected } from '../errors.ts'
import { shownOf } from '../push/stock.ts'
import { redact } from '../redaction.ts'
import { findListings, listingsOfSkus } from '../repository/listings.ts'
import { findRecord } from '../repository/records.ts'
import { findReferred, findWrite, insertWrites, type NewWrite } from '../repository/writes.ts'
import type { ChannelRow } from '../tables.ts'
import type { ChannelWork } from '../work.ts'
import type { StoredDecision } from './send.ts'
import { sendAgain } from './settle.ts'
import type { WriteRow } from './tables.ts'

/** What names a write for whoever asks for it: asking once more with it is the same write. */
interface Referred {
  reference?: string | undefined
}

/** What a person may ask a platform to do, beside what follows from stock, prices and parcels by itself. */
export class WriteRequests {
  readonly #work: ChannelWork

  constructor(work: ChannelWork) {
    this.#work = work
  }

  /**
   * Offers SKUs as the catalog has them: new listings, or what is there brought up to date.
   * Errors: CHANNEL_UNSUPPORTED, CHANNEL_PAUSED, SKUS_UNKNOWN.
   */
  async publish(
    tx: Tx,
    channel: ChannelRow,
    asked: { skus: readonly string[]; category?: string; attributes?: Record<string, unknown> }
  ): Promise<WriteRow[]> {
    this.#assert(
      channel,
      'listings',
      ({ listings }) => listings !== false && listings.write !== false
    )
    const { catalog } = this.#work.takers
    const skus = [...new Set(asked.skus)]
    const variants = await catalog.variantsBySku(tx, skus)
    const unknown = skus.filter((sku) => !variants.has(sku))
    if (unknown.length > 0) throw new SkusUnknown({ skus: unknown })
    const ids = [...variants.values()].map(({ id }) => id)
    const contents = await catalog.contentOf(tx, ids)
    const prices = await catalog.pricesOf(tx, ids, channel.currency)
    const known = await listingsOfSkus(tx, channel.id, skus)
    const shown = await shownOf(tx, this.#work.takers, channel, known)
    const writes = skus.map((sku): NewWrite => {
      const { variantId, imageUrls, attributes, ...content } = contents.get(variants.get(sku)!.id)!
      const payload: ListingWrite = {
        ...content,
        externalListingId: known.find((one) => one.sku === sku)?.externalListingId ?? null,
        amountMinor: prices.get(variantId) ?? null,
        currency: channel.currency,
        quantity: shown.find(({ listing }) => listing.sku === sku)?.quantity ?? null,
        imageUrls,
        category: asked.category ?? null,
        attributes: { ...attributes, ...asked.attributes }
      }
      return { kind: 'listing', subject: sku, payload }
    })
    return this.#ask(tx, channel, writes)
  }

  /** Lets listings be bought, or not. Errors: CHANNEL_UNSUPPORTED, CHANNEL_PAUSED, NOT_FOUND. */
  async setStates(
    tx: Tx,
    channel: ChannelRow,
    { externalListingIds, state }: Pick<ListingState, 'state'> & { externalListingIds: string[] }
  ): Promise<WriteRow[]> {
    const { client } = this.#assert(channel, 'listings', (can) => can.listings !== false)
    if (!client.setListingStates) throw unsupported(channel, 'listing states')
    const ids = [...new Set(externalListingIds)]
    const known = new Map(
      (await findListings(tx, channel.id, ids)).map((row) => [row.externalListingId, row])
    )
    const writes = ids.map((externalListingId): NewWrite => {
      const listing = known.get(externalListingId)
      if (!listing) throw new NotFound({ what: 'listing', id: externalListingId })
      const payload: ListingState = { externalListingId, sku: listing.sku, state }
      return { kind: 'listingState', subject: externalListingId, payload }
    })
    return this.#ask(tx, channel, writes)
  }

  /** Asks the platform what it shows now. Errors: CHANNEL_UNSUPPORTED, and as any call. */
  async check(channel: ChannelRow, externalListingIds: readonly string[]): Promise<ShownListing[]> {
    const connection = this.#assert(channel, 'listings', (can) => can.listings !== false)
    if (!connection.client.readListings) throw unsupported(channel, 'reading listings')
    await connection.load()
    return connection.call('readListings', (client) => client.readListings!(externalListingIds))
  }

  /**
   * Decides a case. Errors: CHANNEL_UNSUPPORTED, CHANNEL_PAUSED, NOT_FOUND, DESTINATION_REFUSED; VALIDATION_FAILED for a
   * refusal with an amount.
   */
  async decide(
    tx: Tx,
    channel: ChannelRow,
    {
      reference,
      ...asked
    }: Pick<StoredDecision, 'externalId' | 'action' | 'note' | 'evidence'> &
      Partial<Pick<StoredDecision, 'amountMinor' | 'reasonCode' | 'version'>> &
      Referred
  ): Promise<WriteRow> {
    const { externalId, action } = asked
    if (action === 'refuse') refuseAmount(asked.amountMinor)
    this.#assert(
      channel,
      action === 'agree' ? 'agreeing to after-sales' : 'refusing after-sales',
      ({ afterSales }) => afterSales !== false && afterSales[action]
    )
    this.#work.evidence.check(asked.evidence)
    const key = { channelId: channel.id, kind: 'afterSale' as const, externalId }
    const record = await findRecord(tx, key)
    if (!record) throw new NotFound({ what: 'after-sale', id: externalId })
    const known = JSON.parse(record.document) as { version: string | null; currency: string | null }
    const payload: StoredDecision = {
      amountMinor: null,
      reasonCode: null,
      version: known.version,
      ...asked,
      currency: known.currency ?? channel.currency
    }
    return this.#askOne(tx, channel, { kind: 'decision', subject: externalId, payload, reference })
  }

  /** Gives money back. Errors: CHANNEL_UNSUPPORTED, CHANNEL_PAUSED. */
  refund(
    tx: Tx,
    channel: ChannelRow,
    { reference, ...asked }: Omit<RefundWrite, 'refundId'> & Referred
  ): Promise<WriteRow> {
    this.#assert(channel, 'refunds', (can) => can.refunds !== false)
    const id = newId('wrt')
    const payload: RefundWrite = { refundId: reference ?? id, ...asked }
    const subject = asked.orderExternalId
    return this.#askOne(tx, channel, { id, kind: 'refund', subject, payload, reference })
  }

  /** Answers a review. Errors: CHANNEL_UNSUPPORTED, CHANNEL_PAUSED. */
  reply(
    tx: Tx,
    channel: ChannelRow,
    { reference, ...payload }: ReviewReply & Referred
  ): Promise<WriteRow> {
    this.#assert(channel, 'replies to reviews', (can) => can.reviews !== false && can.reviews.reply)
    const { reviewExternalId: subject } = payload
    return this.#askOne(tx, channel, { kind: 'reply', subject, payload, reference })
  }

  /** Writes to a buyer. Errors: CHANNEL_UNSUPPORTED, CHANNEL_PAUSED. */
  message(
    tx: Tx,
    channel: ChannelRow,
    { reference, ...asked }: Omit<MessageWrite, 'messageId'> & Referred
  ): Promise<WriteRow> {
    this.#assert(channel, 'messages', (can) => can.messages !== false && can.messages.send)
    const id = newId('wrt')
    const payload: MessageWrite = { messageId: reference ?? id, ...asked }
    const subject = asked.orderExternalId
    return this.#askOne(tx, channel, { id, kind: 'message', subject, payload, reference })
  }

  /** Sends a rejected write once more. Errors: NOT_FOUND, WRITE_NOT_REJECTED, CHANNEL_PAUSED. */
  async retry(tx: Tx, channel: ChannelRow, writeId: string): Promise<WriteRow> {
    const row = await findWrite(tx, writeId)
    if (row?.channelId !== channel.id) throw new NotFound({ what: 'write', id: writeId })
    const isOwn = !['stock', 'price', 'shipment'].includes(row.kind)
    if (row.state !== 'rejected' || !isOwn) {
      throw new WriteNotRejected({ write: writeId, state: row.state })
    }
    assertWorking(channel)
    tx.audit([{ action: 'channel.retry-write', subjectType: 'channelWrite', subjectId: writeId }])
    return sendAgain(tx, this.#work, row)
  }

  async #askOne(tx: Tx, channel: ChannelRow, write: NewWrite): Promise<WriteRow> {
    const { kind, reference } = write
    if (reference !== undefined) {
      const asked = await findReferred(tx, { channelId: channel.id, kind, reference })
      if (asked) return asked
    }
    return (await this.#ask(tx, channel, [write]))[0]!
  }

  async #ask(tx: Tx, channel: ChannelRow, writes: readonly NewWrite[]): Promise<WriteRow[]> {
    const rows = await insertWrites(tx, channel.id, writes)
    tx.audit(
      rows.map(({ id, kind, subject, payload }) => ({
        action: `channel.${kind}`,
        subjectType: 'channelWrite',
        subjectId: id,
        after: { channelId: channel.id, subject, sent: redact(JSON.parse(payload)) }
      }))
    )
    await tx.enqueue('channels.send-writes', [{ payload: { channelId: channel.id } }])
    return rows
  }

  /** Errors: CHANNEL_UNSUPPORTED, CHANNEL_PAUSED. */
  #assert(
    channel: ChannelRow,
    what: string,
    can: (capabilities: Capabilities) => boolean
  ): Connection {
    assertWorking(channel)
    const connection = this.#work.connections.of(channel)
    if (!can(connection.capabilities)) throw unsupported(channel, what)
    return connection
  }
}

/** Errors: CHANNEL_PAUSED. */
function assertWorking({ id, pausedAt, pausedReason }: ChannelRow): void {
  if (pausedAt !== null) throw new ChannelPaused({ channel: id, reason: pausedReason ?? 'paused' })
}

function unsupported({ platform }: ChannelRow, capability: string) {
  return new ChannelUnsupported({ platform, capability })
}
