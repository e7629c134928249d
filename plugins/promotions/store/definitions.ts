import { isDeepStrictEqual } from 'node:util'
import { isUniqueViolation } from '#core/database/unique-violation'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { openCampaignsOf } from '../campaigns/repository.ts'
import { setSharedCode } from '../coupons/shared-code.ts'
import { endOf } from '../definition/end.ts'
import type { Promotion, PromotionInputShape } from '../definition/promotion.ts'
import { PromotionFixed, PromotionHandleTaken, PromotionInvalid } from '../errors.ts'
import { type PromotionChangeShape, removable } from '../schema/promotions.ts'
import type { PromotionsScope } from '../scope.ts'
import type { PromotionRow } from '../tables.ts'
import { assertSound } from './assert-sound.ts'
import { promotionOf } from './compiled-set.ts'
import { addCounter, recount } from './counters.ts'
import { shareNames } from './named-by.ts'
import {
  insertPromotion,
  insertVersion,
  lockPromotion,
  ownRules,
  renewRevision,
  updatePromotion
} from './repository.ts'
import { type PromotionStep, takeStep } from './steps.ts'

/** Fields that others hold on to once a promotion has been live. */
const fixed = ['handle', 'currency', 'coupon'] as const

/**
 * Writes a promotion as a draft. Returns its id.
 *
 * Errors: PROMOTION_INVALID with everything that is wrong, PROMOTION_HANDLE_TAKEN, COUPON_CODE_TAKEN.
 */
