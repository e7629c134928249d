/** How long the jobs that are claimed ahead of a free slot should take to be started, in ms. */
const aheadMs = 20
const aheadMax = 256
/** Weight of the newest run in the average. */
const averageWeight = 0.1

export interface LaneOptions {
  /** Jobs that run at once in this process. */
  concurrency: number
  /** Claim nothing ahead: the queue's limits count what is claimed. */
  isStrict: boolean
  nowMs: () => number
  /** Called when the lane can take more. */
  onRoom: () => void
}

/** A claimed job in its lane. `start` resolves when its slot is free again and never rejects. */
export interface LaneTask {
  start(): Promise<void>
}

/**
 * The slots in which this process works one queue. Jobs that take a few milliseconds are claimed ahead, as many as
 * will be started within 20 ms: short jobs then share transactions, and long ones are left for whoever is free.
 */
export class Lane {
  readonly #options: LaneOptions
  readonly #waiting: LaneTask[] = []
  #running = 0
  #averageMs = Number.POSITIVE_INFINITY

  constructor(options: LaneOptions) {
    this.#options = options
  }

  /** Jobs that it holds at most at this moment: those that run and those claimed ahead. */
  get capacity(): number {
    const { concurrency, isStrict } = this.#options
    if (isStrict) return concurrency
    return concurrency + Math.min(aheadMax, Math.floor((concurrency * aheadMs) / this.#averageMs))
  }

  /** How many jobs to claim now. Waits until half of those ahead are started, so that claims come in batches. */
  get room(): number {
    const { concurrency } = this.#options
    const ahead = this.capacity - concurrency
    if (this.#waiting.length > ahead / 2) return 0
    return this.capacity - this.#running - this.#waiting.length
  }

  put(task: LaneTask): void {
    this.#waiting.push(task)
    this.#fill()
  }

  /** Takes a job out that has not been started. */
  withdraw(task: LaneTask): void {
    const index = this.#waiting.indexOf(task)
    if (index >= 0) this.#waiting.splice(index, 1)
  }

  #fill(): void {
    while (this.#running < this.#options.concurrency) {
      const task = this.#waiting.shift()
      if (!task) return
      void this.#run(task)
    }
  }

  async #run(task: LaneTask): Promise<void> {
    const { nowMs, onRoom } = this.#options
    this.#running++
    const startedMs = nowMs()
    await task.start()
    this.#running--
    const tookMs = Math.max(nowMs() - startedMs, 0.01)
    this.#averageMs =
      this.#averageMs === Number.POSITIVE_INFINITY
        ? tookMs
        : this.#averageMs * (1 - averageWeight) + tookMs * averageWeight
    this.#fill()
    if (this.room > 0) onRoom()
  }
}
