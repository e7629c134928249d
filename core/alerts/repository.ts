import { sql } from 'kysely'
import type { Reader } from '../database/db.ts'
import { insertAll, isOneOf } from '../database/rows.ts'
import type { Tx } from '../transaction.ts'
import type { Severity } from './types.ts'

declare module 'shopkeeper' {
  interface Tables {
    alerts: AlertRow
  }
}

export const alertStates = ['open', 'acknowledged', 'snoozed', 'resolved'] as const
export type AlertState = (typeof alertStates)[number]

export interface AlertRow {
  id: string
  kind: string
  severity: Severity
  ownerRole: string
  subjectType: string
  subjectId: string
  /** Kind and subject: among alerts that are not resolved there is one for each. */
  dedupeKey: string
  message: string
  /** JSON. */
  fields: string
  state: AlertState
  /** How often the cause was seen. */
  count: number
  version: number
  raisedAt: string
  lastRaisedAt: string
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  snoozedUntil: string | null
  resolvedAt: string | null
  resolvedBy: string | null
}

/** Inserts alerts; those whose cause is known already are counted and say what they say now. */
export async function upsertAlerts(tx: Tx, rows: readonly AlertRow[]): Promise<void> {
  const newestByKey = new Map(rows.map((row) => [row.dedupeKey, row]))
  await insertAll(tx, 'alerts', [...newestByKey.values()], {
    on: ['dedupeKey'],
    where: "state <> 'resolved'",
    update: ['message', 'fields', 'severity', 'lastRaisedAt'],
    increment: ['count', 'version']
  })
}

/** Resolves the open alerts under these keys; returns them as they were. */
export async function resolveAlerts(tx: Tx, dedupeKeys: readonly string[]): Promise<AlertRow[]> {
  return tx
    .updateTable('alerts')
    .set({
      state: 'resolved',
      resolvedAt: tx.now,
      resolvedBy: tx.origin.actor,
      version: sql<number>`version + 1`
    })
    .where(isOneOf(tx, 'dedupeKey', dedupeKeys))
    .where('state', '<>', 'resolved')
    .returningAll()
    .execute()
}

/** The alert that is not resolved, which nobody else changes until this transaction ends. */
export async function lockAlert(tx: Tx, id: string): Promise<AlertRow | undefined> {
  return tx
    .updateTable('alerts')
    .set({ version: sql<number>`version` })
    .where('id', '=', id)
    .where('state', '<>', 'resolved')
    .returningAll()
    .executeTakeFirst()
}

export async function updateAlert(tx: Tx, alert: AlertRow): Promise<void> {
  await tx.updateTable('alerts').set(alert).where('id', '=', alert.id).execute()
}

/** Reopens alerts whose snooze is over. */
export async function wakeSnoozed(tx: Tx): Promise<number> {
  const result = await tx
    .updateTable('alerts')
    .set({ state: 'open', snoozedUntil: null, version: sql<number>`version + 1` })
    .where('state', '=', 'snoozed')
    .where('snoozedUntil', '<=', tx.now)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

export async function findAlert(db: Reader, id: string): Promise<AlertRow | undefined> {
  return db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst()
}
