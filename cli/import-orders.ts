import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { sql } from 'kysely'
import type { Engine, RejectedEntry } from 'shopkeeper'
import type { SyncCounts } from '#plugins/channels'
import type { ImportSummary } from '#plugins/orders'

/** What is to be imported, and how. */
export interface OrderImport {
  /** Files, and at most one folder. */
  paths: readonly string[]
  /** Name of a ready mapping of the flat-file adapter. */
  mapping: string
  /** Channel that the orders belong to. Default: one for each mapping, such as `import-online-retail`. */
  channelId?: string
  /** Further settings of the flat-file account: zone, currency, delimiter and so on. */
  settings?: Readonly<Record<string, unknown>>
  signal: AbortSignal
  onPage?: (progress: { rows: number; source: string }) => void
}

/** What a channel's files have brought in all, counted from what is stored. */
export interface OrderImportSummary extends ImportSummary {
  /** Rows of the files that were taken, rejected ones included. */
  rows: number
  /** Rows that were corrections of stock. */
  adjustmentRows: number
}

export interface OrderImportResult {
  summary: OrderImportSummary
  /** What this run has done. */
  counts: SyncCounts
  /** Rows and files that could not be taken and are not settled, the latest first; at most a hundred. */
  rejected: RejectedEntry[]
}

/**
 * Takes orders in from files, through a flat-file channel that nothing else pulls: page by page, each page in one
 * transaction with its place in the file. Killed anywhere and run again it goes on from there; what was taken before
 * changes nothing. SKUs that the catalog lacks are made as untracked ones: order files carry no stock.
 *
 * Errors: CHANNEL_SETTINGS_INVALID; CHANNEL_CALL_FAILED when a path is not there.
 */
export async function importOrders(
  engine: Engine,
  { paths, mapping, channelId = `import-${mapping}`, settings, signal, onPage }: OrderImport
): Promise<OrderImportResult> {
  const channels = engine.use('channels')
  const files = await sortPaths(paths)
  await engine.transaction(
    (tx) =>
      channels.save(tx, {
        id: channelId,
        platform: 'flat-file',
        name: `Import of ${mapping} files`,
        // Whoever imports says that the files are whole: there is nothing to wait for.
        settings: { settleMs: 0, ...settings, mapping, ...files },
        unknownSkus: 'createUntracked',
        isEnabled: false,
        pushStock: false,
        pushPrices: false
      }),
    { actor: 'cli' }
  )
  const counts = await channels.pullOrders(channelId, { signal, ...(onPage && { onPage }) })
  return {
    summary: await summarizeImport(engine, channelId),
    counts,
    rejected: await openRejected(engine, channelId)
  }
}

/** Counts what a flat-file channel has brought: from the database, not from the files. */
export async function summarizeImport(
  engine: Engine,
  channelId: string
): Promise<OrderImportSummary> {
  const { db } = engine
  const sources = await sql<{ rows: number }>`select coalesce(sum(rows), 0) as rows
    from channel_sources where channel_id = ${channelId}`.execute(db)
  const prefix = `${channelId}:`
  const adjustments = await sql<{ rows: number }>`select count(*) as rows from stock_movements
    where kind = 'adjustment' and substr(source_id, 1, ${prefix.length}) = ${prefix}`.execute(db)
  const { orders, orderLines, units, grossMinor, creditNotes, ...rest } = await engine
    .use('orders')
    .importSummary(db, channelId)
  const { creditLines, creditMinor, badDebtInvoices, guestOrders, skus } = rest
  return {
    rows: sources.rows[0]!.rows,
    orders,
    orderLines,
    units,
    grossMinor,
    creditNotes,
    creditLines,
    creditMinor,
    adjustmentRows: adjustments.rows[0]!.rows,
    badDebtInvoices,
    guestOrders,
    skus
  }
}

async function openRejected(engine: Engine, channelId: string): Promise<RejectedEntry[]> {
  const rows = await engine.db
    .selectFrom('channelRejected')
    .select(['source', 'line', 'columnName', 'reason', 'externalId'])
    .where('channelId', '=', channelId)
    .where('settledAt', 'is', null)
    .orderBy('lastSeenAt', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
  return rows.map(({ columnName, externalId, ...row }) => ({
    ...row,
    column: columnName,
    ...(externalId !== null && { externalId })
  }))
}

/** A setting that is left out stays as the last import had it: both are always said. */
async function sortPaths(
  paths: readonly string[]
): Promise<{ folder: string | undefined; files: string[] }> {
  const files: string[] = []
  let folder: string | undefined
  for (const path of paths.map((given) => resolve(given))) {
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false
    )
    if (isFolder && folder !== undefined) throw new RangeError('import one folder at a time')
    if (isFolder) folder = path
    else files.push(path)
  }
  return { folder, files }
}
