import type { Alerts } from '#core/alerts/types'
import type { Tx } from '#core/transaction'
import { tellTimeline } from '../../customers/timeline.ts'
import { noteNotTaken, noteTaken } from '../providers/health.ts'
import type { OutgoingMessage, SendOutcome } from '../providers/provider.ts'
import { redact } from '../providers/redact.ts'
import { lockMessage, markUndeliverable, saveMessage } from '../repository.ts'
import type { CrmMessageRow, MessageTold, SkipReason } from '../tables.ts'

/** An attempt, and what came of it. */
export interface Attempted {
  message: OutgoingMessage
  provider: string
  outcome: SendOutcome
  /** Whether it is given up when it was not taken this time. */
  isLast: boolean
}

/** Records an attempt. Returns the redacted reason why it is to be tried again; null: this was its end. */
export async function recordAttempt(
  tx: Tx,
  alerts: Alerts,
  { message: { id, to }, provider, outcome, isLast }: Attempted
): Promise<string | null> {
  const found = await lockMessage(tx, id)
  // Erased or decided otherwise meanwhile: what was said then stands.
  if (found?.message.state !== 'sending') return null
  const { message, customer } = found
  if (outcome.status === 'accepted') {
    // Erased while it was handed over: what the provider calls it would lead to the customer again.
    const isErased = customer.state === 'erased'
    await succeed(tx, message, isErased ? null : outcome.ref && redact(outcome.ref, to))
    await noteTaken(tx, alerts, provider)
    return null
  }
  const reason = redact(outcome.reason, to)
  if (outcome.status === 'refused') {
    if (outcome.isAddress) await giveUpAddress(tx, message, reason)
    await fail(tx, message, reason)
    await noteTaken(tx, alerts, provider)
    return null
  }
  await noteNotTaken(tx, alerts, { name: provider, reason })
  if (isLast) {
    await fail(tx, message, `given up after ${message.attempts} attempts: ${reason}`)
    return null
  }
  await saveMessage(tx, id, { state: 'queued', reason })
  return reason
}

async function succeed(tx: Tx, message: CrmMessageRow, providerRef: string | null): Promise<void> {
  await saveMessage(tx, message.id, {
    state: 'sent',
    reason: null,
    providerRef,
    finishedAt: tx.now
  })
  await tell(tx, message, 'message.sent', {})
  await tx.emit('message.sent', [toldOf(message)])
}

/** Ends a message that is not to be sent. What it was given goes with the customer. */
export async function skip(tx: Tx, message: CrmMessageRow, reason: SkipReason): Promise<void> {
  await saveMessage(tx, message.id, {
    ...{ state: 'skipped', reason, finishedAt: tx.now },
    ...(reason === 'erased' && { variables: null })
  })
  if (reason !== 'erased') await tell(tx, message, 'message.skipped', { reason })
  await tx.emit('message.skipped', [{ ...toldOf(message), reason }])
}

/** Ends a message that cannot be sent. */
export async function fail(tx: Tx, message: CrmMessageRow, reason: string): Promise<void> {
  await saveMessage(tx, message.id, { state: 'failed', reason, finishedAt: tx.now })
  await tell(tx, message, 'message.failed', { reason })
  await tx.emit('message.failed', [{ ...toldOf(message), reason }])
}

async function giveUpAddress(tx: Tx, message: CrmMessageRow, reason: string): Promise<void> {
  const { contactId, customerId, id } = message
  if (contactId === null || !(await markUndeliverable(tx, contactId))) return
  const detail = { contactId, messageId: id, reason }
  await tellTimeline(tx, [{ customerId, kind: 'contact.undeliverable', detail }])
}

async function tell(
  tx: Tx,
  message: CrmMessageRow,
  kind: string,
  more: Record<string, unknown>
): Promise<void> {
  const { customerId, ...detail } = toldOf(message)
  await tellTimeline(tx, [{ customerId, kind, detail: { ...detail, ...more } }])
}

/** A message as events tell of it. */
export function toldOf({ id, customerId, template, medium, purpose }: CrmMessageRow): MessageTold {
  return { messageId: id, customerId, template, medium, purpose }
}
