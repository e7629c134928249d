import type { Lifecycle } from './api.ts'
import { LifecycleStepIllegal } from './errors.ts'

/** Every legal step of a product's life: from where, to where. A retired product stays retired. */
export const lifecycleSteps = {
  publish: { from: ['draft'], to: 'live' },
  pause: { from: ['live'], to: 'paused' },
  resume: { from: ['paused'], to: 'live' },
  retire: { from: ['draft', 'live', 'paused'], to: 'retired' }
} as const satisfies Record<string, { from: readonly Lifecycle[]; to: Lifecycle }>

export type LifecycleStep = keyof typeof lifecycleSteps

/** Names of the steps that a product can take from where it stands. */
function legalSteps(lifecycle: Lifecycle): LifecycleStep[] {
  const steps = Object.keys(lifecycleSteps) as LifecycleStep[]
  return steps.filter((step) => isLegal(step, lifecycle))
}

/** Where a step leads. Errors: LIFECYCLE_STEP_ILLEGAL, naming the legal steps. */
export function takeStep(step: LifecycleStep, lifecycle: Lifecycle): Lifecycle {
  if (!isLegal(step, lifecycle)) {
    throw new LifecycleStepIllegal({ step, lifecycle, legal: legalSteps(lifecycle) })
  }
  return lifecycleSteps[step].to
}

function isLegal(step: LifecycleStep, lifecycle: Lifecycle): boolean {
  return (lifecycleSteps[step].from as readonly Lifecycle[]).includes(lifecycle)
}
