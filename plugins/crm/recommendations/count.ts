import { newId } from '#core/ids'
import type { JobContext } from '#core/jobs'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import {
  countOrders,
  countProducts,
  dropBaskets,
  dropRun,
  finishRun,
  holdRun,
  insertBaskets,
  insertPairs,
  insertRun,
  orderIdsAfter,
  outdatedRuns,
  productsAfter,
  retireUnfinished
} from './repository.ts'

type Job = Pick<JobContext<unknown>, 'pages' | 'transaction' | 'progress'>

const dayMs = 86_400_000
const ordersPage = 1000
const productsPage = 100
const droppedPage = 1000

/** What is counted, and from which support on. */
export interface Counting {
  days: number
  ordersMin: number
}

/**
 * Job: counts which products are bought together, in pages, beside what is answered meanwhile; the new count replaces it at
 * once when it is whole. One that was cut short, or is overtaken by another, leaves nothing.
 */
export async function countRecommendations(job: Job, counting: Counting): Promise<void> {
  const run = await job.transaction((tx) => beginRun(tx, counting))
  const isWhole = (await gather(job, run)) && (await pair(job, run, counting))
  if (isWhole) await job.transaction((tx) => finishRun(tx, run.id))
  await dropOutdated(job)
}

interface Run {
  id: string
  countedFrom: Instant
}

/** Of two that count at once the later one does. */
async function beginRun(tx: Tx, { days }: Counting): Promise<Run> {
  await retireUnfinished(tx)
  const id = newId('rcr')
  const countedFrom = instantAt(instantMs(tx.now) - days * dayMs)
  await insertRun(tx, {
    ...{ id, countedFrom, state: 'building', orders: 0, startedAt: tx.now, finishedAt: null }
  })
  return { id, countedFrom }
}

/** Writes down which products orders have bought. Returns whether the run still counts. */
async function gather(job: Job, run: Run): Promise<boolean> {
  let isHeld = true
  let done = 0
  await job.pages('', async (tx, after) => {
    isHeld = await holdRun(tx, run.id)
    if (!isHeld) return undefined
    const ids = await orderIdsAfter(tx, run.countedFrom, { after, limit: ordersPage })
    await insertBaskets(tx, run.id, ids)
    done += ids.length
    job.progress(done)
    return ids.length < ordersPage ? undefined : ids.at(-1)
  })
  return isHeld
}

/** Counts pairs, some products at a time. Returns whether the run still counts. */
async function pair(job: Job, run: Run, { ordersMin }: Counting): Promise<boolean> {
  let isHeld = true
  await job.pages('', async (tx, after) => {
    isHeld = await holdRun(tx, run.id)
    if (!isHeld) return undefined
    if (after === '') {
      await countOrders(tx, run.id)
      await countProducts(tx, run.id)
    }
    const ids = await productsAfter(tx, run.id, { after, limit: productsPage, ordersMin })
    await insertPairs(tx, run.id, { productIds: ids, ordersMin })
    return ids.length < productsPage ? undefined : ids.at(-1)
  })
  return isHeld
}

/** Drops what earlier runs have counted, a page at a time. */
async function dropOutdated(job: Job): Promise<void> {
  for (const runId of await job.transaction(outdatedRuns)) {
    await job.pages(0, async (tx, done) =>
      (await dropBaskets(tx, runId, droppedPage)) ? done + droppedPage : undefined
    )
    await job.transaction((tx) => dropRun(tx, runId))
  }
}
