import { dateFields, inactivityFields, triggerEvents } from './events.ts'
import type { ValueRef } from './schema.ts'
import {
  type DefinitionShape,
  type StepNode,
  type StepShape,
  stepKinds,
  type TriggerShape
} from './schema.ts'

/** Says what a step does. One that is checked does exactly one thing. */
export function nodeOf(step: StepShape): StepNode {
  const kind = stepKinds.find((one) => step[one] !== undefined)!
  return { id: step.id, kind, wanted: step[kind] } as StepNode
}

/** Whether a step does something to the customer, or to somebody who is told. */
export function isAction({ kind }: StepNode): boolean {
  return kind !== 'wait' && kind !== 'branch' && kind !== 'stop'
}

/** The id of the step that a step goes on to; null: it is the last. */
export function nextOf({ steps }: Pick<DefinitionShape, 'steps'>, step: StepShape): string | null {
  return step.next ?? steps[steps.indexOf(step) + 1]?.id ?? null
}

/** What a step may go on to: ids of steps; null: the end. */
export function exitsOf(
  definition: Pick<DefinitionShape, 'steps'>,
  step: StepShape
): (string | null)[] {
  const follows = nextOf(definition, step)
  if (step.branch) return [step.branch.yes, step.branch.no ?? follows]
  if (step.stop) return step.when === undefined ? [null] : [null, follows]
  return [follows]
}

/** Values that a step wants of others, by the name it gives them. */
export function valuesOf(step: StepShape): Record<string, string | ValueRef> {
  return step.message?.values ?? step.webhook?.values ?? {}
}

/** What a step brings to those after it. */
export function broughtBy(node: StepNode): readonly string[] {
  if (node.kind === 'coupon') return ['code', 'expiresAt']
  return node.kind === 'points' ? ['points'] : []
}

/** What a trigger brings. */
export function broughtByTrigger({ event, date }: TriggerShape): readonly string[] {
  if (event) return triggerEvents[event.name]
  return date ? dateFields : inactivityFields
}

/** What an automation listens to: an event, or time. */
export function listensTo({ event, date }: TriggerShape): string {
  return event?.name ?? (date ? 'date' : 'inactivity')
}
