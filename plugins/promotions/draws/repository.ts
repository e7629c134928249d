import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { DrawEntry } from './algorithm.ts'
import type { DrawState } from './steps.ts'
import type { DrawRow, DrawWinnerRow } from './tables.ts'

interface Paging {
  limit: number
  after?: string | undefined
}

/** One page of draws, newest first: one query. */
export function listDraws(
  db: Reader,
  { state }: { state?: DrawState | undefined },
  paging: Paging
): Promise<Page<DrawRow>> {
  let query = db.selectFrom('draws').selectAll()
  if (state !== undefined) query = query.where('state', '=', state)
  return pageOf(query, { list: 'draws', sort: ['-id'], ...paging })
}

export function findDraw(db: Reader, id: string): Promise<DrawRow | undefined> {
  return db.selectFrom('draws').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A draw that is decided on: `share` keeps it as it is, `own` is for a step. */
export async function lockDraw(
  tx: Tx,
  id: string,
  how: 'share' | 'own'
): Promise<DrawRow | undefined> {
  const clause = how === 'share' ? 'for share' : 'for update'
  const lock = sql.raw(tx.dialect === 'postgres' ? clause : '')
  const { rows } = await sql<DrawRow>`select * from draws where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

export async function insertDraw(tx: Tx, row: DrawRow): Promise<void> {
  await insertAll(tx, 'draws', [row])
}

export async function updateDraw(tx: Tx, id: string, change: Partial<DrawRow>): Promise<void> {
  await tx
    .updateTable('draws')
    .set((eb) => ({ ...change, version: eb('version', '+', 1), updatedAt: tx.now }))
    .where('id', '=', id)
    .execute()
}

/** Draws that time asks something of, a page by key. */
export async function drawsDue(
  db: Reader,
  now: string,
  { after, limit }: { after: string; limit: number }
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from draws where id > ${after}
      and ((state = 'open' and entry_until <= ${now})
        or (state = 'closed' and (entries_digest is null or draw_at <= ${now})))
    order by id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Entries that take part, in the order of their ids, a page by key. */
export function entriesAfter(
  db: Reader,
  drawId: string,
  { after, limit }: { after: string; limit: number }
): Promise<DrawEntry[]> {
  return db
    .selectFrom('drawEntries')
    .select(['id', 'customerId'])
    .where('drawId', '=', drawId)
    .where('state', '=', 'in')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function insertWinners(tx: Tx, rows: readonly DrawWinnerRow[]): Promise<void> {
  await insertAll(tx, 'drawWinners', rows)
}

/** One page of winners, in the order they were drawn: one query. */
export function listWinners(
  db: Reader,
  { drawId, state }: { drawId: string; state?: DrawWinnerRow['state'] | undefined },
  paging: Paging
): Promise<Page<DrawWinnerRow>> {
  let query = db.selectFrom('drawWinners').selectAll().where('drawId', '=', drawId)
  if (state !== undefined) query = query.where('state', '=', state)
  return pageOf(query, { list: 'drawWinners', sort: ['place'], ...paging })
}

/** All winners of a draw, as they were drawn. */
export function winnersOf(db: Reader, drawId: string) {
  return db
    .selectFrom('drawWinners')
    .select(['place', 'prize', 'entryId', 'customerId'])
    .where('drawId', '=', drawId)
    .orderBy('place')
    .execute()
}

/** How many units of each prize are settled how: one query. */
export async function countWinners(
  db: Reader,
  drawId: string
): Promise<{ prize: number; state: DrawWinnerRow['state']; winners: number }[]> {
  const rows = await db
    .selectFrom('drawWinners')
    .select(['prize', 'state', (eb) => eb.fn.countAll<number | string>().as('winners')])
    .where('drawId', '=', drawId)
    .groupBy(['prize', 'state'])
    .execute()
  return rows.map((row) => ({ ...row, winners: Number(row.winners) }))
}

/** Names a winner. */
export type WinnerKey = Pick<DrawWinnerRow, 'drawId' | 'place'>

/** Winners that wait for their prizes and may be tried, the longest waiting first. */
export function winnersDue(db: Reader, now: string, limit: number): Promise<WinnerKey[]> {
  return db
    .selectFrom('drawWinners')
    .select(['drawId', 'place'])
    .where('state', '=', 'pending')
    .where('retryAt', '<=', now)
    .orderBy('retryAt')
    .orderBy('drawId')
    .orderBy('place')
    .limit(limit)
    .execute()
}

/** A winner about to be settled, locked; `skip`: undefined when another is at it. */
export async function lockWinner(
  tx: Tx,
  { drawId, place }: WinnerKey,
  { skip }: { skip: boolean }
): Promise<DrawWinnerRow | undefined> {
  const clause = skip ? 'for update skip locked' : 'for update'
  const lock = sql.raw(tx.dialect === 'postgres' ? clause : '')
  const { rows } = await sql<DrawWinnerRow>`
    select * from draw_winners where draw_id = ${drawId} and place = ${place} ${lock}`.execute(tx)
  return rows[0]
}

export async function updateWinner(
  tx: Tx,
  { drawId, place }: WinnerKey,
  change: Partial<DrawWinnerRow>
): Promise<void> {
  await tx
    .updateTable('drawWinners')
    .set(change)
    .where('drawId', '=', drawId)
    .where('place', '=', place)
    .execute()
}

/** Whether a prize of a draw still could not be given. */
export async function hasProblems(db: Reader, drawId: string): Promise<boolean> {
  const row = await db
    .selectFrom('drawWinners')
    .select('place')
    .where('drawId', '=', drawId)
    .where('state', '=', 'pending')
    .where('problem', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Those of these draws that still take entries, kept so; in the order of their ids. */
export async function shareOpen(tx: Tx, drawIds: readonly string[]): Promise<string[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for share' : '')
  const { rows } = await sql<{ id: string }>`
    select id from draws where ${isOneOf(tx, 'id', drawIds)} and state = 'open'
    order by id ${lock}`.execute(tx)
  return rows.map(({ id }) => id)
}

/**
 * Lets one transaction at a time enter customers, or make one of them part of another: two would both be under the cap.
 * Always before draws are locked. SQLite has one writer.
 */
export async function lockEntrants(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (tx.dialect !== 'postgres') return
  const names = [...new Set(customerIds)].map((id) => `draws:${id}`)
  await sql`select pg_advisory_xact_lock(key) from (
    select hashtextextended(name, 0) as key from unnest(${names}::text[]) as name order by 1
  ) as keys`.execute(tx)
}
