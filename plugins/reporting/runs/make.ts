import type { Reader } from '#core/database/db'
import { resolveComparison, resolvePeriod } from '../query/period.ts'
import { runQuery } from '../query/run.ts'
import type { DaySpan, Period } from '../query/types.ts'
import type { ReportDocument, Text } from '../rendering/document.ts'
import type { ReportingScope } from '../scope.ts'
import { dimensionTitles } from './dimension-titles.ts'
import { queryDocument } from './query-document.ts'
import { type ReadDays, readDays } from './read-days.ts'
import { checkSubject, findBuiltIn, parametersOf, type Subject } from './subject.ts'

/** What is to be reported, of which days, and with whose eyes. */
export interface MakeInput {
  subject: Subject
  period: Period
  /** The business day that the period is seen from. */
  today: string
  canSeeCost: boolean
  /** What people call it; null: what it is about. */
  name: string | null
}

/** A report, and what it was made from. */
export interface Made {
  document: ReportDocument
  span: DaySpan
  /** Metric → version of its formula. */
  metricVersions: Record<string, number>
  readDays: ReadDays
}

/**
 * Makes a report from the figures as they are now. Reads a lot, so never in a transaction. Errors: those of
 * `checkSubject`, `resolvePeriod` and `runQuery`.
 */
export async function makeReport(
  db: Reader,
  scope: ReportingScope,
  { subject, period, today, canSeeCost, name }: MakeInput
): Promise<Made> {
  checkSubject(scope, subject, { canSeeCost })
  const span = resolvePeriod(period, today)
  const { query, builtIn } = subject
  if (builtIn) {
    const report = findBuiltIn(scope, builtIn.name)
    const read = await readDays(db, scope, report.reads?.(span) ?? [span])
    const parameters = parametersOf(report, builtIn.parameters)
    const document = await report.make(db, { span, today, parameters, canSeeCost })
    return { document, span, metricVersions: versionsOf(scope, namesIn(document)), readDays: read }
  }
  const against = query!.comparison ? [resolveComparison(query!.comparison, span)] : []
  const read = await readDays(db, scope, [span, ...against])
  const answer = await runQuery(db, scope, { ...query!, period: span })
  const { shop } = scope.ctx
  const title = name === null ? titleOf(answer) : { zh: name, en: name }
  const document = queryDocument(answer, { title, shop, metrics: scope.metrics })
  return { document, span, metricVersions: versionsOf(scope, query!.metrics), readDays: read }
}

function titleOf({ metrics, dimensions }: Awaited<ReturnType<typeof runQuery>>): Text {
  const shown = metrics.slice(0, 3)
  const by = dimensions.map((dimension) => dimensionTitles[dimension])
  const ofEach = by.length > 0
  return {
    zh: `${ofEach ? '按' : ''}${by.map(({ zh }) => zh).join('、')}${shown.map(({ title }) => title.zh).join('、')}`,
    en: `${shown.map(({ title }) => title.en).join(', ')}${ofEach ? ` by ${by.map(({ en }) => en.toLowerCase()).join(', ')}` : ''}`
  }
}

/** What a report calls its figures and columns: metrics among them. */
function namesIn({ sections }: ReportDocument): string[] {
  return sections.flatMap((section) => {
    if (section.kind === 'figures') return section.figures.map(({ name }) => name)
    return section.kind === 'table' ? section.columns.map(({ name }) => name) : []
  })
}

function versionsOf({ metrics }: ReportingScope, names: readonly string[]): Record<string, number> {
  const used = metrics.filter(({ name }) => names.includes(name))
  return Object.fromEntries(used.map(({ name, version }) => [name, version]))
}
