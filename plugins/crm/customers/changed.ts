import { sql } from 'kysely'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'

/** Gives customers a new version, and tells the areas and everybody else that they have changed. */
export async function tellChanged(
  tx: Tx,
  { areas }: Pick<CrmScope, 'areas'>,
  customerIds: readonly string[]
): Promise<void> {
  if (customerIds.length === 0) return
  await sql`update customers set version = version + 1, updated_at = ${tx.now}
    where ${isOneOf(tx, 'id', customerIds)}`.execute(tx)
  for (const area of areas) await area.onChanged?.(tx, customerIds)
  await tx.emit(
    'customer.changed',
    customerIds.map((customerId) => ({ customerId }))
  )
}
