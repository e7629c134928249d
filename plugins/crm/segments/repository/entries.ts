import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CustomerMove } from '../../scope.ts'

/** Puts living customers on a list. Returns how many were not on it. */
export async function insertEntries(
  tx: Tx,
  segmentId: string,
  customerIds: readonly string[]
): Promise<number> {
  const rows = customerIds.map((customerId) => ({
    ...{ segmentId, memberId: customerId, customerId, createdAt: tx.now }
  }))
  return insertAll(tx, 'crmSegmentEntries', rows, { on: ['segmentId', 'memberId'] })
}

/** Takes a customer, and those merged into it, off a list. Returns whether it was on it. */
export async function deleteEntries(
  tx: Tx,
  segmentId: string,
  customerId: string
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('crmSegmentEntries')
    .where('segmentId', '=', segmentId)
    .where('customerId', '=', customerId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Reckons what members were put on to another customer. */
export async function moveEntries(
  tx: Tx,
  { fromId, intoId, memberIds }: CustomerMove
): Promise<void> {
  await tx
    .updateTable('crmSegmentEntries')
    .set({ customerId: intoId })
    .where('customerId', '=', fromId)
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
}

export async function forgetEntries(tx: Tx, memberIds: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('crmSegmentEntries')
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
}

/** The living customers that these ids lead to, by id; those that lead to nobody are left out. */
export async function livingIds(
  db: Reader,
  customerIds: readonly string[]
): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; livingId: string }>`
    select own.id, living.id as living_id from customers as own
      join customers as living on living.id = own.living_id
    where ${isOneOf(db, 'own.id', customerIds)} and living.state = 'active'`.execute(db)
  return new Map(rows.map(({ id, livingId }) => [id, livingId]))
}
