import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CustomerMove } from '../scope.ts'
import { openVariables } from './send/make.ts'
import { toldOf } from './send/record.ts'

/** Messages of members are reckoned to another customer, those that wait too. */
export async function moveMessages(
  tx: Tx,
  { fromId, intoId, memberIds }: CustomerMove
): Promise<void> {
  await tx
    .updateTable('crmMessages')
    .set({ customerId: intoId })
    .where('customerId', '=', fromId)
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
}

/** Takes away what was said to members, and lets nothing more be said. That something was sent stays. */
export async function forgetMessages(tx: Tx, memberIds: readonly string[]): Promise<void> {
  const isTheirs = isOneOf(tx, 'memberId', memberIds)
  const gone = { variables: null, contactId: null, providerRef: null, language: null }
  await tx.updateTable('crmMessages').set(gone).where(isTheirs).execute()
  const waiting = await tx
    .updateTable('crmMessages')
    .set({ state: 'skipped', reason: 'erased', finishedAt: tx.now })
    .where(isTheirs)
    .where('state', '=', 'queued')
    .returningAll()
    .execute()
  await tx.emit(
    'message.skipped',
    waiting.map((message) => ({ ...toldOf(message), reason: 'erased' }))
  )
}

/** What was sent to members and why not, with what it was given. Bodies are not kept: the template's version is. */
export async function exportMessages(
  db: Reader,
  key: Buffer,
  memberIds: readonly string[]
): Promise<unknown> {
  const rows = await db
    .selectFrom('crmMessages')
    .selectAll()
    .where(isOneOf(db, 'memberId', memberIds))
    .orderBy('id')
    .execute()
  return rows.map(({ sourceId: _, ...row }) => ({ ...row, variables: openVariables(row, key) }))
}
