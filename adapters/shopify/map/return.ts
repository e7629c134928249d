import type { ChannelAfterSale } from '#core/channel/documents'
import type { WireReturn, WireReturnedOrder } from '../wire.ts'
import { MoneyReader } from './amounts.ts'
import { numberOf } from './ids.ts'
import { toInstant } from './order.ts'
import { returnStatusOf } from './status.ts'

/** A return beside its order. */
export interface ReturnWithOrder {
  wire: WireReturn
  order: WireReturnedOrder
}

/**
 * Their return in our words. It has no time of change of its own: that of its order stands for it, since what
 * happens to a return happens to the order. Errors: AMOUNT_INVALID, CURRENCY_UNKNOWN, TypeError.
 */
export function toAfterSale({ wire, order }: ReturnWithOrder): ChannelAfterSale {
  const { name, status, createdAt } = wire
  const lines = wire.returnLineItems.nodes
  const money = new MoneyReader(order.presentmentCurrencyCode)
  const amounts = lines.flatMap((line) => line.withCodeDiscountedTotalPriceSet ?? [])
  const reasons = lines.map(({ returnReasonDefinition, returnReasonNote }) =>
    [returnReasonDefinition?.name, returnReasonNote].filter(Boolean).join(': ')
  )
  const words = lines.flatMap(({ customerNote }) => customerNote || [])
  return {
    kind: 'afterSale',
    externalId: returnIdOf({ wire }),
    orderExternalId: numberOf(order.id),
    type: 'return',
    status: returnStatusOf(status),
    rawStatus: status,
    currency: money.currency,
    amountMinor: amounts.length > 0 ? money.sum(amounts) : null,
    reason: [...new Set(reasons)].filter(Boolean).join('; '),
    ...(words.length > 0 && { words: [...new Set(words)].join('; ') }),
    lines: lines.flatMap(({ quantity, fulfillmentLineItem }) =>
      fulfillmentLineItem
        ? [
            {
              externalId: numberOf(fulfillmentLineItem.lineItem.id),
              sku: fulfillmentLineItem.lineItem.sku,
              quantity
            }
          ]
        : []
    ),
    openedAt: toInstant(createdAt),
    version: null,
    modifiedAt: toInstant(order.updatedAt),
    body: { name, createdAt }
  }
}

/** Number of a return. Errors: TypeError without one. */
export function returnIdOf({ wire }: Pick<ReturnWithOrder, 'wire'>): string {
  return numberOf(wire.id)
}
