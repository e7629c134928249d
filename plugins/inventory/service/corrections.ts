import type { ShopkeeperError } from '#core/errors'
import type { Tx } from '#core/transaction'
import { IncomingInsufficient, OnHandBelowLimit, StockSkuUnknown } from '../errors.ts'
import { type Level, setSafetyStock } from '../repository/levels.ts'
import { defaultLocationId, requireLocations } from '../repository/locations.ts'
import type { Movement } from '../repository/movements.ts'
import type { StockVariantRow } from '../tables.ts'
import { availabilities, type Ledger } from './ledger.ts'
import { onHandLimit, type Stock } from './stock.ts'

/** Why on hand is corrected by a person. */
export const reasonCodes = [
  'opening',
  'correction',
  'found',
  'damaged',
  'lost',
  'theft',
  'expired',
  'sample',
  'returned',
  'other'
] as const

/** Units of a SKU at a location; the default one when none is named. */
export interface SkuQuantity {
  sku: string
  locationId?: string
  quantity: number
}

/** What on hand shall be. */
export interface OnHandTarget {
  sku: string
  locationId?: string
  onHand: number
}

/** What became of one target; `movedUnits` is 0 when it was right already. */
export type OnHandOutcome =
  | { level: Level; movedUnits: number }
  | { level: null; problem: ShopkeeperError }

/** Corrections of stock by people and other systems. */
export interface Corrections {
  /** Errors: STOCK_SKU_UNKNOWN, LOCATION_UNKNOWN, ON_HAND_BELOW_LIMIT; then nothing is booked. */
  adjust(tx: Tx, lines: readonly SkuQuantity[], why: Why): Promise<Level[]>
  /** Sets on hand; what is right already makes no movement. One outcome a target, in the same order. */
  setOnHand(tx: Tx, targets: readonly OnHandTarget[], why: Why): Promise<OnHandOutcome[]>
  /** Books goods in. `isExpected` takes them off what was announced as incoming. */
  receive(
    tx: Tx,
    lines: readonly (SkuQuantity & { isExpected?: boolean })[],
    why: Why
  ): Promise<Level[]>
  /** Announces goods, or with a negative quantity takes an announcement back. Errors: INCOMING_INSUFFICIENT. */
  expect(tx: Tx, lines: readonly SkuQuantity[], why: Why): Promise<Level[]>
  /** Sets units never promised; below zero is a backorder limit. Errors: NOT_FOUND, LOCATION_UNKNOWN. */
  setSafetyStock(
    tx: Tx,
    target: { variantId: string; locationId: string; safetyStock: number }
  ): Promise<Level>
}

/** The reason a correction carries into the ledger. */
export interface Why {
  reason: string
  /** A document that says more: a delivery note, a ticket. */
  reference?: string | undefined
}

