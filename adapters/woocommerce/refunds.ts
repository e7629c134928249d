import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, RefundWrite } from '#core/channel/writes'
import { formatAmount } from '#core/money'
import type { WooClient } from './client.ts'
import { failures } from './errors.ts'
import { pageMax } from './pages.ts'
import type { WireRefund } from './wire.ts'

/**
 * Gives money back. The shop would give it twice to whoever asks twice: the refunds of the order
 * are read first, and one whose reason names ours is the same. Stock is left to us.
 */
export async function refund(client: WooClient, item: RefundWrite): Promise<ItemOutcome> {
  const [outcome] = await eachInTurn(failures, [item], (one) => giveBack(client, one))
  return outcome!
}

async function giveBack(client: WooClient, item: RefundWrite): Promise<ItemOutcome> {
  const { refundId, orderExternalId, amountMinor, currency, reason } = item
  const path = `orders/${encodeURIComponent(orderExternalId)}/refunds`
  const query = { per_page: pageMax }
  const { rows } = await client.page<WireRefund>({ operation: 'listRefunds', path, query })
  const mark = `(ref. ${refundId})`
  const there = rows.find(({ reason: said }) => said?.includes(mark))
  if (there) return { status: 'done', externalId: String(there.id) }
  const { id } = await client.call<WireRefund>({
    operation: 'createRefund',
    method: 'POST',
    path,
    body: {
      amount: formatAmount(amountMinor, currency),
      reason: `${reason} ${mark}`,
      api_refund: client.account.isRefundedByGateway,
      api_restock: false
    }
  })
  return { status: 'done', externalId: String(id) }
}
