import { sql } from 'kysely'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { OrderEvent, OrderStanding } from '#plugins/orders'
import type { PromotionsScope } from '../../scope.ts'
import { heedGuards } from '../guards.ts'
import { lockCampaigns } from '../repository.ts'
import type { CampaignDayRow, CampaignOrderRow } from '../tables.ts'
import {
  addToDays,
  type GivenDiscount,
  selectDiscounts,
  selectOrders,
  updateOrders
} from './repository.ts'
import {
  addSums,
  type CampaignSums,
  type CountedLine,
  changeOf,
  noSums,
  sumNames,
  sumsOf
} from './sums.ts'

/**
 * Counts orders of campaigns anew once units of them are gone, or all. The caller has locked their promotions, and knows
 * what stands of them. A constant number of statements for any number of orders; again, it changes nothing.
 */
export async function recountOrders(
  scope: Pick<PromotionsScope, 'ctx'>,
  tx: Tx,
  standing: readonly OrderStanding[]
): Promise<void> {
  const orderIds = standing.map(({ orderId }) => orderId)
  const rows = await selectOrders(tx, orderIds)
  if (rows.length === 0) return
  const given = await selectDiscounts(tx, orderIds)
  const changes = rows
    .map((row) => ({ row, after: countedNow(row, standing, given) }))
    .filter(({ row, after }) => sumNames.some((name) => row[name] !== after[name]))
  if (changes.length === 0) return
  const campaigns = await lockCampaigns(tx, [...new Set(changes.map(({ row }) => row.campaignId))])
  await updateOrders(
    tx,
    changes.map(({ row: { campaignId, orderId }, after }) => ({ campaignId, orderId, ...after }))
  )
  await addToDays(tx, deltasOf(changes))
  await heedGuards(scope, tx, campaigns)
}

/** What an order counts for, by its lines as they were placed and what stands of them. */
export function countedNow(
  { campaignId, orderId, lines, isNewCustomer }: CampaignOrderRow,
  standing: readonly OrderStanding[],
  given: readonly GivenDiscount[]
): CampaignSums {
  const discount = given.find((one) => one.campaignId === campaignId && one.orderId === orderId)
  return sumsOf(
    {
      lines: JSON.parse(lines) as CountedLine[],
      isNewCustomer: isNewCustomer === 1,
      discountMinor: discount?.discountMinor ?? 0,
      shippingDiscountMinor: discount?.shippingDiscountMinor ?? 0
    },
    standing.find((one) => one.orderId === orderId)!
  )
}

function deltasOf(
  changes: readonly { row: CampaignOrderRow; after: CampaignSums }[]
): CampaignDayRow[] {
  const deltas = new Map<string, CampaignDayRow>()
  for (const { row, after } of changes) {
    const { campaignId, dayOn, shard } = row
    const key = `${campaignId} ${dayOn} ${shard}`
    const sums = addSums(deltas.get(key) ?? noSums, changeOf(row, after))
    deltas.set(key, { campaignId, dayOn, shard, ...sums })
  }
  return [...deltas.values()]
}

/** Follows orders whose uses are kept when they are canceled: two reads for those without promotions of a campaign. */
export async function followOrders(
  scope: Pick<PromotionsScope, 'ctx' | 'parts'>,
  tx: Tx,
  events: readonly OrderEvent[]
): Promise<void> {
  const { orders } = scope.parts
  const ids = events
    .filter(({ channelId }) => channelId === orders.directChannelId)
    .map(({ orderId }) => orderId)
  if (ids.length === 0) return
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<{ orderId: string }>`
    select order_id from promotion_applications
    where campaign_id is not null and ${isOneOf(tx, 'order_id', await orders.placedAs(tx, ids))}
    order by order_id, promotion_id ${lock}`.execute(tx)
  const counted = [...new Set(rows.map(({ orderId }) => orderId))]
  if (counted.length > 0) await recountOrders(scope, tx, await orders.standing(tx, counted))
}
