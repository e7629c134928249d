import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { SlaCalendarRow, SlaPolicyRow } from '../tables.ts'

export async function allCalendars(db: Reader): Promise<SlaCalendarRow[]> {
  return db.selectFrom('slaCalendars').selectAll().orderBy('id').execute()
}

export async function findCalendar(db: Reader, id: string): Promise<SlaCalendarRow | undefined> {
  return db.selectFrom('slaCalendars').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A calendar, locked until the transaction ends. */
export async function lockCalendar(tx: Tx, id: string): Promise<SlaCalendarRow | undefined> {
  return tx
    .updateTable('slaCalendars')
    .set({ version: sql<number>`version` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export async function insertCalendar(tx: Tx, row: SlaCalendarRow): Promise<void> {
  await insertAll(tx, 'slaCalendars', [row])
}

export async function saveCalendar(tx: Tx, { id, ...row }: SlaCalendarRow): Promise<void> {
  await tx.updateTable('slaCalendars').set(row).where('id', '=', id).execute()
}

export async function deleteCalendar(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('slaCalendars').where('id', '=', id).execute()
}

/** Takes the place of the default away from whichever has it. */
export async function clearDefault(tx: Tx): Promise<void> {
  await tx.updateTable('slaCalendars').set({ isDefault: 0 }).where('isDefault', '=', 1).execute()
}

/** What still needs a calendar. */
export async function usesOf(
  db: Reader,
  calendarId: string
): Promise<{ policies: number; openClocks: number }> {
  const { rows } = await sql<Record<'policies' | 'openClocks', string | number>>`select
      (select count(*) from sla_policies where calendar_id = ${calendarId}) as policies,
      (select count(*) from sla_clocks where calendar_id = ${calendarId}
        and state in ('running', 'paused')) as open_clocks`.execute(db)
  const { policies, openClocks } = rows[0]!
  return { policies: Number(policies), openClocks: Number(openClocks) }
}

export async function allPolicies(db: Reader): Promise<SlaPolicyRow[]> {
  return db.selectFrom('slaPolicies').selectAll().orderBy('id').execute()
}

export async function findPolicy(db: Reader, id: string): Promise<SlaPolicyRow | undefined> {
  return db.selectFrom('slaPolicies').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A policy, locked until the transaction ends. */
export async function lockPolicy(tx: Tx, id: string): Promise<SlaPolicyRow | undefined> {
  return tx
    .updateTable('slaPolicies')
    .set({ version: sql<number>`version` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export async function insertPolicy(tx: Tx, row: SlaPolicyRow): Promise<void> {
  await insertAll(tx, 'slaPolicies', [row])
}

export async function savePolicy(tx: Tx, { id, ...row }: SlaPolicyRow): Promise<void> {
  await tx.updateTable('slaPolicies').set(row).where('id', '=', id).execute()
}

export async function deletePolicy(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('slaPolicies').where('id', '=', id).execute()
}
