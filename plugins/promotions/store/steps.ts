import type { PromotionState } from '../definition/promotion.ts'
import { PromotionStepIllegal } from '../errors.ts'

/** Every legal step of a promotion's life: from where, to where. What has ended stays ended. */
export const promotionSteps = {
  start: { from: ['draft'], to: 'live' },
  pause: { from: ['live'], to: 'paused' },
  resume: { from: ['paused'], to: 'live' },
  end: { from: ['draft', 'live', 'paused'], to: 'ended' }
} as const satisfies Record<string, { from: readonly PromotionState[]; to: PromotionState }>

export type PromotionStep = keyof typeof promotionSteps
export const promotionStepNames = Object.keys(promotionSteps) as PromotionStep[]

/** Where a step leads. Errors: PROMOTION_STEP_ILLEGAL names the legal ones. */
export function takeStep(step: PromotionStep, state: PromotionState): PromotionState {
  const isLegal = (name: PromotionStep) =>
    (promotionSteps[name].from as readonly PromotionState[]).includes(state)
  if (isLegal(step)) return promotionSteps[step].to
  throw new PromotionStepIllegal({ step, state, legal: promotionStepNames.filter(isLegal) })
}
