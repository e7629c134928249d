import { defineError } from '#core/errors'
import type { Medium } from './tables.ts'

export const MessagesOptionInvalid = defineError({
  code: 'MESSAGES_OPTION_INVALID',
  status: 500,
  title: 'An option of messages does not make sense',
  retryable: false,
  detail: (f: { option: string; fix: string }) => `plugin crm, messages.${f.option}: ${f.fix}`
})

export const TemplateInvalid = defineError({
  code: 'TEMPLATE_INVALID',
  status: 422,
  title: 'This template cannot be as it is written',
  detail: (f: { errors: readonly { pointer: string; detail: string }[] }) =>
    f.errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')
})

export const TemplateHandleTaken = defineError({
  code: 'TEMPLATE_HANDLE_TAKEN',
  status: 409,
  title: 'Another template has this handle',
  detail: (f: { handle: string }) => `handle: ${f.handle} is taken; choose another`
})

export const TemplateUnknown = defineError({
  code: 'TEMPLATE_UNKNOWN',
  status: 422,
  title: 'There is no such template',
  detail: (f: { template: string }) =>
    `template: there is none with the handle ${f.template}; GET /v1/message-templates lists them`
})

export const TemplateVariableMissing = defineError({
  code: 'TEMPLATE_VARIABLE_MISSING',
  status: 422,
  title: 'The template needs a value that is not given',
  detail: (f: { template: string; variables: readonly string[] }) =>
    `variables: template ${f.template} needs ${f.variables.join(', ')}; give values, or defaults in the template`
})

export const MessageProviderMissing = defineError({
  code: 'MESSAGE_PROVIDER_MISSING',
  status: 409,
  title: 'No provider is configured for this kind of message',
  detail: (f: { medium: Medium; options: readonly string[] }) =>
    `${f.medium}: set ${f.options.map((option) => `messages.${option}`).join(' or ')} in the options of crm`
})

export const MessagePublicUrlMissing = defineError({
  code: 'MESSAGE_PUBLIC_URL_MISSING',
  status: 409,
  title: 'Unsubscribe links need an address at which customers reach this engine',
  detail: (f: { template: string }) =>
    `template ${f.template}: set messages.publicUrl in the options of crm`
})

/** Lets the job of a message try again; told to nobody but operators. */
export const MessageNotTaken = defineError({
  code: 'MESSAGE_NOT_TAKEN',
  status: 503,
  title: 'The provider did not take the message; it is tried again',
  detail: (f: { messageId: string; provider: string; reason: string }) =>
    `${f.messageId}, ${f.provider}: ${f.reason}`
})

export const messageErrors = [
  MessagesOptionInvalid,
  TemplateInvalid,
  TemplateHandleTaken,
  TemplateUnknown,
  TemplateVariableMissing,
  MessageProviderMissing,
  MessagePublicUrlMissing,
  MessageNotTaken
]
