import { createHash } from 'node:crypto'

/** Basis points of the whole. */
const whole = 10_000

/**
 * Whether a customer is held out of an automation: told by a hash of the two alone, so it is the same each time, and
 * independent between automations.
 */
export function isHeldOut(automationId: string, customerId: string, holdoutBps: number): boolean {
  const digest = createHash('sha256').update(`${automationId}:${customerId}`).digest()
  // 48 bits over 10,000: the bias is below one in ten billion.
  return digest.readUIntBE(0, 6) % whole < holdoutBps
}
