import type { PushHint } from '#core/channel/client'
import type { Tx } from '#core/transaction'
import type { Connection } from './accounts/connection.ts'
import { WebhookNotGenuine } from './errors.ts'
import { insertHints } from './repository/inbox.ts'

/** Checks a webhook on its raw bytes and reads what it hints at. Errors: WEBHOOK_NOT_GENUINE. */
export function readWebhook(
  { client, channel }: Connection,
  rawBody: Buffer,
  headers: Readonly<Record<string, string | string[] | undefined>>
): PushHint[] {
  const single = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value])
  )
  try {
    if (!client.verify) throw new Error(`${channel.platform} sends no webhooks`)
    return client.verify(rawBody, single)
  } catch (error) {
    throw new WebhookNotGenuine({}, { cause: error })
  }
}

/**
 * Puts deliveries into the inbox and turns those that are new into jobs that fetch: a webhook is a
 * hint, never the truth itself. Returns how many were new.
 */
export async function takeHints(
  tx: Tx,
  { channel, client }: Connection,
  hints: readonly PushHint[]
): Promise<number> {
  const taken = await insertHints(tx, channel.id, hints)
  const ids = taken.map(({ externalId }) => (client.orders.get ? externalId : null))
  const wanted = new Set(ids.filter((id) => id !== null))
  const channelId = channel.id
  await tx.enqueue(
    'channels.fetch-order',
    [...wanted].map((externalId) => ({ payload: { channelId, externalId } }))
  )
  if (ids.includes(null)) await tx.enqueue('channels.pull-orders', [pullNow(channelId)])
  return taken.length
}

/** A pull that does not wait for the next one that is planned. */
export function pullNow(channelId: string) {
  return { payload: { channelId }, key: `now:${channelId}`, priority: 40 }
}
