import { NotFound } from '#core/http/errors'
import type { JobContext } from '#core/jobs'
import { JobPostponed } from '#core/jobs'
import type { ChannelsService, SyncCounts } from '../api.ts'
import { findChannel, notePull } from '../repository/accounts.ts'
import { finishRun } from '../repository/runs.ts'
import { type ChannelWork, failRun, isBreaking } from '../work.ts'
import { takeDocuments } from './documents.ts'
import { pullAfterSales, pullOrders } from './pull.ts'
import { Walk } from './walk.ts'

/**
 * How long a pull may keep its account's queue to itself before stock and webhooks have their turn.
 */
const turnMs = 1000

type Job = JobContext<{ channelId: string }>

/** Job: takes in what is new, then asks for the next pull, at once if there is more. */
export function pullOrdersJobOf(work: ChannelWork): (job: Job) => Promise<void> {
  return (job) =>
    work.do(job, 'pullOrders', async ({ channel, connection, run }) => {
      const parts = work.pullParts((inTx) => job.transaction(inTx))
      const { signal } = job
      const walk = new Walk(parts, connection, run, {
        signal,
        turnMs,
        onPage: () => job.progress(walk.counts.documents)
      })
      const { isCaughtUp } = await pullOrders(work.host.db, walk)
      await job.complete(async (tx) => {
        await finishRun(tx, run.id, { state: 'done', error: null })
        const nextPullAt = isCaughtUp
          ? work.host.clock.after(channel.pullEverySeconds * 1000)
          : tx.now
        await notePull(tx, channel.id, nextPullAt)
        const payload = { channelId: channel.id }
        await tx.enqueue('channels.pull-orders', [{ payload, runAt: nextPullAt }])
        if (connection.adapter.capabilities.afterSales) {
          await tx.enqueue('channels.pull-after-sales', [{ payload }])
        }
      })
    })
}

/** Job: takes in returns and refunds that are new. */
export function pullAfterSalesJobOf(work: ChannelWork): (job: Job) => Promise<void> {
  return (job) =>
    work.do(job, 'pullAfterSales', async ({ channel, connection, run }) => {
      const parts = work.pullParts((inTx) => job.transaction(inTx))
      const walk = new Walk(parts, connection, run, { signal: job.signal, turnMs })
      const { isCaughtUp } = await pullAfterSales(work.host.db, walk)
      await job.complete(async (tx) => {
        await finishRun(tx, run.id, { state: 'done', error: null })
        const payload = { channelId: channel.id }
        if (!isCaughtUp) await tx.enqueue('channels.pull-after-sales', [{ payload }])
      })
    })
}

/**
 * Job: fetches the order that a webhook has told of. One that the platform does not have yet is
 * left to the next pull.
 */
export function fetchOrderJobOf(
  work: ChannelWork
): (job: JobContext<{ channelId: string; externalId: string }>) => Promise<void> {
  return (job) =>
    work.do(job, 'fetchOrder', async ({ channel, connection, run }) => {
      const { externalId } = job.payload
      const order = await connection.call('getOrder', (client) => client.orders.get!(externalId))
      if (order === null) return
      await job.complete(async (tx) => {
        await takeDocuments(tx, work.takers, channel, { documents: [order], rejected: [], run })
        await finishRun(tx, run.id, { state: 'done', error: null })
      })
    })
}

/**
 * Pulls now, in this process, until there is nothing new: for commands. Waits where the platform
 * throttles.
 * Errors: NOT_FOUND, and whatever the platform answers; what was taken before stays.
 */
export function pullDirectly(work: ChannelWork): ChannelsService['pullOrders'] {
  return async (channelId, { signal, onPage }): Promise<SyncCounts> => {
    const { db, clock, transaction } = work.host
    const channel = await findChannel(db, channelId)
    if (!channel) throw new NotFound({ what: 'channel', id: channelId })
    const run = work.newRun(channelId, 'pullOrders')
    try {
      const parts = work.pullParts((inTx) => transaction(inTx))
      const options = { signal, ...(onPage && { onPage }) }
      const walk = new Walk(parts, work.connections.of(channel), run, options)
      for (;;) {
        try {
          await pullOrders(db, walk)
          break
        } catch (error) {
          if (!(error instanceof JobPostponed)) throw error
          await clock.sleep(Number(error.fields.retryAfterMs), signal)
        }
      }
      await transaction((tx) => finishRun(tx, run.id, { state: 'done', error: null }))
      return walk.counts
    } catch (error) {
      await transaction(async (tx) => {
        await failRun(tx, run, error)
        if (isBreaking(error)) await work.pause(tx, channel, error)
      })
      throw error
    }
  }
}
