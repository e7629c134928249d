import { defineError } from '#core/errors'

export const CostInvalid = defineError({
  code: 'REPORT_COST_INVALID',
  status: 422,
  title: 'This cost does not make sense',
  detail: (f: { field: string; fix: string }) => `${f.field}: ${f.fix}`
})

export const costErrors = [CostInvalid]
