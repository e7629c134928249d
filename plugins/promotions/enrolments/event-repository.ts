import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PlatformEventRow } from './tables.ts'

interface Paging {
  limit: number
  after?: string | undefined
}

/** What a list of events may be narrowed to. */
export interface EventFilters {
  channelId?: string | undefined
  platform?: string | undefined
  /** Going on at this instant. */
  at?: string | undefined
}

/** One page of events, newest first: one query. */
export function listEvents(
  db: Reader,
  { channelId, platform, at }: EventFilters,
  paging: Paging
): Promise<Page<PlatformEventRow>> {
  let query = db.selectFrom('platformEvents').selectAll()
  if (channelId !== undefined) query = query.where('channelId', '=', channelId)
  if (platform !== undefined) query = query.where('platform', '=', platform)
  if (at !== undefined) query = query.where('startsAt', '<=', at).where('endsAt', '>', at)
  return pageOf(query, { list: 'platformEvents', sort: ['-id'], ...paging })
}

export function findEvent(db: Reader, id: string): Promise<PlatformEventRow | undefined> {
  return db.selectFrom('platformEvents').selectAll().where('id', '=', id).executeTakeFirst()
}

/** An event that is decided on: `share` keeps it as it is, `own` is for changing it. Always before its enrolments. */
export async function lockEvent(
  tx: Tx,
  id: string,
  how: 'share' | 'own'
): Promise<PlatformEventRow | undefined> {
  const clause = how === 'share' ? 'for share' : 'for update'
  const lock = sql.raw(tx.dialect === 'postgres' ? clause : '')
  const { rows } = await sql<PlatformEventRow>`
    select * from platform_events where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

export async function insertEvent(tx: Tx, row: PlatformEventRow): Promise<void> {
  await insertAll(tx, 'platformEvents', [row])
}

export async function updateEvent(tx: Tx, row: PlatformEventRow): Promise<void> {
  const { id, ...columns } = row
  await tx.updateTable('platformEvents').set(columns).where('id', '=', id).execute()
}

/** How many enrolments of an event stand where. */
export async function countStates(db: Reader, eventId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('enrolments')
    .select(['state', (eb) => eb.fn.countAll<number | string>().as('enrolments')])
    .where('eventId', '=', eventId)
    .groupBy('state')
    .execute()
  return new Map(rows.map(({ state, enrolments }) => [state, Number(enrolments)]))
}

/** Events whose window is about to end, or has ended: with how many drafts are left. */
export async function eventsWithDrafts(
  db: Reader,
  { from, to }: { from: string; to: string }
): Promise<(Pick<PlatformEventRow, 'id' | 'title' | 'enrolUntil'> & { drafts: number })[]> {
  const { rows } = await sql<{ id: string; title: string; enrolUntil: string; drafts: number }>`
    select v.id, v.title, v.enrol_until, count(e.id) as drafts
    from platform_events v left join enrolments e on e.event_id = v.id and e.state = 'draft'
    where v.enrol_until > ${from} and v.enrol_until <= ${to}
    group by v.id, v.title, v.enrol_until order by v.id`.execute(db)
  return rows.map((row) => ({ ...row, drafts: Number(row.drafts) }))
}

/** Events that enrolments run in. */
export function eventsRunning(db: Reader): Promise<PlatformEventRow[]> {
  return db
    .selectFrom('platformEvents')
    .selectAll()
    .where('id', 'in', db.selectFrom('enrolments').select('eventId').where('state', '=', 'running'))
    .orderBy('id')
    .execute()
}
