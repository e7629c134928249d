import { defineError } from '#core/errors'

export const CrmKeyMissing = defineError({
  code: 'CRM_KEY_MISSING',
  status: 500,
  title: 'Customers cannot be kept without an encryption key',
  retryable: false,
  detail: () =>
    'plugin crm: set encryptionKey in the config (openssl rand -base64 32), or leave crm out of plugins'
})

export const CustomerMerged = defineError({
  code: 'CUSTOMER_MERGED',
  status: 409,
  title: 'This customer is part of another one',
  detail: (f: { customerId: string; livingId: string }) =>
    `${f.customerId} was merged: use ${f.livingId}, or take it out again first`
})

export const CustomerErased = defineError({
  code: 'CUSTOMER_ERASED',
  status: 409,
  title: 'The personal data of this customer was erased',
  detail: (f: { customerId: string }) => `${f.customerId} can no longer be changed`
})

export const CustomerNotMergeable = defineError({
  code: 'CUSTOMER_NOT_MERGEABLE',
  status: 409,
  title: 'These customers cannot become one',
  detail: (f: { customerId: string; reason: string }) => `${f.customerId}: ${f.reason}`
})

export const CustomerNotMerged = defineError({
  code: 'CUSTOMER_NOT_MERGED',
  status: 409,
  title: 'This customer is not part of another one',
  detail: (f: { customerId: string }) => `${f.customerId} stands for itself: nothing to undo`
})

export const ContactInvalid = defineError({
  code: 'CONTACT_INVALID',
  status: 422,
  title: 'This contact cannot be read',
  detail: (f: { field: string; fix: string }) => `${f.field}: ${f.fix}`
})

export const ContactTaken = defineError({
  code: 'CONTACT_TAKEN',
  status: 409,
  title: 'Another customer has this contact',
  detail: (f: { field: string; customerId: string }) =>
    `${f.field} is that of ${f.customerId}: change that one, or merge the two`
})

export const IdentityTaken = defineError({
  code: 'IDENTITY_TAKEN',
  status: 409,
  title: 'Another customer has this identity',
  detail: (f: { channelId: string; externalId: string; customerId: string }) =>
    `${f.externalId} of ${f.channelId} is ${f.customerId}: remove it there, or merge the two`
})

export const CustomerFieldInvalid = defineError({
  code: 'CUSTOMER_FIELD_INVALID',
  status: 422,
  title: 'A field of the customer does not make sense',
  detail: (f: { field: string; fix: string }) => `${f.field}: ${f.fix}`
})
