import type { Tx } from '#core/transaction'
import type { CaseRow } from '../cases/tables.ts'
import type { AftersalesScope } from '../scope.ts'
import { isEnded, type KnownRecord } from './read-record.ts'

/** What is raised about decisions that a platform has not taken. */
export const decisionAlerts = [
  'aftersales.platform-refused',
  'aftersales.platform-conflict'
] as const

/**
 * Raises an alert for each status that we do not know, and clears those of cases whose status we do; of cases that are over,
 * those about decisions too.
 */
export async function tellUnmapped(
  tx: Tx,
  { ctx: { alerts } }: AftersalesScope,
  told: readonly (KnownRecord & { row: Readonly<CaseRow> })[]
): Promise<void> {
  if (told.length === 0) return
  const isUnmapped = ({ record }: KnownRecord) => record.status === 'unmapped'
  const kind = 'aftersales.unmapped-status' as const
  const subjectOf = ({ id }: Readonly<CaseRow>) => ({ subjectType: 'case', subjectId: id })
  await alerts.raise(
    tx,
    told.filter(isUnmapped).map(({ row, record }) => ({
      ...{ kind, ...subjectOf(row) },
      message: `${record.externalId} of ${record.channelId} is ${JSON.stringify(record.rawStatus)}: look at it on the platform`,
      fields: {
        ...{ channelId: record.channelId, externalId: record.externalId, owner: row.owner },
        ...{ code: record.rawStatus, reason: 'a status that the adapter does not know' }
      }
    }))
  )
  const known = told.filter((one) => !isUnmapped(one)).map(({ row }) => ({ kind, row }))
  const over = told
    .filter(({ record }) => isEnded(record))
    .flatMap(({ row }) => decisionAlerts.map((one) => ({ kind: one, row })))
  await alerts.clear(
    tx,
    [...known, ...over].map((one) => ({ kind: one.kind, ...subjectOf(one.row) }))
  )
}
