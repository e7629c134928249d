import type { JobContext } from '#core/jobs'

/** What a walk over all orders is given: what a job has, or a command. */
export type WalkRunner = Pick<JobContext<unknown>, 'signal' | 'transaction' | 'progress'>