/** Makes the corrections of one ledger. */
export function createCorrections(ledger: Ledger): Corrections {
  /** Locks what lines are about. */
  async function openFor(tx: Tx, lines: readonly { sku: string; locationId?: string }[]) {
    const variants = await ledger.bySku(tx, [...new Set(lines.map((line) => line.sku))])
    await requireLocations(
      tx,
      lines.map((line) => line.locationId ?? defaultLocationId)
    )
    const keys = lines.map((line) => keyOf(variants.get(line.sku)!, line))
    const stock = await ledger.open(
      tx,
      keys.map((key) => key.variantId),
      keys
    )
    return { stock, keys }
  }

  async function book(
    tx: Tx,
    lines: readonly SkuQuantity[],
    toMovement: (line: SkuQuantity, level: Level, stock: Stock) => Movement
  ): Promise<Level[]> {
    const { stock, keys } = await openFor(tx, lines)
    const levels = keys.map((key) => stock.levelAt(key.variantId, key.locationId))
    const before = levels.map(snapshot)
    const movements = lines.map((line, index) => toMovement(line, levels[index]!, stock))
    await ledger.post(tx, stock, movements, 'none')
    const action = `stock.${movements[0]?.kind ?? 'adjustment'}`
    tx.audit(levels.map((level, index) => auditOf(action, before[index]!, level)))
    return levels
  }

  return {
    adjust: async (tx, lines, why) => {
      const { stock, keys } = await openFor(tx, lines)
      const movements = lines.map((line, index) =>
        correctionOf(keys[index]!, line.quantity, 'adjustment', why)
      )
      const levels = [...new Set(keys.map((key) => stock.levelAt(key.variantId, key.locationId)))]
      const before = levels.map(snapshot)
      stock.supposing(movements, () => {
        for (const [index, level] of levels.entries()) refuseLowered(stock, level, before[index]!)
      })
      await ledger.post(tx, stock, movements, 'limit')
      tx.audit(levels.map((level, index) => auditOf('stock.adjustment', before[index]!, level)))
      return levels
    },

    setOnHand: async (tx, targets, why) => {
      const skus = [...new Set(targets.map((target) => target.sku))]
      const variants = await ledger.bySku(tx, skus, 'leave')
      const known = targets.filter((target) => variants.has(target.sku))
      const { stock } = await openFor(tx, known)
      const movements: Movement[] = []
      const before: Level[] = []
      const wanted = new Map<Level, number>()
      const outcomes = targets.map((target): OnHandOutcome => {
        const variant = variants.get(target.sku)
        if (!variant) {
          return { level: null, problem: new StockSkuUnknown({ sku: target.sku }) }
        }
        const key = keyOf(variant, target)
        const level = stock.levelAt(key.variantId, key.locationId)
        const movedUnits = target.onHand - (wanted.get(level) ?? level.onHand)
        const refusal = movedUnits < 0 ? belowLimit(stock, level, target.onHand) : undefined
        if (refusal) return { level: null, problem: refusal }
        if (movedUnits !== 0) {
          if (!wanted.has(level)) before.push(snapshot(level))
          wanted.set(level, target.onHand)
          movements.push(correctionOf(key, movedUnits, 'adjustment', why))
        }
        return { level, movedUnits }
      })
      await ledger.post(tx, stock, movements, 'limit')
      tx.audit([...wanted.keys()].map((level, i) => auditOf('stock.set', before[i]!, level)))
      return outcomes
    },

    receive: (tx, lines, why) => {
      const left = new Map<Level, number>()
      return book(tx, lines, (line: SkuQuantity & { isExpected?: boolean }, level) => {
        const incoming = left.get(level) ?? level.incoming
        const arrived = line.isExpected ? Math.min(incoming, line.quantity) : 0
        left.set(level, incoming - arrived)
        return { ...correctionOf(level, line.quantity, 'receipt', why), incoming: -arrived }
      })
    },

    expect: (tx, lines, why) => {
      const left = new Map<Level, number>()
      return book(tx, lines, (line, level, stock) => {
        const incoming = (left.get(level) ?? level.incoming) + line.quantity
        if (incoming < 0) {
          throw new IncomingInsufficient({
            sku: stock.variant(level.variantId).sku,
            locationId: level.locationId,
            requested: -line.quantity,
            incoming: incoming - line.quantity
          })
        }
        left.set(level, incoming)
        return {
          ...correctionOf(level, 0, 'expected', why),
          incoming: line.quantity
        }
      })
    },

    async setSafetyStock(tx, target) {
      await requireLocations(tx, [target.locationId])
      const stock = await ledger.open(tx, [target.variantId], [target])
      const level = stock.levelAt(target.variantId, target.locationId)
      const before = availabilities(stock, [target.variantId])
      const was = snapshot(level)
      await setSafetyStock(tx, [target])
      level.safetyStock = target.safetyStock
      ledger.announce(tx, stock, before)
      tx.audit([auditOf('stock.safety-stock', was, level)])
      return level
    }
  }
}

function keyOf({ variantId }: StockVariantRow, { locationId }: { locationId?: string }) {
  return { variantId, locationId: locationId ?? defaultLocationId }
}

function correctionOf(
  { variantId, locationId }: { variantId: string; locationId: string },
  quantity: number,
  kind: Movement['kind'],
  { reason, reference }: Why
): Movement {
  return {
    kind,
    variantId,
    locationId,
    quantity,
    onHand: quantity,
    reason,
    ...(reference !== undefined && { refType: 'document', refId: reference })
  }
}

function belowLimit(stock: Stock, level: Level, onHand: number): ShopkeeperError | undefined {
  const limit = onHandLimit(level)
  if (onHand >= limit) return undefined
  const { sku } = stock.variant(level.variantId)
  return new OnHandBelowLimit({ sku, locationId: level.locationId, onHand, limit })
}

/** What is raised may end below the limit still: units that are found are found, however many are owed. */
function refuseLowered(stock: Stock, level: Level, before: Level): void {
  const refusal = level.onHand < before.onHand ? belowLimit(stock, level, level.onHand) : undefined
  if (refusal) throw refusal
}

function snapshot(level: Level): Level {
  return { ...level }
}

function auditOf(action: string, before: Level, after: Level) {
  const counters = ({ onHand, incoming, safetyStock }: Level) => ({
    onHand,
    incoming,
    safetyStock
  })
  return {
    action,
    subjectType: 'stockLevel',
    subjectId: `${after.variantId}@${after.locationId}`,
    before: counters(before),
    after: counters(after)
  }
}
