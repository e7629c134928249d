import { defineError } from '#core/errors'

export const JobLost = defineError({
  code: 'JOB_LOST',
  status: 409,
  title: 'Another worker has taken the job over',
  retryable: false,
  detail: (f: { jobId: string }) => `${f.jobId}: this run was silent for longer than its lease`
})

export const JobTimedOut = defineError({
  code: 'JOB_TIMED_OUT',
  status: 503,
  title: 'A job took longer than it may',
  detail: (f: { timeoutMs: number }) => `no end within ${f.timeoutMs} ms`
})

export const JobAbandoned = defineError({
  code: 'JOB_ABANDONED',
  status: 503,
  title: 'The worker of a job has gone silent',
  detail: (f: { worker: string }) => `${f.worker} did not prolong its lease`
})

export const JobPayloadInvalid = defineError({
  code: 'JOB_PAYLOAD_INVALID',
  status: 422,
  title: 'The payload of a job does not fit its schema',
  retryable: false,
  detail: (f: { reason: string }) => f.reason
})

export const JobUnknown = defineError({
  code: 'JOB_UNKNOWN',
  status: 422,
  title: 'No plugin handles this job',
  retryable: false,
  detail: (f: { name: string }) => `${f.name}: enable the plugin that declares it, then replay`
})

export const JobSuperseded = defineError({
  code: 'JOB_SUPERSEDED',
  status: 409,
  title: 'A newer job waits under the same key',
  retryable: false,
  detail: (f: { id: string; by: string }) => `${f.id} is superfluous: ${f.by} waits under its key`
})

export const JobCanceled = defineError({
  code: 'JOB_CANCELED',
  status: 409,
  title: 'Somebody has canceled the job',
  retryable: false,
  detail: (f: { jobId: string }) => f.jobId
})
