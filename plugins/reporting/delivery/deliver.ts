import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { documentOf } from '../runs/present.ts'
import { findRun } from '../runs/repository.ts'
import type { ReportRunRow } from '../runs/tables.ts'
import type { ReportingScope } from '../scope.ts'
import { alertOf } from './alerts.ts'
import { composeMail } from './compose.ts'
import { ReportNotTaken } from './errors.ts'
import { deliverAttempts } from './jobs.ts'
import { lockDelivery, saveDelivery } from './repository.ts'
import type { ReportDeliveryRow } from './tables.ts'
import type { MailOutcome, MailTransport, ReportMail } from './transport.ts'

type DeliverJob = Pick<
  JobContext<{ deliveryId: string }>,
  'payload' | 'attempt' | 'signal' | 'transaction' | 'complete'
>

/** What delivering needs beside the job. */
export interface DeliverParts {
  scope: ReportingScope
  /** Undefined: nothing sends mail any more. */
  transport: MailTransport | undefined
}

/**
 * Job: mails a run to one recipient. That it is at it is committed before the mail goes out: an attempt that breaks off in
 * between leaves a delivery whose outcome is unknown, and nobody gets a report twice.
 * Errors: REPORT_NOT_TAKEN, to be tried again.
 */
export async function deliverReport(job: DeliverJob, parts: DeliverParts): Promise<void> {
  const { db, alerts } = parts.scope.ctx
  const { deliveryId } = job.payload
  const delivery = await job.transaction((tx) => take(tx, parts, deliveryId))
  if (!delivery) return
  const run = (await findRun(db, delivery.runId))!
  const outcome = await attempt(parts, { delivery, run, signal: job.signal })
  const isLast = job.attempt >= deliverAttempts
  if (outcome.status === 'retry' && !isLast) {
    const reason = redact(outcome.reason, delivery.recipient)
    await job.transaction((tx) => saveDelivery(tx, deliveryId, { state: 'pending', reason }))
    throw new ReportNotTaken({ deliveryId, reason })
  }
  await job.complete(async (tx) => {
    if (outcome.status !== 'sent') return giveUp(tx, parts, { delivery, outcome })
    const ref = outcome.ref && redact(outcome.ref, delivery.recipient)
    const sent = { state: 'sent', reason: null, ref, finishedAt: tx.now } as const
    await saveDelivery(tx, deliveryId, sent)
    await alerts.clear(tx, [alertOf(deliveryId)])
  })
}

/** Takes a delivery up. Undefined: there is nothing to do, or nobody knows what became of the attempt before. */
async function take(
  tx: Tx,
  parts: DeliverParts,
  id: string
): Promise<ReportDeliveryRow | undefined> {
  const row = await lockDelivery(tx, id)
  if (row?.state === 'sending') {
    const reason = 'the attempt broke off while the mail was on its way'
    await giveUp(tx, parts, { delivery: row, outcome: { status: 'unknown', reason } })
    return undefined
  }
  if (row?.state !== 'pending') return undefined
  const taken = { state: 'sending', attempts: row.attempts + 1 } as const
  await saveDelivery(tx, id, taken)
  return { ...row, ...taken }
}

async function attempt(
  { scope, transport }: DeliverParts,
  given: { delivery: ReportDeliveryRow; run: ReportRunRow; signal: AbortSignal }
): Promise<MailOutcome> {
  if (!transport) return { status: 'refused', reason: 'delivery.smtp is no longer configured' }
  return transport.send(await mailFor(scope, given), given.signal)
}

async function mailFor(
  { ctx }: ReportingScope,
  { delivery, run }: { delivery: ReportDeliveryRow; run: ReportRunRow }
): Promise<ReportMail> {
  const document = documentOf(run, delivery.canSeeCost === 1)
  const { name, language, madeAt, revision } = run
  const formats = JSON.parse(delivery.formats)
  const mail = await composeMail(document, { name, language, madeAt, revision, formats })
  return { ...mail, id: delivery.id, to: delivery.recipient, at: ctx.clock.now() }
}

async function giveUp(
  tx: Tx,
  { scope }: DeliverParts,
  {
    delivery: { id, runId, recipient },
    outcome
  }: { delivery: ReportDeliveryRow; outcome: Exclude<MailOutcome, { status: 'sent' }> }
): Promise<void> {
  const reason = redact(outcome.reason, recipient)
  const state = outcome.status === 'unknown' ? 'unknown' : 'failed'
  await saveDelivery(tx, id, { state, reason, finishedAt: tx.now })
  const fields = { runId, deliveryId: id, reason }
  const message = `run ${runId} was not mailed to one of its recipients (${state}): ${reason}`
  await scope.ctx.alerts.raise(tx, [{ ...alertOf(id), message, fields }])
}

const reasonMax = 300

/** What a server said, without the address. */
function redact(reason: string, recipient: string): string {
  return reason
    .replaceAll(recipient, '***')
    .replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '***')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, reasonMax)
}
