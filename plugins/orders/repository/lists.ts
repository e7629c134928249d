import { type SelectQueryBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tables } from '#core/registry'
import type { Tx } from '#core/transaction'
import type { OrderFiltersShape } from '../schema.ts'
import type {
  CreditNoteRow,
  OrderEventRow,
  OrderExceptionRow,
  OrderRow,
  PaymentRow,
  ShipmentRow
} from '../tables.ts'

interface Paging {
  limit: number
  after?: string | undefined
}

type OrdersQuery = SelectQueryBuilder<Tables, 'orders', OrderRow>

/** One page of orders, newest first. */
export async function listOrders(db: Reader, filters: OrderFiltersShape, paging: Paging) {
  const query = filtered(db.selectFrom('orders').selectAll(), filters)
  return pageOf(query, { list: 'orders', sort: ['-placedAt', '-id'], ...paging })
}

function filtered(all: OrdersQuery, filters: OrderFiltersShape): OrdersQuery {
  let query = all
  const { channelId, state, onHold, placedSince, placedBefore, number, externalId } = filters
  if (channelId) query = query.where('channelId', '=', channelId)
  if (state) query = query.where('state', '=', state)
  if (onHold !== undefined) query = query.where('onHold', '=', onHold ? 1 : 0)
  if (placedSince) query = query.where('placedAt', '>=', placedSince)
  if (placedBefore) query = query.where('placedAt', '<', placedBefore)
  if (number) query = query.where('number', '=', number)
  if (externalId) query = query.where('externalId', '=', externalId)
  if (filters.sku) {
    query = query.where(
      sql<boolean>`exists (select 1 from order_lines where order_lines.sku = ${filters.sku}
        and order_lines.order_id = orders.id)`
    )
  }
  if (filters.flag) {
    query = query.where(
      sql<boolean>`exists (select 1 from order_flags where order_flags.flag = ${filters.flag}
        and order_flags.order_id = orders.id)`
    )
  }
  return query
}

export async function findOrder(db: Reader, id: string): Promise<OrderRow | undefined> {
  return db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Flags of orders, sorted. */
export async function flagsOf(
  db: Reader,
  orderIds: readonly string[]
): Promise<{ orderId: string; flag: string }[]> {
  return db
    .selectFrom('orderFlags')
    .selectAll()
    .where(isOneOf(db, 'orderId', orderIds))
    .orderBy('flag')
    .execute()
}

export async function replaceFlags(
  tx: Tx,
  orderId: string,
  flags: readonly string[]
): Promise<void> {
  await tx.deleteFrom('orderFlags').where('orderId', '=', orderId).execute()
  await insertAll(
    tx,
    'orderFlags',
    flags.map((flag) => ({ orderId, flag }))
  )
}

export async function insertPayment(tx: Tx, row: PaymentRow): Promise<void> {
  await insertAll(tx, 'payments', [row])
}

/** Gives the payments of some orders to another. */
export async function movePayments(tx: Tx, from: readonly string[], to: string): Promise<void> {
  await tx
    .updateTable('payments')
    .set({ orderId: to })
    .where(isOneOf(tx, 'orderId', from))
    .execute()
}

export async function paymentsOf(db: Reader, orderId: string): Promise<PaymentRow[]> {
  return db
    .selectFrom('payments')
    .selectAll()
    .where('orderId', '=', orderId)
    .orderBy('id')
    .execute()
}

/** Parcels that were packed for an order. */
export async function shipmentsOf(db: Reader, orderId: string): Promise<ShipmentRow[]> {
  return db
    .selectFrom('shipments')
    .selectAll()
    .where('packedOrderId', '=', orderId)
    .orderBy('id')
    .execute()
}

/** Every exception of an order, the settled ones too. */
export async function exceptionsOf(db: Reader, orderId: string): Promise<OrderExceptionRow[]> {
  return db
    .selectFrom('orderExceptions')
    .selectAll()
    .where('orderId', '=', orderId)
    .orderBy('id')
    .execute()
}

export async function listExceptions(
  db: Reader,
  { state = 'open', kind, orderId }: Partial<Pick<OrderExceptionRow, 'state' | 'kind' | 'orderId'>>,
  paging: Paging
) {
  let query = db.selectFrom('orderExceptions').selectAll().where('state', '=', state)
  if (kind) query = query.where('kind', '=', kind)
  if (orderId) query = query.where('orderId', '=', orderId)
  return pageOf(query, { list: 'order-exceptions', sort: ['id'], ...paging })
}

export async function listEvents(db: Reader, orderId: string): Promise<OrderEventRow[]> {
  return db
    .selectFrom('orderEvents')
    .selectAll()
    .where('orderId', '=', orderId)
    .orderBy('id')
    .limit(1000)
    .execute()
}

export async function listCreditNotes(
  db: Reader,
  filters: Partial<Pick<CreditNoteRow, 'channelId' | 'reason'>> & { orderId?: string },
  paging: Paging
) {
  let query = db.selectFrom('creditNotes').selectAll()
  if (filters.channelId) query = query.where('channelId', '=', filters.channelId)
  if (filters.orderId) query = query.where('orderId', '=', filters.orderId)
  if (filters.reason) query = query.where('reason', '=', filters.reason)
  return pageOf(query, { list: 'credit-notes', sort: ['-issuedAt', '-id'], ...paging })
}

/** How many orders were split from this one. */
export async function countSplits(db: Reader, orderId: string): Promise<number> {
  const row = await db
    .selectFrom('orders')
    .select(sql<number>`count(*)`.as('splits'))
    .where('splitFrom', '=', orderId)
    .executeTakeFirstOrThrow()
  return row.splits
}

/** Whether an order of a channel has this external id. */
export async function isExternalIdTaken(
  db: Reader,
  channelId: string,
  externalId: string
): Promise<boolean> {
  const row = await db
    .selectFrom('orders')
    .select('id')
    .where('channelId', '=', channelId)
    .where('externalId', '=', externalId)
    .executeTakeFirst()
  return row !== undefined
}
