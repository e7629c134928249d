import { DrawStepIllegal } from './errors.ts'

export const drawStates = ['open', 'closed', 'drawn', 'canceled'] as const
export type DrawState = (typeof drawStates)[number]

/** Every legal step of a draw's life: from where, to where. What is drawn stays drawn. */
export const drawSteps = {
  close: { from: ['open'], to: 'closed' },
  draw: { from: ['closed'], to: 'drawn' },
  cancel: { from: ['open', 'closed'], to: 'canceled' }
} as const satisfies Record<string, { from: readonly DrawState[]; to: DrawState }>

export type DrawStep = keyof typeof drawSteps
const stepNames = Object.keys(drawSteps) as DrawStep[]

/** Where a step leads. Errors: DRAW_STEP_ILLEGAL names the legal ones. */
export function takeStep(step: DrawStep, state: DrawState): DrawState {
  const isLegal = (name: DrawStep) => (drawSteps[name].from as readonly DrawState[]).includes(state)
  if (isLegal(step)) return drawSteps[step].to
  throw new DrawStepIllegal({ step, state, legal: stepNames.filter(isLegal) })
}
