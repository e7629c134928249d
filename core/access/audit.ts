import { insertAll } from '../database/rows.ts'
import { newId } from '../ids.ts'
import type { AuditEntry, Tx } from '../transaction.ts'

declare module 'shopkeeper' {
  interface Tables {
    auditLog: {
      id: string
      at: string
      actor: string
      requestId: string | null
      jobId: string | null
      action: string
      subjectType: string
      subjectId: string
      before: string | null
      after: string | null
    }
  }
}

/** Writes what a transaction has gathered for the audit log. */
export async function writeAudit(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  const { actor, requestId, jobId } = tx.origin
  await insertAll(
    tx,
    'auditLog',
    entries.map((entry) => ({
      id: newId('aud'),
      at: tx.now,
      actor,
      requestId: requestId ?? null,
      jobId: jobId ?? null,
      action: entry.action,
      subjectType: entry.subjectType,
      subjectId: entry.subjectId,
      before: entry.before === undefined ? null : JSON.stringify(entry.before),
      after: entry.after === undefined ? null : JSON.stringify(entry.after)
    }))
  )
}
