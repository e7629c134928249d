import type { ChannelOrder } from '#core/channel/documents'
import type { Tx } from '#core/transaction'
import type { CatalogService, VariantRef } from '#plugins/catalog'
import type { IntakeOutcome, IntakeSource } from '../api.ts'
import {
  completeRecords,
  findByExternalId,
  lockIntake,
  touchOrders
} from '../repository/records.ts'
import { type SettleParts, settle } from '../settle.ts'
import { createFrom, updateFrom } from './apply.ts'
import { takeEarlyNotes } from './early-notes.ts'
import { tellFamilies } from './families.ts'
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
  const notes = await takeEarlyNotes(tx, source.channelId, [...created, ...updated])
  const kin = await tellFamilies(tx, updated, versions)
  const records = [...created, ...updated, ...kin]
  if (records.length > 0) await settle(tx, parts, records)
  await tx.emit('creditNote.matched', notes)
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
