import type { Alerts } from '#core/alerts/types'
import { insertAll } from '#core/database/rows'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import { checkDestination } from '#core/net/destination'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { disableSubscription, reasonTexts } from './disable.ts'
import { WebhookDisabled } from './errors.ts'
import { assertKnown } from './patterns.ts'
import { putOnWay } from './put-on-way.ts'
import { failPending } from './repository/deliveries.ts'
import { findSubscription, updateSubscription } from './repository/subscriptions.ts'
import type { NewSubscription, SubscriptionChange } from './schema.ts'
import { newSecret, sealSecret } from './secrets.ts'
import type { WebhookDeliveryRow, WebhookSubscriptionRow } from './tables.ts'

const subjectType = 'webhookSubscription'
const hourMs = 60 * 60 * 1000

export interface SubscriptionParts {
  alerts: Alerts
  encryptionKey: Buffer | undefined
  allowPrivate: boolean
  /** Names of the events there are. */
  events: readonly string[]
}

/** What people do to subscriptions. */
export class Subscriptions {
  readonly #parts: SubscriptionParts

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
  }

  /** Errors: DESTINATION_REFUSED, WEBHOOK_EVENT_UNKNOWN, WEBHOOK_KEY_MISSING. */
  async create(tx: Tx, input: NewSubscription): Promise<WebhookSubscriptionRow> {
    this.#check(input)
    const id = newId('whs')
    const row: WebhookSubscriptionRow = {
      id,
      url: input.url,
      events: JSON.stringify(input.events),
      description: input.description ?? '',
      state: 'enabled',
      disabledReason: null,
      disabledAt: null,
      failingSince: null,
      secret: sealSecret(newSecret(), id, this.#parts.encryptionKey),
      previousSecret: null,
      previousSecretUntil: null,
      version: 1,
      createdAt: tx.now,
      updatedAt: tx.now
    }
    await insertAll(tx, 'webhookSubscriptions', [row])
    audit(tx, 'create', row.id, { events: input.events })
    return row
  }

  /** Errors: NOT_FOUND, VERSION_OUTDATED, DESTINATION_REFUSED, WEBHOOK_EVENT_UNKNOWN. */
  async change(
    tx: Tx,
    id: string,
    change: SubscriptionChange,
    version?: number
  ): Promise<WebhookSubscriptionRow> {
    this.#check(change)
    const { events, ...rest } = change
    const changed = { ...rest, ...(events && { events: JSON.stringify(events) }) }
    const row = await updateSubscription(tx, id, changed, version)
    if (!row) return refuse(tx, id, version)
    audit(tx, 'change', id, { changed: Object.keys(change), ...(events && { events }) })
    return row
  }

  /** Makes a new secret; the one before signs too for a while. Errors: NOT_FOUND, VERSION_OUTDATED. */
  async rotate(
    tx: Tx,
    id: string,
    { overlapHours, version }: { overlapHours: number; version?: number | undefined }
  ): Promise<WebhookSubscriptionRow> {
    const current = await findSubscription(tx, id)
    const changed = {
      secret: sealSecret(newSecret(), id, this.#parts.encryptionKey),
      previousSecret: overlapHours > 0 ? (current?.secret ?? null) : null,
      previousSecretUntil:
        overlapHours > 0 ? instantAt(instantMs(tx.now) + overlapHours * hourMs) : null
    }
    // At the version that was read, or the secret before could be the wrong one.
    const row = await updateSubscription(tx, id, changed, version ?? current?.version)
    if (!row) return refuse(tx, id, version ?? current?.version)
    audit(tx, 'rotate-secret', id, { overlapHours })
    return row
  }

  /** Lets a subscription hear of events again, from now on. Errors: NOT_FOUND, VERSION_OUTDATED. */
  async enable(tx: Tx, id: string, version?: number): Promise<WebhookSubscriptionRow> {
    const healthy = {
      state: 'enabled',
      disabledReason: null,
      disabledAt: null,
      failingSince: null
    } as const
    const row = await updateSubscription(tx, id, healthy, version)
    if (!row) return refuse(tx, id, version)
    await this.#parts.alerts.clear(tx, [{ kind: 'webhook.disabled', subjectType, subjectId: id }])
    audit(tx, 'enable', id)
    return row
  }

  /** Errors: NOT_FOUND, VERSION_OUTDATED. */
  async disable(tx: Tx, id: string, version?: number): Promise<WebhookSubscriptionRow> {
    const row = await disableSubscription(tx, this.#parts.alerts, { id, reason: 'byHand', version })
    return row ?? refuse(tx, id, version)
  }

  /** Deletes a subscription; its deliveries stay as a log. Errors: NOT_FOUND. */
  async remove(tx: Tx, id: string): Promise<void> {
    const gone = await tx.deleteFrom('webhookSubscriptions').where('id', '=', id).executeTakeFirst()
    if (gone.numDeletedRows === 0n) return refuse(tx, id)
    await failPending(tx, id)
    await this.#parts.alerts.clear(tx, [
      { kind: 'webhook.disabled', subjectType, subjectId: id },
      { kind: 'webhook.delivery-failed', subjectType, subjectId: id }
    ])
    audit(tx, 'delete', id)
  }

  /** Puts a `webhook.test` on its way. Errors: NOT_FOUND, WEBHOOK_DISABLED. */
  async test(tx: Tx, id: string): Promise<WebhookDeliveryRow> {
    await assertEnabled(tx, id)
    const event = { type: 'webhook.test', batch: [{ subscriptionId: id }] }
    const [delivery] = await putOnWay(tx, event, [id])
    return delivery!
  }

  #check({ url, events }: SubscriptionChange): void {
    if (url !== undefined) checkDestination(url, this.#parts)
    if (events) assertKnown(events, this.#parts.events)
  }
}

/** Errors: NOT_FOUND, WEBHOOK_DISABLED. */
export async function assertEnabled(tx: Tx, id: string): Promise<void> {
  const row = await findSubscription(tx, id)
  if (!row) throw new NotFound({ what: 'webhook subscription', id })
  const { disabledReason } = row
  if (disabledReason === null) return
  throw new WebhookDisabled({ subscription: id, reason: reasonTexts[disabledReason] })
}

/** Says why a subscription was not changed. */
async function refuse(tx: Tx, id: string, expected?: number): Promise<never> {
  const row = await findSubscription(tx, id)
  if (!row || expected === undefined) throw new NotFound({ what: 'webhook subscription', id })
  throw new VersionOutdated({ expected, current: row.version })
}

function audit(tx: Tx, act: string, subjectId: string, after?: object): void {
  tx.audit([{ action: `webhook.${act}`, subjectType, subjectId, ...(after && { after }) }])
}
