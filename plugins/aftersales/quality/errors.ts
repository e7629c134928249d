import { defineError } from '#core/errors'
import type { IssueState } from './tables.ts'

export const QualityStepIllegal = defineError({
  code: 'QUALITY_STEP_ILLEGAL',
  status: 409,
  title: 'A quality issue cannot take this step',
  detail: (f: { id: string; from: IssueState; to: IssueState; legal: IssueState[] }) =>
    `${f.id} is ${f.from} and cannot become ${f.to}; it can become ${f.legal.join(' or ') || 'nothing else'}`
})

export const qualityErrors = [QualityStepIllegal]
