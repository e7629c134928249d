import type { PluginContext } from '#core/plugin'
import { findSubscription } from '../repository/subscriptions.ts'
import { openSecret } from '../secrets.ts'

/**
 * Puts the secret of a subscription into an answer on its way out, so that what is stored of the answer for retries
 * has none. A retry gets it too, unless the subscription has changed since.
 */
export function showSecret({
  transaction,
  encryptionKey
}: Pick<PluginContext, 'transaction' | 'encryptionKey'>) {
  return async (_: unknown, reply: { statusCode: number }, payload: unknown) => {
    if (reply.statusCode >= 300) return payload
    const answer = JSON.parse(String(payload)) as { id: string; version: number }
    // In a transaction, since a replica may not have it yet.
    const row = await transaction((tx) => findSubscription(tx, answer.id))
    if (row?.version !== answer.version) return payload
    return JSON.stringify({ ...answer, secret: openSecret(row.secret, row.id, encryptionKey) })
  }
}
