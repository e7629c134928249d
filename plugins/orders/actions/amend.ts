import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { VariantOffer } from '#plugins/catalog'
import { givenUpOf, payIfCovered, setDue } from '../due.ts'
import { OrderNotAmendable, SkuNotLive, SkuUnknown } from '../errors.ts'
import type { IntakeParts } from '../intake/intake.ts'
import type { ChangedLine, OrderAmendment } from '../money-api.ts'
import { directChannelId } from '../place.ts'
import { changeLine, type OrderRecord, outstanding } from '../record.ts'
import { settle } from '../settle.ts'
import { claimsStock, impliesPaid } from '../states.ts'
import type { OrderLineRow } from '../tables.ts'
import { loadOrder } from './load.ts'

/** See `OrdersService.amend`. Afterwards every discount is in the lines' own. */
export async function amendOrder(
  tx: Tx,
  parts: IntakeParts,
  orderId: string,
  amendment: OrderAmendment
): Promise<string[]> {
  const record = await loadOrder(tx, orderId)
  refuse(record)
  const { row } = record
  const added = amendment.lines.filter(({ lineId }) => lineId === null)
  const offers = await offersOf(tx, parts, added, row.currency)
  const back: { orderLineId: string; quantity: number }[] = []
  for (const line of record.lines) changeLine(record, line, { totalMinor: wholeOf(line) })
  const lineIds = amendment.lines.map((changed) => {
    const line = record.lines.find(({ id }) => id === changed.lineId)
    if (line) {
      const units = changeUnits(record, line, changed)
      if (units > 0) back.push({ orderLineId: line.id, quantity: units })
      return line.id
    }
    return addLine(record, changed, offers.get(changed.sku)!)
  })
  if (back.length > 0) await parts.inventory.restock(tx, back, 'order changed')
  setAmounts(record, amendment)
  setState(record)
  payIfCovered(record, await givenUpOf(tx, record))
  if (amendment.address) {
    row.address = JSON.stringify(amendment.address)
    row.country = (amendment.address as { country?: string }).country ?? null
  }
  await setDue(tx, record, amendment.dueMinor)
  record.entry = { kind: 'amended', detail: amendment.detail }
  await settle(tx, parts, [record], 'refuse')
  return lineIds
}

function refuse({ row }: OrderRecord): void {
  const { id: orderId, state } = row
  const fault = (reason: string) => new OrderNotAmendable({ orderId, reason })
  if (row.channelId !== directChannelId) throw fault('its channel decides what it consists of')
  if (row.splitFrom !== null || row.mergedInto !== null || row.isRestructured === 1) {
    throw fault('it was split or merged')
  }
  if (!claimsStock(state) && state !== 'draft' && state !== 'shipped') throw fault(`it is ${state}`)
}

async function offersOf(
  tx: Tx,
  { catalog }: IntakeParts,
  added: readonly ChangedLine[],
  currency: string
): Promise<Map<string, VariantOffer>> {
  if (added.length === 0) return new Map()
  const skus = added.map(({ sku }) => sku)
  const offers = await catalog.offersBySku(tx, skus, currency)
  for (const sku of skus) {
    const offer = offers.get(sku)
    if (!offer) throw new SkuUnknown({ sku })
    if (offer.lifecycle !== 'live') throw new SkuNotLive({ sku, lifecycle: offer.lifecycle })
  }
  return offers
}

/** Returns how many units that have left come back. */
function changeUnits(record: OrderRecord, line: OrderLineRow, changed: ChangedLine): number {
  const { quantity, unitPriceMinor, discountMinor, taxMinor } = changed
  const { canceledQuantity, fulfilledQuantity } = line
  const back = Math.max(0, fulfilledQuantity + canceledQuantity - quantity)
  changeLine(record, line, {
    ...{ quantity, unitPriceMinor, discountMinor, taxMinor },
    totalMinor: unitPriceMinor * quantity - discountMinor,
    fulfilledQuantity: fulfilledQuantity - back
  })
  return back
}

function addLine(record: OrderRecord, changed: ChangedLine, { id, title }: VariantOffer): string {
  const { sku, quantity, unitPriceMinor, discountMinor, taxMinor } = changed
  const line: OrderLineRow = {
    ...{ id: newId('oln'), orderId: record.row.id, externalId: String(record.lines.length + 1) },
    ...{ sourceOrderId: null, sku, variantId: id, title, quantity, unitPriceMinor },
    totalMinor: unitPriceMinor * quantity - discountMinor,
    ...{ discountMinor, taxMinor, allocatedQuantity: 0, fulfilledQuantity: 0 },
    ...{ canceledQuantity: 0, movedQuantity: 0 }
  }
  record.lines.push(line)
  record.changed.add(line)
  return line.id
}

/** A line's total once no discount of the whole order is left. */
function wholeOf({ unitPriceMinor, quantity, discountMinor }: OrderLineRow): number {
  return (unitPriceMinor ?? 0) * quantity - discountMinor
}

function setAmounts({ row, lines }: OrderRecord, amendment: OrderAmendment): void {
  const { shippingMinor, isTaxAdded } = amendment
  row.subtotalMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0)
  row.taxMinor = lines.reduce((sum, line) => sum + line.taxMinor, 0)
  row.discountMinor = 0
  row.shippingMinor = shippingMinor
  row.totalMinor = row.subtotalMinor + shippingMinor + (isTaxAdded ? row.taxMinor : 0)
}

/** How far it has come by what has left of what it is now. */
function setState({ row, lines }: OrderRecord): void {
  const hasLeft = lines.some(({ fulfilledQuantity }) => fulfilledQuantity > 0)
  const isAll = lines.every((line) => outstanding(line) === 0)
  if (hasLeft) row.ownState = isAll ? 'shipped' : 'partially_shipped'
  else if (isAll) throw new OrderNotAmendable({ orderId: row.id, reason: 'nothing would be left' })
  else if (impliesPaid(row.state)) row.ownState = 'paid'
}
