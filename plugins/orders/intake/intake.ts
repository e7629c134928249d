import type { ChannelOrder } from '#core/channel/documents'
import type { Tx } from '#core/transaction'
import type { CatalogService, VariantRef } from '#plugins/catalog'
import type { IntakeOutcome, IntakeSource } from '../api.ts'
import { newsForSplit } from '../exceptions.ts'
import type { OrderRecord } from '../record.ts'
import {
  completeRecords,
  findByExternalId,
  loadRecords,
  loadSplits,
  lockIntake,
  touchOrders
} from '../repository/records.ts'
import { type SettleParts, settle } from '../settle.ts'
import { isDead } from '../states.ts'
import { createFrom, updateFrom } from './apply.ts'
import { judge, type Verdicts } from './versions.ts'

/** What intake needs from around it. */
export interface IntakeParts extends SettleParts {
  catalog: CatalogService
}

/** Takes in a page of a channel's orders; see `OrdersService.intake`. */
export async function intakeOrders(
  tx: Tx,
  parts: IntakeParts,
  source: IntakeSource,
  orders: readonly ChannelOrder[]
): Promise<IntakeOutcome[]> {
  if (orders.length === 0) return []
  await lockIntake(tx, source.channelId)
  const externalIds = [...new Set(orders.map(({ externalId }) => externalId))]
  const stored = await findByExternalId(tx, source.channelId, externalIds)
  const verdicts = judge(orders, stored)
  await touchOrders(tx, verdicts.touched)
  const variants = await variantsOf(tx, parts.catalog, source, verdicts)
  const created = verdicts.created.map((version) =>
    createFrom(version, source.channelId, variants, tx.now)
  )
  const updated = await completeRecords(
    tx,
    verdicts.updated.map(({ row }) => row)
  )
  const versions = new Map(verdicts.updated.map(({ row, version }) => [row.id, version]))
  for (const record of updated) updateFrom(record, versions.get(record.row.id)!, variants)
  const records = [...created, ...updated, ...(await kinOf(tx, updated))]
  if (records.length > 0) await settle(tx, parts, records)
  const ids = new Map(records.map(({ row }) => [row.externalId, row.id]))
  return orders.map(({ externalId }, index) => ({
    externalId,
    result: verdicts.results[index]!,
    orderId: stored.get(externalId)?.id ?? ids.get(externalId)!
  }))
}

/** The variants that lines to be written name, by SKU; those that are missing are made if the channel says so. */
async function variantsOf(
  tx: Tx,
  catalog: CatalogService,
  { unknownSkus }: IntakeSource,
  { created, updated }: Verdicts
): Promise<ReadonlyMap<string, VariantRef>> {
  const titles = new Map<string, string>()
  const collect = ({ lines }: ChannelOrder) => {
    for (const { sku, title } of lines) if (!titles.has(sku)) titles.set(sku, title)
  }
  for (const { order } of created) collect(order)
  for (const { version } of updated) collect(version.order)
  if (titles.size === 0) return new Map()
  const known = await catalog.variantsBySku(tx, [...titles.keys()])
  if (unknownSkus === 'hold' || known.size === titles.size) return known
  const missing = [...titles].filter(([sku]) => !known.has(sku))
  const made = await catalog.createUntracked(
    tx,
    missing.map(([sku, title]) => ({ sku, title: title.trim() || sku }))
  )
  return new Map([...known, ...made])
}

/**
 * Other orders that a version speaks for: those split from its order follow the channel's word, and the one it was
 * merged into is held when the channel cancels what is in it.
 */
async function kinOf(tx: Tx, updated: readonly OrderRecord[]): Promise<OrderRecord[]> {
  const here = new Set(updated.map(({ row }) => row.id))
  const parents = new Map(
    updated.filter(({ row }) => row.isRestructured === 1).map((record) => [record.row.id, record])
  )
  const merged = updated.filter(({ row }) => row.mergedInto !== null)
  if (parents.size === 0 && merged.length === 0) return []
  const splits = (await loadSplits(tx, [...parents.keys()])).filter(({ row }) => !here.has(row.id))
  for (const record of splits) follow(record, parents.get(record.row.splitFrom!)!)
  const canceled = merged.filter(({ row }) => row.channelState && isDead(row.channelState))
  const targetIds = canceled.map(({ row }) => row.mergedInto!).filter((id) => !here.has(id))
  const targets = await loadRecords(tx, [...new Set(targetIds)])
  for (const record of targets) {
    const sources = canceled.filter(({ row }) => row.mergedInto === record.row.id)
    const numbers = sources.map(({ row }) => row.number).join(', ')
    const message = `The channel canceled ${numbers}, which was merged into this order`
    record.news = { causes: new Map([['restructured', message]]), isHeld: false }
    record.entry = { kind: 'channel_changed', detail: { canceled: numbers } }
  }
  return [...splits, ...targets]
}

/** What orders that were split keep in common, as long as nobody has changed it in one of them. */
const common = ['customerRef', 'buyer', 'address', 'country', 'buyerNote', 'shipBy'] as const

/** Brings an order that was split off up to the channel's word on the one that it was part of. */
function follow(split: OrderRecord, { row, before, news }: OrderRecord): void {
  split.row.channelState = row.channelState
  split.row.rawStatus = row.rawStatus
  const changed = common.filter((column) => split.row[column] === before![column])
  Object.assign(split.row, Object.fromEntries(changed.map((column) => [column, row[column]])))
  if (news) split.news = newsForSplit(news, split)
  split.entry = { kind: 'channel_changed', detail: { rawStatus: row.rawStatus } }
}
