import { Webhook } from 'standardwebhooks'
import { type Instant, instantMs } from '../time.ts'

/** What is signed: the id of the message, when this attempt is made, and the body's bytes. */
export interface Signable {
  id: string
  at: Instant
  body: string
}

/**
 * The headers of Standard Webhooks. With several secrets there is a signature by each, so that a receiver may change
 * from one to the next at its own time.
 */
export function signedHeaders(
  { id, at, body }: Signable,
  secrets: readonly string[]
): Record<string, string> {
  const ms = instantMs(at)
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(ms), body))
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(ms / 1000)),
    'webhook-signature': signatures.join(' ')
  }
}
