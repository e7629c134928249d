import { ShopkeeperError } from '#core/errors'
import { NotFound } from '#core/http/errors'
import type { JobContext } from '#core/jobs'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { claimCoupon, keysOfCustomer } from '../coupons/claim.ts'
import type { PromotionsScope } from '../scope.ts'
import type { PrizeShape } from './definition.ts'
import { DrawPrizeSettled } from './errors.ts'
import {
  findDraw,
  hasProblems,
  lockWinner,
  updateWinner,
  type WinnerKey,
  winnersDue
} from './repository.ts'
import type { DrawRow, DrawWinnerRow } from './tables.ts'
import { audit } from './write.ts'

const pageSize = 100
const retryMs = 600_000

type Parts = Pick<PromotionsScope, 'ctx' | 'parts'>
type Job = Pick<JobContext<unknown>, 'signal' | 'transaction'>

/**
 * Gives winners what they have won, each in a transaction of its own, together with the note that they have it: once,
 * however often it runs. What cannot be given raises an alert and is tried again.
 */
export async function awardPrizes(scope: Parts, job: Job): Promise<void> {
  const { db, clock } = scope.ctx
  for (;;) {
    const due = await winnersDue(db, clock.now(), pageSize)
    let done = 0
    for (const key of due) {
      job.signal.throwIfAborted()
      if (await awardOne(scope, job, key)) done++
    }
    // Those that are left are at another's hands.
    if (done < pageSize) return
  }
}

/** Returns whether it was looked at: given, or put off. */
async function awardOne(scope: Parts, job: Job, key: WinnerKey): Promise<boolean> {
  try {
    return await job.transaction((tx) => give(scope, tx, key))
  } catch (error) {
    if (!(error instanceof ShopkeeperError) || error.status >= 500) throw error
    return job.transaction((tx) => putOff(scope, tx, key, error))
  }
}

async function give(scope: Parts, tx: Tx, key: WinnerKey): Promise<boolean> {
  const winner = await lockWinner(tx, key, { skip: true })
  if (winner?.state !== 'pending' || winner.retryAt > tx.now) return false
  const draw = (await findDraw(tx, key.drawId))!
  const prize = (JSON.parse(draw.prizes) as PrizeShape[])[winner.prize]!
  const couponId = await hand(scope, tx, { draw, prize, winner })
  await settle(scope, tx, winner, { state: 'given', couponId })
  audit(tx, key.drawId, 'give', { after: { place: key.place, kind: prize.kind, couponId } })
  await tx.emit('draw.prize-given', [
    {
      ...{ drawId: key.drawId, place: key.place, customerId: winner.awardedTo },
      ...{ kind: prize.kind, couponId },
      points: prize.kind === 'points' ? prize.points : null,
      sku: prize.kind === 'thing' ? prize.sku : null
    }
  ])
  return true
}

/** Hands the prize over; returns the coupon, if it is one. Errors: those of claiming it, or of giving points. */
async function hand(
  { parts: { crm } }: Parts,
  tx: Tx,
  { draw, prize, winner }: { draw: DrawRow; prize: PrizeShape; winner: DrawWinnerRow }
): Promise<string | null> {
  const { awardedTo: customerId, drawId, place } = winner
  if (prize.kind === 'coupon') {
    return (await claimCoupon(tx, prize.promotionId, keysOfCustomer(customerId))).couponId
  }
  if (prize.kind === 'thing') return null
  if (!crm) throw new NotFound({ what: 'plugin', id: 'crm' })
  const { points } = prize
  const sourceId = `draw:${drawId}:${place}`
  await crm.recordPoints(tx, [{ customerId, points, sourceId, reason: draw.title }])
  return null
}

async function putOff(
  { ctx }: Parts,
  tx: Tx,
  key: WinnerKey,
  { code, message }: ShopkeeperError
): Promise<boolean> {
  const winner = await lockWinner(tx, key, { skip: false })
  if (winner?.state !== 'pending') return false
  const retryAt = instantAt(instantMs(tx.now) + retryMs)
  await updateWinner(tx, key, { problem: code, retryAt })
  const { title } = (await findDraw(tx, key.drawId))!
  await ctx.alerts.raise(tx, [
    {
      ...alertOf(key.drawId),
      message: `${title}: the prize of place ${key.place} could not be given: ${message}`,
      fields: { title, code }
    }
  ])
  return true
}

/**
 * Settles a prize that cannot be given, without giving it. Errors: NOT_FOUND, DRAW_PRIZE_SETTLED.
 */
export async function forfeitPrize(
  scope: Parts,
  tx: Tx,
  { reason, ...key }: WinnerKey & { reason: string }
): Promise<DrawWinnerRow> {
  const winner = await lockWinner(tx, key, { skip: false })
  if (!winner) throw new NotFound({ what: 'winner', id: `${key.drawId}/${key.place}` })
  if (winner.state !== 'pending') throw new DrawPrizeSettled({ ...key, state: winner.state })
  const change = { state: 'forfeited' as const, couponId: null }
  await settle(scope, tx, winner, change)
  audit(tx, key.drawId, 'forfeit', { after: { place: key.place, reason } })
  return { ...winner, ...change, problem: null, settledAt: tx.now }
}

async function settle(
  { ctx }: Parts,
  tx: Tx,
  winner: DrawWinnerRow,
  change: Pick<DrawWinnerRow, 'state' | 'couponId'>
): Promise<void> {
  await updateWinner(tx, winner, { ...change, problem: null, settledAt: tx.now })
  if (winner.problem !== null && !(await hasProblems(tx, winner.drawId))) {
    await ctx.alerts.clear(tx, [alertOf(winner.drawId)])
  }
}

function alertOf(drawId: string) {
  return { kind: 'draw.prize-stuck', subjectType: 'draw', subjectId: drawId } as const
}
