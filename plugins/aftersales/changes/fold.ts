import type { OrderMoney } from '#plugins/orders'
import type { NamedAction } from './actions.ts'
import { ChangeLineUnknown, ChangePriceMissing, ChangeSkuUnknown } from './errors.ts'

/** A line as the actions leave it, before discounts and taxes are reckoned. */
export interface FoldedLine {
  /** Null: it is new. */
  lineId: string | null
  /** How actions name it. */
  name: string
  sku: string
  variantId: string | null
  /** Units ordered, with those canceled. */
  quantity: number
  unitPriceMinor: number
  /** What it was before; null: it is new. */
  before: {
    quantity: number
    unitPriceMinor: number
    discountMinor: number
    taxMinor: number
  } | null
  /** Set by an action. */
  rateBps: number | null
}

/** An order as the actions leave it. */
export interface FoldedOrder {
  lines: FoldedLine[]
  shippingMinor: number
  isTaxAdded: boolean
}

/** What is for sale, by SKU. */
export type OffersBySku = ReadonlyMap<string, { id: string; listPriceMinor: number | null }>

/**
 * Applies actions one after the other, each on what those before it have left. Pure; the order stays as it is. Errors:
 * ORDER_CHANGE_LINE_UNKNOWN, ORDER_CHANGE_SKU_UNKNOWN, ORDER_CHANGE_PRICE_MISSING, naming the action.
 */
export function foldActions(
  order: OrderMoney,
  actions: readonly NamedAction[],
  offers: OffersBySku
): FoldedOrder {
  const folded: FoldedOrder = {
    lines: order.lines.map((line) => foldedOf(order, line)),
    shippingMinor: order.shippingMinor,
    isTaxAdded: order.isTaxAdded
  }
  const canceledOf = new Map(order.lines.map((line) => [line.lineId, line.canceledQuantity]))
  for (const [index, action] of actions.entries()) {
    const field = `#/actions/${index}`
    const named = (lineId: string) => lineNamed(folded, field, lineId)
    switch (action.kind) {
      case 'addLine':
        folded.lines.push(addedLine(order, field, action, offers))
        break
      case 'setQuantity': {
        const line = named(action.lineId)
        line.quantity = action.quantity + (canceledOf.get(line.lineId ?? '') ?? 0)
        break
      }
      case 'setUnitPrice':
        named(action.lineId).unitPriceMinor = action.unitPriceMinor
        break
      case 'removeLine': {
        const line = named(action.lineId)
        line.quantity = canceledOf.get(line.lineId ?? '') ?? 0
        break
      }
      case 'setShipping':
        folded.shippingMinor = action.shippingMinor
        break
      case 'setTaxRate':
        setTaxRate(order, folded, action, named)
        break
    }
  }
  return folded
}

function foldedOf(
  { isTaxAdded }: OrderMoney,
  {
    lineId,
    sku,
    variantId,
    quantity,
    unitPriceMinor,
    netMinor,
    taxMinor
  }: OrderMoney['lines'][number]
): FoldedLine {
  const price = unitPriceMinor ?? 0
  const untaxedMinor = netMinor - (isTaxAdded ? taxMinor : 0)
  const discountMinor = price * quantity - untaxedMinor
  return {
    ...{ lineId, name: lineId, sku, variantId, quantity, unitPriceMinor: price, rateBps: null },
    before: { quantity, unitPriceMinor: price, discountMinor, taxMinor }
  }
}

function addedLine(
  { currency }: OrderMoney,
  field: string,
  { id, sku, quantity, unitPriceMinor }: NamedAction & { kind: 'addLine' },
  offers: OffersBySku
): FoldedLine {
  const offer = offers.get(sku)
  if (!offer) throw new ChangeSkuUnknown({ field: `${field}/sku`, sku })
  const price = unitPriceMinor ?? offer.listPriceMinor
  if (price === null) throw new ChangePriceMissing({ field: `${field}/sku`, sku, currency })
  return {
    ...{ lineId: null, name: id, sku, variantId: offer.id, quantity, unitPriceMinor: price },
    ...{ before: null, rateBps: null }
  }
}

function lineNamed({ lines }: FoldedOrder, field: string, lineId: string): FoldedLine {
  const line = lines.find(({ name }) => name === lineId)
  if (line) return line
  const lineIds = lines.map(({ name }) => name)
  throw new ChangeLineUnknown({ field: `${field}/lineId`, lineId, lineIds })
}

/** Whether taxes are on top is a matter of the whole order: it is asked for only while it has none. */
function setTaxRate(
  order: OrderMoney,
  folded: FoldedOrder,
  { rateBps, lineId, isIncluded }: NamedAction & { kind: 'setTaxRate' },
  named: (lineId: string) => FoldedLine
): void {
  const lines = lineId === undefined ? folded.lines : [named(lineId)]
  for (const line of lines) line.rateBps = rateBps
  const hasTax = order.lines.some(({ taxMinor }) => taxMinor !== 0)
  if (!hasTax) folded.isTaxAdded = isIncluded !== true
}
