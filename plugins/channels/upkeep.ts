import type { JobContext } from '#core/jobs'
import { instantAt } from '#core/time'
import { noteSubscription, workingChannels } from './repository/accounts.ts'
import { channelsWithDirtyStock } from './repository/listings.ts'
import { failSilentRuns, purgeBefore } from './repository/runs.ts'
import type { Channels } from './service.ts'

const graceMs = 30_000
const silentMs = 15 * 60_000
const keptMs = 30 * 24 * 60 * 60_000

/** Job: starts what is overdue, ends runs whose process has died, forgets what is old. */
export function sweepJobOf(channels: Channels): (job: JobContext<unknown>) => Promise<void> {
  const { db, clock } = channels.host
  return async (job) => {
    const working = await workingChannels(db)
    const overdue = working.filter((channel) => channels.isOverdue(channel, graceMs))
    const ids = new Set(working.map(({ id }) => id))
    const dirty = (await channelsWithDirtyStock(db)).filter((id) => ids.has(id))
    await job.complete(async (tx) => {
      const pushes = dirty.map((channelId) => ({ payload: { channelId } }))
      await tx.enqueue('channels.push-stock', pushes)
      for (const channel of overdue) await channels.setToWork(tx, channel)
      await failSilentRuns(tx, instantAt(clock.ms() - silentMs))
      await purgeBefore(tx, instantAt(clock.ms() - keptMs))
    })
  }
}

/** Job: has every channel that works compared with our stock. */
export function reconcileAllJobOf(channels: Channels): (job: JobContext<unknown>) => Promise<void> {
  return async (job) => {
    const platforms = new Set(channels.platformsWith('stock'))
    const working = (await workingChannels(channels.host.db)).filter(({ platform }) =>
      platforms.has(platform)
    )
    await job.complete((tx) =>
      tx.enqueue(
        'channels.reconcile',
        working.map(({ id }) => ({ payload: { channelId: id } }))
      )
    )
  }
}

/** Job: tells the platform where to send its webhooks. */
export function subscribeJobOf(
  channels: Channels
): (job: JobContext<{ channelId: string }>) => Promise<void> {
  return (job) =>
    channels.work.do(job, 'subscribe', async ({ channel, connection }) => {
      const url = channels.callbackUrl(channel.id)
      if (url === null || !connection.client.subscribe) return
      await connection.call('subscribe', (client) => client.subscribe!(url))
      await job.complete((tx) => noteSubscription(tx, channel.id, url))
    })
}
