import type { Static } from 'typebox'
import { ratioOf } from '#core/money'
import type { QualityOptions } from './options.ts'
import type { Figure } from './repository/figures.ts'
import type { CountedClass, QualitySubject } from './tables.ts'

export type QualityOptionsShape = Static<typeof QualityOptions>

/** A figure whose rate says something and is above its threshold. */
export interface Excess extends Figure {
  unitsSold: number
  rateBps: number
  thresholdBps: number
}

/** Units in cases over units sold, in basis points, rounded half-up once. Null: nothing was sold. */
export function rateOf({ unitsInCases, unitsSold }: Figure): number | null {
  return unitsSold === null || unitsSold <= 0 ? null : ratioOf(unitsInCases, 10_000, unitsSold)
}

/** Null: not watched. */
export function thresholdOf(
  options: QualityOptionsShape,
  by: QualitySubject,
  reasonClass: CountedClass
): number | null {
  return options[by][reasonClass]
}

/**
 * Of the figures of subjects those that pass a threshold: of each subject the class that passes it by the largest factor,
 * one party's before all.
 */
export function excessesOf(
  figures: readonly Figure[],
  by: QualitySubject,
  options: QualityOptionsShape
): Map<string, Excess> {
  const worst = new Map<string, Excess>()
  for (const figure of figures) {
    const thresholdBps = thresholdOf(options, by, figure.reasonClass)
    const rateBps = rateOf(figure)
    if (thresholdBps === null || rateBps === null || rateBps <= thresholdBps) continue
    const { unitsSold, cases } = figure
    if (unitsSold! < options.minUnitsSold || cases < options.minCases) continue
    const excess = { ...figure, unitsSold: unitsSold!, rateBps, thresholdBps }
    const known = worst.get(figure.subject)
    if (!known || isWorse(excess, known)) worst.set(figure.subject, excess)
  }
  return worst
}

function isWorse(one: Excess, other: Excess): boolean {
  const difference = one.rateBps * other.thresholdBps - other.rateBps * one.thresholdBps
  return difference > 0 || (difference === 0 && other.reasonClass === 'all')
}
