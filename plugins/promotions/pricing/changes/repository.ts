import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { PriceChangeRow } from '../tables.ts'
import { priceKey } from './parts.ts'

export async function insertChanges(tx: Tx, rows: readonly PriceChangeRow[]): Promise<void> {
  await insertAll(tx, 'priceChanges', rows)
}

/** Changes by id, oldest first; whoever else decides on them waits. */
export async function lockChanges(tx: Tx, ids: readonly string[]): Promise<PriceChangeRow[]> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<PriceChangeRow>`
    select * from price_changes where ${isOneOf(tx, 'id', ids)} order by id ${lock}`.execute(tx)
  return rows
}

/** Approved changes whose time has come, in the order of their time. */
export async function lockDue(tx: Tx, now: Instant, limit: number): Promise<PriceChangeRow[]> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<PriceChangeRow>`
    select * from price_changes where state = 'approved' and effective_at <= ${now}
    order by effective_at, id limit ${limit} ${lock}`.execute(tx)
  return rows
}

/**
 * How often the list prices of variants have changed, by `priceKey`. Whoever sets a price holds its product, so that no
 * two count at once.
 */
export async function lastSequences(
  tx: Tx,
  variantIds: readonly string[]
): Promise<Map<string, number>> {
  const { rows } = await sql<{ variantId: string; currency: string; last: number | null }>`
    select variant_id, currency, max(applied_sequence) as last from price_changes
    where ${isOneOf(tx, 'variantId', variantIds)} group by variant_id, currency`.execute(tx)
  return new Map(rows.map((row) => [priceKey(row), row.last ?? 0]))
}

/** Writes all that may become of changes. */
export async function updateChanges(tx: Tx, rows: readonly PriceChangeRow[]): Promise<void> {
  if (rows.length === 0) return
  const columns = {
    id: 'text',
    oldMinor: 'integer',
    state: 'text',
    decidedBy: 'text',
    decidedAt: 'text',
    note: 'text',
    appliedAt: 'text',
    appliedSequence: 'integer',
    changeBps: 'integer',
    overLimit: 'text'
  } as const
  await sql`
    update price_changes set old_minor = c.old_minor, state = c.state, decided_by = c.decided_by,
      decided_at = c.decided_at, note = c.note, applied_at = c.applied_at,
      applied_sequence = c.applied_sequence, change_bps = c.change_bps, over_limit = c.over_limit
    from ${rowsFrom(tx, 'c', columns, rows)} where price_changes.id = c.id`.execute(tx)
}

/** Lets one transaction at a time reckon what policies want, or two would propose the same. SQLite has one writer. */
export async function awaitTurn(tx: Tx): Promise<void> {
  if (tx.dialect !== 'postgres') return
  await sql`select pg_advisory_xact_lock(hashtextextended('pricing:recalculate', 0))`.execute(tx)
}

/** What policies have proposed for variants and is open, or was refused; whoever else decides on it waits. */
export async function lockPolicyChanges(
  tx: Tx,
  variantIds: readonly string[]
): Promise<PriceChangeRow[]> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<PriceChangeRow>`
    select * from price_changes where ${isOneOf(tx, 'variantId', variantIds)}
      and policy_id is not null and state in ('proposed', 'rejected')
    order by id ${lock}`.execute(tx)
  return rows
}

/** Filters of the list of changes. */
export interface ChangeFilters {
  variantId?: string | undefined
  sku?: string | undefined
  state?: PriceChangeRow['state'] | undefined
  source?: PriceChangeRow['source'] | undefined
}

export function changesQuery(db: Reader, { variantId, sku, state, source }: ChangeFilters) {
  let query = db.selectFrom('priceChanges').selectAll()
  if (variantId) query = query.where('variantId', '=', variantId)
  if (sku) query = query.where('sku', '=', sku)
  if (state) query = query.where('state', '=', state)
  if (source) query = query.where('source', '=', source)
  return query
}
