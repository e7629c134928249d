import type { BookedLine, BookedOrder } from '#plugins/orders'
import { discountShares, hasTaxAdded } from './shares.ts'

/** A line as it was placed, with the units of it that still count. */
export interface PlacedLine {
  sku: string
  quantity: number
  /** Units that are neither canceled nor in an order that is over. */
  kept: number
  unitPriceMinor: number | null
  totalMinor: number
  discountMinor: number
  taxMinor: number
}

/** An order as it was placed, wherever its lines are now: split off, or merged into another. */
export interface PlacedAsOne {
  id: string
  channelId: string
  customerRef: string | null
  country: string | null
  currency: string
  placedAt: string
  /** `dead`: canceled or closed, all of it. */
  standing: 'counts' | 'dead' | 'draft'
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  totalMinor: number
  lines: PlacedLine[]
}

/** One that was neither split nor merged: how nearly every order is. */
export function placedAlone(order: BookedOrder): PlacedAsOne {
  const standing = standingOf(order)
  return {
    ...headOf(order),
    ...amountsOf(order),
    standing,
    lines: order.lines.map((line) => placedLine(line, standing === 'counts'))
  }
}

/**
 * Puts orders together as they were placed, from all orders that have lines of them now. What was split off has its share of
 * every amount, so that the sum is what there was; what was merged is taken apart again by the lines, and shipping stays with
 * the order it was merged into.
 *
 * Shape: one a root, same order; roots that are not among the orders are left out.
 */
export function placedAsOne(
  orders: readonly BookedOrder[],
  rootIds: readonly string[]
): PlacedAsOne[] {
  const byId = new Map(orders.map((order) => [order.id, order]))
  const found = new Map<string, PlacedAsOne>()
  const lines = new Map<string, Map<string, PlacedLine>>()
  for (const id of rootIds) {
    const root = byId.get(id)
    if (!root) continue
    found.set(id, { ...headOf(root), ...nothing, standing: 'draft', lines: [] })
    lines.set(id, new Map())
  }
  for (const order of orders) {
    for (const part of partsOf(order)) {
      const root = found.get(part.rootId)
      if (root) addPart(root, lines.get(part.rootId)!, part)
    }
  }
  for (const [id, own] of lines) found.get(id)!.lines = [...own.values()]
  return [...found.values()]
}

const nothing = { discountMinor: 0, shippingMinor: 0, taxMinor: 0, totalMinor: 0 }
const amounts = ['discountMinor', 'shippingMinor', 'taxMinor', 'totalMinor'] as const

/** What one order holds of an order as it was placed. */
interface Part extends Record<(typeof amounts)[number], number> {
  rootId: string
  standing: PlacedAsOne['standing']
  lines: readonly BookedLine[]
}

function partsOf(order: BookedOrder): Part[] {
  const ownId = order.splitFrom ?? order.id
  const standing = standingOf(order)
  const groups = new Map<string, BookedLine[]>([[ownId, []]])
  for (const line of order.lines) {
    const rootId = line.sourceOrderId ?? ownId
    const group = groups.get(rootId)
    if (group) group.push(line)
    else groups.set(rootId, [line])
  }
  const own: Part = { rootId: ownId, standing, ...amountsOf(order), lines: groups.get(ownId)! }
  const merged = [...groups].filter(([rootId]) => rootId !== ownId)
  if (merged.length === 0) return [own]
  const shares = discountShares(order.lines, order.discountMinor)
  const shareOf = new Map(order.lines.map((line, at) => [line, shares[at]!]))
  const isTaxAdded = hasTaxAdded(order, sumOf(order.lines, 'totalMinor'))
  return [
    own,
    ...merged.map(([rootId, lines]): Part => {
      const discountMinor = lines.reduce((sum, line) => sum + shareOf.get(line)!, 0)
      const taxMinor = sumOf(lines, 'taxMinor')
      const totalMinor = sumOf(lines, 'totalMinor') - discountMinor + (isTaxAdded ? taxMinor : 0)
      const part = {
        rootId,
        standing,
        discountMinor,
        shippingMinor: 0,
        taxMinor,
        totalMinor,
        lines
      }
      for (const column of amounts) own[column] -= part[column]
      return part
    })
  ]
}

function addPart(root: PlacedAsOne, lines: Map<string, PlacedLine>, part: Part): void {
  for (const column of amounts) root[column] += part[column]
  const isCounted = part.standing === 'counts'
  if (isCounted || (part.standing === 'dead' && root.standing === 'draft')) {
    root.standing = part.standing
  }
  for (const line of part.lines) {
    const key = keyOf(line)
    const known = lines.get(key)
    const more = placedLine(line, isCounted)
    if (!known) {
      lines.set(key, more)
      continue
    }
    known.quantity += more.quantity
    known.kept += more.kept
    known.totalMinor += more.totalMinor
    known.discountMinor += more.discountMinor
    known.taxMinor += more.taxMinor
  }
}

/** What the channel calls a line, also after its order was merged into another. */
function keyOf({ externalId, sourceOrderId }: BookedLine): string {
  return sourceOrderId === null ? externalId : externalId.slice(sourceOrderId.length + 1)
}

function headOf(order: BookedOrder) {
  const { id, channelId, customerRef, country, currency, placedAt } = order
  return { id, channelId, customerRef, country, currency, placedAt }
}

function amountsOf({ discountMinor, shippingMinor, taxMinor, totalMinor }: BookedOrder) {
  return { discountMinor, shippingMinor, taxMinor, totalMinor }
}

function standingOf({ state }: BookedOrder): PlacedAsOne['standing'] {
  if (state === 'draft') return 'draft'
  return state === 'canceled' || state === 'closed' ? 'dead' : 'counts'
}

function placedLine(line: BookedLine, isCounted: boolean): PlacedLine {
  const { sku, quantity, canceledQuantity, unitPriceMinor } = line
  const { totalMinor, discountMinor, taxMinor } = line
  const kept = isCounted ? Math.max(0, quantity - canceledQuantity) : 0
  return { sku, quantity, kept, unitPriceMinor, totalMinor, discountMinor, taxMinor }
}

function sumOf(lines: readonly BookedLine[], column: 'totalMinor' | 'taxMinor'): number {
  return lines.reduce((sum, line) => sum + line[column], 0)
}
