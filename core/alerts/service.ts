import { NotFound, VersionOutdated } from '../http/errors.ts'
import { newId } from '../ids.ts'
import type { AlertKind } from '../registry.ts'
import { storable } from '../text.ts'
import type { Instant } from '../time.ts'
import type { Tx } from '../transaction.ts'
import { type AlertRow, lockAlert, resolveAlerts, updateAlert, upsertAlerts } from './repository.ts'
import type { AlertDefinition, AlertSubject, Alerts } from './types.ts'

/** Alerts for plugins: raised with a cause, cleared when it is gone. */
export function createAlerts(declared: ReadonlyMap<string, AlertDefinition>): Alerts {
  return {
    async raise(tx, inputs) {
      const rows = inputs.map((input): AlertRow => {
        const definition = declared.get(input.kind)
        if (!definition) throw new Error(`alert ${input.kind} is not declared by any plugin`)
        return {
          id: newId('alt'),
          kind: input.kind,
          severity: input.severity ?? definition.severity,
          ownerRole: definition.ownerRole,
          subjectType: input.subjectType,
          subjectId: input.subjectId,
          dedupeKey: dedupeKeyOf(input),
          message: storable(input.message),
          fields: JSON.stringify(input.fields),
          state: 'open',
          count: 1,
          version: 1,
          raisedAt: tx.now,
          lastRaisedAt: tx.now,
          acknowledgedAt: null,
          acknowledgedBy: null,
          snoozedUntil: null,
          resolvedAt: null,
          resolvedBy: null
        }
      })
      await upsertAlerts(tx, rows)
    },
    async clear(tx, subjects) {
      if (subjects.length > 0) await resolveAlerts(tx, subjects.map(dedupeKeyOf))
    }
  }
}

function dedupeKeyOf({
  kind,
  subjectType,
  subjectId
}: AlertSubject | { kind: AlertKind; subjectType: string; subjectId: string }): string {
  return `${kind}:${subjectType}:${subjectId}`
}

/** What a person may do to an alert. */
export type AlertChange =
  | { state: 'acknowledged' }
  | { state: 'snoozed'; snoozedUntil: Instant }
  | { state: 'resolved' }

/** Changes an alert's state on behalf of a person. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function changeAlert(
  tx: Tx,
  id: string,
  change: AlertChange,
  expectedVersion: number | undefined
): Promise<AlertRow> {
  const alert = await lockAlert(tx, id)
  if (!alert) throw new NotFound({ what: 'open alert', id })
  if (expectedVersion !== undefined && expectedVersion !== alert.version) {
    throw new VersionOutdated({ expected: expectedVersion, current: alert.version })
  }
  const changed = { ...alert, ...toColumns(tx, change), version: alert.version + 1 }
  await updateAlert(tx, changed)
  tx.audit([
    {
      action: `alert.${change.state}`,
      subjectType: 'alert',
      subjectId: id,
      before: { state: alert.state },
      after: change
    }
  ])
  return changed
}

function toColumns(tx: Tx, change: AlertChange): Partial<AlertRow> {
  switch (change.state) {
    case 'acknowledged':
      return { state: 'acknowledged', acknowledgedAt: tx.now, acknowledgedBy: tx.origin.actor }
    case 'snoozed':
      return { state: 'snoozed', snoozedUntil: change.snoozedUntil }
    case 'resolved':
      return { state: 'resolved', resolvedAt: tx.now, resolvedBy: tx.origin.actor }
  }
}
