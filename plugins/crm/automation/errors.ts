import { defineError } from '#core/errors'
import type { Finding } from '../segments/rule/check.ts'
import type { AutomationState } from './tables.ts'

export const AutomationInvalid = defineError({
  code: 'AUTOMATION_INVALID',
  status: 422,
  title: 'This automation cannot be carried out as it is written',
  detail: (f: { errors: readonly Finding[] }) =>
    f.errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ')
})

export const AutomationHandleTaken = defineError({
  code: 'AUTOMATION_HANDLE_TAKEN',
  status: 409,
  title: 'Another automation has this handle',
  detail: (f: { handle: string }) => `handle: ${f.handle} is taken; choose another`
})

export const AutomationStateWrong = defineError({
  code: 'AUTOMATION_STATE_WRONG',
  status: 409,
  title: 'An automation in this state does not do that',
  detail: (f: { automationId: string; state: AutomationState; fix: string }) =>
    `${f.automationId} is ${f.state}: ${f.fix}`
})

export const AutomationLimitReached = defineError({
  code: 'AUTOMATION_LIMIT_REACHED',
  status: 409,
  title: 'There are as many automations as there may be at once',
  detail: (f: { limit: number }) => `${f.limit} are active; pause or archive one first`
})

export const AutomationReferenceGone = defineError({
  code: 'AUTOMATION_REFERENCE_GONE',
  status: 409,
  title: 'An automation names what is no longer there',
  detail: (f: { condition: string; segment: string }) =>
    `condition ${f.condition} names segment ${f.segment}: write the segment again, or change the condition`
})

export const AutomationNames = defineError({
  code: 'AUTOMATION_NAMES_IT',
  status: 409,
  title: 'Automations name this',
  detail: (f: {
    kind: 'segment' | 'tier' | 'template'
    handle: string
    automations: readonly string[]
  }) =>
    `${f.kind} ${f.handle} is named by ${f.automations.join(', ')}: change or archive those first`
})

export const automationErrors = [
  AutomationInvalid,
  AutomationHandleTaken,
  AutomationStateWrong,
  AutomationLimitReached,
  AutomationReferenceGone,
  AutomationNames
]
