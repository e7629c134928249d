import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CaseCreditNoteRow } from './tables.ts'

/** Notes which cases credit notes are of; the first case of one counts. */
export async function keepNotes(tx: Tx, rows: readonly CaseCreditNoteRow[]): Promise<void> {
  await insertAll(tx, 'caseCreditNotes', rows, { on: ['channelId', 'externalId'] })
}

/**
 * Which of these credit notes have a case, or are of a refund that was asked for here: the external ids of those, each with
 * its channel. Two queries.
 */
export async function notesWithCase(
  db: Reader,
  notes: readonly { channelId: string; externalId: string }[]
): Promise<Set<string>> {
  if (notes.length === 0) return new Set()
  const columns = { channelId: 'text', externalId: 'text' } as const
  const { rows } = await sql<{ channelId: string; externalId: string }>`
    select n.channel_id, n.external_id from case_credit_notes n
    join ${rowsFrom(db, 'named', columns, notes)}
      on n.channel_id = named.channel_id and n.external_id = named.external_id`.execute(db)
  const ids = notes.map(({ externalId }) => externalId)
  const refunds = await db
    .selectFrom('refunds')
    .select('id')
    .where(isOneOf(db, 'id', ids))
    .execute()
  const isRefund = new Set(refunds.map(({ id }) => id))
  return new Set(
    [...rows, ...notes.filter(({ externalId }) => isRefund.has(externalId))].map(noteKey)
  )
}

/** Names a credit note in a set. */
export function noteKey(note: { channelId: string; externalId: string }): string {
  return JSON.stringify([note.channelId, note.externalId])
}
