import type { JobContext } from '#core/jobs'
import { shownOf } from './push/stock.ts'
import { markListingsDirty, settledListings } from './repository/pushes.ts'
import { addToRun, finishRun } from './repository/runs.ts'
import type { ChannelTask, ChannelWork } from './work.ts'

const pageRows = 200
/** Differences that a run lists; the others are counted. */
const listedMax = 100
const recheckMs = 60_000
const rechecksMax = 3

type Payload = { channelId: string; recheck?: number }

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
 * Job: compares what the channel shows with what we would write. What differs is reported, written
 * again, and looked at once more a minute later; when nothing differs any more the alert goes.
 */
export function reconcileJobOf(work: ChannelWork): (job: JobContext<Payload>) => Promise<void> {
  return (job) =>
    work.do(job, 'reconcile', async (task) => {
      const { channel, connection, run } = task
      if (!connection.client.readStock || channel.pushStock === 0) return
      const { checked, differences } = await compare(work, task)
      const { recheck = 0 } = job.payload
      await job.complete(async (tx) => {
        await addToRun(tx, run, {
          documents: checked,
          created: 0,
          updated: differences.length,
          unchanged: checked - differences.length,
          rejected: 0,
          failed: 0
        })
        const detail = { differences: differences.slice(0, listedMax) }
        await finishRun(tx, run, { state: 'done', error: null, detail })
        const subject = { subjectType: 'channel', subjectId: channel.id }
        if (differences.length === 0) {
          await work.host.alerts.clear(tx, [{ kind: 'channel.stock-mismatch', ...subject }])
          return
        }
        await work.host.alerts.raise(tx, [
          { kind: 'channel.stock-mismatch', ...subject, ...describe(channel.name, differences) }
        ])
        const ids = differences.map(({ listingId }) => listingId)
        await markListingsDirty(tx, channel.id, ids)
        await tx.enqueue('channels.push-stock', [{ payload: { channelId: channel.id } }])
        if (recheck >= rechecksMax) return
        const payload = { channelId: channel.id, recheck: recheck + 1 }
        const runAt = work.host.clock.after(recheckMs)
        await tx.enqueue('channels.reconcile', [{ payload, runAt }])
      })
    })
}

async function compare(
  work: ChannelWork,
  { job, channel, connection }: ChannelTask<Payload>
): Promise<{ checked: number; differences: Difference[] }> {
  const { db } = work.host
  const differences: Difference[] = []
  let checked = 0
  let after = ''
  for (;;) {
    job.signal.throwIfAborted()
    const page = await settledListings(db, channel.id, { after, limit: pageRows })
    if (page.length === 0) return { checked, differences }
    after = page.at(-1)!.id
    const ids = page.map(({ externalListingId }) => externalListingId)
    const there = await connection.call('readStock', (client) => client.readStock!(ids))
    for (const { listing, quantity } of await shownOf(db, work.takers, channel, page)) {
      checked++
      const shown = there.get(listing.externalListingId) ?? null
      if (shown === quantity) continue
      const { id: listingId, sku, externalListingId } = listing
      differences.push({ listingId, sku, externalListingId, shown, expected: quantity })
    }
  }
}

function describe(channel: string, differences: readonly Difference[]) {
  const { sku, shown, expected } = differences[0]!
  const first = `${sku} shows ${shown ?? 'nothing'} instead of ${expected}`
  const more = differences.length > 1 ? `, and ${differences.length - 1} more` : ''
  return {
    message: `${channel}: ${first}${more}`,
    fields: { count: differences.length, sku }
  }
}
