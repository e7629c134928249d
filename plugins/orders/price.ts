import { newId } from '#core/ids'
import { allocate } from '#core/money'
import type { Tx } from '#core/transaction'
import { OrderAmountsInvalid } from './errors.ts'
import type { OrderDraft, OrderPricer, PricedDraft } from './pricing-api.ts'
import type { OrderInputShape } from './schema.ts'
import type { OrderLineRow } from './tables.ts'

/** Where prices beyond the list price come from; set once by promotions. */
export interface PricingSource {
  pricer: OrderPricer | undefined
}

/** Lines at list price, with what their prices may depend on. */
interface UnpricedOrder {
  id: string
  channelId: string
  currency: string
  lines: OrderLineRow[]
  input: OrderInputShape
}

/**
 * Takes off the lines what promotions give, and adds the gifts; null when the order is left as it is.
 *
 * Tax that was given for a line falls with what the line costs. Errors: ORDER_AMOUNTS_INVALID for codes that nothing
 * can be made of; those of the pricer.
 */
export async function priceDraft(
  tx: Tx,
  { pricer }: PricingSource,
  order: UnpricedOrder
): Promise<PricedDraft | null> {
  const { lines, input } = order
  const reason = whyUnpriced(pricer, input)
  if (reason !== null || !pricer) {
    if ((input.codes?.length ?? 0) === 0 && input.groupId === undefined) return null
    throw new OrderAmountsInvalid({ reason: `codes and groupId have no meaning here: ${reason}` })
  }
  const priced = await pricer(tx, draftOf(order))
  for (const [index, line] of lines.entries()) takeOff(line, priced.discountsMinor[index] ?? 0)
  for (const { sku, variantId, title, quantity } of priced.gifts) {
    lines.push(giftLine(order.id, lines.length, { sku, variantId, title, quantity }))
  }
  return priced
}

/** Whoever names prices has reckoned already. */
function whyUnpriced(pricer: OrderPricer | undefined, input: OrderInputShape): string | null {
  if (!pricer) return 'promotions are off'
  const isNamed =
    (input.discountMinor ?? 0) > 0 ||
    input.lines.some(
      ({ unitPriceMinor, discountMinor = 0 }) => unitPriceMinor !== undefined || discountMinor > 0
    )
  return isNamed ? 'the order names prices or discounts of its own' : null
}

function draftOf({ id, channelId, currency, lines, input }: UnpricedOrder): OrderDraft {
  const { buyer, address } = input
  const { externalId = null, ...contact } = buyer ?? {}
  const place = address?.region ? `${address.country}-${address.region}` : address?.country
  return {
    orderId: id,
    channelId,
    currency,
    pricesIncludeTax: input.pricesIncludeTax ?? true,
    lines: lines.map((line) => ({
      sku: line.sku,
      variantId: line.variantId!,
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceMinor!
    })),
    shippingMinor: input.shippingMinor ?? 0,
    buyer: buyer ? { externalId, ...contact } : null,
    region: place ?? null,
    payment: input.payment ?? null,
    codes: input.codes ?? [],
    giftChoices: input.giftChoices ?? {},
    groupId: input.groupId ?? null
  }
}

function takeOff(line: OrderLineRow, discountMinor: number): void {
  if (discountMinor === 0) return
  const totalMinor = line.totalMinor - discountMinor
  const [taxMinor] = allocate(line.taxMinor, [totalMinor, discountMinor]) as [number, number]
  Object.assign(line, { totalMinor, discountMinor: line.discountMinor + discountMinor, taxMinor })
}

function giftLine(
  orderId: string,
  index: number,
  gift: Pick<OrderLineRow, 'sku' | 'variantId' | 'title' | 'quantity'>
): OrderLineRow {
  return {
    ...gift,
    id: newId('oln'),
    orderId,
    externalId: String(index + 1),
    sourceOrderId: null,
    unitPriceMinor: 0,
    totalMinor: 0,
    discountMinor: 0,
    taxMinor: 0,
    allocatedQuantity: 0,
    fulfilledQuantity: 0,
    canceledQuantity: 0,
    movedQuantity: 0
  }
}
