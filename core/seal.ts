import { createCipheriv, createDecipheriv } from 'node:crypto'
import { pooledRandom } from './random.ts'

/** Names the way of encrypting, so that another can follow. */
const scheme = 'v1'
const ivBytes = 12

/** What opens a sealed text: the engine's encryption key, and the id of the thing it belongs to. */
export interface SealKey {
  key: Buffer
  /** A row copied to another thing does not open there. */
  boundTo: string
}

/** Encrypts a text for storage: AES-256-GCM with a fresh nonce, authenticated with what it belongs to. */
export function seal(text: string, { key, boundTo }: SealKey): string {
  const iv = pooledRandom(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(boundTo))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))
  return [scheme, ...parts].join('.')
}

/** Decrypts what `seal` made. Errors: an `Error` without detail when key, owner or text differ. */
export function unseal(sealed: string, { key, boundTo }: SealKey): string {
  const [, iv, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'))
  const decipher = createDecipheriv('aes-256-gcm', key, iv!).setAAD(Buffer.from(boundTo))
  decipher.setAuthTag(tag!)
  return Buffer.concat([decipher.update(text!), decipher.final()]).toString('utf8')
}
