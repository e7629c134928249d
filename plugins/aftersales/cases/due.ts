import { sql } from 'kysely'
import { rowsFrom } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'

/**
 * Says until when cases have to leave their states by our own rules; null: as long as they like. What counts is the earlier
 * of that and the platform's deadline. Cases that are over have none. One statement; it is no change that anybody is told
 * of, so that it may be done while they are told of one.
 */
export async function setDue(
  tx: Tx,
  dues: readonly { caseId: string; dueAt: Instant | null }[]
): Promise<void> {
  if (dues.length === 0) return
  await sql`update cases set sla_due_at = due.due_at,
      due_at = case when platform_due_at is null or due.due_at < platform_due_at
        then coalesce(due.due_at, platform_due_at) else platform_due_at end
    from ${rowsFrom(tx, 'due', { caseId: 'text', dueAt: 'text' }, dues)}
    where cases.id = due.case_id and closed_at is null`.execute(tx)
}

/** The earlier of two deadlines, either of which there may not be. */
export function earliest(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}
