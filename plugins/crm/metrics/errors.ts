import { defineError } from '#core/errors'

export const MetricSpanInvalid = defineError({
  code: 'METRIC_SPAN_INVALID',
  status: 422,
  title: 'This span of time does not make sense',
  detail: (f: { field: string; fix: string }) => `${f.field}: ${f.fix}`
})

export const metricErrors = [MetricSpanInvalid]
