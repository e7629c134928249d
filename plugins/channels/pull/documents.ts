import type { Alerts } from '#core/alerts/types'
import type {
  ChannelDocument,
  ChannelOrder,
  ChannelStockAdjustment,
  RejectedEntry
} from '#core/channel/documents'
import { compareAge, type Dated } from '#core/channel/newer'
import type { Tx } from '#core/transaction'
import type { CatalogService } from '#plugins/catalog'
import type { InventoryService } from '#plugins/inventory'
import type { IntakeOutcome, OrdersService } from '#plugins/orders'
import type { SyncCounts } from '../api.ts'
import { findListings, insertListings } from '../repository/listings.ts'
import { keepRecords } from '../repository/records.ts'
import { addToRun, keepRejected, type Run, settleRejected } from '../repository/runs.ts'
import type { ChannelRow } from '../tables.ts'

/** The plugins that documents go into. */
export interface Takers {
  catalog: CatalogService
  inventory: InventoryService
  orders: OrdersService
  alerts: Alerts
}

/** What became of a page. */
export interface Taken {
  counts: SyncCounts
  /** Of its orders. */
  intake: readonly IntakeOutcome[]
}

/**
 * Takes in one page of what a channel tells, whatever its kinds, and counts it in the run: a
 * constant number of queries. Taking the same page again changes nothing.
 */
export async function takeDocuments(
  tx: Tx,
  takers: Takers,
  channel: ChannelRow,
  {
    documents,
    rejected,
    run
  }: { documents: readonly ChannelDocument[]; rejected: readonly RejectedEntry[]; run: Run }
): Promise<Taken> {
  const orders = newestOfEach(ofKind(documents, 'order'))
  const notes = ofKind(documents, 'creditNote')
  const adjustments = ofKind(documents, 'stockAdjustment')
  const records = [
    ...newestOfEach(ofKind(documents, 'afterSale')),
    ...newestOfEach(ofKind(documents, 'review')),
    ...newestOfEach(ofKind(documents, 'message')),
    ...newestOfEach(ofKind(documents, 'traffic'))
  ]
  const source = { channelId: channel.id, unknownSkus: channel.unknownSkus }

  let created = 0
  let updated = 0
  let intake: IntakeOutcome[] = []
  if (orders.length > 0) {
    intake = await takers.orders.intake(tx, source, orders)
    created += intake.filter(({ result }) => result === 'created').length
    updated += intake.filter(({ result }) => result === 'updated').length
    await linkListings(tx, takers, channel, orders)
  }
  if (notes.length > 0) created += await takers.orders.intakeCreditNotes(tx, source, notes)
  const unknown: RejectedEntry[] = []
  if (adjustments.length > 0) {
    const taken = await takeAdjustments(tx, takers, channel, adjustments)
    created += taken.created
    unknown.push(...taken.unknown)
  }
  if (records.length > 0) {
    const news = await keepRecords(tx, channel.id, records)
    created += news.length
    await tx.emit(
      'channelRecord.changed',
      news.map(({ id, kind, externalId }) => ({
        recordId: id,
        kind,
        channelId: channel.id,
        externalId
      }))
    )
  }

  const entries = [...rejected, ...unknown]
  const counts = {
    documents: documents.length,
    created,
    updated,
    unchanged: documents.length - created - updated - unknown.length,
    rejected: entries.length,
    failed: 0
  }
  if (documents.length > 0 || entries.length > 0) await addToRun(tx, run, counts)
  if (documents.length > 0) {
    const externalIds = documents.map(({ externalId }) => externalId)
    const result = await settleRejected(tx, channel.id, { by: 'documents', externalIds })
    if (result.settled > 0 && result.open === 0) await clearRejected(tx, takers.alerts, channel.id)
  }
  if (entries.length > 0) await raiseRejected(tx, takers.alerts, run, entries)
  return { counts, intake }
}

