import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { stepLocked } from '../store/definitions.ts'
import type { PromotionRow } from '../tables.ts'
import { CampaignInvalid } from './errors.ts'
import { clearGuards } from './guards.ts'
import { ownPromotions, requireCampaign, tell } from './own.ts'
import { freePromotions, lockPromotions, promotionIdsOf, updateCampaign } from './repository.ts'
import { type CampaignStep, takeStep } from './steps.ts'
import type { CampaignRow } from './tables.ts'

type StepScope = Pick<PromotionsScope, 'ctx' | 'extensions'>

/**
 * Takes a campaign one step through its life by hand. Errors: NOT_FOUND, VERSION_OUTDATED, CAMPAIGN_STEP_ILLEGAL,
 * CAMPAIGN_INVALID for one whose time is over, and those of starting its promotions.
 */
export async function stepCampaign(
  scope: StepScope,
  tx: Tx,
  change: { id: string; step: CampaignStep; expected: number | undefined }
): Promise<void> {
  await ownPromotions(tx, change.id)
  const row = await requireCampaign(tx, change.id, change.expected)
  await stepOwned(scope, tx, row, { step: change.step, reason: 'by hand' })
}

/**
 * Takes a campaign, whose promotions and rules are locked, one step, and its promotions with it: they start when it goes
 * live and end when it is over. Errors: as `stepCampaign`.
 */
export async function stepOwned(
  scope: StepScope,
  tx: Tx,
  before: CampaignRow,
  { step, reason }: { step: CampaignStep; reason: string }
): Promise<void> {
  const to = takeStep(step, before.state)
  const { id } = before
  const ids = (await promotionIdsOf(tx, [id])).get(id)!
  const promotions = await lockPromotions(tx, ids)
  const after: Partial<CampaignRow> = {
    state: to,
    version: before.version + 1,
    updatedAt: tx.now
  }
  if (to === 'live') {
    if (before.closesAt <= tx.now) {
      const detail = `is over since ${before.closesAt}: give a later one`
      throw new CampaignInvalid({ errors: [{ pointer: '#/closesAt', detail }] })
    }
    after.launchedAt = tx.now
    await startAll(scope, tx, promotions)
  }
  if (to === 'closed' || to === 'stopped') {
    Object.assign(after, { endedAt: tx.now, endReason: reason })
    for (const one of promotions) {
      if (one.state !== 'ended') await stepLocked(scope, tx, one, 'end')
    }
    await freePromotions(tx, id)
    // Who is told of a guard rail that stopped it still has to see it.
    if (before.stopping === null) {
      after.breaches = ''
      await clearGuards(scope.ctx, tx, id)
    }
  }
  await updateCampaign(tx, id, after)
  await clearStuck(scope, tx, id)
  const change = { before: { state: before.state }, after: { state: to, reason } }
  await tell(tx, { ...before, state: to }, step, change)
}

/** Resolves the alert of a campaign that could not take its step. */
export async function clearStuck(
  { ctx }: Pick<PromotionsScope, 'ctx'>,
  tx: Tx,
  id: string
): Promise<void> {
  const kind = 'campaign.stuck' as const
  await ctx.alerts.clear(tx, [{ kind, subjectType: 'campaign', subjectId: id }])
}

/** Starts drafts among promotions; those whose own time is over end instead. Others were taken further by hand. */
export async function startAll(
  scope: Pick<PromotionsScope, 'extensions'>,
  tx: Tx,
  promotions: readonly PromotionRow[]
): Promise<void> {
  for (const one of promotions) {
    if (one.state !== 'draft') continue
    const isPast = one.endsAt !== null && one.endsAt <= tx.now
    await stepLocked(scope, tx, one, isPast ? 'end' : 'start')
  }
}
