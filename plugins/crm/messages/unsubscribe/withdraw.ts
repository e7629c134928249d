import type { Tx } from '#core/transaction'
import { recordConsent } from '../../customers/keep.ts'
import type { CrmScope } from '../../scope.ts'
import { consentTo, lockMessage } from '../repository.ts'
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
  if ((await consentTo(tx, customer.id, purpose)) === 'withdrawn') return
  await recordConsent(tx, scope, {
    customerId: customer.id,
    consent: {
      ...{ purpose, status: 'withdrawn', ip },
      source: `unsubscribe:${messageId}`,
      textVersion: `${template}:${templateVersion}`
    }
  })
}
