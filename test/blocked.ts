import { sql } from 'kysely'
import type { Tx } from '#core/transaction'

/**
 * Waits until somebody waits for what this transaction holds, or for one who does; on SQLite nobody can.
 * `waiters`: how many have to.
 */
export async function untilBlocked(tx: Tx, waiters = 1): Promise<void> {
  if (tx.dialect === 'sqlite') return
  const blocked = sql<{ count: number }>`
    with recursive waiting (pid) as (
      select pg_backend_pid()
      union
      select locks.pid from pg_locks as locks
      join waiting on waiting.pid = any(pg_blocking_pids(locks.pid)) where not locks.granted)
    select count(*)::int - 1 as count from waiting`
  while ((await blocked.execute(tx)).rows[0]!.count < waiters);
}
