import { defineError } from '#core/errors'

/** What a platform can be told about a case. */
export interface PlatformCan {
  agree: boolean
  refuse: boolean
  refund: boolean
  message: boolean
}

export const PlatformCaseUnknown = defineError({
  code: 'PLATFORM_CASE_UNKNOWN',
  status: 409,
  title: 'The platform does not know this case',
  detail: (f: { caseId: string; channelId: string }) =>
    `${f.caseId}: it was not opened on ${f.channelId}; decide it here, POST /v1/cases/${f.caseId}/step`
})

export const PlatformCannot = defineError({
  code: 'PLATFORM_CANNOT',
  status: 409,
  title: 'The platform cannot be told that',
  detail: (f: { caseId: string; asked: string; can: PlatformCan; reason: string }) => {
    const can = Object.entries(f.can).flatMap(([name, is]) => (is ? [name] : []))
    return `${f.caseId}: ${f.asked}: ${f.reason}; it can be told: ${can.join(', ') || 'nothing'}`
  }
})

export const PlatformCaseChanged = defineError({
  code: 'PLATFORM_CASE_CHANGED',
  status: 409,
  title: 'The case has changed on the platform since it was looked at',
  detail: (f: { caseId: string; decidedOn: string; current: string | null }) =>
    `platformVersion: ${f.caseId} is at ${f.current}, not ${f.decidedOn}: look at it, then decide again`
})

export const PlatformDecisionPending = defineError({
  code: 'PLATFORM_DECISION_PENDING',
  status: 409,
  title: 'The platform is being told already',
  detail: (f: { caseId: string; decisionId: string; action: string }) =>
    `${f.caseId}: ${f.action} (${f.decisionId}) is on its way; wait until it is settled`
})

export const PlatformAmountExceeds = defineError({
  code: 'PLATFORM_AMOUNT_EXCEEDS',
  status: 422,
  title: 'More than what is asked for on the platform',
  detail: (f: { amountMinor: number; requestedMinor: number | null; currency: string }) =>
    `amountMinor: ${f.amountMinor} given, ${f.requestedMinor ?? 'nothing in money'} asked for ` +
    `(minor units of ${f.currency}); leave it out for all of it`
})

export const PlatformEvidenceUnfit = defineError({
  code: 'PLATFORM_EVIDENCE_UNFIT',
  status: 422,
  title: 'This evidence cannot be sent to the platform',
  detail: (f: { field: string; evidenceId: string; reason: string }) =>
    `${f.field}: ${f.evidenceId}: ${f.reason}`
})

export const platformErrors = [
  PlatformCaseUnknown,
  PlatformCannot,
  PlatformCaseChanged,
  PlatformDecisionPending,
  PlatformAmountExceeds,
  PlatformEvidenceUnfit
]
