import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { EnrolmentState } from './steps.ts'
import type {
  EnrolmentItemRow,
  EnrolmentRow,
  EnrolmentStepRow,
  PlatformEventRow
} from './tables.ts'

interface Paging {
  limit: number
  after?: string | undefined
}

/** What a list of enrolments may be narrowed to. */
export interface EnrolmentFilters {
  eventId?: string | undefined
  state?: EnrolmentState | undefined
  sku?: string | undefined
}

/** One page of enrolments, newest first: one query. */
export function listEnrolments(
  db: Reader,
  { eventId, state, sku }: EnrolmentFilters,
  paging: Paging
): Promise<Page<EnrolmentRow>> {
  let query = db.selectFrom('enrolments').selectAll()
  if (eventId !== undefined) query = query.where('eventId', '=', eventId)
  if (state !== undefined) query = query.where('state', '=', state)
  if (sku !== undefined) {
    const having = db.selectFrom('enrolmentItems').select('enrolmentId').where('sku', '=', sku)
    query = query.where('id', 'in', having)
  }
  return pageOf(query, { list: 'enrolments', sort: ['-id'], ...paging })
}

export function findEnrolment(db: Reader, id: string): Promise<EnrolmentRow | undefined> {
  return db.selectFrom('enrolments').selectAll().where('id', '=', id).executeTakeFirst()
}

/** An enrolment about to be changed, locked. */
export async function lockEnrolment(tx: Tx, id: string): Promise<EnrolmentRow | undefined> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<EnrolmentRow>`
    select * from enrolments where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

export async function insertEnrolment(
  tx: Tx,
  row: EnrolmentRow,
  items: readonly EnrolmentItemRow[]
): Promise<void> {
  await insertAll(tx, 'enrolments', [row])
  await insertAll(tx, 'enrolmentItems', items)
}

export async function updateEnrolment(tx: Tx, row: EnrolmentRow): Promise<void> {
  const { id, ...columns } = row
  await tx.updateTable('enrolments').set(columns).where('id', '=', id).execute()
}

export async function replaceItems(
  tx: Tx,
  enrolmentId: string,
  items: readonly EnrolmentItemRow[]
): Promise<void> {
  await tx.deleteFrom('enrolmentItems').where('enrolmentId', '=', enrolmentId).execute()
  await insertAll(tx, 'enrolmentItems', items)
}

/** Items of enrolments as they were written, by enrolment: one query. */
export async function itemsOf(
  db: Reader,
  enrolmentIds: readonly string[]
): Promise<Map<string, EnrolmentItemRow[]>> {
  const items = new Map<string, EnrolmentItemRow[]>(enrolmentIds.map((id) => [id, []]))
  const rows = await db
    .selectFrom('enrolmentItems')
    .selectAll()
    .where(isOneOf(db, 'enrolmentId', enrolmentIds))
    .orderBy('enrolmentId')
    .orderBy('place')
    .execute()
  for (const row of rows) items.get(row.enrolmentId)!.push(row)
  return items
}

export async function insertSteps(tx: Tx, rows: readonly EnrolmentStepRow[]): Promise<void> {
  await insertAll(tx, 'enrolmentSteps', rows)
}

/** Steps of an enrolment, oldest first: one query. */
export function listSteps(
  db: Reader,
  enrolmentId: string,
  paging: Paging
): Promise<Page<EnrolmentStepRow>> {
  const query = db.selectFrom('enrolmentSteps').selectAll().where('enrolmentId', '=', enrolmentId)
  return pageOf(query, { list: 'enrolmentSteps', sort: ['version'], ...paging })
}

/** A SKU that is promised twice. */
export interface Conflict {
  sku: string
  enrolmentId: string
  eventId: string
}

/**
 * Finds another enrolment that holds us to one of the SKUs while the event goes on: on the same channel, or on the same
 * platform where one of both events names no channel. Only one transaction looks at a time, so that no two are approved at
 * once; SQLite has one writer.
 */
export async function findConflict(
  tx: Tx,
  enrolmentId: string,
  { channelId, platform, startsAt, endsAt }: PlatformEventRow
): Promise<Conflict | undefined> {
  if (tx.dialect === 'postgres') {
    await sql`select pg_advisory_xact_lock(hashtextextended('promotions:enrolments', 0))`.execute(
      tx
    )
  }
  const { rows } = await sql<Conflict>`
    select theirs.sku, theirs.enrolment_id, e.event_id
    from enrolment_items ours join enrolment_items theirs
      on theirs.sku = ours.sku and theirs.enrolment_id <> ours.enrolment_id
    join enrolments e on e.id = theirs.enrolment_id
    join platform_events v on v.id = e.event_id
    where ours.enrolment_id = ${enrolmentId} and e.state in ('approved', 'running')
      and v.starts_at < ${endsAt} and v.ends_at > ${startsAt}
      and (v.channel_id = ${channelId} or ((v.channel_id is null or ${channelId === null ? 1 : 0} = 1)
        and v.platform = ${platform}))
    order by theirs.sku, theirs.enrolment_id limit 1`.execute(tx)
  return rows[0]
}

/** Enrolments in a state whose event has come to a point, a page of them, locked; those that others hold come later. */
export async function lockDue(
  tx: Tx,
  { state, point }: { state: EnrolmentState; point: 'startsAt' | 'endsAt' },
  limit: number
): Promise<EnrolmentRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update of e skip locked' : '')
  const { rows } = await sql<EnrolmentRow>`
    select e.* from enrolments e join platform_events v on v.id = e.event_id
    where e.state = ${state} and v.${sql.ref(point)} <= ${tx.now}
    order by e.id limit ${limit} ${lock}`.execute(tx)
  return rows
}

/** Takes enrolments that are locked to a state, each with a new version. */
export async function moveAll(
  tx: Tx,
  ids: readonly string[],
  state: EnrolmentState
): Promise<void> {
  await tx
    .updateTable('enrolments')
    .set((eb) => ({ state, version: eb('version', '+', 1), updatedAt: tx.now }))
    .where(isOneOf(tx, 'id', ids))
    .execute()
}

/** Enrolments that run in an event, a page by key, kept as they are. */
export async function runningIn(
  tx: Tx,
  eventId: string,
  { after, limit }: { after: string; limit: number }
): Promise<EnrolmentRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for share' : '')
  const { rows } = await sql<EnrolmentRow>`
    select * from enrolments where event_id = ${eventId} and state = 'running' and id > ${after}
    order by id limit ${limit} ${lock}`.execute(tx)
  return rows
}
