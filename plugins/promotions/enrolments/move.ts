import { Type } from 'typebox'
import { defineJob, type JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { lockDue, moveAll } from './repository.ts'
import { enrolmentSteps, type TimeStep } from './steps.ts'
import { tellSteps } from './tell.ts'
import { clearPromises } from './watch.ts'

const pageSize = 100

/** Safe to repeat: what has taken its step is no longer due. */
export const moveEnrolmentsJob = defineJob({
  name: 'enrolments.move',
  title: "Starts approved enrolments with their platform's event, and closes them with it",
  payload: Type.Object({}),
  key: () => 'all',
  schedule: { cron: '* * * * *', payload: {} }
})

/** Safe to repeat: alerts that are open are only counted. */
export const watchEnrolmentsJob = defineJob({
  name: 'enrolments.watch',
  title:
    'Looks whether what runs keeps its promises, and for drafts that are about to come too late',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 5 * 60 * 1000,
  schedule: { cron: '*/10 * * * *', payload: {} }
})

export const enrolmentJobs = [moveEnrolmentsJob, watchEnrolmentsJob]

const points = { start: 'startsAt', close: 'endsAt' } as const satisfies Record<TimeStep, string>

/** Takes the steps that time has brought: first starts, then closes, so that what was missed takes both. */
export async function moveEnrolments(
  scope: Pick<PromotionsScope, 'ctx'>,
  job: Pick<JobContext<unknown>, 'signal' | 'transaction'>
): Promise<void> {
  for (const step of ['start', 'close'] as const) {
    for (let done = pageSize; done === pageSize; ) {
      job.signal.throwIfAborted()
      done = await job.transaction((tx) => movePage(scope, tx, step))
    }
  }
}

async function movePage(
  scope: Pick<PromotionsScope, 'ctx'>,
  tx: Tx,
  step: TimeStep
): Promise<number> {
  const { from, to } = enrolmentSteps[step]
  const rows = await lockDue(tx, { state: from[0], point: points[step] }, pageSize)
  if (rows.length === 0) return 0
  const ids = rows.map(({ id }) => id)
  await moveAll(tx, ids, to)
  await tellSteps(
    tx,
    rows.map((row) => ({
      row: { ...row, state: to, version: row.version + 1 },
      step,
      from: row.state,
      reason: 'its time has come'
    }))
  )
  if (step === 'close') await clearPromises(scope, tx, ids)
  return rows.length
}
