import type { JobHost, RegisteredJob } from '#core/jobs'

export interface QueueSettings {
  concurrency: number
  /** Whether the concurrency is the job's own, which holds over all processes. */
  isGlobal: boolean
  rateLimit: { max: number; perMs: number } | undefined
}

/** How each queue is worked, from the definitions of the jobs that wait in it. */
export class QueueBook {
  readonly #host: JobHost
  readonly #settings = new Map<string, QueueSettings>()

  constructor(host: JobHost) {
    this.#host = host
  }

  /** Settings of a queue, given the name of a job in it. */
  settingsOf(queue: string, jobName: string): QueueSettings {
    let settings = this.#settings.get(queue)
    if (!settings) {
      settings = this.#derive(this.#host.jobs.get(jobName), queue)
      this.#settings.set(queue, settings)
    }
    return settings
  }

  #derive(job: RegisteredJob | undefined, queue: string): QueueSettings {
    const sharing = [...this.#host.jobs.values()].filter(
      (other) => other === job || (other.definition.queue ?? 'default') === queue
    )
    const asked = Math.min(...sharing.map(({ definition }) => definition.concurrency ?? Infinity))
    const isGlobal = asked !== Infinity
    const concurrency = isGlobal ? asked : this.#host.settings.jobs.concurrency
    const rateLimit = sharing.map(({ definition }) => definition.rateLimit).find((limit) => limit)
    return { concurrency, isGlobal, rateLimit }
  }
}

/** Counts starts in windows of `perMs`; says how many more may start now. */
export class StartLimiter {
  readonly #max: number
  readonly #perMs: number
  #windowStartMs = -Infinity
  #started = 0

  constructor({ max, perMs }: { max: number; perMs: number }) {
    this.#max = max
    this.#perMs = perMs
  }

  free(nowMs: number): number {
    if (nowMs - this.#windowStartMs >= this.#perMs) {
      this.#windowStartMs = nowMs
      this.#started = 0
    }
    return this.#max - this.#started
  }

  count(started: number): void {
    this.#started += started
  }
}