export async function createPromotion(
  scope: PromotionsScope,
  tx: Tx,
  input: PromotionInputShape
): Promise<string> {
  await shareNames(tx)
  await assertSound(scope, tx, input)
  const id = newId('prm')
  const row: PromotionRow = {
    id,
    ...columnsOf(input),
    state: 'draft',
    ruleVersion: 1,
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
  if ((await insertPromotion(tx, row)) === 0) {
    throw new PromotionHandleTaken({ handle: input.handle })
  }
  await addCounter(tx, id, input.limits)
  await setSharedCode(tx, id, input.code ?? null)
  await writeVersion(tx, row)
  audit(tx, 'create', row, { after: input })
  await tell(tx, row)
  return id
}

/**
 * Changes the rule of a promotion: a new version of it, from the next order on.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, PROMOTION_INVALID, PROMOTION_FIXED, PROMOTION_HANDLE_TAKEN, COUPON_CODE_TAKEN.
 */
export async function changePromotion(
  scope: PromotionsScope,
  tx: Tx,
  change: { id: string; given: PromotionChangeShape; expected: number | undefined }
): Promise<void> {
  const before = await lockToChange(tx, change.id, change.expected)
  const old = JSON.parse(before.rule) as PromotionInputShape
  const input = withChange(old, change.given)
  assertChangeable(before, old, input)
  if (isDeepStrictEqual(input, old)) return
  await shareNames(tx)
  await assertSound(scope, tx, input)
  const after: PromotionRow = {
    ...before,
    ...columnsOf(input),
    ruleVersion: before.ruleVersion + 1,
    version: before.version + 1,
    updatedAt: tx.now
  }
  if (old.currency !== input.currency) await refuseOtherCurrency(tx, before.id)
  await ownRules(tx)
  await updatePromotion(tx, after).catch((error) => {
    throw isUniqueViolation(error) ? new PromotionHandleTaken({ handle: input.handle }) : error
  })
  await recount(tx, before.id, input.limits)
  if (old.code !== input.code) await setSharedCode(tx, before.id, input.code ?? null)
  await writeVersion(tx, after)
  for (const { kinds, changed } of scope.extensions) {
    const [was, is] = [promotionOf(before), promotionOf(after)]
    const isOurs = kinds.includes(was.reward.kind) || kinds.includes(is.reward.kind)
    if (isOurs) await changed?.(tx, was, is, after.state)
  }
  if (after.state === 'live') await renewRevision(tx)
  audit(tx, 'change', after, { before: old, after: input })
  await tell(tx, after)
}

/**
 * Takes a promotion one step through its life. Errors: NOT_FOUND, VERSION_OUTDATED, PROMOTION_STEP_ILLEGAL,
 * PROMOTION_INVALID for one that is over before it starts.
 */
export async function stepPromotion(
  scope: Pick<PromotionsScope, 'extensions'>,
  tx: Tx,
  change: { id: string; step: PromotionStep; expected: number | undefined }
): Promise<void> {
  const before = await lockToChange(tx, change.id, change.expected)
  await stepLocked(scope, tx, before, change.step)
}

/** Takes a promotion that is locked already one step. Errors: as `stepPromotion`. */
export async function stepLocked(
  { extensions }: Pick<PromotionsScope, 'extensions'>,
  tx: Tx,
  before: PromotionRow,
  step: PromotionStep
): Promise<void> {
  const to = takeStep(step, before.state)
  if (to === 'live') refuseOver(promotionOf(before), tx.now)
  const after = { ...before, state: to, version: before.version + 1, updatedAt: tx.now }
  await ownRules(tx)
  await updatePromotion(tx, after)
  const promotion = promotionOf(after)
  for (const { kinds, stepped } of extensions) {
    if (!kinds.includes(promotion.reward.kind)) continue
    await stepped?.(tx, promotion, { from: before.state, to })
  }
  await renewRevision(tx)
  audit(tx, step, after, { before: { state: before.state }, after: { state: to } })
  await tell(tx, after)
}

async function lockToChange(
  tx: Tx,
  id: string,
  expected: number | undefined
): Promise<PromotionRow> {
  const row = await lockPromotion(tx, id)
  if (!row) throw new NotFound({ what: 'promotion', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

/** What a change names is replaced; null takes it off. */
function withChange(old: PromotionInputShape, given: PromotionChangeShape): PromotionInputShape {
  const merged: Record<string, unknown> = { ...old, ...given }
  for (const field of removable) if (merged[field] === null) delete merged[field]
  return merged as unknown as PromotionInputShape
}

function assertChangeable(
  { state }: PromotionRow,
  old: PromotionInputShape,
  input: PromotionInputShape
): void {
  if (state === 'ended') {
    throw new PromotionFixed({ field: 'state', reason: 'it has ended: write a new promotion' })
  }
  const field = state === 'draft' ? undefined : fixed.find((name) => old[name] !== input[name])
  if (field !== undefined) {
    throw new PromotionFixed({ field, reason: 'orders and other promotions know it by that' })
  }
}

/** A campaign sums its orders in one currency. */
async function refuseOtherCurrency(tx: Tx, promotionId: string): Promise<void> {
  const campaignId = (await openCampaignsOf(tx, [promotionId])).get(promotionId)
  if (campaignId === undefined) return
  throw new PromotionFixed({ field: 'currency', reason: `it belongs to campaign ${campaignId}` })
}

function refuseOver(promotion: Promotion, now: Instant): void {
  const end = endOf(promotion)
  if (end === null || instantMs(end) > instantMs(now)) return
  const isOwn = end === promotion.endsAt
  const pointer = isOwn ? '#/endsAt' : '#/reward/balanceTo'
  const detail = `is over since ${end}: give a later one${isOwn ? ', or leave it out' : ''}`
  throw new PromotionInvalid({ errors: [{ pointer, detail }] })
}

function columnsOf(input: PromotionInputShape) {
  const { handle, title, currency, coupon, startsAt = null } = input
  const end = endOf(input)
  return {
    handle,
    title,
    class: input.class,
    kind: input.reward.kind,
    coupon,
    currency,
    startsAt,
    endsAt: end === null ? null : instantAt(instantMs(end)),
    rule: JSON.stringify(input)
  }
}

async function writeVersion(tx: Tx, { id, ruleVersion, rule }: PromotionRow): Promise<void> {
  await insertVersion(tx, {
    promotionId: id,
    version: ruleVersion,
    rule,
    createdBy: tx.origin.actor,
    createdAt: tx.now
  })
}

function audit(tx: Tx, act: string, { id }: PromotionRow, change: object): void {
  tx.audit([{ action: `promotion.${act}`, subjectType: 'promotion', subjectId: id, ...change }])
}

async function tell(tx: Tx, { id, handle, state, ruleVersion }: PromotionRow): Promise<void> {
  await tx.emit('promotion.changed', [{ promotionId: id, handle, state, ruleVersion }])
}
