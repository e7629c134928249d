import type { Health } from '#core/jobs'

/**
 * How due jobs reach a worker. What a job is, when it is due, how it is tried again and where it ends is the table's
 * business and the same for every backend; a backend decides only who runs a due job, and when.
 */
export interface JobBackend {
  readonly name: string
  start(): Promise<void>
  /** Jobs may be due that this backend does not know of. */
  wake(): void
  health(): Promise<Health>
  /** Stops taking jobs, without waiting for those that run. */
  stop(): Promise<void>
  /** Lets go of connections, after the worker has drained. */
  close(): Promise<void>
}
