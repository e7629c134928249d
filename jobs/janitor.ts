import type { JobHost } from '#core/jobs'
import { instantAt } from '#core/time'
import { JobAbandoned } from './errors.ts'
import { expiredLeases, type Settlement, settle } from './store.ts'
import { problemOf } from './worker.ts'

const endedKeptMs = 30 * 24 * 60 * 60 * 1000
const purgeEveryMs = 60 * 60 * 1000

/**
 * Takes jobs back from workers that have gone silent, and sweeps out what is old. A job whose worker dies on its last
 * attempt becomes a dead letter: it may be what kills the workers.
 */
export class Janitor {
  readonly #host: JobHost
  #timer: NodeJS.Timeout | undefined
  #lastPurgeMs = -Infinity

  constructor(host: JobHost) {
    this.#host = host
  }

  start(): void {
    const loop = async () => {
      await this.sweep().catch((error) => {
        this.#host.log.warn({ err: error }, 'cannot sweep; trying again')
      })
      if (this.#timer) this.#timer = setTimeout(loop, this.#host.settings.jobs.leaseMs / 3)
    }
    this.#timer = setTimeout(loop, 0)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async sweep(): Promise<void> {
    await this.#reclaim()
    const { clock } = this.#host
    if (clock.monotonicMs() - this.#lastPurgeMs < purgeEveryMs) return
    this.#lastPurgeMs = clock.monotonicMs()
    await this.#purge()
  }

  async #reclaim(): Promise<void> {
    const { database, alerts } = this.#host
    await database.transaction(
      async (tx) => {
        const silent = await expiredLeases(tx, 500)
        const settlements = silent.map((row): Settlement => {
          const worker = row.worker as string
          const error = problemOf(new JobAbandoned({ worker }))
          const outcome =
            row.attempt >= row.attemptsMax
              ? ({ kind: 'dead', error } as const)
              : ({ kind: 'retry', runAt: tx.now, attempt: row.attempt, error } as const)
          return { id: row.id, worker, attempt: row.attempt, outcome }
        })
        await settle(tx, settlements)
        await alerts.raise(
          tx,
          silent
            .filter((row) => row.attempt >= row.attemptsMax)
            .map((row) => ({
              kind: 'job.dead' as const,
              subjectType: 'job',
              subjectId: row.id,
              message: `${row.name}: its worker died ${row.attempt} times`,
              fields: { name: row.name, error: 'JOB_ABANDONED' }
            }))
        )
      },
      { actor: 'system' }
    )
  }

  async #purge(): Promise<void> {
    const { database, clock } = this.#host
    await database.transaction(
      async (tx) => {
        await tx
          .deleteFrom('jobs')
          .where('state', 'in', ['dead', 'canceled'])
          .where('finishedAt', '<', instantAt(clock.ms() - endedKeptMs))
          .execute()
        await tx.deleteFrom('idempotencyKeys').where('expiresAt', '<', tx.now).execute()
      },
      { actor: 'system' }
    )
  }
}
