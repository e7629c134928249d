import type { HintBatch, PushHint } from '#core/channel/client'
import { parseLossless } from '#core/channel/reading'
import type { TopClient } from './client.ts'
import type { WireMessage } from './wire.ts'

/** Topics about orders and refunds. */
export const hintTopics = [
  'taobao_trade_TradeCreate',
  'taobao_trade_TradeBuyerPay',
  'taobao_trade_TradePartlySellerShip',
  'taobao_trade_TradeSellerShip',
  'taobao_trade_TradeSuccess',
  'taobao_trade_TradeClose',
  'taobao_trade_TradeChanged',
  'taobao_refund_RefundCreated',
  'taobao_refund_RefundSuccess',
  'taobao_refund_RefundClosed'
] as const

/** Messages that are taken at once: no more than can be confirmed at once, which is 200. */
const batchMax = 100

/** Has the queue of the application filled with what happens to this seller. */
export async function subscribe(client: TopClient): Promise<void> {
  const { messageTopics } = client.account
  await client.call('taobao.tmc.user.permit', { topics: messageTopics.join() || null })
}

/**
 * Takes what waits in the queue. The queue is the application's: messages about other sellers are
 * left where they are, for the account that they are meant for.
 */
export async function takeHints(client: TopClient): Promise<HintBatch> {
  const { messageGroup = null, userId } = client.account
  const wire = await client.call<{ messages?: { tmc_message?: WireMessage[] } }>(
    'taobao.tmc.messages.consume',
    { group_name: messageGroup, quantity: batchMax }
  )
  const ours = (wire.messages?.tmc_message ?? []).filter(
    ({ user_id: id }) => userId === undefined || id === undefined || String(id) === userId
  )
  return {
    hints: ours.map(toHint),
    receipt: ours.length > 0 ? ours.map(({ id }) => String(id)).join() : null
  }
}

/** Says that messages are taken. What is not confirmed comes again. */
export async function confirmHints(client: TopClient, receipt: string): Promise<void> {
  const { messageGroup = null } = client.account
  await client.call('taobao.tmc.messages.confirm', {
    group_name: messageGroup,
    s_message_ids: receipt
  })
}

function toHint({ id, topic, content }: WireMessage): PushHint {
  return { deliveryId: String(id), topic, externalId: tradeIn(content) }
}

/** The trade that a message is about; null when it does not say. */
function tradeIn(content: string): string | null {
  try {
    const { tid } = parseLossless(content) as { tid?: string | number }
    return tid === undefined ? null : String(tid)
  } catch {
    return null
  }
}
