import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { zoneOf } from '../../customers/zone.ts'
import type { CrmScope } from '../../scope.ts'
import type { CustomerContactRow, CustomerRow } from '../../tables.ts'
import { enqueueSending } from '../enqueue.ts'
import { sendTimeoutMs } from '../jobs.ts'
import type { OutgoingMessage } from '../providers/provider.ts'
import { quietUntil } from '../quiet.ts'
import {
  consentTo,
  contactsFor,
  isBatchTakenUp,
  lockMessage,
  marketingSince,
  saveMessage
} from '../repository.ts'
import {
  type CrmMessageRow,
  type CrmMessageTemplateRow,
  type SkipReason,
  servicePurpose
} from '../tables.ts'
import { findTemplate } from '../templates/repository.ts'
import { makeMessage } from './make.ts'
import { fail, skip } from './record.ts'

const hourMs = 3_600_000

/** What is to be done about a message now. */
export type Decision =
  /** It is sent, skipped or failed, or there is no such message. */
  | { kind: 'done' }
  | { kind: 'later'; at: string }
  /** Another worker is at it, or was until it died. */
  | { kind: 'taken'; until: string }
  | { kind: 'send'; message: OutgoingMessage; provider: string }

/**
 * Decides whether a message may go out now, and takes it up if so. Consent, unsubscription, cap and quiet hours are those
 * of this moment; the customer is locked, so that two messages do not both take the last place under the cap.
 *
 * One that was taken up before is decided on again: its worker died, or its provider did not take it.
 */
export async function decide(tx: Tx, scope: CrmScope, messageId: string): Promise<Decision> {
  const found = await lockMessage(tx, messageId)
  if (!found) return { kind: 'done' }
  const { message, customer } = found
  if (message.state !== 'queued' && message.state !== 'sending') return { kind: 'done' }
  const until = message.claimedAt && instantAt(instantMs(message.claimedAt) + sendTimeoutMs)
  if (message.state === 'sending' && until !== null && until > tx.now) {
    return { kind: 'taken', until }
  }
  if (message.notBefore > tx.now) return { kind: 'later', at: message.notBefore }
  const template = await findTemplate(tx, message.templateId)
  const judged = await judge(tx, scope, { message, customer, template })
  if ('skip' in judged) {
    await skip(tx, message, judged.skip)
    return { kind: 'done' }
  }
  if ('later' in judged) return { kind: 'later', at: judged.later }
  const provider = scope.messages.providers.find(message.medium)?.name
  if (provider === undefined) {
    await fail(tx, message, `no provider takes ${message.medium} any more`)
    return { kind: 'done' }
  }
  const made = await makeMessage(tx, scope, { message, customer, template: template!, ...judged })
  if ('fault' in made) {
    await fail(tx, message, made.fault)
    return { kind: 'done' }
  }
  await saveMessage(tx, messageId, {
    ...{ state: 'sending', claimedAt: tx.now, attempts: message.attempts + 1, provider },
    ...{ templateVersion: template!.version, purpose: template!.purpose },
    ...{ contactId: judged.contact?.id ?? null, language: made.message.language, reason: null }
  })
  return { kind: 'send', message: made.message, provider }
}

interface Case {
  message: CrmMessageRow
  customer: CustomerRow
  template: CrmMessageTemplateRow | undefined
}

type Judgment =
  | { skip: SkipReason }
  | { later: string }
  /** Null: the provider knows how to reach the customer. */
  | { contact: CustomerContactRow | null }

async function judge(tx: Tx, scope: CrmScope, one: Case): Promise<Judgment> {
  const { message, customer, template } = one
  const { expireAfterHours } = scope.ctx.options.messages
  if (customer.state === 'erased') return { skip: 'erased' }
  if (!template) return { skip: 'templateRemoved' }
  const ageMs = instantMs(tx.now) - instantMs(message.notBefore)
  if (ageMs >= expireAfterHours * hourMs) return { skip: 'expired' }
  // A merge brings together what a batch has asked for each of them.
  if (await isBatchTakenUp(tx, message)) return { skip: 'alreadySent' }
  const isMarketing = template.purpose !== servicePurpose
  if (isMarketing) {
    const consent = await consentTo(tx, customer.id, template.purpose)
    if (consent === null) return { skip: 'consentMissing' }
    if (consent === 'withdrawn') return { skip: 'unsubscribed' }
  }
  const reached = await contactOf(tx, one)
  if ('skip' in reached || !isMarketing) return reached
  return (await restraintOf(tx, scope, one)) ?? reached
}

async function contactOf(tx: Tx, { message, customer }: Case): Promise<Judgment> {
  if (message.medium === 'webhook') return { contact: null }
  const contacts = await contactsFor(tx, customer.id, message.medium)
  if (contacts.length === 0) return { skip: 'addressMissing' }
  const contact = contacts.find(({ undeliverableAt }) => undeliverableAt === null)
  return contact ? { contact } : { skip: 'undeliverable' }
}

/** Quiet hours and the cap, which hold for marketing alone. Null: nothing is in the way. */
async function restraintOf(
  tx: Tx,
  { ctx }: CrmScope,
  { message, customer }: Case
): Promise<Judgment | null> {
  const { quietHours, cap } = ctx.options.messages
  const later = quietHours && quietUntil(tx.now, zoneOf(customer.zone, ctx.shop), quietHours)
  if (later) return { later }
  if (!cap) return null
  const since = instantAt(instantMs(tx.now) - cap.days * 24 * hourMs)
  const { id: customerId } = customer
  const sent = await marketingSince(tx, { customerId, since, exceptId: message.id })
  return sent >= cap.messages ? { skip: 'capReached' } : null
}

/** Puts a message off, unless it has come to its end meanwhile; its next job is a new one. */
export async function putOff(
  tx: Tx,
  { messageId, at }: { messageId: string; at: string }
): Promise<void> {
  const found = await lockMessage(tx, messageId)
  if (found?.message.state !== 'queued' && found?.message.state !== 'sending') return
  await saveMessage(tx, messageId, { state: 'queued', dueAt: at })
  await enqueueSending(tx, [{ ...found.message, dueAt: at }])
}
