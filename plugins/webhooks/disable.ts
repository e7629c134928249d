import type { Alerts } from '#core/alerts/types'
import type { Tx } from '#core/transaction'
import { failPending } from './repository/deliveries.ts'
import { updateSubscription } from './repository/subscriptions.ts'
import type { DisabledReason, WebhookSubscriptionRow } from './tables.ts'

/** What each reason to disable a subscription means, in words. */
export const reasonTexts: Readonly<Record<DisabledReason, string>> = {
  byHand: 'it was disabled by hand',
  gone: 'its endpoint has answered 410 Gone',
  failing: 'each attempt has failed for days'
}

/**
 * Disables a subscription and gives up what is on its way to it; a replay brings that back. When nobody has asked for
 * it, an alert says so. Shape: undefined when there is none, or it is not at the expected version.
 */
export async function disableSubscription(
  tx: Tx,
  alerts: Alerts,
  { id, reason, version }: { id: string; reason: DisabledReason; version?: number | undefined }
): Promise<WebhookSubscriptionRow | undefined> {
  const changed = { state: 'disabled', disabledReason: reason, disabledAt: tx.now } as const
  const row = await updateSubscription(tx, id, changed, version)
  if (!row) return undefined
  await failPending(tx, id)
  tx.audit([
    {
      action: 'webhook.disable',
      subjectType: 'webhookSubscription',
      subjectId: id,
      after: { reason }
    }
  ])
  if (reason !== 'byHand') {
    const host = hostOf(row.url)
    await alerts.raise(tx, [
      {
        kind: 'webhook.disabled',
        subjectType: 'webhookSubscription',
        subjectId: id,
        message: `nothing is sent to ${host} any more: ${reasonTexts[reason]}`,
        fields: { host, reason }
      }
    ])
  }
  return row
}

/** What of an address may be shown to anybody: paths and queries may hold tokens. */
export function hostOf(url: string): string {
  return new URL(url).host
}
