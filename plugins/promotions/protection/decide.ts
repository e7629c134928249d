import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { ProtectionStepIllegal } from './errors.ts'
import { lockClaim, saveClaim } from './repository.ts'
import type { ClaimState, PriceProtectionClaimRow } from './tables.ts'

/** Every legal step of a claim: from where, to where. What is paid or refused stays so. */
export const claimSteps = {
  approve: { from: ['requested'], to: 'approved' },
  refuse: { from: ['requested', 'approved'], to: 'refused' },
  pay: { from: ['approved'], to: 'paid' }
} as const satisfies Record<string, { from: readonly ClaimState[]; to: ClaimState }>

export type ClaimStep = keyof typeof claimSteps
export const claimStepNames = Object.keys(claimSteps) as ClaimStep[]

/**
 * Takes a claim one step; one that has taken it already stays as it is, and tells nobody again.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, PROTECTION_STEP_ILLEGAL names the legal ones.
 */
export async function stepClaim(
  tx: Tx,
  {
    id,
    step,
    note,
    expected
  }: { id: string; step: ClaimStep; note: string | null; expected: number | undefined }
): Promise<PriceProtectionClaimRow> {
  const before = await lockClaim(tx, id)
  if (!before) throw new NotFound({ what: 'price protection claim', id })
  if (expected !== undefined && expected !== before.version) {
    throw new VersionOutdated({ expected, current: before.version })
  }
  const { to: state } = claimSteps[step]
  if (before.state === state) return before
  const isLegal = (name: ClaimStep) =>
    (claimSteps[name].from as readonly ClaimState[]).includes(before.state)
  if (!isLegal(step)) {
    const legal = claimStepNames.filter(isLegal)
    throw new ProtectionStepIllegal({ id, state: before.state, step, legal })
  }
  const after: PriceProtectionClaimRow = {
    ...before,
    state,
    note: note ?? before.note,
    decidedBy: tx.origin.actor,
    version: before.version + 1,
    updatedAt: tx.now
  }
  await saveClaim(tx, after)
  tx.audit([
    {
      action: `price-protection.${step}`,
      subjectType: 'priceProtectionClaim',
      subjectId: id,
      before: { state: before.state },
      after: { state, note }
    }
  ])
  if (state === 'approved') {
    const { orderId, orderLineId, sku, amountMinor, currency } = after
    await tx.emit('price-protection.approved', [
      { claimId: id, orderId, orderLineId, sku, amountMinor, currency }
    ])
  }
  return after
}

/** See `PromotionsService.markProtectionPaid`. */
export async function markProtectionPaid(tx: Tx, claimId: string, note: string): Promise<void> {
  const claim = await lockClaim(tx, claimId)
  if (!claim) throw new NotFound({ what: 'price protection claim', id: claimId })
  if (claim.state !== 'approved') return
  await stepClaim(tx, { id: claimId, step: 'pay', note, expected: undefined })
}