function ofKind<Kind extends ChannelDocument['kind']>(
  documents: readonly ChannelDocument[],
  kind: Kind
): Extract<ChannelDocument, { kind: Kind }>[] {
  return documents.filter(
    (document): document is Extract<ChannelDocument, { kind: Kind }> => document.kind === kind
  )
}

/** A list may show one thing twice while it changes: only the newest is news. */
function newestOfEach<Document extends Dated & { externalId: string }>(
  documents: readonly Document[]
): Document[] {
  const newest = new Map<string, Document>()
  for (const document of documents) {
    const other = newest.get(document.externalId)
    if (!other || compareAge(other, document) <= 0) newest.set(document.externalId, document)
  }
  return [...newest.values()]
}

/** Learns from orders what the channel calls our SKUs. */
async function linkListings(
  tx: Tx,
  { catalog }: Takers,
  channel: ChannelRow,
  orders: readonly ChannelOrder[]
): Promise<void> {
  const skuByListing = new Map<string, string>()
  for (const { lines } of orders) {
    for (const { externalListingId, sku } of lines) {
      if (externalListingId !== undefined) skuByListing.set(externalListingId, sku)
    }
  }
  if (skuByListing.size === 0) return
  const known = await findListings(tx, channel.id, [...skuByListing.keys()])
  for (const { externalListingId } of known) skuByListing.delete(externalListingId)
  if (skuByListing.size === 0) return
  const variants = await catalog.variantsBySku(tx, [...new Set(skuByListing.values())])
  const listings = [...skuByListing].map(([externalListingId, sku]) => ({
    externalListingId,
    sku,
    variantId: variants.get(sku)?.id ?? null
  }))
  await insertListings(tx, channel.id, listings)
  await tx.enqueue('channels.push-stock', [{ payload: { channelId: channel.id } }])
}

async function takeAdjustments(
  tx: Tx,
  { catalog, inventory }: Takers,
  channel: ChannelRow,
  adjustments: readonly ChannelStockAdjustment[]
): Promise<{ created: number; unknown: RejectedEntry[] }> {
  const skus = [...new Map(adjustments.map(({ sku, title }) => [sku, { sku, title }])).values()]
  if (channel.unknownSkus === 'createUntracked') await catalog.createUntracked(tx, skus)
  const variants = await catalog.variantsBySku(
    tx,
    skus.map(({ sku }) => sku)
  )
  const isKnown = ({ sku }: ChannelStockAdjustment) => variants.has(sku)
  const created = await inventory.recordAdjustments(
    tx,
    adjustments.filter(isKnown).map(({ externalId, sku, quantity, reason, adjustedAt }) => ({
      sourceId: `${channel.id}:${externalId}`,
      variantId: variants.get(sku)!.id,
      quantity,
      reason,
      at: adjustedAt
    }))
  )
  const unknown = adjustments
    .filter((adjustment) => !isKnown(adjustment))
    .map(({ externalId, sku }) => ({
      source: 'stock adjustments',
      line: null,
      column: null,
      reason: `the catalog has no SKU ${sku}`,
      externalId
    }))
  return { created, unknown }
}

async function raiseRejected(
  tx: Tx,
  alerts: Alerts,
  run: Run,
  entries: readonly RejectedEntry[]
): Promise<void> {
  await keepRejected(tx, run, entries)
  const { source, line, column, reason } = entries[0]!
  const place = [source, line !== null && `line ${line}`, column].filter(Boolean).join(', ')
  const more = entries.length > 1 ? `; ${entries.length - 1} more` : ''
  await alerts.raise(tx, [
    {
      kind: 'channel.rejected-rows',
      subjectType: 'channel',
      subjectId: run.channelId,
      message: `${place}: ${reason}${more}`,
      fields: { count: entries.length, source }
    }
  ])
}

/** Resolves the alert about rejected rows: none is open any more. */
export async function clearRejected(tx: Tx, alerts: Alerts, channelId: string): Promise<void> {
  await alerts.clear(tx, [
    { kind: 'channel.rejected-rows', subjectType: 'channel', subjectId: channelId }
  ])
}
