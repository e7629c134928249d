import { currencyCodes } from '#core/currency'
import type { Tier } from './programme.ts'
import type { ProgrammeBodyShape } from './schema.ts'

/** A field that is wrong, and how to put it right. */
export interface Finding {
  pointer: string
  detail: string
}

const currencies = new Set(currencyCodes())

/** What is wrong with the rules of membership; empty when nothing is. */
export function checkProgramme(
  { currency, points }: ProgrammeBodyShape,
  knownCategories: ReadonlySet<string> | null
): Finding[] {
  const findings: Finding[] = []
  const add = (pointer: string, detail: string) => findings.push({ pointer, detail })
  const isUnknown = (code: string) => !currencies.has(code)
  const unknown = (code: string) => `${code} is no currency in use: write an ISO 4217 code`
  if (isUnknown(currency)) add('#/currency', unknown(currency))
  for (const field of ['rates', 'spendRates'] as const) {
    const codes = points[field].map((rate) => rate.currency)
    codes.forEach((code, at) => {
      const pointer = `#/points/${field}/${at}/currency`
      if (isUnknown(code)) add(pointer, unknown(code))
      if (codes.indexOf(code) < at) add(pointer, `${code} has a rate already: keep one of the two`)
    })
  }
  points.excludedCategoryIds.forEach((id, at) => {
    if (knownCategories?.has(id)) return
    const detail = knownCategories
      ? `there is no category ${id}: leave it out`
      : 'without the plugin catalog there are no categories: leave it out'
    add(`#/points/excludedCategoryIds/${at}`, detail)
  })
  return findings
}

/** What is wrong with a tier among the other ones; empty when nothing is. */
export function checkTier(tier: Tier, others: readonly Tier[]): Finding[] {
  const findings: Finding[] = []
  const add = (pointer: string, detail: string) => findings.push({ pointer, detail })
  const same = (field: 'handle' | 'level') => others.find((one) => one[field] === tier[field])
  const sameHandle = same('handle')
  const sameLevel = same('level')
  if (sameHandle) add('#/handle', `${tier.handle} is another tier: choose another handle`)
  if (sameLevel) add('#/level', `${sameLevel.handle} has level ${tier.level}: give each its own`)
  if (tier.kind === 'paid') checkPaid(tier, add)
  else checkEarned(tier, others, add)
  return findings
}

type Add = (pointer: string, detail: string) => void

function checkPaid({ threshold, keep, termMonths }: Tier, add: Add): void {
  if (threshold !== null) add('#/threshold', 'a paid tier is bought, not reached: leave it out')
  if (keep !== null) add('#/keep', 'a paid tier is kept by paying again: leave it out')
  if (termMonths === null) add('#/termMonths', 'say how many months are paid for')
}

function checkEarned(tier: Tier, others: readonly Tier[], add: Add): void {
  const { threshold, keep, termMonths, level } = tier
  if (threshold === null) {
    add('#/threshold', 'say what an earned tier is reached by')
    return
  }
  if (keep !== null && keep > threshold) {
    add('#/keep', `is over the threshold of ${threshold}: ask for that much at most`)
  }
  if (keep !== null && termMonths === null) {
    add('#/keep', 'a tier without an end is never evaluated: give termMonths, or leave it out')
  }
  for (const other of others) {
    if (other.threshold === null || other.level === level) continue
    const isRising = other.level < level === other.threshold < threshold
    if (isRising && other.threshold !== threshold) continue
    const where = other.level < level ? 'over' : 'under'
    add('#/threshold', `must be ${where} the ${other.threshold} of ${other.handle}`)
  }
}
