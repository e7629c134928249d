import { seal, unseal } from '#core/seal'
import { CredentialsUnreadable, EncryptionKeyMissing } from '../errors.ts'

/**
 * Encrypts the secret settings of a channel, bound to the channel's id, so that a row copied to
 * another channel does not open. Errors: ENCRYPTION_KEY_MISSING.
 */
export function sealSecrets(
  secrets: Record<string, string>,
  channelId: string,
  key: Buffer | undefined
): string | null {
  if (Object.keys(secrets).length === 0) return null
  if (!key) throw new EncryptionKeyMissing({ channel: channelId })
  return seal(JSON.stringify(secrets), { key, boundTo: channelId })
}

/** Decrypts what `sealSecrets` made. Errors: ENCRYPTION_KEY_MISSING, CREDENTIALS_UNREADABLE. */
export function openSecrets(
  sealed: string | null,
  channelId: string,
  key: Buffer | undefined
): Record<string, string> {
  if (sealed === null) return {}
  if (!key) throw new EncryptionKeyMissing({ channel: channelId })
  try {
    return JSON.parse(unseal(sealed, { key, boundTo: channelId }))
  } catch (error) {
    throw new CredentialsUnreadable({ channel: channelId }, { cause: error })
  }
}
