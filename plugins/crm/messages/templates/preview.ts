import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import type { Opener } from '../../customers/present.ts'
import { findCustomer } from '../../customers/repository/customers.ts'
import { CustomerMerged } from '../../errors.ts'
import type { CrmScope } from '../../scope.ts'
import type { CrmMessageTemplateRow } from '../tables.ts'
import { type RenderedMessage, render, usedVariables } from './content.ts'
import { contentOf } from './present.ts'
import type { PreviewBodyShape } from './schema.ts'
import type { Values } from './syntax.ts'
import { valuesOf } from './values.ts'
import { customerVariables, givenVariables } from './variables.ts'

/**
 * Makes a message without sending or keeping it: for a customer, or for one that there is not. What is not given has its
 * sample, else its own name. Errors: NOT_FOUND, CUSTOMER_MERGED.
 */
export async function previewTemplate(
  db: Reader,
  { ctx, messages }: Pick<CrmScope, 'ctx' | 'messages'>,
  template: CrmMessageTemplateRow,
  { customerId, language, variables = {}, opener }: PreviewBodyShape & { opener: Opener }
): Promise<RenderedMessage> {
  const content = contentOf(template)
  const shopName = ctx.shop.name
  const samples: Record<string, string> = { ...customerVariables, ...givenVariables }
  for (const { name, sample, default: text } of content.variables) {
    samples[name] = sample ?? samples[name] ?? text ?? `[${name}]`
  }
  const link = { 'unsubscribe.url': messages.sampleUnsubscribeUrl }
  if (customerId === undefined) {
    const values = {
      ...samples,
      'shop.name': shopName,
      ...link,
      ...variables
    }
    return render(content, template.medium, { language: language ?? null, values })
  }
  const customer = await findCustomer(db, customerId)
  if (!customer) throw new NotFound({ what: 'customer', id: customerId })
  if (customer.state === 'merged') {
    throw new CustomerMerged({ customerId, livingId: customer.livingId })
  }
  const own: Values = await valuesOf(db, {
    ...{ customer, used: usedVariables(content), shopName, opener, now: ctx.clock.now() }
  })
  const values = { ...withoutCustomers(samples), ...variables, ...own, ...link }
  return render(content, template.medium, { language: language ?? customer.language, values })
}

/** Samples of what the customer itself gives are not its own. */
function withoutCustomers(samples: Values): Values {
  return Object.fromEntries(
    Object.entries(samples).filter(([name]) => !Object.hasOwn(customerVariables, name))
  )
}
