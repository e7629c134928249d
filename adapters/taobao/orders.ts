import type { PageRequest } from '#core/channel/client'
import type { ChannelOrder, DocumentPage } from '#core/channel/documents'
import { mapEach } from '#core/channel/reading'
import type { TopClient } from './client.ts'
import { isMissing } from './errors.ts'
import { toOrder, tradeIdOf } from './map/trade.ts'
import { type CountedPage, readBackwards } from './pages.ts'
import { spanOf } from './span.ts'
import type { WireTrade, WireTradePage } from './wire.ts'

/** Trades in a page: the documentation advises 40 to 50, though 100 are possible. */
export const tradePageMax = 50

/**
 * What a list shows of a trade. Only a single trade shows the buyer's message as well. The `oaid` is made when name, both
 * numbers, address and `created` are asked for with it.
 */
const listed = [
  ...['tid', 'status', 'type', 'step_trade_status', 'step_paid_fee', 'payment', 'post_fee'],
  ...['order_tax_fee', 'created', 'modified', 'pay_time', 'buyer_nick', 'buyer_open_uid'],
  ...['receiver_name', 'receiver_mobile', 'receiver_phone', 'receiver_address', 'receiver_town'],
  ...['receiver_district', 'receiver_city', 'receiver_state', 'receiver_zip', 'receiver_country'],
  ...['oaid', 'orders']
].join()

const lists = {
  modified: 'taobao.trades.sold.increment.get',
  created: 'taobao.trades.sold.get'
} as const

/**
 * Lists trades by one of their times. The list has sub orders and amounts: no call for each trade
 * is needed.
 */
export async function listOrders(
  client: TopClient,
  by: keyof typeof lists,
  { slice, pageToken }: PageRequest
): Promise<DocumentPage> {
  const { start, end } = spanOf(slice)
  const readPage = async (page: number): Promise<CountedPage<WireTrade>> => {
    const wire = await client.call<WireTradePage>(lists[by], {
      fields: listed,
      [`start_${by}`]: start,
      [`end_${by}`]: end,
      type: client.account.tradeTypes.join(),
      page_no: page,
      page_size: tradePageMax,
      use_has_next: false
    })
    return { total: wire.total_results, rows: wire.trades?.trade ?? [] }
  }
  const placeOf = (trade: WireTrade) => String(trade[by])
  const list = { operation: lists[by], pageSize: tradePageMax, readPage, placeOf }
  const { rows, next } = await readBackwards(list, pageToken)
  return { ...mapEach('trades', rows, toOrder, tradeIdOf), next, observedUntil: null }
}

/** The order as it is now; null when the shop does not have it. */
export async function getOrder(
  client: TopClient,
  externalId: string
): Promise<ChannelOrder | null> {
  const trade = await readTrade(client, externalId, `${listed},buyer_message`)
  return trade && toOrder(trade)
}

/** Reads some fields of a trade; null when the shop does not have it. */
export async function readTrade(
  client: TopClient,
  tid: string,
  fields: string
): Promise<WireTrade | null> {
  try {
    const wire = await client.call<{ trade?: WireTrade }>('taobao.trade.fullinfo.get', {
      fields,
      tid
    })
    return wire.trade ?? null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
