import type { ItemOutcome } from '#core/channel/writes'
import { ChannelCallRejected } from '../errors.ts'

/** A write that an adapter was asked for. */
interface Asked {
  channel: string
  platform: string
  operation: string
  /** How many. */
  items: number
}

/** What an outcome says in words, by its status. */
const words: Readonly<Record<ItemOutcome['status'], readonly string[]>> = {
  done: [],
  accepted: ['submissionId'],
  rejected: ['code', 'reason'],
  retry: ['reason']
}

/**
 * Looks at what an adapter has answered to a write. Shape: one outcome an item, same order; one that says too little
 * is a refusal, and keeps no other from being what it is. Errors: CHANNEL_CALL_REJECTED when there are not as many.
 */
export function checkOutcomes(asked: Asked, answer: unknown): ItemOutcome[] {
  const { channel, platform, operation, items } = asked
  const outcomes: unknown[] = Array.isArray(answer) ? Array.from(answer) : []
  if (outcomes.length !== items) {
    const reason = `${outcomes.length} outcomes for ${items} items`
    throw new ChannelCallRejected({ channel, operation, platformCode: 'OUTCOMES_MISSING', reason })
  }
  return outcomes.map((outcome) => {
    const lack = lackOf(outcome)
    if (lack === null) return outcome as ItemOutcome
    const fix = 'look there whether it was done, have the adapter mended, then send it again'
    const reason = `the adapter of ${platform} answered ${operation} with an outcome ${lack}: ${fix}`
    return { status: 'rejected', code: 'OUTCOME_INVALID', reason }
  })
}

/** What is missing in an outcome; null: nothing. */
function lackOf(outcome: unknown): string | null {
  const fields = Object(outcome) as Record<string, unknown>
  const { status, afterMs } = fields
  if (typeof status !== 'string') return 'without a status'
  if (!Object.hasOwn(words, status)) return `of the unknown status ${JSON.stringify(status)}`
  const missing = words[status as ItemOutcome['status']].find(
    (name) => typeof fields[name] !== 'string'
  )
  if (missing !== undefined) return `${status} without ${missing}`
  const isTime = afterMs === undefined || (Number.isFinite(afterMs) && Number(afterMs) >= 0)
  return isTime ? null : `${status} with afterMs that is no number of milliseconds`
}
