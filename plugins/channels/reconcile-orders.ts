import type { JobContext } from '#core/jobs'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { IntakeOutcome } from '#plugins/orders'
import { noCounts } from './counts.ts'
import { pullByWindow } from './pull/by-window.ts'
import { Walk } from './pull/walk.ts'
import { findCursor } from './repository/cursors.ts'
import { addToRecheck, beginRecheck, endRecheck, findRecheck } from './repository/rechecks.ts'
import { addToRun, finishRun } from './repository/runs.ts'
import type { ChannelRow, RecheckRow } from './tables.ts'
import type { ChannelWork } from './work.ts'

const backMs = 48 * 60 * 60_000
const turnMs = 1000

type Job = JobContext<{ channelId: string; isGoingOn?: boolean }>

/**
 * Job: reads once more what has changed in the last two days, up to where the pull has come, through the same
 * intake. What was missing, or older here, is counted with its page, named and raises an alert: a pull should have
 * had it.
 */
export function reconcileOrdersJobOf(work: ChannelWork): (job: Job) => Promise<void> {
  return (job) =>
    work.do(job, 'reconcileOrders', async ({ channel, connection, run }) => {
      const { pull } = connection.capabilities.orders
      if (pull.by === 'source') return
      const { db, alerts } = work.host
      const recheck = (await findRecheck(db, channel.id)) ?? (await begin(work, job, channel))
      if (recheck === null) return
      const parts = work.pullParts((inTx) => job.transaction(inTx))
      const walk = new Walk(parts, connection, run, { signal: job.signal, turnMs })
      const { isCaughtUp } = await pullByWindow(db, walk, {
        stream: 'recheck',
        rules: pull,
        span: { since: recheck.sinceAt, until: recheck.untilAt },
        onIntake: (tx, intake) => count(tx, channel.id, intake),
        list: (request) =>
          connection.call('listChanged', (client) => client.orders.listChanged!(request))
      })
      await job.complete(async (tx) => {
        const found = foundBy((await findRecheck(tx, channel.id)) ?? recheck)
        await addToRun(tx, run, noCounts)
        await finishRun(tx, run, { state: 'done', error: null, detail: { ...found, isCaughtUp } })
        if (!isCaughtUp) {
          const payload = { channelId: channel.id, isGoingOn: true }
          await tx.enqueue('channels.reconcile-orders', [{ payload }])
          return
        }
        await endRecheck(tx, channel.id)
        const alert = missedAlert(channel, found)
        if (found.missing + found.outdated > 0) await alerts.raise(tx, [alert])
        else await alerts.clear(tx, [alert])
      })
    })
}

/** Begins a second reading. Null: none is wanted, or the first one has not come anywhere yet. */
async function begin(work: ChannelWork, job: Job, channel: ChannelRow): Promise<RecheckRow | null> {
  if (job.payload.isGoingOn) return null
  const cursor = await findCursor(work.host.db, channel.id, 'orders')
  if (!cursor) return null
  const backTo = instantAt(instantMs(cursor.watermark) - backMs)
  // What lies before the account's beginning was never to be read.
  const sinceAt = channel.since !== null && channel.since > backTo ? channel.since : backTo
  if (sinceAt >= cursor.watermark) return null
  const span = { channelId: channel.id, sinceAt, untilAt: cursor.watermark }
  return job.transaction((tx) => beginRecheck(tx, span))
}

async function count(tx: Tx, channelId: string, intake: readonly IntakeOutcome[]): Promise<void> {
  const namesOf = (what: IntakeOutcome['result']) =>
    intake.filter(({ result }) => result === what).map(({ externalId }) => externalId)
  const found = { missing: namesOf('created'), outdated: namesOf('updated') }
  if (found.missing.length + found.outdated.length > 0) await addToRecheck(tx, channelId, found)
}

/** What a second reading has found so far, for a person. */
function foundBy({ sinceAt: since, untilAt: until, missing, outdated, names }: RecheckRow) {
  return { since, until, missing, outdated, names: JSON.parse(names) as string[] }
}

function missedAlert(
  { id, name }: ChannelRow,
  { missing, outdated, names }: ReturnType<typeof foundBy>
) {
  return {
    kind: 'channel.orders-missed' as const,
    subjectType: 'channel',
    subjectId: id,
    message: `${name}: a second reading found ${missing} orders we did not have and ${outdated} that were older here, such as ${names[0]}`,
    fields: { missing, outdated, externalIds: names }
  }
}
