import type { PushHint } from '#core/channel/client'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { Connection } from './accounts/connection.ts'
import { WebhookNotGenuine } from './errors.ts'

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
  let taken = 0
  const wanted = new Set<string>()
  let isVague = false
  // A delivery carries one hint, rarely a few: one statement for each tells which of them are new.
  for (const { deliveryId, topic, externalId } of hints) {
    const row = { channelId: channel.id, deliveryId, topic, externalId, receivedAt: tx.now }
    const isNew = await insertAll(tx, 'channelInbox', [row], { on: ['channelId', 'deliveryId'] })
    if (isNew === 0) continue
    taken++
    if (externalId !== null && client.orders.get) wanted.add(externalId)
    else isVague = true
  }
  const channelId = channel.id
  await tx.enqueue(
    'channels.fetch-order',
    [...wanted].map((externalId) => ({ payload: { channelId, externalId } }))
  )
  if (isVague) await tx.enqueue('channels.pull-orders', [pullNow(channelId)])
  return taken
}

/** A pull that does not wait for the next one that is planned. */
export function pullNow(channelId: string) {
  return { payload: { channelId }, key: `channels.pull-orders:now:${channelId}`, priority: 40 }
}
