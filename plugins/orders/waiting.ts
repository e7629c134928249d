import type { JobContext } from '#core/jobs'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { VariantRef } from '#plugins/catalog'
import type { InventoryService } from '#plugins/inventory'
import { heldOf } from './due.ts'
import { directChannelId } from './place.ts'
import { changeLine, type OrderRecord } from './record.ts'
import { idsWithUnmapped, loadRecords } from './repository/records.ts'
import {
  findLateIds,
  findUnpaidIds,
  isAwaited,
  type WaitingLine,
  waitingLines
} from './repository/waiting.ts'
import { type SettleParts, settle } from './settle.ts'

/** Orders that one transaction of a job works on. */
const pageSize = 200

/** Gives lines that name a SKU the catalog now has their variant, their stock, and frees their orders. */
export async function mapWaitingLines(
  tx: Tx,
  parts: SettleParts,
  variants: readonly VariantRef[]
): Promise<void> {
  const bySku = new Map(variants.map((variant) => [variant.sku, variant]))
  const records = await loadRecords(tx, await idsWithUnmapped(tx, [...bySku.keys()]))
  if (records.length === 0) return
  for (const record of records) {
    const skus = new Set<string>()
    for (const line of record.lines) {
      const variant = line.variantId === null ? bySku.get(line.sku) : undefined
      if (!variant) continue
      changeLine(record, line, { variantId: variant.id })
      skus.add(line.sku)
    }
    record.entry = { kind: 'sku_mapped', detail: { skus: [...skus] } }
  }
  await settle(tx, parts, records)
}

/** Wakes the job that serves waiting lines, if one of them can be served now. */
export async function wakeWaiting(
  tx: Tx,
  stock: readonly { variantId: string; available: number }[]
): Promise<void> {
  const there = stock.filter(({ available }) => available > 0)
  if (await isAwaited(tx, there)) await tx.enqueue('orders.allocate-waiting', [{ payload: {} }])
}

/** Gives stock to the lines that wait for it, oldest first, a page a transaction. */
export async function allocateWaiting(
  job: Pick<JobContext<unknown>, 'pages'>,
  parts: SettleParts
): Promise<void> {
  await job.pages('', async (tx, after) => {
    const lines = await waitingLines(tx, { after, limit: pageSize })
    const ids = await servableOrders(tx, parts.inventory, lines)
    const records = await loadRecords(tx, ids)
    for (const record of records) record.entry = { kind: 'stock_arrived' }
    records.sort((a, b) => compare(a.row.placedAt, b.row.placedAt))
    if (records.length > 0) await settle(tx, parts, records)
    return lines.length < pageSize ? undefined : lines.at(-1)!.id
  })
}

/** The orders with a line that can have all it lacks. What is not counted is always there. */
async function servableOrders(
  tx: Tx,
  inventory: InventoryService,
  lines: readonly WaitingLine[]
): Promise<string[]> {
  if (lines.length === 0) return []
  const left = await inventory.available(tx, [...new Set(lines.map((line) => line.variantId))])
  const ids = new Set<string>()
  for (const { variantId, orderId, quantity } of lines) {
    const available = left.get(variantId) ?? quantity
    if (available < quantity) continue
    left.set(variantId, available - quantity)
    ids.add(orderId)
  }
  return [...ids]
}

/** Opens an exception for orders that are past their day. */
export async function findLate(
  job: Pick<JobContext<unknown>, 'pages'>,
  parts: SettleParts
): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const records = await loadRecords(tx, await findLateIds(tx, pageSize))
    for (const record of records) {
      record.isFoundLate = true
      record.entry = { kind: 'late', detail: { shipBy: record.row.shipBy } }
    }
    if (records.length > 0) await settle(tx, parts, records)
    return afterPage(done, records)
  })
}

/** Closes orders placed here that were not paid in time. */
export async function closeUnpaid(
  job: Pick<JobContext<unknown>, 'pages'>,
  parts: SettleParts,
  afterMinutes: number
): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const before = instantAt(instantMs(tx.now) - afterMinutes * 60_000)
    const limit = pageSize
    const ids = await findUnpaidIds(tx, { channelId: directChannelId, before, limit })
    const records = (await loadRecords(tx, ids)).filter(isUnpaid)
    for (const record of records) {
      record.row.ownState = 'closed'
      record.entry = { kind: 'closed', detail: { unpaidAfterMinutes: afterMinutes } }
    }
    if (records.length > 0) await settle(tx, parts, records)
    return afterPage(done, ids)
  })
}

/** Asked once the order is locked: it may have been paid since it was found. */
function isUnpaid({ row }: OrderRecord): boolean {
  return row.state === 'awaiting_payment' && heldOf(row) === 0
}

/** Each page takes what the one before has left; one that is not full is the last. */
function afterPage(done: number, page: readonly unknown[]): number | undefined {
  return page.length === pageSize ? done + page.length : undefined
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
