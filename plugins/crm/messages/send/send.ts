import { type JobContext, JobPostponed } from '#core/jobs'
import { instantMs } from '#core/time'
import type { CrmScope } from '../../scope.ts'
import { MessageNotTaken } from '../errors.ts'
import { sendAttempts } from '../jobs.ts'
import { decide, putOff } from './decide.ts'
import { recordAttempt } from './record.ts'

/** What the job of a message needs of its context. */
type SendJob = Pick<JobContext<unknown>, 'attempt' | 'signal' | 'transaction' | 'complete'>

/**
 * Job: takes a message up, sends it, and records what came of it. Sending is outside of any transaction: killed between
 * provider and record, it sends again, under the same message id. What the record calls sent is never sent again.
 *
 * Errors: JOB_POSTPONED while another worker may be at it, or the provider asks for time; MESSAGE_NOT_TAKEN to be tried again.
 */
export async function sendMessage(job: SendJob, scope: CrmScope, messageId: string): Promise<void> {
  const { clock, alerts } = scope.ctx
  const decision = await job.transaction((tx) => decide(tx, scope, messageId))
  if (decision.kind === 'done') return
  if (decision.kind === 'later') {
    // With the end of this job, so that a message never has two.
    return job.complete((tx) => putOff(tx, { messageId, at: decision.at }))
  }
  if (decision.kind === 'taken') {
    throw new JobPostponed({ retryAfterMs: Math.max(instantMs(decision.until) - clock.ms(), 1) })
  }
  const { message, provider } = decision
  const outcome = await scope.messages.providers.of(message.medium).send(message, job.signal)
  const asksForTime = outcome.status === 'retry' && outcome.afterMs !== undefined
  // Who asks for time gets it until the message expires; who does not is asked so many times.
  const isLast = job.attempt >= sendAttempts && !asksForTime
  const reason = await job.transaction((tx) =>
    recordAttempt(tx, alerts, { message, provider, outcome, isLast })
  )
  if (reason === null) return
  if (asksForTime) throw new JobPostponed({ retryAfterMs: outcome.afterMs! })
  throw new MessageNotTaken({ messageId, provider, reason })
}
