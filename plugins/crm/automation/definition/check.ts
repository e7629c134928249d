import type { Reader } from '#core/database/db'
import { readProgramme } from '../../membership/programme/programme.ts'
import type { CrmScope } from '../../scope.ts'
import { readSegments } from '../../segments/live.ts'
import { checkRanges, checkReferences, checkSize, type Finding } from '../../segments/rule/check.ts'
import { AutomationInvalid } from '../errors.ts'
import { checkFlow } from './check-flow.ts'
import type { DefinitionShape } from './schema.ts'

/**
 * Refuses a definition that cannot be carried out: what it names is not there, a step is never come to, nobody would be
 * treated. A constant number of queries for each of its conditions. Errors: AUTOMATION_INVALID.
 */
export async function assertDefinition(
  db: Reader,
  scope: CrmScope,
  definition: DefinitionShape,
  now: string
): Promise<void> {
  const errors = [
    ...checkTrigger(definition),
    ...checkReentry(definition),
    ...checkNames(definition),
    ...checkFlow(definition)
  ]
  // What is wrong in itself is told first: what it names may not even be readable.
  if (errors.length === 0) {
    errors.push(
      ...(await checkConditions(db, scope, definition, now)),
      ...(await checkGroups(db, scope, definition)),
      ...(await checkActions(db, scope, definition))
    )
  }
  if (errors.length > 0) throw new AutomationInvalid({ errors })
}

const at = (path: string, detail: string): Finding => ({ pointer: `#/definition/${path}`, detail })

function checkTrigger({ trigger, holdoutBps }: DefinitionShape): Finding[] {
  const findings: Finding[] = []
  const { event, date } = trigger
  if (event) {
    const isSegment = event.name.startsWith('segment.')
    if (isSegment && event.segment === undefined) {
      findings.push(at('trigger/event/segment', 'name the segment'))
    }
    if (!isSegment && event.segment !== undefined) {
      findings.push(at('trigger/event/segment', `${event.name} is of no segment: leave it out`))
    }
    if (event.tier !== undefined && event.name !== 'tier.changed') {
      findings.push(at('trigger/event/tier', `${event.name} is of no tier: leave it out`))
    }
  }
  if (date) {
    const isAttribute = date.of === 'attribute'
    if (isAttribute && date.attribute === undefined) {
      findings.push(at('trigger/date/attribute', 'name the attribute that holds the date'))
    }
    for (const name of ['attribute', 'isYearly'] as const) {
      if (isAttribute || date[name] === undefined) continue
      findings.push(at(`trigger/date/${name}`, `is for attributes: ${date.of} has none`))
    }
  }
  if (holdoutBps === 10_000) {
    findings.push(at('holdoutBps', 'nobody would be treated: hold out less than all'))
  }
  return findings
}

function checkReentry({ reentry: { mode, days } }: DefinitionShape): Finding[] {
  if ((mode === 'spaced') === (days !== undefined)) return []
  const fix = mode === 'spaced' ? 'say after how many days' : `is for spaced: leave it out`
  return [at('reentry/days', fix)]
}

/** Conditions that are named and not there, and those that nobody names. */
function checkNames({ conditions = {}, enterWhen, exit, steps }: DefinitionShape): Finding[] {
  const named: { path: string; name: string | undefined }[] = [
    { path: 'enterWhen', name: enterWhen },
    { path: 'exit/when', name: exit?.when },
    ...steps.flatMap((step, index) => [
      { path: `steps/${index}/when`, name: step.when },
      { path: `steps/${index}/branch/if`, name: step.branch?.if }
    ])
  ]
  const unknown = named.flatMap(({ path, name }) =>
    name === undefined || Object.hasOwn(conditions, name)
      ? []
      : [at(path, `${name} is none of the conditions: write it there`)]
  )
  const used = new Set(named.map(({ name }) => name))
  const unused = Object.keys(conditions).flatMap((name) =>
    used.has(name) ? [] : [at(`conditions/${name}`, 'nothing names it: leave it out')]
  )
  return [...unknown, ...unused]
}

async function checkConditions(
  db: Reader,
  scope: CrmScope,
  { conditions = {} }: DefinitionShape,
  now: string
): Promise<Finding[]> {
  const names = Object.keys(conditions)
  if (names.length === 0) return []
  const { ruleByHandle } = await readSegments(db, scope, now)
  const findings: Finding[] = []
  for (const name of names) {
    const rule = conditions[name]!
    const found = [
      ...checkRanges(rule),
      ...(await checkReferences(db, scope, rule, new Set(ruleByHandle.keys())))
    ]
    if (found.length === 0) found.push(...checkSize(rule, ruleByHandle))
    for (const { pointer, detail } of found) {
      findings.push(at(`conditions/${name}${pointer.slice('#/rule'.length)}`, detail))
    }
  }
  return findings
}

async function checkGroups(
  db: Reader,
  { provides }: CrmScope,
  { trigger: { event } }: DefinitionShape
): Promise<Finding[]> {
  const segments = event?.segment === undefined ? [] : [event.segment]
  const tiers = event?.tier === undefined ? [] : [event.tier]
  if (segments.length + tiers.length === 0) return []
  const known = await provides.known(db, { segments, tiers })
  return [
    ...segments
      .filter((handle) => !known.segments.has(handle))
      .map((handle) => at('trigger/event/segment', `${handle} is the handle of no segment`)),
    ...tiers
      .filter((handle) => !known.tiers.has(handle))
      .map((handle) => at('trigger/event/tier', `${handle} is the handle of no tier`))
  ]
}

async function checkActions(
  db: Reader,
  { coupons, messages }: CrmScope,
  { steps }: DefinitionShape
): Promise<Finding[]> {
  const findings: Finding[] = []
  const of = <Kind extends 'coupon' | 'message'>(kind: Kind) =>
    steps.flatMap((step, index) => {
      const wanted = step[kind]
      return wanted === undefined ? [] : [{ wanted, path: `steps/${index}/${kind}` }]
    })
  const claims = of('coupon')
  if (claims.length > 0 && !coupons) {
    findings.push(
      ...claims.map(({ path }) =>
        at(path, 'needs the plugin promotions: switch it on, or leave it out')
      )
    )
  } else if (coupons) {
    const wrong = await coupons.check(
      db,
      claims.map(({ wanted }) => wanted.promotionId)
    )
    claims.forEach(({ path }, index) => {
      const detail = wrong[index]
      if (detail) findings.push(at(`${path}/promotionId`, detail))
    })
  }
  const texts = of('message')
  if (texts.length > 0) {
    const wrong = await messages.check(
      db,
      texts.map(({ wanted: { template, values = {} } }) => ({
        ...{ template, variables: Object.keys(values) }
      }))
    )
    texts.forEach(({ path }, index) => {
      const detail = wrong[index]
      if (detail) findings.push(at(`${path}/template`, detail))
    })
  }
  const giving = steps.findIndex(({ points }) => points !== undefined)
  if (giving >= 0 && !(await readProgramme(db))) {
    const fix = 'the shop has no membership programme: PUT /v1/membership/programme first'
    findings.push(at(`steps/${giving}/points`, fix))
  }
  return findings
}
