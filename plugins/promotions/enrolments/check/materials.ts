import type { EnrolmentMaterialShape } from '../definition.ts'
import type { RuleOf } from '../rules.ts'
import { held, unknown, type Verdict } from './outcome.ts'

type MaterialRule = RuleOf<'material'>

/** Whether a material fits a rule, and why not; null: nobody has stated its size. */
type Fit = { isFit: boolean | null; reason: string }

/** Whether the materials that a rule asks for are there. Those that do not fit do not count. */
export function checkMaterial(
  rule: MaterialRule,
  materials: readonly EnrolmentMaterialShape[]
): Verdict {
  const { name, count = 1 } = rule
  const fits = materials.filter((one) => one.name === name).map((one) => fitOf(rule, one))
  const good = fits.filter(({ isFit }) => isFit === true).length
  const unsure = fits.filter(({ isFit }) => isFit === null)
  const reasons = fits.filter(({ isFit }) => isFit !== true).map(({ reason }) => reason)
  if (good < count && good + unsure.length >= count) {
    return { ...unknown(`${name}: ${reasons.join('; ')}`, { atLeast: count }), found: good }
  }
  return held(good, { atLeast: count }, (isKept) => {
    if (isKept) return `${name} is there`
    const missing = reasons.length > 0 ? reasons.join('; ') : `attach ${asked(rule, count)}`
    return `${name}: ${missing}`
  })
}

function fitOf(rule: MaterialRule, { text, url, widthPx, heightPx }: EnrolmentMaterialShape): Fit {
  if (rule.type === 'text') {
    if (text === undefined) return { isFit: false, reason: 'is an image: give it as text' }
    // Characters as people count them, not code units.
    const length = [...text].length
    return within(length, rule.minLength, rule.maxLength, 'characters')
  }
  if (url === undefined) return { isFit: false, reason: 'is a text: give the url of an image' }
  const { minWidthPx, maxWidthPx, minHeightPx, maxHeightPx } = rule
  const sides = [
    side(widthPx, minWidthPx, maxWidthPx, 'px wide', 'widthPx'),
    side(heightPx, minHeightPx, maxHeightPx, 'px high', 'heightPx')
  ]
  return (
    sides.find(({ isFit }) => isFit === false) ??
    sides.find(({ isFit }) => isFit === null) ?? { isFit: true, reason: '' }
  )
}

function side(
  px: number | undefined,
  min: number | undefined,
  max: number | undefined,
  unit: string,
  field: string
): Fit {
  if (min === undefined && max === undefined) return { isFit: true, reason: '' }
  if (px === undefined) return { isFit: null, reason: `nobody has stated its size: give ${field}` }
  return within(px, min, max, unit)
}

function within(
  value: number,
  min: number | undefined,
  max: number | undefined,
  unit: string
): Fit {
  if (min !== undefined && value < min) {
    return { isFit: false, reason: `is ${value} ${unit}, ${min} or more are asked for` }
  }
  if (max !== undefined && value > max) {
    return { isFit: false, reason: `is ${value} ${unit}, ${max} or less are asked for` }
  }
  return { isFit: true, reason: '' }
}

function asked({ type }: MaterialRule, count: number): string {
  return count === 1 ? `one ${type}` : `${count} ${type}s`
}
