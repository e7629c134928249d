import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CustomerMove } from '../scope.ts'
import { deedsOf, forgetBrought, moveRuns, runsOf, stopRuns, stopTwice } from './repository/runs.ts'
import { forgetSignals } from './repository/signals.ts'
import { tellStopped } from './run/finished.ts'

/** More runs than a person can be in. */
const allRuns = 1_000_000

/** Takes runs along to another customer; who would be on the same way twice goes on once. */
export async function moveAutomations(tx: Tx, move: CustomerMove): Promise<void> {
  await moveRuns(tx, move)
  const isMerge = !move.memberIds.includes(move.intoId)
  if (isMerge) await tellStopped(tx, await stopTwice(tx, move))
}

/** Ends the ways of erased members, and forgets what they were given and when their days are. */
export async function forgetAutomations(tx: Tx, memberIds: readonly string[]): Promise<void> {
  const stopped = await stopRuns(tx, {
    ...{ column: 'memberId', ids: memberIds, reason: 'erased', limit: allRuns }
  })
  await tellStopped(tx, stopped)
  await forgetBrought(tx, memberIds)
  await forgetSignals(tx, memberIds)
  await tx
    .deleteFrom('customerDates')
    .where(isOneOf(tx, 'customerId', memberIds))
    .execute()
}

/** What automations have done for a person. */
export async function exportAutomations(
  db: Reader,
  memberIds: readonly string[]
): Promise<unknown> {
  const runs = await runsOf(db, memberIds)
  const deeds = await deedsOf(
    db,
    runs.map(({ id }) => id)
  )
  return runs.map(({ chain: _, brought, ...run }) => ({
    ...run,
    brought: JSON.parse(brought) as object,
    deeds: deeds.filter(({ runId }) => runId === run.id)
  }))
}
