import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { noCounts } from './counts.ts'
import { PullOvertaken } from './errors.ts'
import { shownOf } from './push/stock.ts'
import {
  beginComparison,
  endComparison,
  findComparison,
  moveComparison
} from './repository/comparisons.ts'
import { markListingsDirty, settledListings } from './repository/pushes.ts'
import { addToRun, finishRun } from './repository/runs.ts'
import type { ChannelRow, ComparisonRow, ListingRow } from './tables.ts'
import { takeTurn } from './turn.ts'
import type { ChannelTask, ChannelWork } from './work.ts'

/** Most listings that are compared at once. */
const pageRows = 200
/** Differences that are listed; the others are counted. */
const listedMax = 100
const recheckMs = 60_000
const rechecksMax = 3

type Payload = { channelId: string; recheck?: number; isGoingOn?: boolean }
type Task = ChannelTask<Payload>

/** A listing that shows something else than it should. */
interface Difference {
  listingId: string
  sku: string
  externalListingId: string
  /** Null: the platform does not know the listing. */
  shown: number | null
  expected: number
}

/**
 * Job: compares what the channel shows with what we would write, page by page. What differs is reported, written
 * again, and looked at once more a minute later; when nothing differs any more the alert goes. Its place and what it
 * has found are a row: it goes on after a wait, a failure, and the turns of other work.
 */
export function reconcileJobOf(work: ChannelWork): (job: JobContext<Payload>) => Promise<void> {
  return (job) =>
    work.do(job, 'reconcile', async (task) => {
      const { channel, connection, run } = task
      const { stock } = connection.capabilities
      if (!connection.client.readStock || stock === false || channel.pushStock === 0) return
      const limit = Math.min(pageRows, stock.readMax ?? stock.batchMax)
      const open = (await findComparison(work.host.db, channel.id)) ?? (await begin(task))
      if (open === null) return
      let comparison = open
      const isMore = await takeTurn(work.host.clock, { signal: job.signal }, async () => {
        const page = await settledListings(work.host.db, channel.id, {
          after: comparison.afterId,
          limit
        })
        if (page.length > 0) comparison = await comparePage(work, task, { comparison, page })
        return page.length > 0
      })
      await job.complete(async (tx) => {
        await addToRun(tx, run, noCounts)
        const detail = { differences: listed(comparison), isCaughtUp: !isMore }
        await finishRun(tx, run, { state: 'done', error: null, detail })
        if (isMore) {
          const payload = { channelId: channel.id, isGoingOn: true }
          await tx.enqueue('channels.reconcile', [{ payload }])
          return
        }
        await endComparison(tx, channel.id)
        await report(tx, work, channel, comparison)
      })
    })
}

/** Begins a comparison. Null: none is wanted. */
async function begin({ job, channel }: Task): Promise<ComparisonRow | null> {
  const { isGoingOn, recheck = 0 } = job.payload
  if (isGoingOn) return null
  return job.transaction((tx) => beginComparison(tx, { channelId: channel.id, recheck }))
}

/** Compares a page of listings, and has those that differ written again. Errors: PULL_OVERTAKEN. */
async function comparePage(
  work: ChannelWork,
  { job, channel, connection, run }: Task,
  { comparison, page }: { comparison: ComparisonRow; page: readonly ListingRow[] }
): Promise<ComparisonRow> {
  const { db } = work.host
  const ids = page.map(({ externalListingId }) => externalListingId)
  const there = await connection.call('readStock', (client) => client.readStock!(ids))
  const expected = await shownOf(db, work.takers, channel, page)
  const found = expected.flatMap(({ listing, quantity }): Difference[] => {
    const { id: listingId, sku, externalListingId } = listing
    const shown = there.get(externalListingId) ?? null
    return shown === quantity
      ? []
      : [{ listingId, sku, externalListingId, shown, expected: quantity }]
  })
  const next: ComparisonRow = {
    ...comparison,
    afterId: page.at(-1)!.id,
    checked: comparison.checked + expected.length,
    differing: comparison.differing + found.length,
    differences: JSON.stringify([...listed(comparison), ...found].slice(0, listedMax))
  }
  await job.transaction(async (tx) => {
    if (!(await moveComparison(tx, comparison, next))) {
      throw new PullOvertaken({ channel: channel.id })
    }
    await addToRun(tx, run, {
      documents: expected.length,
      created: 0,
      updated: found.length,
      unchanged: expected.length - found.length,
      rejected: 0,
      failed: 0
    })
    if (found.length === 0) return
    await markListingsDirty(
      tx,
      channel.id,
      found.map(({ listingId }) => listingId)
    )
    await tx.enqueue('channels.push-stock', [{ payload: { channelId: channel.id } }])
  })
  return next
}

/** Says what a whole comparison has found, and has it looked at once more. */
async function report(
  tx: Tx,
  work: ChannelWork,
  { id: channelId, name }: ChannelRow,
  comparison: ComparisonRow
): Promise<void> {
  const { alerts, clock } = work.host
  const alert = {
    kind: 'channel.stock-mismatch' as const,
    subjectType: 'channel',
    subjectId: channelId
  }
  if (comparison.differing === 0) {
    await alerts.clear(tx, [alert])
    return
  }
  await alerts.raise(tx, [{ ...alert, ...describe(name, comparison) }])
  if (comparison.recheck >= rechecksMax) return
  const payload = { channelId, recheck: comparison.recheck + 1 }
  await tx.enqueue('channels.reconcile', [{ payload, runAt: clock.after(recheckMs) }])
}

function listed({ differences }: ComparisonRow): Difference[] {
  return JSON.parse(differences) as Difference[]
}

function describe(channel: string, comparison: ComparisonRow) {
  const { differing: count } = comparison
  const { sku, shown, expected } = listed(comparison)[0]!
  const first = `${sku} shows ${shown ?? 'nothing'} instead of ${expected}`
  const more = count > 1 ? `, and ${count - 1} more` : ''
  return { message: `${channel}: ${first}${more}`, fields: { count, sku } }
}
