import { JobPostponed } from '#core/jobs'
import type { PluginContext } from '#core/plugin'
import { instantAt, instantMs } from '#core/time'
import { countFailure, deleteRest, extendRest, listRests } from '../repository/rests.ts'

type Host = Pick<PluginContext, 'db' | 'clock' | 'transaction'>

const backoffBaseMs = 1000
const backoffMaxMs = 300_000
const reasonLengthMax = 500

/** All operations of an account. */
export const anyOperation = '*'

/**
 * What an account does not do for a while: because its platform asked for it, or because it failed. Kept as
 * rows, so that other processes and the next start know of it. New work may bring a job forward that was put
 * off; it must neither ignore a rest nor spend the job's attempts in a moment.
 */
export class Rests {
  readonly #host: Host
  readonly #channelId: string
  #until = new Map<string, { untilMs: number; failures: number }>()

  constructor(host: Host, channelId: string) {
    this.#host = host
    this.#channelId = channelId
  }

  /** Reads what others have noted. */
  async load(): Promise<void> {
    const rows = await listRests(this.#host.db, this.#channelId)
    this.#until = new Map(
      rows.map(({ subject, untilAt, failures }) => [
        subject,
        { untilMs: instantMs(untilAt), failures }
      ])
    )
  }

  failuresOf(subject: string): number {
    return this.#until.get(subject)?.failures ?? 0
  }

  /** How long the longest rest of the subjects still lasts. */
  leftMs(...subjects: string[]): number {
    const untilMs = Math.max(...subjects.map((subject) => this.#until.get(subject)?.untilMs ?? 0))
    return Math.max(0, untilMs - this.#host.clock.ms())
  }

  /** Errors: JOB_POSTPONED while one of the subjects rests. */
  assertRested(...subjects: string[]): void {
    const retryAfterMs = Math.ceil(this.leftMs(...subjects))
    if (retryAfterMs > 0) throw new JobPostponed({ retryAfterMs })
  }

  /** Puts something to rest, for all processes; a longer rest that is known stays. */
  async rest(subject: string, restMs: number, reason: string): Promise<void> {
    if (restMs <= this.leftMs(subject)) return
    const untilMs = this.#host.clock.ms() + restMs
    const row = {
      channelId: this.#channelId,
      subject,
      untilAt: instantAt(untilMs),
      reason: reason.slice(0, reasonLengthMax)
    }
    await this.#host.transaction((tx) => extendRest(tx, row))
    this.note(subject, untilMs, this.failuresOf(subject))
  }

  /** Rests after a failure, twice as long each time. */
  async backOff(subject: string, reason: string): Promise<void> {
    const key = { channelId: this.#channelId, subject, reason: reason.slice(0, reasonLengthMax) }
    await this.#host.transaction(async (tx) => {
      const failures = await countFailure(tx, key)
      const waitMs = Math.min(backoffBaseMs * 2 ** (failures - 1), backoffMaxMs)
      const untilMs = this.#host.clock.ms() + waitMs
      await extendRest(tx, { ...key, untilAt: instantAt(untilMs) })
      this.note(subject, untilMs, failures)
    })
  }

  /** Nothing has failed any more. */
  async succeeded(subject: string): Promise<void> {
    if (!this.#until.has(subject)) return
    await this.#host.transaction((tx) => deleteRest(tx, this.#channelId, subject))
    this.#until.delete(subject)
  }

  /** What has been written by other means. */
  note(subject: string, untilMs: number, failures: number): void {
    this.#until.set(subject, { untilMs, failures })
  }

  forget(subject: string): void {
    this.#until.delete(subject)
  }
}
