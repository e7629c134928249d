import { randomBytes } from 'node:crypto'
import { seal, unseal } from '#core/seal'
import { WebhookKeyMissing, WebhookSecretUnreadable } from './errors.ts'

/** Standard Webhooks asks for 24 to 64. */
const secretBytes = 32

/** A new secret, as its receiver is shown it. */
export function newSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`
}

/** Encrypts a secret for storage, bound to its subscription. Errors: WEBHOOK_KEY_MISSING. */
export function sealSecret(secret: string, subscription: string, key: Buffer | undefined): string {
  if (!key) throw new WebhookKeyMissing({})
  return seal(secret, { key, boundTo: subscription })
}

/** Decrypts a stored secret. Errors: WEBHOOK_KEY_MISSING, WEBHOOK_SECRET_UNREADABLE. */
export function openSecret(sealed: string, subscription: string, key: Buffer | undefined): string {
  if (!key) throw new WebhookKeyMissing({})
  try {
    return unseal(sealed, { key, boundTo: subscription })
  } catch (error) {
    throw new WebhookSecretUnreadable({ subscription }, { cause: error })
  }
}
