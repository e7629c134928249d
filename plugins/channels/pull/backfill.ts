import type { JobContext } from '#core/jobs'
import { findBackfill, finishBackfill } from '../repository/backfills.ts'
import { finishRun } from '../repository/runs.ts'
import type { ChannelWork } from '../work.ts'
import { pullByWindow } from './by-window.ts'
import { Walk } from './walk.ts'

/** How long it reads before it looks whether it is still wanted. */
const turnMs = 1000

/**
 * Job: fills in the past, from the list by time of creation where the platform has one. It waits in a queue of
 * its own and leaves half of every budget alone: what is new never waits for what is old.
 */
export function backfillJobOf(
  work: ChannelWork
): (job: JobContext<{ channelId: string }>) => Promise<void> {
  return (job) =>
    work.do(
      job,
      'backfill',
      async ({ channel, connection, run }) => {
        const { db } = work.host
        const backfill = await findBackfill(db, channel.id)
        const { pull, history } = connection.capabilities.orders
        const rules = history ?? pull
        if (backfill?.state !== 'open' || rules.by === 'source') return
        const parts = work.pullParts((inTx) => job.transaction(inTx))
        const walk = new Walk(parts, connection, run, { signal: job.signal, turnMs })
        const { isCaughtUp } = await pullByWindow(db, walk, {
          stream: 'history',
          rules,
          span: { since: backfill.sinceAt, until: backfill.untilAt },
          list: (request) =>
            history
              ? connection.call('listCreated', (client) => client.orders.listCreated!(request))
              : connection.call('listChanged', (client) => client.orders.listChanged!(request))
        })
        await job.complete(async (tx) => {
          const detail = { since: backfill.sinceAt, until: backfill.untilAt, isCaughtUp }
          await finishRun(tx, run, { state: 'done', error: null, detail })
          if (isCaughtUp) await finishBackfill(tx, channel.id)
          else await tx.enqueue('channels.backfill', [{ payload: { channelId: channel.id } }])
        })
      },
      'history'
    )
}
