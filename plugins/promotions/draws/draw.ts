import { ShopkeeperError } from '#core/errors'
import type { JobContext } from '#core/jobs'
import { turn } from '#core/pages'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { type DrawEntry, type Drawn, EntriesDigest, Ranking } from './algorithm.ts'
import type { PrizeShape } from './definition.ts'
import {
  drawsDue,
  entriesAfter,
  findDraw,
  insertWinners,
  lockDraw,
  updateDraw
} from './repository.ts'
import { openSeed } from './seed.ts'
import { takeStep } from './steps.ts'
import type { DrawRow } from './tables.ts'
import { audit } from './write.ts'

const pageSize = 100
const entriesPage = 2000

type Parts = Pick<PromotionsScope, 'ctx'>
type Job = Pick<JobContext<unknown>, 'signal' | 'transaction'>

/** Takes the steps that time asks of draws, each on its own: one that is stuck keeps no other from it. */
export async function moveDraws(scope: Parts, job: Job): Promise<void> {
  const { db, clock } = scope.ctx
  for (let after = ''; ; ) {
    const ids = await drawsDue(db, clock.now(), { after, limit: pageSize })
    for (const id of ids) {
      job.signal.throwIfAborted()
      try {
        await moveDraw(scope, job, id)
      } catch (error) {
        if (!(error instanceof ShopkeeperError) || error.status >= 500) throw error
        await job.transaction((tx) => tellStuck(scope, tx, id, error))
      }
    }
    if (ids.length < pageSize) return
    after = ids.at(-1)!
  }
}

/**
 * Closes a draw, counts its entries and draws, as far as its time has come. What it reckons between transactions depends on
 * entries that no longer change: whoever else does it meanwhile gets the same, and the second one writes nothing.
 */
async function moveDraw(scope: Parts, job: Job, id: string): Promise<void> {
  const { ctx } = scope
  await job.transaction((tx) => close(tx, id))
  let draw = await findDraw(ctx.db, id)
  if (draw?.state !== 'closed') return
  if (draw.entriesDigest === null) {
    const digest = new EntriesDigest()
    await eachPage(scope, job, id, (entries) => digest.add(entries))
    const counted = { entriesDigest: digest.end(), entries: digest.count }
    await job.transaction((tx) => keepDigest(tx, id, counted))
    draw = (await findDraw(ctx.db, id))!
  }
  if (draw.state !== 'closed' || draw.drawAt > ctx.clock.now()) return
  const seed = openSeed(draw, ctx.encryptionKey)
  const ranking = new Ranking(seed, draw.entriesDigest!)
  await eachPage(scope, job, id, (entries) => ranking.add(entries))
  const prizes = JSON.parse(draw.prizes) as PrizeShape[]
  const winners = ranking.winners(prizes.map(({ quantity }) => quantity))
  await job.transaction((tx) => reveal(scope, tx, id, { seed, winners }))
}

async function eachPage(
  { ctx }: Parts,
  { signal }: Job,
  drawId: string,
  take: (entries: readonly DrawEntry[]) => void
): Promise<void> {
  for (let after = ''; ; ) {
    signal.throwIfAborted()
    const entries = await entriesAfter(ctx.db, drawId, { after, limit: entriesPage })
    if (entries.length === 0) return
    take(entries)
    after = entries.at(-1)!.id
    await turn()
  }
}

async function close(tx: Tx, id: string): Promise<void> {
  const draw = await lockDraw(tx, id, 'own')
  if (draw?.state !== 'open' || draw.entryUntil > tx.now) return
  const state = takeStep('close', draw.state)
  await updateDraw(tx, id, { state, closedAt: tx.now })
  audit(tx, id, 'close', { before: { state: draw.state }, after: { state } })
}

async function keepDigest(
  tx: Tx,
  id: string,
  counted: { entriesDigest: string; entries: number }
): Promise<void> {
  const draw = await lockDraw(tx, id, 'own')
  if (draw?.state !== 'closed' || draw.entriesDigest !== null) return
  await updateDraw(tx, id, counted)
  audit(tx, id, 'count', { after: counted })
}

async function reveal(
  { ctx }: Parts,
  tx: Tx,
  id: string,
  { seed, winners }: { seed: string; winners: readonly Drawn[] }
): Promise<void> {
  const draw = await lockDraw(tx, id, 'own')
  if (draw?.state !== 'closed') return
  const state = takeStep('draw', draw.state)
  await updateDraw(tx, id, { state, seed, sealedSeed: null, drawnAt: tx.now })
  await insertWinners(
    tx,
    winners.map(({ id: entryId, customerId, place, prize }) => ({
      ...{ drawId: id, place, prize, entryId, customerId, awardedTo: customerId },
      ...{ state: 'pending' as const, couponId: null, problem: null },
      ...{ retryAt: tx.now, settledAt: null }
    }))
  )
  await ctx.alerts.clear(tx, [{ kind: 'draw.stuck', subjectType: 'draw', subjectId: id }])
  audit(tx, id, 'draw', {
    before: { state: draw.state },
    after: { state, winners: winners.length }
  })
  await tx.emit('draw.drawn', [{ drawId: id, entries: draw.entries!, winners: winners.length }])
  await tx.enqueue('draws.award', [{ payload: {} }])
}

async function tellStuck(
  { ctx }: Parts,
  tx: Tx,
  id: string,
  { code, message }: ShopkeeperError
): Promise<void> {
  const { title } = (await findDraw(tx, id)) as DrawRow
  await ctx.alerts.raise(tx, [
    {
      kind: 'draw.stuck',
      subjectType: 'draw',
      subjectId: id,
      message: `${title} cannot be drawn: ${message}`,
      fields: { title, code }
    }
  ])
}
