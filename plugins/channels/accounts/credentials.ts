import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { CredentialsUnreadable, EncryptionKeyMissing } from '../errors.ts'

/** Names the way of encrypting, so that another can follow. */
const scheme = 'v1'
const ivBytes = 12

/**
 * Encrypts the secret settings of a channel: AES-256-GCM, bound to the channel's id, so that a row
 * copied to another channel does not open. Errors: ENCRYPTION_KEY_MISSING.
 */
export function sealSecrets(
  secrets: Record<string, string>,
  channelId: string,
  key: Buffer | undefined
): string | null {
  if (Object.keys(secrets).length === 0) return null
  if (!key) throw new EncryptionKeyMissing({ channel: channelId })
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(channelId))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()])
  const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))
  return [scheme, ...parts].join('.')
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
    const [, iv, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'))
    const decipher = createDecipheriv('aes-256-gcm', key, iv!).setAAD(Buffer.from(channelId))
    decipher.setAuthTag(tag!)
    return JSON.parse(Buffer.concat([decipher.update(text!), decipher.final()]).toString('utf8'))
  } catch (error) {
    throw new CredentialsUnreadable({ channel: channelId }, { cause: error })
  }
}
