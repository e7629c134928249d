import { sql } from 'kysely'
import type { ShipmentWrite } from '#core/channel/writes'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ShipmentLineRow, ShipmentRow } from '../tables.ts'

export async function insertShipments(
  tx: Tx,
  shipments: readonly ShipmentRow[],
  lines: readonly ShipmentLineRow[]
): Promise<void> {
  await insertAll(tx, 'shipments', shipments)
  await insertAll(tx, 'shipmentLines', lines)
}

/** Lines of shipments, one a line and location. */
export async function shipmentLinesOf(
  db: Reader,
  shipmentIds: readonly string[]
): Promise<ShipmentLineRow[]> {
  return db
    .selectFrom('shipmentLines')
    .selectAll()
    .where(isOneOf(db, 'shipmentId', shipmentIds))
    .orderBy('shipmentId')
    .orderBy('orderLineId')
    .execute()
}

/** Shipments as their channel is told of them. What left from several locations is one line to the channel. */
export async function shipmentWrites(
  db: Reader,
  shipmentIds: readonly string[]
): Promise<ShipmentWrite[]> {
  const shipments = await sql<
    Pick<ShipmentRow, 'id' | 'carrier' | 'trackingNumber' | 'shippedAt'> & {
      orderExternalId: string
    }
  >`select shipments.id, shipments.carrier, shipments.tracking_number, shipments.shipped_at,
      coalesce(parents.external_id, orders.external_id) as order_external_id
    from shipments join orders on orders.id = shipments.order_id
    left join orders parents on parents.id = orders.split_from
    where ${isOneOf(db, 'shipments.id', shipmentIds)}
    order by shipments.id`.execute(db)
  const lines = await sql<{ shipmentId: string; externalId: string; quantity: number }>`
    select shipment_id, external_id, sum(quantity) as quantity from shipment_lines
    where ${isOneOf(db, 'shipment_id', shipmentIds)}
    group by shipment_id, external_id order by shipment_id, external_id`.execute(db)
  return shipments.rows.map(({ id, ...shipment }) => ({
    shipmentId: id,
    ...shipment,
    lines: lines.rows
      .filter(({ shipmentId }) => shipmentId === id)
      .map(({ externalId, quantity }) => ({ externalId, quantity }))
  }))
}

/** Sets what the channel knows of a shipment. Returns the order it belongs to. */
export async function setConfirmation(
  tx: Tx,
  shipmentId: string,
  change: Pick<ShipmentRow, 'confirmState' | 'confirmedAt' | 'failedReason'>
): Promise<ShipmentRow | undefined> {
  return tx
    .updateTable('shipments')
    .set(change)
    .where('id', '=', shipmentId)
    .returningAll()
    .executeTakeFirst()
}
