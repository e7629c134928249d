import { insertAll } from '../database/rows.ts'
import { newId } from '../ids.ts'
import type { AuditedChange, Deferred } from '../transaction.ts'

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

/** Writes the audit log, at the end of a commit: what other work puts off there is in it too. */
export const auditTrail: Deferred<AuditedChange> = {
  name: 'audit log',
  isLast: true,
  run: async (tx, changes) => {
    await insertAll(tx, 'auditLog', changes.map(toRow))
  }
}

function toRow({ entry, origin: { actor, requestId, jobId }, at }: AuditedChange) {
  const { action, subjectType, subjectId, before, after } = entry
  return {
    id: newId('aud'),
    at,
    actor,
    requestId: requestId ?? null,
    jobId: jobId ?? null,
    action,
    subjectType,
    subjectId,
    before: before === undefined ? null : JSON.stringify(before),
    after: after === undefined ? null : JSON.stringify(after)
  }
}
