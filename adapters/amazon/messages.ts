import { NoAnswer } from '#core/channel/http-call'
import type { ItemOutcome, MessageWrite } from '#core/channel/writes'
import { messageTypes } from './budgets.ts'
import type { AmazonClient } from './client.ts'
import { apiVersions } from './version.ts'
import type { WireMessagingActions } from './wire.ts'

/** Failures to connect: nothing has reached Amazon. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * Sends a message of one of Amazon's types, if Amazon allows it for the order. What was sent
 * cannot be read back: a message whose answer is lost is not sent again, and a person is told to
 * look.
 */
export async function sendMessage(
  client: AmazonClient,
  { orderExternalId, template, text }: MessageWrite
): Promise<ItemOutcome> {
  const name = template ?? client.account.messageTemplate
  const type = Object.hasOwn(messageTypes, name)
    ? messageTypes[name as keyof typeof messageTypes]
    : undefined
  if (type === undefined) {
    return refuse('TEMPLATE_UNKNOWN', `${name}: one of ${Object.keys(messageTypes).join(', ')}`)
  }
  if (text.length < 1 || text.length > type.textMax) {
    return refuse('TEXT_TOO_LONG', `${name} takes 1 to ${type.textMax} characters`)
  }
  const allowed = await allowedFor(client, orderExternalId)
  if (!allowed.includes(name)) {
    const now = allowed.length > 0 ? `now: ${allowed.join(', ')}` : 'now none at all'
    return refuse('TEMPLATE_NOT_ALLOWED', `Amazon takes no ${name} for this order, ${now}`)
  }
  try {
    await client.call({
      operation: type.operation,
      method: 'POST',
      path: [...pathOf(orderExternalId), 'messages', name],
      query: { marketplaceIds: [client.account.marketplaceId] },
      body: { text }
    })
  } catch (error) {
    if (!(error instanceof NoAnswer) || unsent.has(codeOf(error.cause))) throw error
    const reason = 'Amazon did not say whether the message was sent: look in Seller Central first'
    return { status: 'rejected', code: 'SENT_OR_NOT', reason, class: 'conflict' }
  }
  return { status: 'done' }
}

async function allowedFor(client: AmazonClient, orderExternalId: string): Promise<string[]> {
  const { _links: links } = await client.call<WireMessagingActions>({
    operation: 'getMessagingActionsForOrder',
    method: 'GET',
    path: pathOf(orderExternalId),
    query: { marketplaceIds: [client.account.marketplaceId] }
  })
  return (links?.actions ?? []).flatMap(({ name }) => name ?? [])
}

function pathOf(orderExternalId: string): string[] {
  return ['messaging', apiVersions.messages, 'orders', orderExternalId]
}

function refuse(code: string, reason: string): ItemOutcome {
  return { status: 'rejected', code, reason }
}

function codeOf(cause: unknown): string {
  return String((cause as { code?: unknown } | undefined)?.code ?? '')
}
