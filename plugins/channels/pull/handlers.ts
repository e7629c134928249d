import { NotFound } from '#core/http/errors'
import type { JobContext } from '#core/jobs'
import { JobPostponed } from '#core/jobs'
import type { ChannelsService, SyncCounts } from '../api.ts'
import { findChannel, notePull } from '../repository/accounts.ts'
import { finishRun } from '../repository/runs.ts'
import { type ChannelWork, failRun, isBreaking } from '../work.ts'
import { acknowledgeLater } from './acknowledge.ts'
import { takeDocuments } from './documents.ts'
import { pullOrders, pullRecords } from './pull.ts'
import { namesOf, type RecordStream, recordPullOf, recordStreams } from './streams.ts'
import { Walk } from './walk.ts'

/**
 * How long a pull may keep its account's queue to itself before stock and webhooks have their turn.
 */
const turnMs = 1000
/** Longest wait of a command. */
const waitMaxMs = 60_000

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
        await finishRun(tx, run, { state: 'done', error: null })
        const nextPullAt = isCaughtUp
          ? work.host.clock.after(channel.pullEverySeconds * 1000)
          : tx.now
        await notePull(tx, channel.id, nextPullAt)
        const payload = { channelId: channel.id }
        await tx.enqueue('channels.pull-orders', [{ payload, runAt: nextPullAt }])
        const streams = recordStreams.filter(
          (stream) => recordPullOf(connection.capabilities, stream) !== null
        )
        const records = streams.map((stream) => ({ payload: { ...payload, stream } }))
        await tx.enqueue('channels.pull-records', records)
        const { push } = connection.capabilities.orders
        if (push === false || push.by !== 'queue') return
        // Half-way to the next pull: hints hasten what it would find.
        const runAt = work.host.clock.after(channel.pullEverySeconds * 500)
        await tx.enqueue('channels.take-hints', [{ payload, runAt }])
      })
    })
}

/** Job: takes in after-sales, reviews or messages that are new. */
export function pullRecordsJobOf(
  work: ChannelWork
): (job: JobContext<{ channelId: string; stream: RecordStream }>) => Promise<void> {
  return (job) => {
    const { stream } = job.payload
    return work.do(job, namesOf(stream).run, async ({ channel, connection, run }) => {
      const parts = work.pullParts((inTx) => job.transaction(inTx))
      const walk = new Walk(parts, connection, run, { signal: job.signal, turnMs })
      if (recordPullOf(connection.capabilities, stream) === null) return
      const { isCaughtUp } = await pullRecords(work.host.db, walk, stream)
      await job.complete(async (tx) => {
        await finishRun(tx, run, { state: 'done', error: null })
        const payload = { channelId: channel.id, stream }
        if (!isCaughtUp) await tx.enqueue('channels.pull-records', [{ payload }])
      })
    })
  }
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
      await job.complete(async (tx) => {
        const page = { documents: order === null ? [] : [order], rejected: [], run }
        const { intake } = await takeDocuments(tx, work.takers, channel, page)
        await acknowledgeLater(tx, connection, intake)
        await finishRun(tx, run, { state: 'done', error: null })
      })
    })
}

/**
 * Pulls now, in this process, until there is nothing new: for commands. Waits where the platform
 * throttles; ends when the account changes meanwhile.
 * Errors: NOT_FOUND, and whatever the platform answers; what was taken before stays.
 */
export function pullDirectly(work: ChannelWork): ChannelsService['pullOrders'] {
  return async (channelId, { signal, onPage }): Promise<SyncCounts> => {
    const { db, clock, transaction } = work.host
    const channel = await findChannel(db, channelId)
    if (!channel) throw new NotFound({ what: 'channel', id: channelId })
    const connection = work.connections.of(channel)
    await connection.load()
    const run = work.newRun(connection, 'pullOrders')
    try {
      const parts = work.pullParts((inTx) => transaction(inTx))
      const options = { signal, ...(onPage && { onPage }) }
      const walk = new Walk(parts, connection, run, options)
      for (;;) {
        try {
          await pullOrders(db, walk)
          break
        } catch (error) {
          if (!(error instanceof JobPostponed)) throw error
          const waitMs = Number(error.fields.retryAfterMs)
          // Nobody sits and waits for longer: the engine's own pull goes on by itself.
          if (waitMs > waitMaxMs) throw error
          await clock.sleep(waitMs, signal)
          const { version } = (await findChannel(db, channelId)) ?? {}
          if (version !== channel.version) throw error
        }
      }
      await transaction((tx) => finishRun(tx, run, { state: 'done', error: null }))
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
