import { Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { defineJob } from '#core/jobs'
import { type Medium, media } from './tables.ts'

declare module 'shopkeeper' {
  interface Jobs {
    'messages.send': { messageId: string; medium: Medium }
    'messages.send-batch': { batchId: string }
  }
}

/** Tries before a message that its provider does not take is given up: about four hours. */
export const sendAttempts = 10

/** After which a handler is aborted: whoever has taken a message up is at it no longer. */
export const sendTimeoutMs = 120_000

/** Safe to repeat: what is sent, skipped or failed stays so. Killed between provider and record it sends again. */
export const sendMessageJob = defineJob({
  name: 'messages.send',
  title: 'Decides whether a message may be sent now, and hands it to its provider',
  payload: Type.Object({ messageId: Type.String(), medium: OneOf(media) }),
  queue: ({ medium }) => `messages:${medium}`,
  attempts: sendAttempts,
  backoff: { baseMs: 30_000, factor: 2.5, maxMs: 3_600_000 },
  timeoutMs: sendTimeoutMs
})

/** Safe to repeat: it goes on after the last customer, and each gets one message. */
export const sendBatchJob = defineJob({
  name: 'messages.send-batch',
  title: 'Queues a message to each customer of a segment',
  payload: Type.Object({ batchId: Type.String() }),
  key: ({ batchId }) => batchId,
  timeoutMs: 1_800_000
})

export const messageJobs = [sendMessageJob, sendBatchJob]
