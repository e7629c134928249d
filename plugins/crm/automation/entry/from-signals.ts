import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import { livingIds } from '../../segments/repository/entries.ts'
import { type Automation, automationsFor } from '../repository/automations.ts'
import { takeSignals } from '../repository/signals.ts'
import type { AutomationSignalRow } from '../tables.ts'
import type { Brought, Candidate } from './candidates.ts'
import { enter } from './enter.ts'

/** Signals of a page. */
const pageSize = 200

/** Looks at what has happened, a page of it. Returns whether there may be more. A constant number of queries an automation. */
export async function enterFromSignals(tx: Tx, scope: CrmScope): Promise<boolean> {
  const signals = await takeSignals(tx, pageSize)
  if (signals.length === 0) return false
  const automations = await automationsFor(tx, [...new Set(signals.map(({ event }) => event))])
  if (automations.length > 0) {
    const told = await toldOf(tx, signals)
    await enter(
      tx,
      scope,
      told.flatMap((one) => candidatesOf(one, automations))
    )
  }
  return signals.length === pageSize
}

/** A signal with the living customer it is of. */
interface Told {
  signal: AutomationSignalRow
  customerId: string
  /** An automation that is younger hears nothing of it. */
  sinceAt: string
  brought: Brought
}

function candidatesOf(told: Told, automations: readonly Automation[]): Candidate[] {
  const { signal, customerId, sinceAt, brought } = told
  return automations
    .filter(
      ({ listens, subject, activeSince }) =>
        listens === signal.event &&
        (subject === null || subject === signal.subject) &&
        activeSince! <= sinceAt
    )
    .map((automation) => ({
      ...{ automation, customerId, brought, sourceId: signal.sourceId },
      chain: JSON.parse(signal.chain) as string[]
    }))
}

async function toldOf(tx: Tx, signals: readonly AutomationSignalRow[]): Promise<Told[]> {
  const orders = await orderNews(
    tx,
    signals.flatMap(({ orderId }) => orderId ?? [])
  )
  const named = signals.flatMap(({ customerId }) => customerId ?? [])
  const living = await livingIds(tx, named)
  const since = await firstOrders(
    tx,
    signals.flatMap(({ event, customerId }) =>
      event === 'customer.created' ? (living.get(customerId!) ?? []) : []
    )
  )
  return signals.flatMap((signal): Told[] => {
    const { customerId, orderId } = signal
    if (orderId !== null) {
      const order = orders.get(orderId)
      if (!order || !isSo(signal, order)) return []
      const { currency, netMinor, placedAt: sinceAt } = order
      const brought = { orderId, currency, netMinor }
      return [{ signal, customerId: order.customerId, sinceAt, brought }]
    }
    const id = living.get(customerId!)
    if (id === undefined) return []
    const first = signal.event === 'customer.created' ? since.get(id) : undefined
    // Whom an order of earlier days has made known is not new.
    const sinceAt = first !== undefined && first < signal.at ? first : signal.at
    return [{ signal, customerId: id, sinceAt, brought: JSON.parse(signal.brought) as Brought }]
  })
}

interface OrderNews {
  orderId: string
  customerId: string
  currency: string
  netMinor: number
  counts: number
  placedAt: string
  paymentState: string
  isFirst: number
}

/** Whether an order is what the signal says, now that it is looked at. */
function isSo(
  { event }: AutomationSignalRow,
  { counts, paymentState, isFirst }: OrderNews
): boolean {
  if (event === 'order.canceled') return counts === 0
  if (counts === 0) return false
  if (event === 'order.paid') return paymentState === 'paid'
  return event !== 'order.first' || isFirst === 1
}

/** Orders as they were placed, with whose they are now. One query. */
async function orderNews(db: Reader, orderIds: readonly string[]): Promise<Map<string, OrderNews>> {
  if (orderIds.length === 0) return new Map()
  const { rows } = await sql<OrderNews>`
    select fact.order_id, fact.customer_id, fact.currency, fact.net_minor, fact.counts,
      fact.placed_at, orders.payment_state,
      case when exists (select 1 from crm_order_facts as other
        where other.customer_id = fact.customer_id and other.counts = 1 and other.orders = 1
          and (other.placed_at < fact.placed_at
            or (other.placed_at = fact.placed_at and other.order_id < fact.order_id)))
        then 0 else 1 end as is_first
    from crm_order_facts as fact join orders on orders.id = fact.order_id
    where ${isOneOf(db, 'fact.order_id', orderIds)}
      and (fact.counts = 0 or fact.orders = 1)`.execute(db)
  return new Map(rows.map((row) => [row.orderId, row]))
}

/** When customers placed their first orders; those without are left out. */
async function firstOrders(
  db: Reader,
  customerIds: readonly string[]
): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map()
  const { rows } = await sql<{ customerId: string; first: string }>`
    select customer_id, min(placed_at) as first from crm_order_facts
    where ${isOneOf(db, 'customer_id', customerIds)} group by customer_id`.execute(db)
  return new Map(rows.map(({ customerId, first }) => [customerId, first]))
}
