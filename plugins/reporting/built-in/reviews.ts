import { Type } from 'typebox'
import { CurrencyCode } from '#core/http/schemas'
import { SumMemo } from '../query/memo.ts'
import type { ReportingScope } from '../scope.ts'
import type { BuiltInReport } from './built-in.ts'
import { gatherReview } from './review/gather.ts'
import { type ReviewKind, reviewKinds } from './review/kind.ts'
import { writeReview } from './review/write.ts'

const ReviewParameters = Type.Object(
  {
    currency: Type.Optional(CurrencyCode),
    top: Type.Integer({
      ...{ minimum: 1, maximum: 100, default: 10 },
      description: 'SKUs and promotions that are listed'
    })
  },
  { additionalProperties: false }
)

/** The daily brief, the weekly and the monthly review. */
export function reviewReports(scope: ReportingScope): BuiltInReport[] {
  return reviewKinds.map((kind) => reviewReport(scope, kind))
}

function reviewReport(scope: ReportingScope, kind: ReviewKind): BuiltInReport {
  const { name, title, summary, period, against } = kind
  return {
    ...{ name, title, summary, period, parameters: ReviewParameters },
    reads: (span) => [span, ...against.map((one) => one.span(span))],
    async make(db, { span, today, parameters, canSeeCost }) {
      const { currency, top } = parameters as { currency?: string; top: number }
      const asker = { db, scope, canSeeCost, currency, memo: new SumMemo() }
      return writeReview(scope, await gatherReview(asker, { kind, span, today, top }))
    }
  }
}
