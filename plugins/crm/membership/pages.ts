import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'

/** What a job of many pages needs of its context. */
export type PagedJob = Pick<JobContext<unknown>, 'signal' | 'transaction'>

/** Customers of a page: few enough for a short transaction, many enough for few of them. */
export const pageSize = 200

/**
 * Goes through customers a page a transaction. `work` takes the customer after which its page begins, and returns the last
 * one that it has looked at; null: there were no more.
 */
export async function eachPage(
  job: PagedJob,
  work: (tx: Tx, after: string) => Promise<string | null>
): Promise<void> {
  for (let after: string | null = ''; after !== null; ) {
    const from: string = after
    job.signal.throwIfAborted()
    after = await job.transaction((tx) => work(tx, from))
  }
}
