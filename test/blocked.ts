import { sql } from 'kysely'
import type { Tx } from '#core/transaction'

/** Waits until somebody waits for what this transaction holds; on SQLite nobody can. */
export async function untilBlocked(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return
  const blocked = sql<{ count: number }>`
    select count(*)::int as count from pg_locks
    where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`
  while ((await blocked.execute(tx)).rows[0]?.count === 0);
}
