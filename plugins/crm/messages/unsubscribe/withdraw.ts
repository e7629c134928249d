import type { Tx } from '#core/transaction'
import { standingConsents } from '../../customers/consents.ts'
import { recordConsent } from '../../customers/keep.ts'
import { consentEventsOf } from '../../customers/repository/belongings.ts'
import { membersOf } from '../../customers/repository/customers.ts'
import type { CrmScope } from '../../scope.ts'
import { lockMessage } from '../repository.ts'
import { servicePurpose } from '../tables.ts'

/**
 * Withdraws the consent that a message was sent by, for whoever the customer is now. The proof names the message. Said
 * twice, or by somebody who is erased, it changes nothing.
 */
export async function unsubscribe(
  tx: Tx,
  scope: CrmScope,
  { messageId, ip }: { messageId: string; ip: string }
): Promise<void> {
  const found = await lockMessage(tx, messageId)
  if (found?.customer.state !== 'active') return
  const { message, customer } = found
  const { purpose, template, templateVersion } = message
  if (purpose === servicePurpose) return
  if (await hasWithdrawn(tx, customer.id, purpose)) return
  await recordConsent(tx, scope, {
    customerId: customer.id,
    consent: {
      ...{ purpose, status: 'withdrawn', ip },
      source: `unsubscribe:${messageId}`,
      textVersion: `${template}:${templateVersion}`
    }
  })
}

/**
 * Whether the customer itself has withdrawn, and for everybody that is part of it: since the last of them was merged. What
 * another member has said holds only until the two are taken apart.
 */
async function hasWithdrawn(tx: Tx, customerId: string, purpose: string): Promise<boolean> {
  const members = await membersOf(tx, [customerId])
  const own = standingConsents([], customerId, await consentEventsOf(tx, [customerId])).get(purpose)
  if (own?.status !== 'withdrawn') return false
  return members.every(({ mergedAt }) => mergedAt === null || mergedAt < own.at)
}
