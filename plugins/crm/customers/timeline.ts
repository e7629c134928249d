import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { insertTimeline } from './repository/customers.ts'

/** Something that happened to a customer. */
export interface TimelineEntry {
  customerId: string
  /** Default: the customer itself. */
  memberId?: string
  /** `order.placed`, `tier.changed`, `message.sent` … */
  kind: string
  /** Ids and plain values; never personal data. */
  detail: Readonly<Record<string, unknown>>
  /** Default: now. */
  at?: string
}

/** Adds to the timelines of customers, and says so; the one way to write them, for every area of crm. One statement. */
export async function tellTimeline(tx: Tx, entries: readonly TimelineEntry[]): Promise<void> {
  await insertTimeline(
    tx,
    entries.map(({ customerId, memberId = customerId, kind, detail, at = tx.now }) => ({
      id: newId('ctl'),
      memberId,
      customerId,
      at,
      actor: tx.origin.actor,
      kind,
      detail: JSON.stringify(detail)
    }))
  )
  await tx.emit(
    'customer.told',
    entries.map(({ customerId, kind }) => ({ customerId, kind }))
  )
}
