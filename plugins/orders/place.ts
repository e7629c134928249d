import { currencyExponent } from '#core/currency'
import { newId } from '#core/ids'
import { allocate } from '#core/money'
import type { Tx } from '#core/transaction'
import type { VariantOffer, VariantRef } from '#plugins/catalog'
import {
  OrderAmountsInvalid,
  OrderDuplicate,
  PriceMissing,
  SkuNotLive,
  SkuUnknown
} from './errors.ts'
import type { IntakeParts } from './intake/intake.ts'
import { isPricedHere, type PricingSource, priceDraft } from './price.ts'
import { newRecord, type OrderRecord } from './record.ts'
import { findByExternalId, lockIntake } from './repository/records.ts'
import type { OrderInputShape } from './schema.ts'
import { settle } from './settle.ts'
import type { OrderLineRow, OrderRow } from './tables.ts'

/** The channel of orders that are placed here, over HTTP. */
export const directChannelId = 'direct'

/** What placing needs from around it. */
export interface PlaceParts extends IntakeParts {
  pricing: PricingSource
  /** The shop's: orders have it unless they say otherwise. */
  currency: string
}

/**
 * Places an order at list prices less what promotions take off, or at the prices it names, and claims its stock: all of
 * it or no order at all.
 *
 * Errors: STOCK_INSUFFICIENT says how many are left; SKU_UNKNOWN, SKU_NOT_LIVE, PRICE_MISSING,
 * ORDER_AMOUNTS_INVALID, ORDER_DUPLICATE, CURRENCY_UNKNOWN, and those of the pricer.
 */
export async function placeOrder(
  tx: Tx,
  parts: PlaceParts,
  input: OrderInputShape
): Promise<OrderRecord> {
  const currency = input.currency ?? parts.currency
  currencyExponent(currency)
  if (input.externalId !== undefined) await refuseDuplicate(tx, input.externalId)
  const offers = await parts.catalog.offersBySku(
    tx,
    input.lines.map(({ sku }) => sku),
    currency
  )
  for (const { sku } of input.lines) assertForSale(sku, offers.get(sku))
  const isPriced = isPricedHere(parts.pricing, input)
  const id = newId('ord')
  const lines = input.lines.map((line, index) => newLine(id, index, line, offers.get(line.sku)!))
  const draft = { id, channelId: directChannelId, currency, lines, input }
  const priced = isPriced ? await priceDraft(tx, parts.pricing.pricer!, draft) : null
  for (const line of lines) assertPriced(line, currency)
  const record = recordOf(id, lines, input, {
    currency,
    shippingMinor: (input.shippingMinor ?? 0) - (priced?.shippingDiscountMinor ?? 0),
    now: tx.now
  })
  await settle(tx, parts, [record], 'refuse')
  await priced?.commit(lines.map((line) => line.id))
  return record
}

async function refuseDuplicate(tx: Tx, externalId: string): Promise<void> {
  await lockIntake(tx, `${directChannelId}:${externalId}`)
  const known = (await findByExternalId(tx, directChannelId, [externalId])).get(externalId)
  if (known) throw new OrderDuplicate({ externalId, orderId: known.id })
}

function assertForSale(sku: string, variant: VariantRef | undefined): void {
  if (!variant) throw new SkuUnknown({ sku })
  if (variant.lifecycle !== 'live') throw new SkuNotLive({ sku, lifecycle: variant.lifecycle })
}

