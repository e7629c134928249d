import type { JobContext } from '#core/jobs'
import { instantAt, instantMs } from '#core/time'
import type { TokenRow } from './accounts/tables.ts'
import { noteSubscription, workingChannels } from './repository/accounts.ts'
import { openBackfills } from './repository/backfills.ts'
import { openComparisons } from './repository/comparisons.ts'
import { channelsWithConfirmations } from './repository/confirmations.ts'
import { purgeConsents } from './repository/consents.ts'
import { channelsWithDirty } from './repository/pushes.ts'
import { openRechecks } from './repository/rechecks.ts'
import { purgeRests } from './repository/rests.ts'
import { failSilentRuns, finishRun, purgeBefore } from './repository/runs.ts'
import { renewableTokens } from './repository/tokens.ts'
import { channelsWithWrites, purgeWrites } from './repository/writes.ts'
import type { Channels } from './service.ts'
import { takeTurn } from './turn.ts'
import { takeHints } from './webhooks.ts'

const graceMs = 30_000
const silentMs = 15 * 60_000
/** Life of a token to ask with, where its platform does not say. */
const assumedMs = 14 * 24 * 60 * 60_000
const keptMs = 30 * 24 * 60 * 60_000

/** Job: starts what is overdue, ends runs whose process has died, forgets what is old. */
export function sweepJobOf(channels: Channels): (job: JobContext<unknown>) => Promise<void> {
  const { db, clock } = channels.host
  return async (job) => {
    const working = await workingChannels(db)
    const overdue = working.filter((channel) => channels.isOverdue(channel, graceMs))
    const ids = new Set(working.map(({ id }) => id))
    const now = clock.now()
    const stocked = new Set(working.flatMap(({ id, pushStock }) => (pushStock === 1 ? id : [])))
    const priced = new Set(working.flatMap(({ id, pushPrices }) => (pushPrices === 1 ? id : [])))
    const stock = (await channelsWithDirty(db, 'stock', now)).filter((id) => stocked.has(id))
    const prices = (await channelsWithDirty(db, 'price', now)).filter((id) => priced.has(id))
    const confirming = (await channelsWithConfirmations(db, now)).filter((id) => ids.has(id))
    const writing = (await channelsWithWrites(db, now)).filter((id) => ids.has(id))
    const filling = (await openBackfills(db)).filter((id) => ids.has(id))
    const rechecking = (await openRechecks(db)).filter((id) => ids.has(id))
    const comparing = (await openComparisons(db)).filter((id) => stocked.has(id))
    await job.complete(async (tx) => {
      await tx.enqueue('channels.push-stock', stock.map(toWork))
      await tx.enqueue('channels.push-prices', prices.map(toWork))
      await tx.enqueue('channels.confirm-shipments', confirming.map(toWork))
      await tx.enqueue('channels.send-writes', writing.map(toWork))
      await tx.enqueue('channels.backfill', filling.map(toWork))
      await tx.enqueue('channels.reconcile-orders', rechecking.map(toOpenWork))
      await tx.enqueue('channels.reconcile', comparing.map(toOpenWork))
      for (const channel of overdue) await channels.setToWork(tx, channel)
      await failSilentRuns(tx, instantAt(clock.ms() - silentMs))
      const old = instantAt(clock.ms() - keptMs)
      await purgeBefore(tx, old)
      await purgeWrites(tx, old)
      await purgeConsents(tx, old)
      await purgeRests(tx, old)
    })
  }
}

/**
 * Job: has every channel that works compared with what we have, tokens renewed that would end although nobody
 * calls, and platforms told once more where we are: some switch webhooks off that have failed for a while.
 */
export function reconcileAllJobOf(channels: Channels): (job: JobContext<unknown>) => Promise<void> {
  const { db, clock } = channels.host
  return async (job) => {
    const platforms = new Set(channels.platformsWith('stock'))
    const working = await workingChannels(db)
    const ending = (await renewableTokens(db)).filter((row) => isEnding(row, clock.ms()))
    await job.complete(async (tx) => {
      const stocked = working.filter(({ platform }) => platforms.has(platform))
      await tx.enqueue(
        'channels.reconcile',
        stocked.map(({ id }) => toWork(id))
      )
      await tx.enqueue(
        'channels.reconcile-orders',
        working.map(({ id }) => toWork(id))
      )
      await tx.enqueue(
        'channels.subscribe',
        working.filter(({ subscribedUrl: url }) => url !== null).map(({ id }) => toWork(id))
      )
      await tx.enqueue(
        'channels.renew-tokens',
        ending.map(({ channelId }) => toWork(channelId))
      )
    })
  }
}

/** Whether what new tokens are asked for with is past the middle of its life, or of one we do not know. */
function isEnding({ refreshExpiresAt, renewedAt }: TokenRow, nowMs: number): boolean {
  if (renewedAt === null) return false
  const renewedMs = instantMs(renewedAt)
  const endMs = refreshExpiresAt === null ? renewedMs + assumedMs : instantMs(refreshExpiresAt)
  return nowMs >= (renewedMs + endMs) / 2
}

function toWork(channelId: string) {
  return { payload: { channelId } }
}

/** Goes on with what is open, and begins nothing. */
function toOpenWork(channelId: string) {
  return { payload: { channelId, isGoingOn: true } }
}

/** Job: asks for new tokens before the present ones end. */
export function renewTokensJobOf(
  channels: Channels
): (job: JobContext<{ channelId: string }>) => Promise<void> {
  return (job) =>
    channels.work.do(job, 'renewTokens', async ({ connection, run }) => {
      if (!connection.tokens) return
      await connection.tokens.renewAhead()
      await job.complete((tx) => finishRun(tx, run, { state: 'done', error: null }))
    })
}

/** Job: takes the hints that a platform keeps in a queue, then tells it that they are taken. */
export function takeHintsJobOf(
  channels: Channels
): (job: JobContext<{ channelId: string }>) => Promise<void> {
  return (job) =>
    channels.work.do(job, 'takeHints', async ({ channel, connection, run }) => {
      if (!connection.client.takeHints) return
      const isMore = await takeTurn(channels.host.clock, { signal: job.signal }, async () => {
        const { hints, receipt } = await connection.call('takeHints', (client) =>
          client.takeHints!()
        )
        if (hints.length > 0) await job.transaction((tx) => takeHints(tx, connection, hints))
        if (receipt === null) return false
        await connection.call('confirmHints', (client) => client.confirmHints!(receipt))
        return hints.length > 0
      })
      await job.complete(async (tx) => {
        await finishRun(tx, run, { state: 'done', error: null })
        if (isMore) await tx.enqueue('channels.take-hints', [toWork(channel.id)])
      })
    })
}

/** Job: tells the platform where to send its webhooks. */
export function subscribeJobOf(
  channels: Channels
): (job: JobContext<{ channelId: string }>) => Promise<void> {
  return (job) =>
    channels.work.do(job, 'subscribe', async ({ channel, connection, run }) => {
      const url = channels.subscriptionUrl(channel, connection.capabilities)
      if (url === null || !connection.client.subscribe) return
      await connection.call('subscribe', (client) => client.subscribe!(url))
      await job.complete(async (tx) => {
        await noteSubscription(tx, channel, url)
        await finishRun(tx, run, { state: 'done', error: null })
      })
    })
}
