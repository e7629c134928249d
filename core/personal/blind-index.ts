import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/**
 * Finds sealed text by what it says: the same text has the same index, and nobody without the key can try out texts.
 *
 * Shape: HMAC-SHA256 as 43 characters of base64url, under a key derived from the engine's (HKDF-SHA256). The kind is part
 * of what is hashed, so that an e-mail address and a name that read alike differ.
 */
export class BlindIndex {
  readonly #key: KeyObject

  constructor(encryptionKey: Buffer) {
    const derived = hkdfSync('sha256', encryptionKey, '', 'shopkeeper blind index v1', 32)
    this.#key = createSecretKey(Buffer.from(derived))
  }

  of(kind: string, text: string): string {
    return createHmac('sha256', this.#key).update(`${kind}:${text}`).digest('base64url')
  }
}
