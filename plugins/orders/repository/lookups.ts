import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf, rowsFrom } from '#core/database/rows'
import type { ChannelOrderRef, IssuedCreditNote } from '../api.ts'
import type { CreditNoteLineRow, CreditNoteRow } from '../tables.ts'
import { creditLinesOf } from './credit-notes.ts'

/** See `OrdersService.idsOf`. */
export async function idsOf(
  db: Reader,
  refs: readonly Omit<ChannelOrderRef, 'orderId'>[]
): Promise<ChannelOrderRef[]> {
  if (refs.length === 0) return []
  const columns = { channelId: 'text', externalId: 'text' } as const
  const { rows } = await sql<ChannelOrderRef>`
    select o.channel_id, o.external_id, coalesce(o.split_from, o.id) as order_id
    from orders o join ${rowsFrom(db, 'named', columns, refs)}
      on o.channel_id = named.channel_id and o.external_id = named.external_id`.execute(db)
  return rows
}

/** See `OrdersService.creditNotesOf`. */
export async function creditNotesOf(
  db: Reader,
  ids: readonly string[]
): Promise<IssuedCreditNote[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('creditNotes')
    .selectAll()
    .where(isOneOf(db, 'id', ids))
    .orderBy('id')
    .execute()
  return withLines(db, rows)
}

/** See `OrdersService.creditNotesAfter`. */
export async function creditNotesAfter(
  db: Reader,
  { after, limit }: { after: string | null; limit: number }
): Promise<IssuedCreditNote[]> {
  const rows = await db
    .selectFrom('creditNotes')
    .selectAll()
    .$if(after !== null, (query) => query.where('id', '>', after!))
    .orderBy('id')
    .limit(limit)
    .execute()
  return withLines(db, rows)
}

async function withLines(db: Reader, rows: readonly CreditNoteRow[]): Promise<IssuedCreditNote[]> {
  const lines = await creditLinesOf(
    db,
    rows.map(({ id }) => id)
  )
  const byNote = new Map(rows.map(({ id }) => [id, [] as CreditNoteLineRow[]]))
  for (const line of lines) byNote.get(line.creditNoteId)!.push(line)
  return rows.map(
    ({
      id,
      channelId,
      externalId,
      reason,
      orderId,
      currency,
      totalMinor,
      customerRef,
      issuedAt
    }) => ({
      ...{ id, channelId, externalId, reason, orderId, currency, totalMinor },
      ...{ customerRef, issuedAt, lines: byNote.get(id)! }
    })
  )
}
