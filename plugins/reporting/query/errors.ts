import { defineError } from '#core/errors'

export const MetricUnknown = defineError({
  code: 'REPORT_METRIC_UNKNOWN',
  status: 422,
  title: 'There is no such metric',
  detail: (f: { field: string; metric: string; didYouMean: readonly string[] }) => {
    const guess = f.didYouMean.length > 0 ? `did you mean ${f.didYouMean.join(' or ')}? ` : ''
    return `${f.field}: there is no metric ${JSON.stringify(f.metric)}; ${guess}GET /v1/metrics lists them`
  }
})

export const DimensionNotOfMetric = defineError({
  code: 'REPORT_DIMENSION_IMPOSSIBLE',
  status: 422,
  title: 'The metric is not kept by this dimension',
  detail: (f: {
    field: string
    metric: string
    asked: readonly string[]
    dimensions: readonly string[]
  }) =>
    `${f.field}: ${f.metric} cannot be told apart by ${f.asked.join(' and ')}${f.asked.length > 1 ? ' at once' : ''}; ` +
    `it can by ${f.dimensions.join(', ')}`
})

export const PeriodInvalid = defineError({
  code: 'REPORT_PERIOD_INVALID',
  status: 422,
  title: 'This period does not make sense',
  detail: (f: { field: string; fix: string }) => `${f.field}: ${f.fix}`
})

export const ReportQueryInvalid = defineError({
  code: 'REPORT_QUERY_INVALID',
  status: 422,
  title: 'This question does not make sense',
  detail: (f: { field: string; fix: string }) => `${f.field}: ${f.fix}`
})

export const MetricConfidential = defineError({
  code: 'REPORT_METRIC_CONFIDENTIAL',
  status: 403,
  title: 'This metric tells what goods cost',
  detail: (f: { field: string; metric: string; permission: string }) =>
    `${f.field}: ${f.metric} needs the permission ${f.permission}`
})

export const queryErrors = [
  MetricUnknown,
  DimensionNotOfMetric,
  PeriodInvalid,
  ReportQueryInvalid,
  MetricConfidential
]
