import type { PageRequest } from '#core/channel/client'
import type { ChannelOrder, DocumentPage } from '#core/channel/documents'
import { mapEach } from '#core/channel/reading'
import type { ShopifyClient } from './client.ts'
import * as documents from './documents/orders.ts'
import { gidOf } from './map/ids.ts'
import { orderIdOf, toOrder } from './map/order.ts'
import { nextPage } from './next-page.ts'
import { largestPage } from './page-size.ts'
import type { WireConnection, WireLine, WireOrder } from './wire.ts'

/** Most pages of lines that are read beyond those that come with an order; one with more is set apart. */
const linePagesMax = 50

/** By which of its times an order is listed. */
type ListedBy = 'created' | 'updated'

/** Lists orders of the slice, oldest first: one that changes meanwhile moves to the end, and none is skipped. */
export async function listOrders(
  client: ShopifyClient,
  by: ListedBy,
  { slice, pageToken }: PageRequest
): Promise<DocumentPage> {
  const { orders } = await largestPage((first) =>
    client.call<{ orders: WireConnection<WireOrder> }>(documents.listOrders, {
      first,
      after: pageToken,
      query: spanOf(by, slice),
      sortKey: by === 'created' ? 'CREATED_AT' : 'UPDATED_AT',
      withBuyers: client.account.readsBuyers
    })
  )
  for (const order of orders.nodes) await readAllLines(client, order)
  return {
    ...mapEach('orders', orders.nodes, toOrder, orderIdOf),
    next: nextPage(orders.pageInfo),
    observedUntil: null
  }
}

/** The order as it is now; null when Shopify does not have it. */
export async function getOrder(
  client: ShopifyClient,
  externalId: string
): Promise<ChannelOrder | null> {
  const { order } = await client.call<{ order: WireOrder | null }>(documents.getOrder, {
    id: gidOf('Order', externalId),
    withBuyers: client.account.readsBuyers
  })
  if (order === null) return null
  await readAllLines(client, order)
  return toOrder(order)
}

/** The filter of a span of time, in the search syntax of Shopify. */
export function spanOf(by: ListedBy, { since, until }: PageRequest['slice']): string {
  return `${by}_at:>='${since}' AND ${by}_at:<'${until}'`
}

async function readAllLines(client: ShopifyClient, wire: WireOrder): Promise<void> {
  for (let page = 0; page < linePagesMax; page++) {
    const after = nextPage(wire.lineItems.pageInfo)
    if (after === null) return
    const { order } = await client.call<{ order: Pick<WireOrder, 'lineItems'> | null }>(
      documents.moreLines,
      { id: wire.id, after }
    )
    const more: WireConnection<WireLine> = order?.lineItems ?? {
      nodes: [],
      pageInfo: { hasNextPage: false, endCursor: null }
    }
    wire.lineItems.nodes.push(...more.nodes)
    wire.lineItems.pageInfo = more.pageInfo
  }
}
