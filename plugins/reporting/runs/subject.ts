import { Value } from 'typebox/value'
import { ValidationFailed } from '#core/http/errors'
import type { BuiltInReport } from '../built-in/built-in.ts'
import { assertMaySee } from '../query/access.ts'
import { planQuery } from '../query/plan.ts'
import { sortsOf } from '../query/sort.ts'
import type { Period, ReportQuery } from '../query/types.ts'
import type { ReportingScope } from '../scope.ts'
import { BuiltInUnknown, ReportSubjectInvalid } from './errors.ts'

/** What a report is about: a question to the figures, or a built-in report; one of both. */
export interface Subject {
  query?: Omit<ReportQuery, 'period'>
  builtIn?: { name: string; parameters?: Record<string, unknown> }
}

/** What a subject is checked against. */
interface CheckOptions {
  canSeeCost: boolean
  /** Where it stands in the body. */
  field?: string
}

/**
 * Checks that a subject can be answered, before it is needed. Errors: REPORT_SUBJECT_INVALID, REPORT_BUILT_IN_UNKNOWN, and
 * those of `planQuery` and `assertMaySee`.
 */
export function checkSubject(
  scope: ReportingScope,
  { query, builtIn }: Subject,
  { canSeeCost, field = 'subject' }: CheckOptions
): void {
  if ((query === undefined) === (builtIn === undefined)) {
    const fix = 'give either query or builtIn'
    throw new ReportSubjectInvalid({ field, fix })
  }
  if (builtIn) {
    parametersOf(
      findBuiltIn(scope, builtIn.name),
      builtIn.parameters,
      `${field}.builtIn.parameters`
    )
    return
  }
  assertMaySee(scope.metrics, query!.metrics, canSeeCost)
  const plan = planQuery(scope, { ...query!, period: 'yesterday' }, scope.ctx.shop.currency)
  sortsOf(plan, query!.sort, query!.comparison !== undefined)
}

/**
 * The days that are asked for; of a built-in report those that it is usually of. Errors: VALIDATION_FAILED for a query without
 * any, REPORT_BUILT_IN_UNKNOWN.
 */
export function periodOf(
  scope: ReportingScope,
  { subject, period }: { subject: Subject; period?: Period | undefined }
): Period {
  if (period !== undefined) return period
  if (subject.builtIn) return findBuiltIn(scope, subject.builtIn.name).period
  const detail = 'is required, since a query has no usual one'
  throw new ValidationFailed({ errors: [{ pointer: '#/period', detail }] })
}

/** Errors: REPORT_BUILT_IN_UNKNOWN, naming those there are. */
export function findBuiltIn({ builtIns }: ReportingScope, name: string): BuiltInReport {
  const report = builtIns.find((one) => one.name === name)
  if (report) return report
  throw new BuiltInUnknown({ name, known: builtIns.map((one) => one.name) })
}

/** A report's parameters with defaults filled in. Errors: REPORT_SUBJECT_INVALID, naming the first that does not fit. */
export function parametersOf(
  { parameters: schema }: BuiltInReport,
  given: Record<string, unknown> = {},
  field = 'parameters'
): Record<string, unknown> {
  const filled = Value.Default(schema, structuredClone(given)) as Record<string, unknown>
  const unknown = Object.keys(filled).find((name) => !(name in schema.properties))
  if (unknown !== undefined) {
    const known = Object.keys(schema.properties).join(', ') || 'none'
    throw new ReportSubjectInvalid({
      field: `${field}.${unknown}`,
      fix: `there is no such parameter; known: ${known}`
    })
  }
  if (Value.Check(schema, filled)) return filled
  const [error] = Value.Errors(schema, filled)
  const path = error ? error.instancePath.replaceAll('/', '.') : ''
  throw new ReportSubjectInvalid({ field: field + path, fix: error?.message ?? 'does not fit' })
}
