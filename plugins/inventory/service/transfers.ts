import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { StockInsufficient, TransferInvalid } from '../errors.ts'
import { requireLocations } from '../repository/locations.ts'
import type { Movement } from '../repository/movements.ts'
import {
  endTransfer,
  findTransfer,
  insertTransfer,
  lockTransfer,
  transferLinesOf,
  updateTransferLines
} from '../repository/transfers.ts'
import type { TransferLineRow, TransferRow } from '../tables.ts'
import type { Ledger } from './ledger.ts'
import { availableAt } from './stock.ts'

/** A transfer with its lines. */
export interface Transfer extends TransferRow {
  lines: (TransferLineRow & { sku: string })[]
}

interface Line {
  sku: string
  quantity: number
}

/** Moves stock between locations; while it is on its way it is incoming where it goes. */
export interface Transfers {
  /** Takes units out of one location. Errors: TRANSFER_INVALID, LOCATION_UNKNOWN, STOCK_INSUFFICIENT. */
  ship(
    tx: Tx,
    input: {
      fromLocationId: string
      toLocationId: string
      lines: readonly Line[]
      note?: string | undefined
    }
  ): Promise<Transfer>
  /**
   * Books what has arrived: all that is outstanding, or some lines. It is done when nothing is outstanding, or when
   * `isComplete` writes off what is missing. Errors: NOT_FOUND, TRANSFER_INVALID.
   */
  receive(
    tx: Tx,
    id: string,
    arrival: { lines?: readonly Line[] | undefined; isComplete?: boolean | undefined }
  ): Promise<Transfer>
}

/** Makes the transfers of one ledger. */
export function createTransfers(ledger: Ledger): Transfers {
  return {
    async ship(tx, { fromLocationId, toLocationId, lines, note }) {
      if (fromLocationId === toLocationId) {
        throw new TransferInvalid({ reason: 'a transfer goes to another location' })
      }
      await requireLocations(tx, [fromLocationId, toLocationId])
      const bySku = sumBySku(lines)
      const variants = await ledger.bySku(tx, [...bySku.keys()])
      const id = newId('trf')
      const rows = [...bySku].map(([sku, quantity]) => ({
        transferId: id,
        variantId: variants.get(sku)!.variantId,
        shipped: quantity,
        received: 0,
        lost: 0
      }))
      const ids = rows.map((row) => row.variantId)
      const touched = ids.flatMap((variantId) => [
        { variantId, locationId: fromLocationId },
        { variantId, locationId: toLocationId }
      ])
      const stock = await ledger.open(tx, ids, touched)
      for (const { variantId, shipped } of rows) {
        const available = availableAt(stock.levelAt(variantId, fromLocationId))
        if (shipped > available) {
          const { sku } = stock.variant(variantId)
          throw new StockInsufficient({
            sku,
            requested: shipped,
            available: Math.max(0, available)
          })
        }
      }
      const row: TransferRow = {
        id,
        state: 'in_transit',
        fromLocationId,
        toLocationId,
        note: note ?? null,
        version: 1,
        createdAt: tx.now,
        receivedAt: null
      }
      await insertTransfer(tx, row, rows)
      const movements = rows.flatMap(({ variantId, shipped }): Movement[] => [
        {
          ...movementOf(id, 'transfer_out', { variantId, locationId: fromLocationId }),
          quantity: -shipped,
          onHand: -shipped
        },
        {
          ...movementOf(id, 'transfer_expected', { variantId, locationId: toLocationId }),
          incoming: shipped
        }
      ])
      await ledger.post(tx, stock, movements, 'available')
      tx.audit([{ action: 'transfer.ship', subjectType: 'transfer', subjectId: id, after: row }])
      return { ...row, lines: await transferLinesOf(tx, [id]) }
    },

    async receive(tx, id, { lines, isComplete = false }) {
      const transfer = await lockTransfer(tx, id)
      if (!transfer) {
        if (await findTransfer(tx, id)) throw new TransferInvalid({ reason: `${id} has arrived` })
        throw new NotFound({ what: 'transfer', id })
      }
      const outstanding = await transferLinesOf(tx, [id])
      const arrived = lines && sumBySku(lines)
      const foreign = [...(arrived?.keys() ?? [])].find(
        (sku) => !outstanding.some((line) => line.sku === sku)
      )
      if (foreign !== undefined) {
        throw new TransferInvalid({ reason: `${foreign} is not part of ${id}` })
      }
      const { toLocationId: locationId } = transfer
      const stock = await ledger.open(
        tx,
        outstanding.map((line) => line.variantId)
      )
      const movements: Movement[] = []
      for (const line of outstanding) {
        const open = line.shipped - line.received - line.lost
        const quantity = arrived ? (arrived.get(line.sku) ?? 0) : open
        if (quantity > open) {
          const reason = `${line.sku}: ${quantity} arrived, ${open} were on their way`
          throw new TransferInvalid({ reason })
        }
        const lost = isComplete ? open - quantity : 0
        line.received += quantity
        line.lost += lost
        const at = { variantId: line.variantId, locationId }
        if (quantity > 0) {
          const moved = { quantity, onHand: quantity, incoming: -quantity }
          movements.push({ ...movementOf(id, 'transfer_in', at), ...moved })
        }
        if (lost > 0) {
          movements.push({ ...movementOf(id, 'transfer_lost', at), incoming: -lost })
        }
      }
      await updateTransferLines(tx, outstanding)
      await ledger.post(tx, stock, movements, 'none')
      const isDone = outstanding.every((line) => line.shipped === line.received + line.lost)
      if (isDone) await endTransfer(tx, id)
      tx.audit([
        {
          action: 'transfer.receive',
          subjectType: 'transfer',
          subjectId: id,
          after: { lines: lines ?? 'all', isComplete }
        }
      ])
      return {
        ...transfer,
        ...(isDone && { state: 'received' as const, receivedAt: tx.now }),
        lines: outstanding
      }
    }
  }
}

function movementOf(
  transferId: string,
  kind: Movement['kind'],
  at: { variantId: string; locationId: string }
): Movement {
  return { kind, ...at, quantity: 0, refType: 'transfer', refId: transferId }
}

function sumBySku(lines: readonly Line[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { sku, quantity } of lines) sums.set(sku, quantity + (sums.get(sku) ?? 0))
  return sums
}
