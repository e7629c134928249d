import { JobPostponed } from '#core/jobs'
import type { PluginContext } from '#core/plugin'
import { instantAt } from '#core/time'
import { claimTrial, countFailure, deleteRest, extendRest } from '../repository/rests.ts'
import type { ChannelRow } from '../tables.ts'
import type { Rests } from './rests.ts'

type Host = Pick<PluginContext, 'clock' | 'transaction' | 'alerts'>

/** What its row is called. */
export const circuit = 'circuit'
const failuresMax = 5
const openMs = 30_000
const openMaxMs = 900_000

/**
 * Leaves a platform alone that does not answer: after five failures in a row nothing is called for 30 s, then
 * one call tries; each that fails doubles the time, up to 15 minutes. A refusal is an answer.
 */
export class Circuit {
  readonly #host: Host
  readonly #channel: ChannelRow
  readonly #rests: Rests

  constructor(host: Host, channel: ChannelRow, rests: Rests) {
    this.#host = host
    this.#channel = channel
    this.#rests = rests
  }

  /** Lets a call pass, or of several that come when the time is over, one. Errors: JOB_POSTPONED. */
  async admit(): Promise<void> {
    if (this.#rests.failuresOf(circuit) < failuresMax) return
    this.#rests.assertRested(circuit)
    const { clock, transaction } = this.#host
    const untilMs = clock.ms() + openMs
    const trial = {
      channelId: this.#channel.id,
      subject: circuit,
      now: clock.now(),
      untilAt: instantAt(untilMs)
    }
    if (await transaction((tx) => claimTrial(tx, trial))) return
    // Somebody else tries, or has tried meanwhile.
    await this.#rests.load()
    if (this.#rests.failuresOf(circuit) < failuresMax) return
    throw new JobPostponed({ retryAfterMs: Math.max(1000, this.#rests.leftMs(circuit)) })
  }

  async succeeded(): Promise<void> {
    if (this.#rests.failuresOf(circuit) === 0) return
    await this.#host.transaction(async (tx) => {
      await deleteRest(tx, this.#channel.id, circuit)
      await this.#host.alerts.clear(tx, [unreachable(this.#channel)])
    })
    this.#rests.forget(circuit)
  }

  /** Counts a failure. Returns for how long nothing is called; 0 while the circuit is closed. */
  async failed(reason: string): Promise<number> {
    const { clock, alerts, transaction } = this.#host
    const { id: channelId, name, platform } = this.#channel
    const key = { channelId, subject: circuit, reason: reason.slice(0, 500) }
    const [failures, waitMs] = await transaction(async (tx) => {
      const counted = await countFailure(tx, key)
      const over = counted - failuresMax
      if (over < 0) return [counted, 0] as const
      const restMs = Math.min(openMs * 2 ** over, openMaxMs)
      await extendRest(tx, { ...key, untilAt: instantAt(clock.ms() + restMs) })
      await alerts.raise(tx, [
        {
          ...unreachable(this.#channel),
          message: `${name} does not answer: ${counted} calls in a row failed, the last: ${key.reason}`,
          fields: { platform, failures: counted, reason: key.reason }
        }
      ])
      return [counted, restMs] as const
    })
    this.#rests.note(circuit, clock.ms() + waitMs, failures)
    return waitMs
  }
}

function unreachable({ id }: ChannelRow) {
  return { kind: 'channel.unreachable' as const, subjectType: 'channel', subjectId: id }
}
