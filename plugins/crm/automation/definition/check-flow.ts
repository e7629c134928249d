import type { Finding } from '../../segments/rule/check.ts'
import type { DefinitionShape, StepShape } from './schema.ts'
import { stepKinds } from './schema.ts'
import { broughtBy, broughtByTrigger, exitsOf, nodeOf, valuesOf } from './steps.ts'

type Steps = Pick<DefinitionShape, 'steps' | 'trigger'>

/** Finds steps that do nothing, lead back, or are never come to. Pure. */
export function checkFlow(definition: Steps): Finding[] {
  const { steps } = definition
  const shapes = steps.flatMap(checkShape)
  if (shapes.length > 0) return shapes
  const twice = steps.flatMap(({ id }, at) => {
    const isTaken = id === 'trigger' || steps.findIndex((one) => one.id === id) < at
    const detail = `${id} is taken: give each step an id of its own`
    return isTaken ? [{ pointer: `#/definition/steps/${at}/id`, detail }] : []
  })
  if (twice.length > 0) return twice
  const targets = steps.flatMap((step, at) => checkTargets(steps, step, at))
  if (targets.length > 0) return targets
  return [...checkReached(definition), ...checkWaits(definition), ...checkValues(definition)]
}

function checkShape(step: StepShape, at: number): Finding[] {
  const pointer = `#/definition/steps/${at}`
  const kinds = stepKinds.filter((kind) => step[kind] !== undefined)
  if (kinds.length !== 1) {
    const given = kinds.length === 0 ? 'does nothing' : `is ${kinds.join(' and ')} at once`
    return [{ pointer, detail: `${given}: give exactly one of ${stepKinds.join(', ')}` }]
  }
  if (step.points?.points === 0) {
    const detail = 'changes nothing: say how many to give, or to take with a minus'
    return [{ pointer: `${pointer}/points/points`, detail }]
  }
  const hasNext = step.next !== undefined
  if (hasNext && (step.branch || (step.stop && step.when === undefined))) {
    const detail = step.branch ? 'a branch goes on by yes and no' : 'nothing follows a stop'
    return [{ pointer: `${pointer}/next`, detail: `${detail}: leave it out` }]
  }
  return []
}

function checkTargets(steps: readonly StepShape[], step: StepShape, at: number): Finding[] {
  const pointer = `#/definition/steps/${at}`
  const targets = [
    { place: `${pointer}/next`, id: step.next },
    { place: `${pointer}/branch/yes`, id: step.branch?.yes },
    { place: `${pointer}/branch/no`, id: step.branch?.no }
  ]
  return targets.flatMap(({ place, id }) => {
    if (id === undefined) return []
    const to = steps.findIndex((one) => one.id === id)
    if (to < 0) return [{ pointer: place, detail: `${id} is the id of no step` }]
    if (to > at) return []
    return [{ pointer: place, detail: `${id} comes before: steps lead forward only` }]
  })
}

function checkReached(definition: Steps): Finding[] {
  const { steps } = definition
  const reached = new Set([steps[0]!.id])
  // Steps lead forward, so that one look in their order is enough.
  for (const step of steps) {
    if (!reached.has(step.id)) continue
    for (const id of exitsOf(definition, step)) if (id !== null) reached.add(id)
  }
  return steps.flatMap(({ id }, at) =>
    reached.has(id)
      ? []
      : [
          {
            pointer: `#/definition/steps/${at}`,
            detail: `${id} is never come to: let a step lead to it, or leave it out`
          }
        ]
  )
}

function checkWaits(definition: Steps): Finding[] {
  return definition.steps.flatMap((step, at) => {
    const isLast = step.wait && exitsOf(definition, step).includes(null)
    const detail = 'nothing follows this wait: leave it out'
    return isLast ? [{ pointer: `#/definition/steps/${at}/wait`, detail }] : []
  })
}

/** Values must be there on every way to the step that wants them. */
function checkValues(definition: Steps): Finding[] {
  const { steps, trigger } = definition
  const surely = doneBefore(definition)
  return steps.flatMap((step, at) =>
    Object.entries(valuesOf(step)).flatMap(([name, value]): Finding[] => {
      if (typeof value === 'string') return []
      const { step: source, field } = value
      const kind = step.message ? 'message' : 'webhook'
      const pointer = `#/definition/steps/${at}/${kind}/values/${name}`
      const from = steps.find(({ id }) => id === source)
      if (source !== 'trigger' && !from) {
        return [{ pointer: `${pointer}/step`, detail: `${source} is the id of no step` }]
      }
      const brought = from ? broughtBy(nodeOf(from)) : broughtByTrigger(trigger)
      if (!brought.includes(field)) {
        const fix = brought.length === 0 ? 'nothing' : brought.join(', ')
        return [{ pointer: `${pointer}/field`, detail: `${source} brings no ${field}, but ${fix}` }]
      }
      if (!from || surely.get(step.id)!.has(source)) return []
      const detail = `${source} is not done on every way here: let it come before, without \`when\``
      return [{ pointer: `${pointer}/step`, detail }]
    })
  )
}

/** Of each step that is reached, the steps that were done on whichever way led there. */
function doneBefore(definition: Steps): Map<string, Set<string>> {
  const { steps } = definition
  const before = new Map<string, Set<string>>([[steps[0]!.id, new Set()]])
  for (const step of steps) {
    const own = before.get(step.id)
    if (!own) continue
    const after = step.when === undefined ? new Set([...own, step.id]) : own
    for (const id of exitsOf(definition, step)) {
      if (id === null) continue
      const known = before.get(id)
      before.set(id, known ? new Set([...known].filter((one) => after.has(one))) : after)
    }
  }
  return before
}
