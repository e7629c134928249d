import type { JobContext } from '#core/jobs'
import { instantAt, instantMs } from '#core/time'
import { noCounts } from './counts.ts'
import { pullByWindow } from './pull/by-window.ts'
import { Walk } from './pull/walk.ts'
import { findChannel } from './repository/accounts.ts'
import { forgetCursor } from './repository/backfills.ts'
import { findCursor } from './repository/cursors.ts'
import { addToRun, finishRun } from './repository/runs.ts'
import type { ChannelRow } from './tables.ts'
import type { ChannelWork } from './work.ts'

const backMs = 48 * 60 * 60_000
const turnMs = 1000
/** Orders that a run names; the others are counted. */
const namedMax = 20

/** How far a second reading has come. */
export interface Recheck {
  since: string
  until: string
  missing: number
  outdated: number
  names: string[]
}

type Payload = { channelId: string; recheck?: Recheck }

/**
 * Job: reads once more what has changed in the last two days, up to where the pull has come, through the same
 * intake. What was missing, or older here, is counted, named and raises an alert: a pull should have had it.
 */
export function reconcileOrdersJobOf(
  work: ChannelWork
): (job: JobContext<Payload>) => Promise<void> {
  return (job) =>
    work.do(job, 'reconcileOrders', async ({ channel, connection, run }) => {
      const { pull } = connection.capabilities.orders
      if (pull.by === 'source') return
      const recheck = job.payload.recheck ?? (await begin(work, job))
      if (recheck === null) return
      const parts = work.pullParts((inTx) => job.transaction(inTx))
      const found = { ...recheck, names: [...recheck.names] }
      const walk = new Walk(parts, connection, run, {
        signal: job.signal,
        turnMs,
        onIntake: (intake) => {
          for (const { result, externalId } of intake) {
            if (result === 'created') found.missing++
            else if (result === 'updated') found.outdated++
            else continue
            if (found.names.length < namedMax) found.names.push(externalId)
          }
        }
      })
      const { isCaughtUp } = await pullByWindow(work.host.db, walk, {
        stream: 'recheck',
        rules: pull,
        span: recheck,
        list: (request) =>
          connection.call('listChanged', (client) => client.orders.listChanged!(request))
      })
      await job.complete(async (tx) => {
        await addToRun(tx, run, noCounts)
        await finishRun(tx, run, { state: 'done', error: null, detail: { ...found, isCaughtUp } })
        if (!isCaughtUp) {
          const payload = { channelId: channel.id, recheck: found }
          await tx.enqueue('channels.reconcile-orders', [{ payload }])
          return
        }
        await forgetCursor(tx, channel.id, 'recheck')
        const alert = missedAlert(channel, found)
        if (found.missing + found.outdated > 0) await work.host.alerts.raise(tx, [alert])
        else await work.host.alerts.clear(tx, [alert])
      })
    })
}

/** Where a second reading begins and ends. Null: the first one has not come anywhere yet. */
async function begin(work: ChannelWork, job: JobContext<Payload>): Promise<Recheck | null> {
  const { channelId } = job.payload
  const cursor = await findCursor(work.host.db, channelId, 'orders')
  if (!cursor) return null
  await job.transaction((tx) => forgetCursor(tx, channelId, 'recheck'))
  const backTo = instantAt(instantMs(cursor.watermark) - backMs)
  // What lies before the account's beginning was never to be read.
  const begun = (await findChannel(work.host.db, channelId))?.since ?? null
  const since = begun !== null && begun > backTo ? begun : backTo
  if (since >= cursor.watermark) return null
  return { since, until: cursor.watermark, missing: 0, outdated: 0, names: [] }
}

function missedAlert({ id, name }: ChannelRow, { missing, outdated, names }: Recheck) {
  return {
    kind: 'channel.orders-missed' as const,
    subjectType: 'channel',
    subjectId: id,
    message: `${name}: a second reading found ${missing} orders we did not have and ${outdated} that were older here, such as ${names[0]}`,
    fields: { missing, outdated, externalIds: names }
  }
}
