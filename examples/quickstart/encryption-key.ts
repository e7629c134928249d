import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('encryption-key.local', import.meta.url)

/**
 * The key of this one machine: made at the first start, kept in a file that git ignores. Good enough to try things out;
 * in production it comes from a secret store, as `env('SHOPKEEPER_ENCRYPTION_KEY')`.
 */
export function localEncryptionKey(): string {
  try {
    writeFileSync(file, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8')
}
