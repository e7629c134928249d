import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto'

/**
 * Makes and reads what stands at the end of unsubscribe links: the message's id and a signature. It says nothing about
 * the customer, and nobody without the key can make one.
 *
 * Shape: `<message id>.<43 characters of base64url>`, HMAC-SHA256 under a key derived from the engine's (HKDF-SHA256).
 */
export class UnsubscribeTokens {
  readonly #key: KeyObject

  constructor(encryptionKey: Buffer) {
    const derived = hkdfSync('sha256', encryptionKey, '', 'shopkeeper unsubscribe v1', 32)
    this.#key = createSecretKey(Buffer.from(derived))
  }

  of(messageId: string): string {
    return `${messageId}.${this.#sign(messageId)}`
  }

  /** The message that a token is of; null: it is none of ours. */
  read(token: string): string | null {
    const at = token.lastIndexOf('.')
    const messageId = token.slice(0, at)
    const given = Buffer.from(token.slice(at + 1))
    const own = Buffer.from(this.#sign(messageId))
    return at > 0 && given.length === own.length && timingSafeEqual(given, own) ? messageId : null
  }

  #sign(messageId: string): string {
    return createHmac('sha256', this.#key).update(messageId).digest('base64url')
  }
}
