import { isOneOf } from '#core/database/rows'
import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import { seal } from '#core/seal'
import type { Tx } from '#core/transaction'
import { holdTrees } from '../customers/repository/customers.ts'
import type { CustomerRow } from '../tables.ts'
import type { MessageRequest } from './api.ts'
import { enqueueSending } from './enqueue.ts'
import { TemplateUnknown, TemplateVariableMissing } from './errors.ts'
import { insertMessages } from './repository.ts'
import type { MessageService } from './service.ts'
import type { CrmMessageRow, CrmMessageTemplateRow } from './tables.ts'
import { hasUnsubscribeLink, requiredVariables } from './templates/content.ts'
import { contentOf } from './templates/present.ts'
import { templatesByHandle } from './templates/repository.ts'

/** A request, and the batch it is part of. */
export type QueueEntry = MessageRequest & { batchId: string | null }

/**
 * The values that whoever uses a template has to give. Refuses a template that could not be sent by anybody. Errors:
 * MESSAGE_PROVIDER_MISSING, MESSAGE_PUBLIC_URL_MISSING.
 */
export function needsOf(messages: MessageService, template: CrmMessageTemplateRow): string[] {
  const content = contentOf(template)
  messages.providers.of(template.medium)
  if (hasUnsubscribeLink(content)) messages.assertPublic(template.handle)
  return requiredVariables(content)
}

/** Errors: TEMPLATE_VARIABLE_MISSING. */
export function assertGiven(
  template: string,
  needs: readonly string[],
  given: ReadonlySet<string>
): void {
  const variables = needs.filter((name) => !given.has(name))
  if (variables.length > 0) throw new TemplateVariableMissing({ template, variables })
}

/**
 * Queues messages for whoever the customers are now; see `Messages.request`. Six statements, whatever their number.
 * Returns how many are new. Errors: TEMPLATE_UNKNOWN, NOT_FOUND; TEMPLATE_VARIABLE_MISSING; those of `needsOf`.
 */
export async function queueMessages(
  tx: Tx,
  messages: MessageService,
  { key, entries }: { key: Buffer; entries: readonly QueueEntry[] }
): Promise<number> {
  if (entries.length === 0) return 0
  await holdTrees(tx)
  const templates = await templatesByHandle(
    tx,
    entries.map(({ template }) => template)
  )
  const needs = new Map(
    [...templates].map(([handle, template]) => [handle, needsOf(messages, template)])
  )
  const owners = await ownersOf(
    tx,
    entries.map(({ customerId }) => customerId)
  )
  const rows = entries.map((entry) => {
    const template = templates.get(entry.template)
    if (!template) throw new TemplateUnknown({ template: entry.template })
    assertGiven(entry.template, needs.get(entry.template)!, new Set(Object.keys(entry.variables)))
    const owner = owners.get(entry.customerId)
    if (!owner) throw new NotFound({ what: 'customer', id: entry.customerId })
    return rowOf(tx, key, { entry, template, owner })
  })
  const fresh = await insertMessages(tx, rows)
  const due = rows.filter(({ id }) => fresh.has(id))
  await enqueueSending(tx, due)
  return due.length
}

type Owner = Pick<CustomerRow, 'id' | 'livingId' | 'state'>

/** Whom customers are part of now; those that there are not are missing. */
async function ownersOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Owner>> {
  const rows = await tx
    .selectFrom('customers')
    .select(['id', 'livingId', 'state'])
    .where(isOneOf(tx, 'id', [...new Set(ids)]))
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

function rowOf(
  tx: Tx,
  key: Buffer,
  { entry, template, owner }: { entry: QueueEntry; template: CrmMessageTemplateRow; owner: Owner }
): CrmMessageRow {
  const id = newId('cms')
  const { notBefore, variables, sourceId, batchId } = entry
  const due = notBefore !== null && notBefore > tx.now ? notBefore : tx.now
  const isPlain = owner.state === 'erased' || Object.keys(variables).length === 0
  return {
    ...{ id, sourceId, batchId, memberId: owner.id, customerId: owner.livingId },
    ...{ templateId: template.id, template: template.handle, templateVersion: null },
    ...{ medium: template.medium, purpose: template.purpose },
    variables: isPlain ? null : seal(JSON.stringify(variables), { key, boundTo: id }),
    ...{ language: null, state: 'queued', reason: null, contactId: null },
    ...{ provider: null, providerRef: null, attempts: 0 },
    ...{ notBefore: due, dueAt: due, claimedAt: null, createdAt: tx.now, finishedAt: null }
  }
}
