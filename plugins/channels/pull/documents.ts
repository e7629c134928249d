import { sql } from 'kysely'
import type { Alerts } from '#core/alerts/types'
import type {
  ChannelDocument,
  ChannelOrder,
  ChannelRecord,
  ChannelStockAdjustment,
  RejectedEntry
} from '#core/channel/documents'
import { rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CatalogService } from '#plugins/catalog'
import type { InventoryService } from '#plugins/inventory'
import type { OrdersService } from '#plugins/orders'
import type { SyncCounts } from '../api.ts'
import { findListings, insertListings } from '../repository/listings.ts'
import { addToRun, keepRejected, type Run, settleRejected } from '../repository/runs.ts'
import type { ChannelRow } from '../tables.ts'

/** The plugins that documents go into. */
export interface Takers {
  catalog: CatalogService
  inventory: InventoryService
  orders: OrdersService
  alerts: Alerts
}

export const noCounts: Readonly<SyncCounts> = Object.freeze({
  documents: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  failed: 0
})

export function addCounts(one: SyncCounts, other: SyncCounts): SyncCounts {
  return {
    documents: one.documents + other.documents,
    created: one.created + other.created,
    updated: one.updated + other.updated,
    unchanged: one.unchanged + other.unchanged,
    rejected: one.rejected + other.rejected,
    failed: one.failed + other.failed
  }
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
): Promise<SyncCounts> {
  const orders = newestOfEach(ofKind(documents, 'order'))
  const notes = ofKind(documents, 'creditNote')
  const adjustments = ofKind(documents, 'stockAdjustment')
  const records = newestOfEach(ofKind(documents, 'afterSale'))
  const source = { channelId: channel.id, unknownSkus: channel.unknownSkus }

  let created = 0
  let updated = 0
  if (orders.length > 0) {
    const outcomes = await takers.orders.intake(tx, source, orders)
    created += outcomes.filter(({ result }) => result === 'created').length
    updated += outcomes.filter(({ result }) => result === 'updated').length
    await linkListings(tx, takers, channel, orders)
  }
  if (notes.length > 0) created += await takers.orders.intakeCreditNotes(tx, source, notes)
  const unknown: RejectedEntry[] = []
  if (adjustments.length > 0) {
    const taken = await takeAdjustments(tx, takers, channel, adjustments)
    created += taken.created
    unknown.push(...taken.unknown)
  }
  if (records.length > 0) created += await keepRecords(tx, channel.id, records)

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
  return counts
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
function newestOfEach<Document extends { externalId: string; modifiedAt: string }>(
  documents: readonly Document[]
): Document[] {
  const newest = new Map<string, Document>()
  for (const document of documents) {
    const other = newest.get(document.externalId)
    if (!other || other.modifiedAt <= document.modifiedAt) newest.set(document.externalId, document)
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

/** Stores records as they are, unless newer ones are here. Returns how many were news. */
async function keepRecords(
  tx: Tx,
  channelId: string,
  records: readonly ChannelRecord[]
): Promise<number> {
  const rows = records.map(({ externalId, modifiedAt, body }) => ({
    externalId,
    modifiedAt,
    body: JSON.stringify(body)
  }))
  const columns = { externalId: 'text', modifiedAt: 'text', body: 'text' } as const
  const { numAffectedRows = 0n } = await sql`insert into channel_after_sales
      (channel_id, external_id, modified_at, body, received_at)
    select ${channelId}, external_id, modified_at, body, ${tx.now} from ${rowsFrom(tx, 'news', columns, rows)}
    where true
    on conflict (channel_id, external_id) do update
    set modified_at = excluded.modified_at, body = excluded.body, received_at = excluded.received_at
    where excluded.modified_at > channel_after_sales.modified_at`.execute(tx)
  return Number(numAffectedRows)
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
