import type { JobHost } from '#core/jobs'
import { type Instant, instantAt } from '#core/time'
import type { Tx } from '#core/transaction'
import { backoffMs } from './backoff.ts'
import { ClockWatch, pullToNow } from './clock-watch.ts'
import { JobAbandoned } from './errors.ts'
import { expiredLeases, type Outcome, type Settlement, settle } from './outcomes.ts'
import { problemOf } from './run.ts'
import { deadLetterAlert } from './settler.ts'
import type { JobRow } from './tables.ts'

const endedKeptMs = 30 * 24 * 60 * 60 * 1000
const purgeEveryMs = 60 * 60 * 1000

/**
 * Takes jobs back from workers that have gone silent, and sweeps out what is old. A job whose worker dies on its last
 * attempt becomes a dead letter: it may be what kills the workers.
 */
export class Janitor {
  readonly #host: JobHost
  readonly #watch: ClockWatch
  #timer: NodeJS.Timeout | undefined
  #sweeping: Promise<void> = Promise.resolve()
  #isStopped = false
  #lastPurgeMs = -Infinity

  constructor(host: JobHost) {
    this.#host = host
    this.#watch = new ClockWatch(host.clock)
  }

  start(): void {
    const loop = () => {
      this.#sweeping = this.sweep()
        .catch((error) => this.#host.log.warn({ err: error }, 'cannot sweep; trying again'))
        .then(() => {
          if (!this.#isStopped) this.#timer = setTimeout(loop, this.#host.settings.jobs.leaseMs / 3)
        })
    }
    loop()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#sweeping
  }

  /** Does one round. After the clock was set, leases say nothing until their workers have prolonged them. */
  async sweep(): Promise<void> {
    const { clock, database, log, settings } = this.#host
    const jumpMs = this.#watch.jumpMs()
    if (Math.abs(jumpMs) > settings.jobs.leaseMs / 2) {
      log.warn({ jumpMs }, 'the clock was set')
      const leaseUntil = clock.after(settings.jobs.leaseMs)
      if (jumpMs < 0)
        await database.transaction((tx) => pullToNow(tx, leaseUntil), { actor: 'system' })
      return
    }
    await database.transaction((tx) => this.#reclaim(tx), { actor: 'system' })
    if (clock.monotonicMs() - this.#lastPurgeMs < purgeEveryMs) return
    this.#lastPurgeMs = clock.monotonicMs()
    const endedBefore = instantAt(clock.ms() - endedKeptMs)
    await database.transaction((tx) => purge(tx, endedBefore), { actor: 'system' })
  }

  async #reclaim(tx: Tx): Promise<void> {
    const silent = await expiredLeases(tx, 500)
    if (silent.length === 0) return
    const settlements = silent.map(
      (row): Settlement => ({ ...row, outcome: this.#outcomeOf(row, tx.now) })
    )
    const dead = await settle(tx, settlements)
    const letters = silent.filter(({ id }) => dead.has(id))
    await this.#host.alerts.raise(
      tx,
      letters.map((row) => deadLetterAlert(row, abandoned(row)))
    )
  }

  /** The first time at once; after that as if it had failed: it may be what kills the workers, and their other jobs. */
  #outcomeOf(row: JobRow, now: Instant): Outcome {
    const error = abandoned(row)
    if (row.attempt >= row.attemptsMax) return { kind: 'dead', error }
    const { clock, jobs } = this.#host
    const backoff = jobs.get(row.name)?.definition.backoff
    const runAt = row.attempt <= 1 ? now : clock.after(backoffMs(backoff, row.attempt))
    return { kind: 'retry', runAt, attempt: row.attempt, error }
  }
}

function abandoned({ worker }: JobRow): string {
  return problemOf(new JobAbandoned({ worker: worker ?? 'nobody' }))
}

async function purge(tx: Tx, endedBefore: Instant): Promise<void> {
  await tx
    .deleteFrom('jobs')
    .where('state', 'in', ['dead', 'canceled'])
    .where('finishedAt', '<', endedBefore)
    .execute()
  await tx.deleteFrom('idempotencyKeys').where('expiresAt', '<', tx.now).execute()
}
