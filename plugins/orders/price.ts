import { newId } from '#core/ids'
import { allocate } from '#core/money'
import type { Origin, Tx } from '#core/transaction'
import { OrderAmountsInvalid } from './errors.ts'
import type {
  MergeTerms,
  OrderAdmission,
  OrderDraft,
  OrderPricer,
  PaymentTerms,
  PricedDraft
} from './pricing-api.ts'
import type { OrderInputShape } from './schema.ts'
import type { OrderLineRow } from './tables.ts'

/** Where prices beyond the list price come from; set once by promotions. */
export interface PricingSource {
  pricer: OrderPricer | undefined
  admission: OrderAdmission | undefined
  terms: PaymentTerms | undefined
  mergeTerms: MergeTerms | undefined
}

/** Places an order that would be priced here once it is let in. Errors: those of the admission. */
export async function admitted<Placed>(
  pricing: PricingSource,
  order: {
    input: OrderInputShape
    channelId: string
    currency: string
    idempotencyKey: string | null
    origin: Origin
  },
  place: () => Promise<Placed>
): Promise<Placed> {
  const { input } = order
  const buyer = buyerOf(input)
  const leave = await pricing.admission?.({
    currency: input.currency ?? order.currency,
    skus: isPricedHere(pricing, input) ? input.lines.map(({ sku }) => sku) : [],
    idempotencyKey: order.idempotencyKey ?? input.externalId ?? null,
    origin: order.origin,
    codes: input.codes ?? [],
    buyer: buyer && { ...buyer, channelId: order.channelId, region: placeOf(input) }
  })
  let refusal: unknown
  try {
    return await place()
  } catch (error) {
    refusal = error
    throw error
  } finally {
    await leave?.(refusal)
  }
}

/** Lines without a price, with what their prices may depend on. */
interface UnpricedOrder {
  id: string
  channelId: string
  currency: string
  lines: OrderLineRow[]
  input: OrderInputShape
}

/**
 * Whether an order is priced here. Whoever names prices or discounts has reckoned already, and is left alone.
 * Errors: ORDER_AMOUNTS_INVALID for codes that nothing can be made of.
 */
export function isPricedHere({ pricer }: PricingSource, input: OrderInputShape): boolean {
  const isNamed =
    (input.discountMinor ?? 0) > 0 ||
    input.lines.some(
      ({ unitPriceMinor, discountMinor = 0 }) => unitPriceMinor !== undefined || discountMinor > 0
    )
  if (pricer !== undefined && !isNamed) return true
  if ((input.codes?.length ?? 0) === 0 && input.groupId === undefined) return false
  const why = pricer ? 'the order names prices or discounts of its own' : 'promotions are off'
  throw new OrderAmountsInvalid({ reason: `codes and groupId have no meaning here: ${why}` })
}

/**
 * Gives lines their prices, takes off them what promotions give, and adds the gifts. Tax that was given for a line falls
 * with what the line costs. Errors: those of the pricer.
 */
export async function priceDraft(
  tx: Tx,
  pricer: OrderPricer,
  order: UnpricedOrder
): Promise<PricedDraft> {
  const { lines } = order
  const priced = await pricer(tx, draftOf(order))
  for (const [index, line] of lines.entries()) {
    line.unitPriceMinor = priced.unitPricesMinor[index] ?? null
    line.totalMinor = (line.unitPriceMinor ?? 0) * line.quantity
    takeOff(line, priced.discountsMinor[index] ?? 0)
  }
  for (const { sku, variantId, title, quantity } of priced.gifts) {
    lines.push(giftLine(order.id, lines.length, { sku, variantId, title, quantity }))
  }
  return priced
}

function draftOf({ id, channelId, currency, lines, input }: UnpricedOrder): OrderDraft {
  return {
    orderId: id,
    channelId,
    currency,
    pricesIncludeTax: input.pricesIncludeTax ?? true,
    lines: lines.map((line) => ({
      sku: line.sku,
      variantId: line.variantId!,
      quantity: line.quantity,
      listPriceMinor: line.unitPriceMinor
    })),
    shippingMinor: input.shippingMinor ?? 0,
    buyer: buyerOf(input),
    region: placeOf(input),
    payment: input.payment ?? null,
    codes: input.codes ?? [],
    giftChoices: input.giftChoices ?? {},
    groupId: input.groupId ?? null
  }
}

function buyerOf({ buyer }: OrderInputShape): OrderDraft['buyer'] {
  if (!buyer) return null
  const { externalId = null, ...contact } = buyer
  return { externalId, ...contact }
}

function placeOf({ address }: OrderInputShape): string | null {
  return (address?.region ? `${address.country}-${address.region}` : address?.country) ?? null
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
