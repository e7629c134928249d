import type { JobContext } from '#core/jobs'

/** What a job of many pages needs of its context. */
export type PagedJob = Pick<JobContext<unknown>, 'pages' | 'transaction'>

/** Customers of a page: few enough for a short transaction, many enough for few of them. */
export const pageSize = 200
