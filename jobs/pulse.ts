import type { JobHost } from '#core/jobs'
import { instantMs } from '#core/time'
import { nextDelayedAt, promoteDue } from './claims.ts'

/** How long a job is left alone that is due and cannot be made ready. */
const lockedMs = 50

/**
 * The loop of a backend: makes delayed jobs ready when their time has come and calls `work`, again at once while
 * there is more to do, and otherwise when woken, when the next delayed job is due, or after `pollMs`.
 */
export class Pulse {
  readonly #host: JobHost
  readonly #work: () => Promise<boolean>
  #isWoken = false
  #isStopping = false
  #wake: (() => void) | null = null
  #loop: Promise<void> = Promise.resolve()

  /** `work` says whether there may be more to do at once. It may throw; it is then called again after a pause. */
  constructor(host: JobHost, work: () => Promise<boolean>) {
    this.#host = host
    this.#work = work
  }

  start(): void {
    this.#loop = this.#run()
  }

  wake(): void {
    this.#isWoken = true
    this.#wake?.()
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.wake()
    await this.#loop
  }

  async #run(): Promise<void> {
    const { pollMs } = this.#host.settings.jobs
    while (!this.#isStopping) {
      this.#isWoken = false
      let pauseMs = pollMs
      try {
        pauseMs = Math.min(pollMs, await this.#promote())
        if (await this.#work()) continue
      } catch (error) {
        this.#host.log.warn({ err: error }, 'cannot take jobs; trying again')
        this.#isWoken = false
      }
      if (!this.#isWoken) await this.#pause(pauseMs)
    }
  }

  /** Returns how long it is until the next delayed job is due, in ms. */
  async #promote(): Promise<number> {
    const { database, clock } = this.#host
    const nextAt = await nextDelayedAt(database.reader)
    if (nextAt === null) return Number.POSITIVE_INFINITY
    if (nextAt > clock.now()) return instantMs(nextAt) - clock.ms() + 1
    const promoted = await database.transaction(promoteDue, { actor: 'system' })
    // It is locked, or what is read lags behind.
    return promoted > 0 ? 0 : lockedMs
  }

  #pause(pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#wake = null
        resolve()
      }
      const timer = setTimeout(done, pauseMs)
      this.#wake = done
    })
  }
}
