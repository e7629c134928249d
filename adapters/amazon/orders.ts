import type { PageRequest } from '#core/channel/client'
import type { ChannelOrder, DocumentPage } from '#core/channel/documents'
import { mapEach } from '#core/channel/reading'
import { instantAt, instantMs } from '#core/time'
import type { AmazonClient } from './client.ts'
import { AmazonRefusal } from './errors.ts'
import { idOf, toOrder } from './map/order.ts'
import { apiVersions } from './version.ts'
import type { WireOrder, WireOrderPage } from './wire.ts'

const path = ['orders', apiVersions.orders, 'orders']

/** All that an order is read from; a call costs the same with all of it. */
const includedData = ['BUYER', 'RECIPIENT', 'PROCEEDS', 'FULFILLMENT', 'PACKAGES', 'PAYMENT']

/** Most orders in a page. */
export const orderPageMax = 100

/**
 * A list that ends so close to now is asked for without an end: Amazon says by its own clock where
 * it is.
 */
const openMs = 15 * 60_000
const minuteMs = 60_000

/** By which of its times an order is listed. */
type ListedBy = 'created' | 'lastUpdated'

/**
 * Lists orders of the slice. Amazon refuses an end less than two minutes before its own now, which
 * a clock that is slow would make of any recent one: recent lists have none, and what Amazon says
 * is vouched for.
 */
export async function listOrders(
  client: AmazonClient,
  by: ListedBy,
  { slice, pageToken }: PageRequest
): Promise<DocumentPage> {
  const isOpen = pageToken === null ? isRecent(client, slice.until) : pageToken.startsWith('open:')
  const { account } = client
  const page = await client.call<WireOrderPage>({
    operation: 'searchOrders',
    method: 'GET',
    path,
    query: {
      [`${by}After`]: slice.since,
      [`${by}Before`]: isOpen ? null : slice.until,
      marketplaceIds: [account.marketplaceId],
      fulfilledBy: account.fulfilledBy === 'BOTH' ? null : [account.fulfilledBy],
      maxResultsPerPage: orderPageMax,
      paginationToken: pageToken === null ? null : pageToken.slice(pageToken.indexOf(':') + 1),
      includedData
    }
  })
  const map = (wire: WireOrder) => toOrder(wire, account.currency)
  const next = page.pagination?.nextToken
  return {
    ...mapEach('orders', page.orders ?? [], map, idOf),
    next: next === undefined ? null : `${isOpen ? 'open' : 'closed'}:${next}`,
    observedUntil: isOpen ? observedUntilOf(page[`${by}Before`], slice) : null
  }
}

/** The order as it is now; null when Amazon does not have it. */
export async function getOrder(
  client: AmazonClient,
  externalId: string
): Promise<ChannelOrder | null> {
  const wire = await readOrder(client, externalId, includedData)
  return wire && toOrder(wire, client.account.currency)
}

/** Reads an order with some of its data; null when Amazon does not have it. */
export async function readOrder(
  client: AmazonClient,
  externalId: string,
  included: readonly string[]
): Promise<WireOrder | null> {
  try {
    const { order } = await client.call<{ order: WireOrder }>({
      operation: 'getOrder',
      method: 'GET',
      path: [...path, externalId],
      query: { includedData: included }
    })
    return order
  } catch (error) {
    if (error instanceof AmazonRefusal && error.status === 404) return null
    throw error
  }
}

function isRecent({ io }: AmazonClient, until: string): boolean {
  return io.clock.ms() - instantMs(until) < openMs
}

/**
 * How far a list reaches when Amazon has set its end; null: as far as was asked. In whole minutes:
 * an end that moves with every call would have a pull run after it.
 */
function observedUntilOf(
  end: string | undefined,
  { since, until }: PageRequest['slice']
): string | null {
  if (end === undefined) return null
  const at = instantAt(Math.floor(instantMs(end) / minuteMs) * minuteMs)
  if (instantMs(end) >= instantMs(until)) return null
  return at < since ? since : at
}
