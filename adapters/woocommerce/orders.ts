import type { PageRequest } from '#core/channel/client'
import type { ChannelOrder, DocumentPage } from '#core/channel/documents'
import { mapEach } from '#core/channel/reading'
import type { WooClient } from './client.ts'
import { WooRefusal } from './errors.ts'
import { idOf, toOrder } from './map/order.ts'
import { pageBackward, spanOf } from './pages.ts'
import type { WireOrder } from './wire.ts'

/** The list of any status leaves out the trash. */
const lists = ['any', 'trash'] as const

/**
 * Lists orders by one of their times: those of any status, then those in the trash, each list from
 * its last page. A page token is the name of a list and the number of a page of it.
 */
export async function listOrders(
  client: WooClient,
  by: 'modified' | 'created',
  request: PageRequest
): Promise<DocumentPage> {
  const [status, number] = splitToken(request.pageToken)
  const { after, before } = spanOf(request)
  const prefix = by === 'modified' ? 'modified_' : ''
  const page = await pageBackward<WireOrder>(
    client,
    {
      operation: 'listOrders',
      path: 'orders',
      query: {
        [`${prefix}after`]: after,
        [`${prefix}before`]: before,
        dates_are_gmt: true,
        status
      }
    },
    number
  )
  const nextList = lists[lists.indexOf(status) + 1]
  const next =
    page.before !== null
      ? `${status}:${page.before}`
      : nextList === undefined
        ? null
        : `${nextList}:`
  const map = (wire: WireOrder) => toOrder(wire, client.account)
  return { ...mapEach('orders', page.rows, map, idOf), next, observedUntil: null }
}

/** The order as it is now; null when the shop does not have it. */
export async function getOrder(
  client: WooClient,
  externalId: string
): Promise<ChannelOrder | null> {
  const wire = await readOrder(client, externalId)
  return wire && toOrder(wire, client.account)
}

/** Reads an order; null when the shop does not have it. */
export async function readOrder(client: WooClient, id: string): Promise<WireOrder | null> {
  try {
    const path = `orders/${encodeURIComponent(id)}`
    return await client.call<WireOrder>({ operation: 'getOrder', method: 'GET', path })
  } catch (error) {
    if (error instanceof WooRefusal && error.code === 'woocommerce_rest_shop_order_invalid_id') {
      return null
    }
    throw error
  }
}

function splitToken(token: string | null): [(typeof lists)[number], number | null] {
  if (token === null) return ['any', null]
  const [status, number = ''] = token.split(':')
  return [status === 'trash' ? 'trash' : 'any', number === '' ? null : Number(number)]
}
