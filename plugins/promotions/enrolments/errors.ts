import { defineError } from '#core/errors'

interface Findings {
  errors: readonly { pointer: string; detail: string }[]
}
const sayAll = ({ errors }: Findings) =>
  errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')

export const PlatformEventInvalid = defineError({
  code: 'PLATFORM_EVENT_INVALID',
  status: 400,
  title: "The platform's event cannot be as it is written",
  detail: (f: Findings) => sayAll(f)
})

export const PlatformEventFixed = defineError({
  code: 'PLATFORM_EVENT_FIXED',
  status: 409,
  title: "This of a platform's event does not change any more",
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

export const EnrolmentInvalid = defineError({
  code: 'ENROLMENT_INVALID',
  status: 400,
  title: 'The enrolment cannot be as it is written',
  detail: (f: Findings) => sayAll(f)
})

export const EnrolmentFixed = defineError({
  code: 'ENROLMENT_FIXED',
  status: 409,
  title: 'This of an enrolment does not change any more',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

export const EnrolmentStepIllegal = defineError({
  code: 'ENROLMENT_STEP_ILLEGAL',
  status: 409,
  title: 'The enrolment cannot take this step from where it stands',
  detail: (f: { step: string; state: string; legal: readonly string[] }) =>
    `it is ${f.state}: ${f.legal.length > 0 ? `it can ${f.legal.join(', ')}` : 'nothing follows'}`
})

export const EnrolmentWindowClosed = defineError({
  code: 'ENROLMENT_WINDOW_CLOSED',
  status: 409,
  title: "The platform's event does not take enrolments now",
  detail: (f: { eventId: string; enrolFrom: string; enrolUntil: string }) =>
    `it takes them from ${f.enrolFrom} until ${f.enrolUntil}: change those if the platform has`
})

export const EnrolmentNotEligible = defineError({
  code: 'ENROLMENT_NOT_ELIGIBLE',
  status: 422,
  title: 'The enrolment does not keep the rules of the event',
  detail: (f: Findings) =>
    `${sayAll({ errors: f.errors.slice(0, 20) })}; change it, or submit it with force and a reason`
})

export const EnrolmentEventOver = defineError({
  code: 'ENROLMENT_EVENT_OVER',
  status: 409,
  title: "The platform's event is over",
  detail: (f: { eventId: string; endsAt: string }) => `it ended at ${f.endsAt}`
})

export const EnrolmentConflict = defineError({
  code: 'ENROLMENT_CONFLICT',
  status: 409,
  title: 'A SKU is promised to another event at the same time',
  detail: (f: { sku: string; enrolmentId: string; eventId: string }) =>
    `${f.sku} is in ${f.enrolmentId} of ${f.eventId}: withdraw that one, or enrol without the SKU`
})

export const enrolmentErrors = [
  PlatformEventInvalid,
  PlatformEventFixed,
  EnrolmentInvalid,
  EnrolmentFixed,
  EnrolmentStepIllegal,
  EnrolmentWindowClosed,
  EnrolmentNotEligible,
  EnrolmentEventOver,
  EnrolmentConflict
]
