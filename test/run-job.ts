import type { Engine } from 'shopkeeper'
import type { JobContext } from '#core/jobs'
import { inPages } from '#core/pages'

/** Calls the handler of a job now, without a queue. `given` takes the place of what the queue would give it. */
export async function runJob(
  engine: Engine,
  name: string,
  payload: object = {},
  given: Partial<JobContext<unknown>> = {}
): Promise<void> {
  const { handler } = engine.registrations.jobs.get(name)!
  const { signal = new AbortController().signal, transaction = engine.transaction } = given
  const job: Omit<JobContext<unknown>, 'log'> = {
    ...{ jobId: 'job_by_hand', payload, attempt: 1, signal, transaction, complete: transaction },
    progress: () => undefined,
    pages: (first, page) =>
      inPages(first, { signal }, (from) => transaction((tx) => page(tx, from))),
    ...given
  }
  await handler(job as never)
}
