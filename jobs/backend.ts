import type { Health } from '#core/jobs'

/**
 * How due jobs reach a worker. What a job is, when it is due, how it is tried again and where it ends is the table's
 * business and the same for every backend; a backend decides only who runs a due job, and when.
 */
export interface JobBackend {
  readonly name: string
  start(): Promise<void>
  /** This process has committed new jobs, or may have. */
  wake(): void
  health(): Promise<Health>
  /** Stops taking jobs; those that run are drained by the worker afterwards. */
  stop(): Promise<void>
}
