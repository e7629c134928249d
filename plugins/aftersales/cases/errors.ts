import { defineError } from '#core/errors'
import type { CaseFlow, CaseState } from './tables.ts'

export const CaseOrderUnknown = defineError({
  code: 'CASE_ORDER_UNKNOWN',
  status: 422,
  title: 'The order that the case is about is not known',
  detail: (f: { orderId: string | null }) =>
    f.orderId === null
      ? 'orderId: name the order; only a case that comes from its channel may be without one'
      : `orderId: there is no order ${f.orderId}`
})

export const CaseLinesMissing = defineError({
  code: 'CASE_LINES_MISSING',
  status: 422,
  title: 'The case names nothing that was bought',
  detail: (f: { orderId: string | null; lineIds: string[] }) =>
    `lines: name at least one line of the order (${listed(f.lineIds)}) and how many units of it`
})

export const CaseLineUnknown = defineError({
  code: 'CASE_LINE_UNKNOWN',
  status: 422,
  title: 'The order has no such line',
  detail: (f: { orderId: string; orderLineId: string | null; lineIds: string[] }) =>
    f.orderLineId === null
      ? `lines: each names its orderLineId, one of ${listed(f.lineIds)}`
      : `lines: ${f.orderLineId} is not of ${f.orderId}, which has ${listed(f.lineIds)}`
})

export const CaseQuantityExceeded = defineError({
  code: 'CASE_QUANTITY_EXCEEDED',
  status: 409,
  title: 'The case asks for more units than are left of the line',
  detail: (f: { orderLineId: string; requested: number; sold: number; inCases: number }) =>
    `lines: ${f.requested} of ${f.orderLineId} are asked for; ${f.sold} were sold, and ${f.inCases} of them are in other cases`
})

export const CaseReasonUnknown = defineError({
  code: 'CASE_REASON_UNKNOWN',
  status: 422,
  title: 'There is no such reason',
  detail: (f: { reason: string }) =>
    `reason: ${JSON.stringify(f.reason)}; GET /v1/case-reasons lists those there are`
})

export const CaseCurrencyMixed = defineError({
  code: 'CASE_CURRENCY_MIXED',
  status: 422,
  title: 'The case is in another currency than its order',
  detail: (f: { currency: string; orderCurrency: string }) =>
    `currency: the order is in ${f.orderCurrency}, not in ${f.currency}`
})

export const CaseDuplicate = defineError({
  code: 'CASE_DUPLICATE',
  status: 409,
  title: 'The channel has a case of this id already',
  detail: (f: { channelId: string; externalId: string; caseId: string | null }) =>
    `externalId: ${f.externalId} of ${f.channelId} is ${f.caseId ?? 'being opened just now'}`
})

export const CaseStepIllegal = defineError({
  code: 'CASE_STEP_ILLEGAL',
  status: 409,
  title: 'The case cannot come into this state from where it is',
  detail: (f: {
    caseId: string
    flow: CaseFlow
    state: CaseState
    to: string
    legal: readonly string[]
  }) =>
    `${f.caseId} is ${f.state}: from there it can come to ${listed(f.legal)}, not to ${f.to} (flow ${f.flow})`
})

export const CaseStepIncomplete = defineError({
  code: 'CASE_STEP_INCOMPLETE',
  status: 409,
  title: 'Something has to be there before the case may take this step',
  detail: (f: {
    caseId: string
    state: CaseState
    to: CaseState
    missing: readonly { artefact: string; outcomes?: readonly string[]; how: string }[]
  }) => {
    const missing = f.missing.map(({ artefact, outcomes, how }) =>
      outcomes
        ? `${artefact} with the outcome ${outcomes.join(' or ')} (${how})`
        : `${artefact} (${how})`
    )
    return `${f.caseId}, from ${f.state} to ${f.to}, lacks: ${missing.join('; ')}`
  }
})

