import { EnrolmentStepIllegal } from './errors.ts'

export const enrolmentStates = [
  'draft',
  'submitted',
  'approved',
  'rejected',
  'running',
  'closed',
  'withdrawn'
] as const
export type EnrolmentState = (typeof enrolmentStates)[number]

/** Every legal step of an enrolment's life: from where, to where, and whether people take it or time does. */
export const enrolmentSteps = {
  submit: { from: ['draft'], to: 'submitted', by: 'hand' },
  approve: { from: ['submitted'], to: 'approved', by: 'hand' },
  reject: { from: ['submitted'], to: 'rejected', by: 'hand' },
  withdraw: { from: ['draft', 'submitted', 'approved', 'running'], to: 'withdrawn', by: 'hand' },
  start: { from: ['approved'], to: 'running', by: 'time' },
  close: { from: ['running'], to: 'closed', by: 'time' }
} as const satisfies Record<
  string,
  { from: readonly EnrolmentState[]; to: EnrolmentState; by: 'hand' | 'time' }
>

export type EnrolmentStep = keyof typeof enrolmentSteps
type StepBy<By> = {
  [Step in EnrolmentStep]: (typeof enrolmentSteps)[Step]['by'] extends By ? Step : never
}[EnrolmentStep]
export type HandStep = StepBy<'hand'>
export type TimeStep = StepBy<'time'>

const all = Object.keys(enrolmentSteps) as EnrolmentStep[]
export const handSteps = all.filter((step): step is HandStep => enrolmentSteps[step].by === 'hand')

/** Where a step that people take leads. Errors: ENROLMENT_STEP_ILLEGAL names the legal ones. */
export function takeStep(step: HandStep, state: EnrolmentState): EnrolmentState {
  const isLegal = (name: HandStep) =>
    (enrolmentSteps[name].from as readonly EnrolmentState[]).includes(state)
  if (isLegal(step)) return enrolmentSteps[step].to
  throw new EnrolmentStepIllegal({ step, state, legal: handSteps.filter(isLegal) })
}

/** What the platform holds us to: nobody else may promise the same SKU then. */
export const bindingStates = ['approved', 'running'] as const satisfies readonly EnrolmentState[]
