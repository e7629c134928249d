import type { Metric, MetricUnit, Sums } from './metric.ts'

/** What is said of a metric beyond its name, title and formula. */
interface Said {
  version?: number
  isMoreBetter?: boolean | null
  isAdditive?: boolean
  isConfidential?: boolean
}

type Title = readonly [en: string, zh: string]

/** A part of a whole; null where there is no whole. */
export function divided(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole
}

/** A metric that is one measure as it stands; it adds up unless it is said not to. */
export function measured(
  name: string,
  [en, zh]: Title,
  measure: string,
  unit: MetricUnit,
  { formula, ...said }: Said & { formula: string }
): Metric {
  return {
    ...{ name, title: { en, zh }, formula, unit, measures: [measure] },
    ...{ version: 1, isMoreBetter: true, isAdditive: true, ...said },
    value: (sums) => sums[measure] ?? null
  }
}

/** A metric that is reckoned from several measures. */
export function reckoned(
  name: string,
  [en, zh]: Title,
  {
    formula,
    unit,
    measures,
    value,
    ...said
  }: Said & {
    formula: string
    unit: MetricUnit
    measures: readonly string[]
    value: (of: (measure: string) => number, period: { days: number }, sums: Sums) => number | null
  }
): Metric {
  return {
    ...{ name, title: { en, zh }, formula, unit, measures },
    ...{ version: 1, isMoreBetter: true, ...said },
    value: (sums, period) => {
      // What stands at the end of a day has no figure where no day was kept.
      if (measures.some((measure) => sums[measure] == null)) return null
      return value((measure) => sums[measure]!, period, sums)
    }
  }
}

/** A metric that is one sum divided by another: null where that is zero. */
export function ratio(
  name: string,
  title: Title,
  said: Said & {
    formula: string
    unit?: MetricUnit
    part: readonly string[]
    whole: readonly string[]
  }
): Metric {
  const { part, whole, unit = 'ratio', ...more } = said
  const sum = (of: (measure: string) => number, terms: readonly string[]) =>
    terms.reduce((total, term) => total + (term.startsWith('-') ? -of(term.slice(1)) : of(term)), 0)
  const measures = [...new Set([...part, ...whole].map((term) => term.replace(/^-/, '')))]
  return reckoned(name, title, {
    ...more,
    ...{ unit, measures },
    value: (of) => divided(sum(of, part), sum(of, whole))
  })
}
