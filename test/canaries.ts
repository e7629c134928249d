/*
 * Personal data and secrets that tests use. None of it may ever reach a log: the harness looks for it in every line of
 * every engine it builds.
 */

/** The buyer of orders in tests. */
export const canaryPerson = {
  name: 'Wei Canary-Bird',
  phone: '13912345678',
  email: 'wei.canary@birds.example',
  street: '77 Canary Lane'
} as const

/** Credentials of channels in tests. */
export const canarySecrets = {
  apiKey: 'canary-credential-3f9a51',
  webhookSecret: 'canary-webhook-secret-77b0c2'
} as const

/** Others that fixtures have always used. */
const fixtureTexts = ['Li Lei', '13800138000', '1 Long Street', 'canary-api-key', 'canary-webhook']

const texts = [...Object.values(canaryPerson), ...Object.values(canarySecrets), ...fixtureTexts]
/** A whole API key of the engine; what is shorter is a made-up one that a test sends to be refused. */
const keyPattern = /sk_[\w-]{43}/

/** What of all this stands in a text: empty when it is clean. */
export function canariesIn(text: string): string[] {
  const found = texts.filter((canary) => text.includes(canary))
  return keyPattern.test(text) ? [...found, 'an API key'] : found
}
