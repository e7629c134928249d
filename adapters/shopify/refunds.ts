import type { ItemOutcome, RefundWrite } from '#core/channel/writes'
import type { ShopifyClient } from './client.ts'
import { createRefund, readPayments } from './documents/returns.ts'
import { refused, refusedItem } from './errors.ts'
import { idempotencyKeyOf } from './idempotency.ts'
import { gidOf, numberOf } from './map/ids.ts'
import { spreadRefund } from './map/refund.ts'
import type { WirePayments, WireUserErrors } from './wire.ts'

/**
 * Gives money back, to where it came from. Shopify knows a repeated key for a while; because our repetition may
 * come later, the note carries our id, and what has been given back is read first.
 */
export async function refund(
  client: ShopifyClient,
  write: RefundWrite,
  key: string
): Promise<ItemOutcome> {
  try {
    return await giveBack(client, write, key)
  } catch (error) {
    const outcome = refusedItem(error)
    if (outcome === null) throw error
    return outcome
  }
}

async function giveBack(
  client: ShopifyClient,
  write: RefundWrite,
  key: string
): Promise<ItemOutcome> {
  const { refundId, orderExternalId, currency, lines } = write
  const orderId = gidOf('Order', orderExternalId)
  const { order } = await client.call<{ order: WirePayments | null }>(readPayments, { id: orderId })
  if (order === null) {
    const reason = `Shopify has no order ${orderExternalId}`
    return { status: 'rejected', code: 'ORDER_GONE', reason, class: 'gone' }
  }
  const tag = `[${refundId}]`
  const there = order.refunds.find(({ note }) => note?.includes(tag))
  if (there) return { status: 'done', externalId: numberOf(there.id) }
  const payments = spreadRefund(order, write)
  if (!Array.isArray(payments)) return payments
  const input = {
    orderId,
    currency,
    note: `${write.reason} ${tag}`.trim(),
    notify: client.account.notifiesBuyers,
    // What comes back into stock is ours to say.
    refundLineItems: lines.map(({ externalId, quantity }) => ({
      lineItemId: gidOf('LineItem', externalId),
      quantity,
      restockType: 'NO_RESTOCK'
    })),
    transactions: payments.map(({ id: parentId, gateway, amount }) => ({
      orderId,
      parentId,
      gateway,
      amount,
      kind: 'REFUND'
    }))
  }
  const { refundCreate } = await client.call<{
    refundCreate: WireUserErrors & { refund: { id: string } | null }
  }>(createRefund, { input, key: idempotencyKeyOf(key, input) })
  const [error] = refundCreate.userErrors
  if (error) return refused(error, refundId)
  return { status: 'done', externalId: numberOf(refundCreate.refund!.id) }
}
