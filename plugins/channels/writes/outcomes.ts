import type { ItemOutcome } from '#core/channel/writes'
import { type Instant, instantAt, instantMs } from '#core/time'
import { redact } from '../redaction.ts'
import type { WriteResult } from '../repository/writes.ts'
import type { WriteRow } from './tables.ts'

const retryMs = 1000
const retryMaxMs = 300_000
const pollMs = 2000
const pollMaxMs = 900_000

/** When a submission is looked at for the n-th time: more and more seldom. */
export function pollAtOf(now: Instant, looks: number): Instant {
  return instantAt(instantMs(now) + Math.min(pollMs * 2 ** looks, pollMaxMs))
}

/**
 * When something that was not done may be tried again: as the platform says, or twice as late each time it was
 * tried. What was not sent goes at once.
 */
export function retryAtOf(
  now: Instant,
  retries: number,
  outcome: Extract<ItemOutcome, { status: 'retry' }>
): Instant {
  const backoffMs = wasTried(outcome) ? Math.min(retryMs * 2 ** retries, retryMaxMs) : 0
  return instantAt(instantMs(now) + (outcome.afterMs ?? backoffMs))
}

/** Whether an item was sent at all. */
export function wasTried(outcome: ItemOutcome): boolean {
  return outcome.status !== 'retry' || outcome.isUntried !== true
}

/** What an outcome makes of a write. */
export function toResult(row: WriteRow, outcome: ItemOutcome, now: Instant): WriteResult {
  const same = {
    id: row.id,
    submissionId: row.submissionId,
    externalId: row.externalId,
    payload: row.payload,
    code: null,
    class: null,
    reason: null
  }
  switch (outcome.status) {
    case 'done': {
      const externalId = outcome.externalId ?? row.externalId
      const payload = keptOf(row)
      return { ...same, state: 'done', externalId, payload, retryAt: null, retries: row.retries }
    }
    case 'accepted': {
      const { submissionId } = outcome
      const looks = row.submissionId === submissionId ? row.retries + 1 : 0
      const retryAt = pollAtOf(now, looks)
      return { ...same, state: 'accepted', submissionId, retryAt, retries: looks }
    }
    case 'rejected': {
      const { code, reason } = outcome
      const rejectedAs = outcome.class ?? 'input'
      return {
        ...same,
        state: 'rejected',
        code,
        reason: reason.slice(0, 1000),
        class: rejectedAs,
        retryAt: null,
        retries: row.retries
      }
    }
    case 'retry': {
      const retryAt = retryAtOf(now, row.retries, outcome)
      const { reason } = outcome
      const state = row.submissionId === null ? 'pending' : 'accepted'
      const retries = row.retries + Number(wasTried(outcome))
      return { ...same, state, reason, retryAt, retries }
    }
  }
}

/** What was said to people, and pictures, are not kept longer than they are needed. */
function keptOf({ payload }: WriteRow): string {
  return redact(JSON.parse(payload))
}
