import type { JobHost } from '#core/jobs'
import { type Settlement, settle } from './store.ts'

interface Waiting {
  settlement: Settlement
  name: string
  resolve: () => void
}

/**
 * Records how runs ended. While one commit is on its way the next ones gather, so that many short jobs share few
 * transactions. When the database fails it keeps trying: leases cover for it meanwhile.
 */
export class Settler {
  readonly #host: JobHost
  #waiting: Waiting[] = []
  #flushing: Promise<void> | null = null

  constructor(host: JobHost) {
    this.#host = host
  }

  /** Resolves once the outcome is durable. */
  settle(settlement: Settlement, name: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ settlement, name, resolve })
      this.#flushing ??= this.#flush()
    })
  }

  async #flush(): Promise<void> {
    await new Promise(setImmediate)
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, 500)
      for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2000)) {
        try {
          await this.#write(batch)
          break
        } catch (error) {
          this.#host.log.error({ err: error }, 'cannot record how jobs ended; trying again')
          await this.#host.clock.sleep(pauseMs)
        }
      }
      for (const { resolve } of batch) resolve()
    }
    this.#flushing = null
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const { database, alerts } = this.#host
    const dead = batch.filter(({ settlement }) => settlement.outcome.kind === 'dead')
    await database.transaction(
      async (tx) => {
        await settle(
          tx,
          batch.map(({ settlement }) => settlement)
        )
        await alerts.raise(
          tx,
          dead.map(({ settlement, name }) => ({
            kind: 'job.dead' as const,
            subjectType: 'job',
            subjectId: settlement.id,
            message: `${name} failed for good after ${settlement.attempt} attempts`,
            fields: {
              name,
              error: settlement.outcome.kind === 'dead' ? settlement.outcome.error : ''
            }
          }))
        )
      },
      { actor: `worker:${this.#host.instance}` }
    )
  }
}
