import { instantMs } from '#core/time'
import { type Finding, twiceIn } from '../../check/finding.ts'
import { scopeFindings } from '../../check/scope.ts'
import type { EnrolmentMaterialShape, PlatformEventInputShape } from '../definition.ts'
import type { EnrolmentRuleShape } from '../rules.ts'

const daysMax = 366

/** What is wrong with an event by itself. */
export function eventFindings(input: PlatformEventInputShape, now: string): Finding[] {
  const { channelId, platform, enrolFrom, enrolUntil, startsAt, endsAt, rules } = input
  const findings: Finding[] = []
  const add = (field: string, detail: string) => findings.push({ pointer: `#/${field}`, detail })
  if (!channelId && !platform) add('channelId', 'is missing, as platform is: give one of them')
  if (enrolUntil <= enrolFrom) add('enrolUntil', `is not after enrolFrom ${enrolFrom}`)
  if (endsAt <= startsAt) add('endsAt', `is not after startsAt ${startsAt}`)
  else if (endsAt <= now) add('endsAt', `is over: write a time after ${now}`)
  if (enrolUntil > endsAt) add('enrolUntil', `is after the event: write ${endsAt} or earlier`)
  if (instantMs(endsAt) - instantMs(startsAt) > daysMax * 86_400_000) {
    add('endsAt', `is more than ${daysMax} days after startsAt: write an event for each part`)
  }
  return [...findings, ...ruleFindings(rules)]
}

function ruleFindings(rules: readonly EnrolmentRuleShape[]): Finding[] {
  const names = rules.map((rule) => (rule.kind === 'material' ? rule.name : ''))
  const texts = rules.map((rule) => JSON.stringify(rule))
  return rules.flatMap((rule, place) => {
    const pointer = `#/rules/${place}`
    const found = (field: string, detail: string) => ({ pointer: `${pointer}/${field}`, detail })
    const isTwice = texts.indexOf(texts[place]!) < place
    const findings = isTwice ? [{ pointer, detail: 'is there twice: leave one out' }] : []
    if (rule.kind === 'maxPrice') {
      if (rule.of === 'lowest' && rule.days === undefined) {
        findings.push(found('days', 'is missing: say of how many days the lowest price is meant'))
      }
      if (rule.of === 'list' && rule.days !== undefined) {
        findings.push(found('days', 'means nothing with of: list; leave it out'))
      }
    }
    if (rule.kind === 'stock' && rule.minUnits !== undefined && rule.maxUnits !== undefined) {
      if (rule.minUnits > rule.maxUnits) findings.push(found('maxUnits', 'is below minUnits'))
    }
    if (rule.kind === 'scope') {
      const hasNone = Object.keys(rule.scope).length === 0
      if (hasNone) findings.push(found('scope', 'leaves nothing out: leave the rule out'))
      findings.push(...scopeFindings(rule.scope, `${pointer}/scope`))
    }
    if (rule.kind !== 'material') return findings
    if (!isTwice && names.indexOf(rule.name) < place) {
      findings.push(found('name', `${rule.name} is there twice: put what is asked into one rule`))
    }
    return [...findings, ...sizeFindings(rule, found)]
  })
}

type MaterialRule = Extract<EnrolmentRuleShape, { kind: 'material' }>

const sizesOf = {
  image: [
    ['minWidthPx', 'maxWidthPx'],
    ['minHeightPx', 'maxHeightPx']
  ],
  text: [['minLength', 'maxLength']]
} as const

function sizeFindings(
  rule: MaterialRule,
  found: (field: string, detail: string) => Finding
): Finding[] {
  const other = rule.type === 'image' ? 'text' : 'image'
  const wrong = sizesOf[other].flat().filter((field) => rule[field] !== undefined)
  const crossed = sizesOf[rule.type].filter(
    ([min, max]) => rule[min] !== undefined && rule[max] !== undefined && rule[min] > rule[max]
  )
  return [
    ...wrong.map((field) => found(field, `is a size of ${other}s, the material is ${rule.type}`)),
    ...crossed.map(([min, max]) => found(max, `is below ${min}`))
  ]
}

/** What is wrong with items and materials by themselves. */
export function proposalFindings({
  items,
  materials = []
}: {
  items: readonly { sku: string }[]
  materials?: readonly EnrolmentMaterialShape[] | undefined
}): Finding[] {
  const skus = items.map(({ sku }) => sku)
  return [
    ...twiceIn(skus, (place) => `#/items/${place}/sku`),
    ...materials.flatMap((one, place) => materialFindings(one, `#/materials/${place}`))
  ]
}

function materialFindings(
  { text, url, widthPx, heightPx }: EnrolmentMaterialShape,
  pointer: string
): Finding[] {
  if (text !== undefined && url !== undefined) {
    return [{ pointer, detail: 'has a text and a url: make two materials of it' }]
  }
  if (text === undefined && url === undefined) {
    return [{ pointer, detail: 'has neither a text nor a url: give one' }]
  }
  const isSized = widthPx !== undefined || heightPx !== undefined
  return text !== undefined && isSized
    ? [{ pointer, detail: 'a text has no width and height: leave them out' }]
    : []
}
