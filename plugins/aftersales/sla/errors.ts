import { defineError } from '#core/errors'

export const SlaCalendarUsed = defineError({
  code: 'SLA_CALENDAR_USED',
  status: 409,
  title: 'The calendar is still used',
  detail: (f: { id: string; policies: number; openClocks: number }) =>
    `${f.id} is that of ${f.policies} policies and ${f.openClocks} open clocks: give the policies another, and let the clocks end`
})

export const SlaCalendarUnknown = defineError({
  code: 'SLA_CALENDAR_UNKNOWN',
  status: 422,
  title: 'There is no such calendar',
  detail: (f: { calendarId: string }) =>
    `calendarId: ${f.calendarId} is no calendar; make it with POST /v1/sla-calendars first`
})

export const SlaStateUnknown = defineError({
  code: 'SLA_STATE_UNKNOWN',
  status: 422,
  title: 'Cases have no such state',
  detail: (f: { state: string; known: string[] }) =>
    `states: ${f.state} is none of ${f.known.join(', ')}`
})

export const SlaPolicyTwin = defineError({
  code: 'SLA_POLICY_TWIN',
  status: 409,
  title: 'Another policy holds for the same cases',
  detail: (f: { policyId: string }) =>
    `${f.policyId} has the same flow, kind and channelId: change that one, or switch it off`
})

export const slaErrors = [SlaCalendarUsed, SlaCalendarUnknown, SlaStateUnknown, SlaPolicyTwin]
