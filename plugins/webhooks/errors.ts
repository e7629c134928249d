import { defineError } from '#core/errors'

export const WebhookEventUnknown = defineError({
  code: 'WEBHOOK_EVENT_UNKNOWN',
  status: 400,
  title: 'No enabled plugin has such an event',
  detail: (f: { field: string; event: string; known: readonly string[] }) =>
    `${f.field}: ${JSON.stringify(f.event)}; there are ${f.known.join(', ')}`
})

export const WebhookDisabled = defineError({
  code: 'WEBHOOK_DISABLED',
  status: 409,
  title: 'This subscription is disabled',
  detail: (f: { subscription: string; reason: string }) =>
    `subscription ${f.subscription}: ${f.reason}; enable it first`
})

export const WebhookKeyMissing = defineError({
  code: 'WEBHOOK_KEY_MISSING',
  status: 409,
  title: 'Secrets of webhooks cannot be kept without an encryption key',
  detail: () => 'set encryptionKey in the config (openssl rand -base64 32)'
})

export const WebhookSecretUnreadable = defineError({
  code: 'WEBHOOK_SECRET_UNREADABLE',
  status: 409,
  title: 'The secret of a subscription cannot be decrypted',
  detail: (f: { subscription: string }) =>
    `subscription ${f.subscription}: the encryption key is not the one it was stored with; rotate it`
})
