import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { tellTimeline } from '../../customers/timeline.ts'
import type { AutomationRow, AutomationRunRow } from '../tables.ts'

type Ended = Pick<AutomationRunRow, 'id' | 'automationId' | 'customerId' | 'state' | 'reason'>

/** Tells of runs that have come to an end. */
export async function tellFinished(
  tx: Tx,
  { id: automationId, handle }: Pick<AutomationRow, 'id' | 'handle'>,
  runs: readonly Ended[]
): Promise<void> {
  const ended = runs.filter(({ state }) => state !== 'running')
  await tellTimeline(
    tx,
    ended
      .filter(({ reason }) => reason !== 'erased')
      .map(({ id: runId, customerId, state, reason }) => ({
        ...{ customerId, kind: 'automation.finished' },
        detail: { automationId, handle, runId, state, reason }
      }))
  )
  await tx.emit(
    'automation.finished',
    ended.map(({ id: runId, customerId, state, reason }) => ({
      ...{ automationId, handle, runId, customerId, state, reason }
    }))
  )
}

/** Tells of runs of any automations that were stopped. One query more. */
export async function tellStopped(tx: Tx, runs: readonly Ended[]): Promise<void> {
  if (runs.length === 0) return
  const ids = [...new Set(runs.map(({ automationId }) => automationId))]
  const automations = await tx
    .selectFrom('automations')
    .select(['id', 'handle'])
    .where(isOneOf(tx, 'id', ids))
    .execute()
  for (const automation of automations) {
    const own = runs.filter(({ automationId }) => automationId === automation.id)
    await tellFinished(tx, automation, own)
  }
}
