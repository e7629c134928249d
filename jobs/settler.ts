import type { JobHost } from '#core/jobs'
import { turn } from '#core/pages'
import { type Outcome, type Settlement, settle } from './outcomes.ts'
import type { JobRow } from './tables.ts'

interface Waiting extends Settlement {
  row: JobRow
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
  #isClosed = false

  constructor(host: JobHost) {
    this.#host = host
  }

  /** Resolves once the outcome is durable, or given up on because the worker stops. */
  settle(row: JobRow, outcome: Outcome): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ row, id: row.id, claims: row.claims, outcome, resolve })
      this.#flushing ??= this.#flush()
    })
  }

  /** Writes what is left, trying once: what cannot be written is left to the lease. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#flushing
  }

  async #flush(): Promise<void> {
    await turn()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, 500)
      for (const share of await this.#shares(batch)) await this.#record(share)
      for (const { resolve } of batch) resolve()
    }
    this.#flushing = null
  }

  /** What is still to be written: nothing, all together, or each by itself where one of them keeps the others back. */
  async #shares(batch: readonly Waiting[]): Promise<(readonly Waiting[])[]> {
    try {
      await this.#write(batch)
      return []
    } catch (error) {
      this.#complain(error)
      if (this.#isClosed) return []
      return isRefused(error) ? batch.map((one) => [one]) : [batch]
    }
  }

  async #record(share: readonly Waiting[]): Promise<void> {
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2000)) {
      try {
        return await this.#write(share)
      } catch (error) {
        this.#complain(error)
        // Nothing mends it but the lease: the job is tried again, and fails in another way perhaps.
        if (this.#isClosed || isRefused(error)) return
        await this.#host.clock.sleep(pauseMs)
      }
    }
  }

  #complain(error: unknown): void {
    this.#host.log.error({ err: error }, 'cannot record how jobs ended')
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const { database, alerts, instance } = this.#host
    await database.transaction(
      async (tx) => {
        const dead = await settle(tx, batch)
        if (dead.size === 0) return
        const letters = batch.filter(({ id }) => dead.has(id))
        await alerts.raise(
          tx,
          letters.map(({ row, outcome }) =>
            deadLetterAlert(row, outcome.kind === 'dead' ? outcome.error : '{}')
          )
        )
      },
      { actor: `worker:${instance}` }
    )
  }
}

/** Whether Postgres takes a value for none of its type (SQLSTATE class 22): writing it again changes nothing. */
function isRefused(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('22')
}

/** The alert that a dead letter raises; replaying it clears the alert. */
export function deadLetterAlert({ id, name, attempt }: JobRow, problem: string) {
  const { code = 'INTERNAL_ERROR', detail = '' } = JSON.parse(problem)
  return {
    kind: 'job.dead' as const,
    subjectType: 'job',
    subjectId: id,
    message: `${name} failed for good in attempt ${attempt}: ${detail || code}`.slice(0, 500),
    fields: { name, error: code as string }
  }
}
