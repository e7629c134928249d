import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ItemOutcome, ShipmentWrite } from '#core/channel/writes'
import { writeCsv } from '#core/files/write-csv'
import { writeAtomically } from './atomic.ts'
import { piecesOf } from './stock-file.ts'

const columns = [
  'shipment',
  'order',
  'carrier',
  'tracking_number',
  'shipped_at',
  'line',
  'quantity'
] as const

/**
 * Writes parcels to a file of their own, one row a line of the order: whoever takes the file may
 * move it away. The name hangs on the idempotency key, so that a second try writes the same file
 * again.
 */
export async function writeShipments(
  outFolder: string,
  shipments: readonly ShipmentWrite[],
  idempotencyKey: string
): Promise<ItemOutcome[]> {
  const key = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 20)
  const rows = shipments.flatMap(({ lines, ...shipment }) =>
    lines.map((line) => ({
      shipment: shipment.shipmentId,
      order: shipment.orderExternalId,
      carrier: shipment.carrier,
      tracking_number: shipment.trackingNumber,
      shipped_at: shipment.shippedAt,
      line: line.externalId,
      quantity: line.quantity
    }))
  )
  await writeAtomically(join(outFolder, `shipments-${key}.csv`), writeCsv(columns, piecesOf(rows)))
  return shipments.map(() => ({ status: 'done' }))
}
