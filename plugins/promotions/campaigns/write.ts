import { isDeepStrictEqual } from 'node:util'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { ownRules, renewRevision } from '../store/repository.ts'
import type { PromotionRow } from '../tables.ts'
import { assertSound } from './check.ts'
import type {
  CampaignChangeShape,
  CampaignInputShape,
  CampaignState,
  WholeCampaign
} from './definition.ts'
import { CampaignFixed, CampaignHandleTaken, CampaignPromotionTaken } from './errors.ts'
import { heedGuards } from './guards.ts'
import { ownPromotions, requireCampaign, tell } from './own.ts'
import { inputOf } from './present.ts'
import {
  addPromotions,
  insertCampaign,
  lockCampaigns,
  lockPromotions,
  openCampaignsOf,
  promotionIdsOf,
  removePromotions,
  updateCampaign,
  usedPromotions
} from './repository.ts'
import { clearStuck, startAll } from './step.ts'
import type { CampaignRow } from './tables.ts'

/** Fields that no longer change from a state on. */
const fixedIn: Readonly<Record<CampaignState, readonly (keyof CampaignInputShape)[]>> = {
  draft: [],
  teaser: ['handle', 'goal', 'currency', 'teaserAt'],
  live: ['handle', 'goal', 'currency', 'teaserAt', 'liveAt'],
  closed: [],
  stopped: []
}

/**
 * Writes a campaign as a draft; its instants move it from then on. Returns its id.
 *
 * Errors: CAMPAIGN_INVALID with everything that is wrong, CAMPAIGN_HANDLE_TAKEN, CAMPAIGN_PROMOTION_TAKEN.
 */
export async function createCampaign(
  scope: PromotionsScope,
  tx: Tx,
  input: CampaignInputShape
): Promise<string> {
  const { promotionIds } = input
  const promotions = await lockPromotions(tx, promotionIds)
  await ownRules(tx)
  const joining = new Set(promotionIds)
  await assertSound(scope, tx, { input, state: 'draft', promotions, joining, now: tx.now })
  await assertFree(tx, promotionIds)
  const id = newId('cmp')
  const row: CampaignRow = {
    id,
    ...columnsOf(input),
    state: 'draft',
    breaches: '',
    stopping: null,
    launchedAt: null,
    endedAt: null,
    endReason: null,
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
  if ((await insertCampaign(tx, row)) === 0) throw new CampaignHandleTaken({ handle: input.handle })
  await addPromotions(tx, id, promotionIds)
  await tell(tx, row, 'create', { after: input })
  return id
}

/**
 * Changes a campaign that is not over. While it is live promotions may join, and are started at once.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, CAMPAIGN_INVALID, CAMPAIGN_FIXED, CAMPAIGN_HANDLE_TAKEN,
 * CAMPAIGN_PROMOTION_TAKEN, and those of starting a promotion.
 */
export async function changeCampaign(
  scope: PromotionsScope,
  tx: Tx,
  { id, given, expected }: { id: string; given: CampaignChangeShape; expected: number | undefined }
): Promise<void> {
  await ownPromotions(tx, id, given.promotionIds ?? [])
  const before = await requireCampaign(tx, id, expected)
  const old = inputOf(before, (await promotionIdsOf(tx, [id])).get(id)!)
  const input: CampaignInputShape = { ...old, ...given }
  if (isDeepStrictEqual(normal(input), normal(old))) return
  assertChangeable(before, old, input)
  const promotions = await lockPromotions(tx, input.promotionIds)
  const joining = new Set(input.promotionIds.filter((one) => !old.promotionIds.includes(one)))
  const { state } = before
  await assertSound(scope, tx, { input, state, promotions, joining, now: tx.now })
  const leaving = old.promotionIds.filter((one) => !input.promotionIds.includes(one))
  await changePromotions(scope, tx, before, { joining, leaving, promotions })
  if (input.handle !== old.handle) await assertHandleFree(tx, input.handle)
  const after = { ...columnsOf(input), version: before.version + 1, updatedAt: tx.now }
  await updateCampaign(tx, id, after)
  await renewRevision(tx)
  // If it cannot take its step after the change either, the job says so again.
  await clearStuck(scope, tx, id)
  await tell(tx, { ...before, ...after }, 'change', { before: old, after: input })
  await heedGuards(scope, tx, await lockCampaigns(tx, [id]))
}

async function changePromotions(
  scope: PromotionsScope,
  tx: Tx,
  { id, state }: CampaignRow,
  change: {
    joining: ReadonlySet<string>
    leaving: readonly string[]
    promotions: readonly PromotionRow[]
  }
): Promise<void> {
  const { joining, leaving, promotions } = change
  if (leaving.length > 0) {
    const [used] = await usedPromotions(tx, leaving)
    if (used !== undefined) {
      throw new CampaignFixed({ field: 'promotionIds', reason: `orders have used ${used}` })
    }
    await removePromotions(tx, id, leaving)
  }
  if (joining.size === 0) return
  await assertFree(tx, [...joining])
  await addPromotions(tx, id, [...joining])
  if (state !== 'live') return
  await startAll(
    scope,
    tx,
    promotions.filter((one) => joining.has(one.id))
  )
}

function assertChangeable(
  { state, stopping }: CampaignRow,
  old: CampaignInputShape,
  input: CampaignInputShape
): void {
  if (state === 'closed' || state === 'stopped' || stopping !== null) {
    throw new CampaignFixed({ field: 'state', reason: 'it is over: write a new campaign' })
  }
  const [was, is] = [normal(old), normal(input)]
  const field = fixedIn[state].find((name) => !isDeepStrictEqual(was[name], is[name]))
  if (field !== undefined) throw new CampaignFixed({ field, reason: `the campaign is ${state}` })
}

async function assertFree(tx: Tx, promotionIds: readonly string[]): Promise<void> {
  for (const [promotionId, campaignId] of await openCampaignsOf(tx, promotionIds)) {
    throw new CampaignPromotionTaken({ promotionId, campaignId })
  }
}

async function assertHandleFree(tx: Tx, handle: string): Promise<void> {
  const known = await tx
    .selectFrom('campaigns')
    .select('id')
    .where('handle', '=', handle)
    .executeTakeFirst()
  if (known) throw new CampaignHandleTaken({ handle })
}

/** With null for what is not there, and ids in order: so that two that say the same are the same. */
function normal(input: CampaignInputShape): WholeCampaign {
  const { teaserAt = null, budgetMinor = null, content = null, guardRails = null } = input
  const promotionIds = [...input.promotionIds].sort()
  return { ...input, teaserAt, budgetMinor, content, guardRails, promotionIds }
}

function columnsOf(input: CampaignInputShape) {
  const { handle, title, goal, currency, liveAt, closesAt } = input
  const { teaserAt, budgetMinor, content, guardRails } = normal(input)
  return {
    handle,
    title,
    goal,
    currency,
    targets: JSON.stringify(input.targets),
    budgetMinor,
    teaserAt,
    liveAt,
    closesAt,
    content: content && JSON.stringify(content),
    guardRails: guardRails && JSON.stringify(guardRails)
  }
}
