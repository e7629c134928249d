import type { PageRequest } from '#core/channel/client'
import type { DocumentPage } from '#core/channel/documents'
import { mapEach } from '#core/channel/reading'
import type { AfterSaleDecision, ItemOutcome } from '#core/channel/writes'
import type { ShopifyClient } from './client.ts'
import { approveReturn, declineReturn, listReturns, readReturn } from './documents/returns.ts'
import { refused, refusedItem } from './errors.ts'
import { gidOf } from './map/ids.ts'
import { type ReturnWithOrder, returnIdOf, toAfterSale } from './map/return.ts'
import { nextPage } from './next-page.ts'
import { spanOf } from './orders.ts'
import { largestPage } from './page-size.ts'
import { refund } from './refunds.ts'
import type {
  WireConnection,
  WireReturn,
  WireReturnedOrder,
  WireUserError,
  WireUserErrors
} from './wire.ts'

/** States of an order that has returns. */
const withReturns = [
  ...['return_requested', 'in_progress', 'inspection_complete', 'returned', 'return_failed']
]
  .map((state) => `return_status:${state}`)
  .join(' OR ')

const declineReasons = new Set(['FINAL_SALE', 'OTHER', 'RETURN_PERIOD_ENDED'])

/** Lists returns by the orders of the slice that have any: Shopify lists none by themselves. */
export async function listAfterSales(
  client: ShopifyClient,
  { slice, pageToken }: PageRequest
): Promise<DocumentPage> {
  const { orders } = await largestPage((first) =>
    client.call<{
      orders: WireConnection<WireReturnedOrder & { returns: { nodes: WireReturn[] } }>
    }>(listReturns, {
      first,
      after: pageToken,
      query: `${spanOf('updated', slice)} AND (${withReturns})`
    })
  )
  const rows = orders.nodes.flatMap(({ returns, ...order }) =>
    returns.nodes.map((wire) => ({ wire, order }))
  )
  return {
    ...mapEach('returns', rows, toAfterSale, returnIdOf),
    next: nextPage(orders.pageInfo),
    observedUntil: null
  }
}

/** Approves or declines a return. What has been decided the same way already is done. */
export async function decideAfterSale(
  client: ShopifyClient,
  decision: AfterSaleDecision,
  key: string
): Promise<ItemOutcome> {
  try {
    const found = await find(client, decision.externalId)
    if (found === null) {
      const reason = `Shopify has no return ${decision.externalId}`
      return { status: 'rejected', code: 'RETURN_GONE', reason, class: 'gone' }
    }
    return decision.action === 'agree'
      ? await agree(client, found, { decision, key })
      : await refuse(client, found, decision)
  } catch (error) {
    const outcome = refusedItem(error)
    if (outcome === null) throw error
    return outcome
  }
}

async function agree(
  client: ShopifyClient,
  found: ReturnWithOrder,
  { decision, key }: { decision: AfterSaleDecision; key: string }
): Promise<ItemOutcome> {
  const { status, id } = found.wire
  if (status === 'DECLINED' || status === 'CANCELED') return tooLate(found)
  if (status === 'REQUESTED') {
    const input = { id, notifyCustomer: client.account.notifiesBuyers }
    const { returnApproveRequest } = await client.call<{ returnApproveRequest: WireUserErrors }>(
      approveReturn,
      { input }
    )
    const error = returnApproveRequest.userErrors[0]
    if (error) return refusedReturn(error, found)
  }
  const asked = toAfterSale(found)
  const amountMinor = decision.amountMinor ?? asked.amountMinor ?? 0
  if (!client.account.refundsOnAgree || amountMinor === 0) return done(found)
  const outcome = await refund(
    client,
    {
      refundId: `return ${decision.externalId}`,
      orderExternalId: asked.orderExternalId!,
      amountMinor,
      currency: decision.currency,
      reason: decision.note,
      lines: []
    },
    key
  )
  return outcome.status === 'done' ? done(found) : outcome
}

async function refuse(
  client: ShopifyClient,
  found: ReturnWithOrder,
  { reasonCode, note }: AfterSaleDecision
): Promise<ItemOutcome> {
  const { status, id } = found.wire
  if (status === 'DECLINED') return done(found)
  if (status !== 'REQUESTED') return tooLate(found)
  const declineReason = reasonCode ?? 'OTHER'
  if (!declineReasons.has(declineReason)) {
    const reason = `${declineReason} is no reason of Shopify: use ${[...declineReasons].join(', ')}`
    return { status: 'rejected', code: 'REASON_UNKNOWN', reason }
  }
  const { notifiesBuyers: notifyCustomer } = client.account
  const input = { id, declineReason, declineNote: note, notifyCustomer }
  const { returnDeclineRequest } = await client.call<{ returnDeclineRequest: WireUserErrors }>(
    declineReturn,
    { input }
  )
  const error = returnDeclineRequest.userErrors[0]
  return error ? refusedReturn(error, found) : done(found)
}

async function find(client: ShopifyClient, externalId: string): Promise<ReturnWithOrder | null> {
  const answer = await client.call<{ return: (WireReturn & { order: WireReturnedOrder }) | null }>(
    readReturn,
    { id: gidOf('Return', externalId) }
  )
  return answer.return && { wire: answer.return, order: answer.return.order }
}

function done(found: ReturnWithOrder): ItemOutcome {
  return { status: 'done', externalId: returnIdOf(found) }
}

function refusedReturn(error: WireUserError, { wire }: ReturnWithOrder): ItemOutcome {
  return refused(error, wire.name)
}

function tooLate({ wire }: ReturnWithOrder): ItemOutcome {
  const reason = `${wire.name} is ${wire.status}: it cannot be decided any more`
  return { status: 'rejected', code: 'INVALID_STATE', reason, class: 'conflict' }
}
