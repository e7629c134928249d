import { unseal } from '#core/seal'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import type { CustomerContactRow, CustomerRow } from '../../tables.ts'
import type { OutgoingMessage } from '../providers/provider.ts'
import { type CrmMessageRow, type CrmMessageTemplateRow, servicePurpose } from '../tables.ts'
import { render, requiredVariables, usedVariables } from '../templates/content.ts'
import { contentOf } from '../templates/present.ts'
import { valuesOf } from '../templates/values.ts'

export interface Making {
  message: CrmMessageRow
  customer: CustomerRow
  template: CrmMessageTemplateRow
  contact: CustomerContactRow | null
}

/**
 * Makes what goes out, of the template as it is now. A fault: the template has come to need what this message was not
 * given, or the shop's settings no longer fit it.
 */
export async function makeMessage(
  tx: Tx,
  { ctx, key, messages }: CrmScope,
  { message, customer, template, contact }: Making
): Promise<{ message: OutgoingMessage } | { fault: string }> {
  const { id, medium } = message
  const content = contentOf(template)
  const used = usedVariables(content)
  const given = openVariables(message, key)
  const missing = requiredVariables(content).filter((name) => !Object.hasOwn(given, name))
  if (missing.length > 0) {
    return { fault: `version ${template.version} of the template needs ${missing.join(', ')}` }
  }
  const link = messages.unsubscribeUrl(id)
  if (link === null && used.has('unsubscribe.url')) {
    return { fault: 'messages.publicUrl is not set, and the template has an unsubscribe link' }
  }
  const own = await valuesOf(tx, {
    ...{ customer, used, shopName: ctx.shop.name, now: tx.now },
    opener: { key, canSeePersonal: true }
  })
  const values = { ...given, ...own, ...(link !== null && { 'unsubscribe.url': link }) }
  const rendered = render(content, medium, { language: customer.language, values })
  const to = contact && unseal(contact.sealed, { key, boundTo: contact.id })
  const { handle, purpose } = template
  const isMarketing = purpose !== servicePurpose
  return {
    message: {
      ...{ id, medium, to, customerId: customer.id, template: handle, purpose },
      ...rendered,
      unsubscribeUrl: isMarketing ? link : null,
      at: tx.now
    }
  }
}

/** What a message was given, opened; none when nothing was given. */
export function openVariables(
  { id, variables }: Pick<CrmMessageRow, 'id' | 'variables'>,
  key: Buffer
): Record<string, string> {
  return variables === null ? {} : JSON.parse(unseal(variables, { key, boundTo: id }))
}
