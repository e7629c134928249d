import type { JobContext } from '#core/jobs'
import type { Clock } from '#core/time'
import type { Connection } from '../accounts/connection.ts'
import type { SyncCounts } from '../api.ts'
import { addCounts, noCounts } from '../counts.ts'
import type { Run } from '../repository/runs.ts'
import type { Taken, Takers } from './documents.ts'

/** What a pull needs beside its channel. */
export interface PullParts {
  takers: Takers
  clock: Clock
  transaction: JobContext<unknown>['transaction']
}

/** How a pull is limited and watched. */
export interface PullOptions {
  signal: AbortSignal
  /** Stops after the page that runs over it, to let other work of the account have its turn. */
  turnMs?: number
  onPage?: (progress: { rows: number; source: string }) => void
}

/** Where a pull has come to. */
export interface PullResult {
  counts: SyncCounts
  /** False: its turn was over, there is more. */
  isCaughtUp: boolean
}

/** Sums up a pull while it goes on, and says when to stop. */
export class Walk {
  readonly parts: PullParts
  readonly connection: Connection
  readonly run: Run
  counts: SyncCounts = noCounts
  readonly #options: PullOptions
  readonly #startedMs: number

  constructor(parts: PullParts, connection: Connection, run: Run, options: PullOptions) {
    this.parts = parts
    this.connection = connection
    this.run = run
    this.#options = options
    this.#startedMs = parts.clock.monotonicMs()
  }

  /**
   * Whether the next page has to wait for another turn. Errors: the signal's reason when it is
   * aborted.
   */
  isOver(): boolean {
    this.#options.signal.throwIfAborted()
    const { turnMs = Number.POSITIVE_INFINITY } = this.#options
    return this.parts.clock.monotonicMs() - this.#startedMs >= turnMs
  }

  count({ counts }: Taken, page: { rows: number; source: string }): void {
    this.counts = addCounts(this.counts, counts)
    this.run.isAhead = true
    this.#options.onPage?.(page)
  }

  end(isCaughtUp: boolean): PullResult {
    return { counts: this.counts, isCaughtUp }
  }
}