export const CaseReopenTooLate = defineError({
  code: 'CASE_REOPEN_TOO_LATE',
  status: 409,
  title: 'The case was closed too long ago to be reopened',
  detail: (f: { caseId: string; closedAt: string; reopenWithinDays: number }) =>
    `${f.caseId} was closed at ${f.closedAt}; it could be reopened for ${f.reopenWithinDays} days: open a new case`
})

export const CaseIsOver = defineError({
  code: 'CASE_IS_OVER',
  status: 409,
  title: 'The case is over',
  detail: (f: { caseId: string; state: CaseState; legal: readonly string[] }) =>
    `${f.caseId} is ${f.state}; ${f.legal.length > 0 ? `take it to ${listed(f.legal)} first` : 'open a new case'}`
})

export const CaseNotDisputable = defineError({
  code: 'CASE_NOT_DISPUTABLE',
  status: 409,
  title: 'The case cannot become a dispute',
  detail: (f: { caseId: string; flow: CaseFlow; state: CaseState }) =>
    f.flow === 'dispute'
      ? `${f.caseId} is a dispute already`
      : `${f.caseId} was ${f.state}: open a new case`
})

export const CaseProposalMissing = defineError({
  code: 'CASE_PROPOSAL_MISSING',
  status: 409,
  title: 'There is nothing to agree to',
  detail: (f: { caseId: string; proposalId: string | null; latestId: string | null }) =>
    f.latestId === null
      ? `${f.caseId} has no proposal: POST /v1/cases/${f.caseId}/proposal first`
      : `proposalId: ${f.proposalId} is not the latest proposal of ${f.caseId}, which is ${f.latestId}`
})

export const CaseSettledElsewhere = defineError({
  code: 'CASE_SETTLED_ELSEWHERE',
  status: 409,
  title: 'This case is settled by its refund or its goods, not by a note',
  detail: (f: { caseId: string; remedy: string }) =>
    `${f.caseId} is to be settled by ${f.remedy}: it is as soon as that is done`
})

export const CaseArtefactUntimely = defineError({
  code: 'CASE_ARTEFACT_UNTIMELY',
  status: 409,
  title: 'This is not the time to record that',
  detail: (f: { caseId: string; artefact: string; state: CaseState; states: readonly string[] }) =>
    `${f.caseId} is ${f.state}; ${f.artefact} is recorded while a case is ${listed(f.states)}`
})

export const EvidenceTooLarge = defineError({
  code: 'EVIDENCE_TOO_LARGE',
  status: 413,
  title: 'The file is too large for evidence',
  detail: (f: { limitBytes: number; sizeBytes: number | null }) =>
    `${f.sizeBytes === null ? 'the body' : `${f.sizeBytes} bytes`}: a file has at most ${f.limitBytes}; send a smaller one, or an excerpt`
})

export const EvidenceTypeRefused = defineError({
  code: 'EVIDENCE_TYPE_REFUSED',
  status: 415,
  title: 'Files of this type are not taken as evidence',
  detail: (f: { allowed: readonly string[] }) =>
    `by its first bytes it is none of ${f.allowed.join(', ')}; its name and content type do not count`
})

export const EvidenceFull = defineError({
  code: 'EVIDENCE_FULL',
  status: 409,
  title: 'The case has as many files of evidence as it may have',
  detail: (f: { caseId: string; filesMax: number }) => `${f.caseId} has ${f.filesMax} files`
})

export const caseErrors = [
  CaseOrderUnknown,
  CaseLinesMissing,
  CaseLineUnknown,
  CaseQuantityExceeded,
  CaseReasonUnknown,
  CaseCurrencyMixed,
  CaseDuplicate,
  CaseStepIllegal,
  CaseStepIncomplete,
  CaseReopenTooLate,
  CaseIsOver,
  CaseNotDisputable,
  CaseProposalMissing,
  CaseSettledElsewhere,
  CaseArtefactUntimely,
  EvidenceTooLarge,
  EvidenceTypeRefused,
  EvidenceFull
]

function listed(words: readonly string[]): string {
  const some = words.slice(0, 20).join(', ')
  if (words.length === 0) return 'nowhere'
  return words.length > 20 ? `${some} and ${words.length - 20} more` : some
}
