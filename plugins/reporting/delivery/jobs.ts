import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

declare module 'shopkeeper' {
  interface Jobs {
    'reports.deliver': { deliveryId: string }
  }
}

/** Tries before a report that the mail server does not take is given up: about six hours. */
export const deliverAttempts = 8

/** Safe to repeat: what is sent, has failed, or may have been sent is not sent again. */
export const deliverReportJob = defineJob({
  name: 'reports.deliver',
  title: 'Mails a report to one of its recipients',
  payload: Type.Object({ deliveryId: Type.String() }),
  queue: 'reports-mail',
  concurrency: 2,
  key: ({ deliveryId }) => deliveryId,
  attempts: deliverAttempts,
  backoff: { baseMs: 60_000, factor: 3, maxMs: 7_200_000 },
  timeoutMs: 180_000
})