function recordOf(
  id: string,
  lines: OrderLineRow[],
  input: OrderInputShape,
  { currency, shippingMinor, now }: { currency: string; shippingMinor: number; now: string }
): OrderRecord {
  const subtotalMinor = sumOf(lines, 'totalMinor')
  const taxMinor = sumOf(lines, 'taxMinor')
  const { discountMinor = 0, paidMinor = 0 } = input
  if (discountMinor > subtotalMinor)
    refuse(`discountMinor is more than the lines' ${subtotalMinor}`)
  spreadDiscount(lines, discountMinor)
  const addedTax = input.pricesIncludeTax === false ? taxMinor : 0
  const totalMinor = subtotalMinor - discountMinor + shippingMinor + addedTax
  if (!Number.isSafeInteger(totalMinor)) refuse('the total is beyond 2^53 − 1')
  if (paidMinor > totalMinor) refuse(`paidMinor is more than the total of ${totalMinor}`)
  const row: OrderRow = {
    id,
    channelId: directChannelId,
    externalId: input.externalId ?? id,
    number: input.number ?? numberFrom(id, now),
    state: 'awaiting_payment',
    channelState: null,
    ownState: paidMinor >= totalMinor ? 'paid' : 'awaiting_payment',
    rawStatus: '',
    paymentState: 'unpaid',
    refundState: 'none',
    currency,
    subtotalMinor,
    discountMinor,
    shippingMinor,
    taxMinor,
    totalMinor,
    paidMinor,
    recordedMinor: paidMinor,
    refundedMinor: 0,
    customerRef: input.buyer?.externalId ?? null,
    buyer: JSON.stringify({ externalId: null, ...input.buyer }),
    address: input.address ? JSON.stringify(input.address) : null,
    country: input.address?.country ?? null,
    placedAt: input.placedAt ?? now,
    modifiedAt: now,
    shipBy: input.shipBy ?? null,
    onHold: 0,
    holds: '',
    holdNote: null,
    note: input.note ?? null,
    buyerNote: input.buyerNote ?? null,
    contentHash: '',
    splitFrom: null,
    mergedInto: null,
    isRestructured: 0,
    isErased: 0,
    version: 1,
    createdAt: now,
    updatedAt: now
  }
  return newRecord(row, lines)
}

function newLine(
  orderId: string,
  index: number,
  line: OrderInputShape['lines'][number],
  variant: VariantOffer
): OrderLineRow {
  const unitPriceMinor = line.unitPriceMinor ?? variant.listPriceMinor
  const { discountMinor = 0, taxMinor = 0 } = line
  return {
    id: newId('oln'),
    orderId,
    externalId: String(index + 1),
    sourceOrderId: null,
    sku: line.sku,
    variantId: variant.id,
    title: variant.title,
    quantity: line.quantity,
    unitPriceMinor,
    totalMinor: (unitPriceMinor ?? 0) * line.quantity - discountMinor,
    discountMinor,
    taxMinor,
    allocatedQuantity: 0,
    fulfilledQuantity: 0,
    canceledQuantity: 0,
    movedQuantity: 0
  }
}

function assertPriced(line: OrderLineRow, currency: string): void {
  const { sku, unitPriceMinor, quantity, totalMinor } = line
  if (unitPriceMinor === null) throw new PriceMissing({ sku, currency })
  if (!Number.isSafeInteger(unitPriceMinor * quantity)) refuse(`${sku} costs more than 2^53 − 1`)
  if (totalMinor < 0) refuse(`the discount of ${sku} is more than its price`)
}

function spreadDiscount(lines: readonly OrderLineRow[], discountMinor: number): void {
  if (discountMinor === 0) return
  const shares = allocate(
    discountMinor,
    lines.map(({ totalMinor }) => totalMinor)
  )
  lines.forEach((line, index) => {
    line.discountMinor += shares[index]!
  })
}

function sumOf(lines: readonly OrderLineRow[], column: 'totalMinor' | 'taxMinor'): number {
  const sum = lines.reduce((total, line) => total + line[column], 0)
  if (!Number.isSafeInteger(sum)) refuse(`${column} of the lines adds up beyond 2^53 − 1`)
  return sum
}

function refuse(reason: string): never {
  throw new OrderAmountsInvalid({ reason })
}

/** What people call an order that was given no number: its day, and enough of its id. */
function numberFrom(id: string, now: string): string {
  return `${now.slice(2, 10).replaceAll('-', '')}-${id.slice(-8).toUpperCase()}`
}
