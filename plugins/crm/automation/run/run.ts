import type { JobContext } from '#core/jobs'
import type { CrmScope } from '../../scope.ts'
import { enterFromSignals } from '../entry/from-signals.ts'
import { automationsToWalk, walkPage } from '../entry/walk.ts'
import { automationsToRun, dueRuns, stopRuns } from '../repository/runs.ts'
import { advance, type Due } from './advance.ts'
import { recordFailure, recover } from './failures.ts'
import { tellStopped } from './finished.ts'

type Job = Pick<JobContext<unknown>, 'signal' | 'transaction' | 'log'>

/** Runs of a page. */
const pageSize = 100
/** How often what automations have set off is followed up at once; what is left comes with the next minute. */
const roundsMax = 10

/**
 * Lets customers enter, and does what is due: a page a transaction. What was done is written down in the transaction that
 * does it, so that it may end anywhere, run twice, or twice at once.
 */
export async function runAutomations(job: Job, scope: CrmScope): Promise<void> {
  await walk(job, scope)
  for (let round = 0, isMore = true; isMore && round < roundsMax; round++) {
    await eachPage(job, () => job.transaction((tx) => enterFromSignals(tx, scope)))
    isMore = await runDue(job, scope)
  }
}

async function eachPage(job: Job, work: () => Promise<boolean>): Promise<void> {
  for (let isMore = true; isMore; ) {
    job.signal.throwIfAborted()
    isMore = await work()
  }
}

async function walk(job: Job, scope: CrmScope): Promise<void> {
  // In a transaction, since a replica may not have heard of an automation yet.
  const ids = await job.transaction((tx) => automationsToWalk(tx, scope, tx.now))
  for (const id of ids) {
    await eachPage(job, () => job.transaction((tx) => walkPage(tx, scope, id)))
  }
}

/** Returns whether there was anything to do. */
async function runDue(job: Job, scope: CrmScope): Promise<boolean> {
  const automations = await job.transaction((tx) => automationsToRun(tx, tx.now))
  for (const { id, isArchived } of automations) {
    await eachPage(job, () => (isArchived ? stopPage(job, id) : duePage(job, scope, id)))
  }
  return automations.length > 0
}

async function stopPage(job: Job, automationId: string): Promise<boolean> {
  return job.transaction(async (tx) => {
    const stopped = await stopRuns(tx, {
      ...{ column: 'automationId', ids: [automationId], reason: 'archived', limit: pageSize }
    })
    await tellStopped(tx, stopped)
    return stopped.length === pageSize
  })
}

async function duePage(job: Job, scope: CrmScope, automationId: string): Promise<boolean> {
  const runs = await job.transaction((tx) =>
    dueRuns(tx, { automationId, now: tx.now, limit: pageSize })
  )
  if (runs.length === 0) return false
  try {
    const moved = await move(job, scope, { automationId, runs })
    return moved > 0 && runs.length === pageSize
  } catch (err) {
    job.log.warn({ automationId, err }, 'a page of an automation failed: its runs go one by one')
  }
  for (const run of runs) await moveAlone(job, scope, { automationId, runs: [run] })
  return runs.length === pageSize
}

/** Returns how many runs were moved on. */
async function move(job: Job, scope: CrmScope, due: Due): Promise<number> {
  job.signal.throwIfAborted()
  const { moved, hasRecovered } = await job.transaction((tx) => advance(tx, scope, due))
  if (hasRecovered) await job.transaction((tx) => recover(tx, scope, due.automationId))
  return moved
}

/** Moves one run on, an action a transaction, so that what fails undoes nothing but itself. */
async function moveAlone(job: Job, scope: CrmScope, due: Due): Promise<void> {
  const { automationId, runs } = due
  try {
    while ((await move(job, scope, { ...due, isSingle: true })) > 0);
  } catch (error) {
    job.signal.throwIfAborted()
    const runId = runs[0]!.id
    await job.transaction((tx) => recordFailure(tx, scope, { automationId, runId, error }))
  }
}
