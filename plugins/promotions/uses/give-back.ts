import { sql } from 'kysely'
import { isOneOf, rowsFrom } from '#core/database/rows'
import { ratioOf } from '#core/money'
import type { Tx } from '#core/transaction'
import type { OrderEvent, OrderStanding } from '#plugins/orders'
import { freeCoupons } from '../coupons/repository.ts'
import type { PromotionsScope, ReturnedUse } from '../scope.ts'
import type { PromotionApplicationRow, PromotionShareRow } from '../tables.ts'
import { returnCustomerUses, returnUses } from './repository.ts'

type Application = Pick<PromotionApplicationRow, 'orderId' | 'promotionId' | 'units' | 'campaignId'>

/**
 * Gives back what orders no longer use: of canceled units their part of the budget; of an order that is over without
 * having been served the use, the code, and what areas keep.
 *
 * A part is reckoned cumulatively, so that parts always sum to the whole. Units that were split off or merged into another
 * order still count for the one that was placed. The same statements for any number of orders; two reads for
 * those without promotions.
 */
export async function giveBack(
  scope: Pick<PromotionsScope, 'parts' | 'extensions' | 'campaigns'>,
  tx: Tx,
  events: readonly OrderEvent[]
): Promise<void> {
  const { orders } = scope.parts
  const ids = events
    .filter(({ channelId }) => channelId === orders.directChannelId)
    .map(({ orderId }) => orderId)
  if (ids.length === 0) return
  const applications = await lockUsed(tx, await orders.placedAs(tx, ids))
  if (applications.length === 0) return
  const orderIds = [...new Set(applications.map(({ orderId }) => orderId))]
  const standing = await orders.standing(tx, orderIds)
  const byOrder = new Map(standing.map((one) => [one.orderId, one]))
  const shares = await tx
    .selectFrom('promotionShares')
    .selectAll()
    .where(isOneOf(tx, 'orderId', orderIds))
    .execute()
  const returned = shares.flatMap((share) => returnOf(share, byOrder.get(share.orderId)!))
  const over = applications.filter(({ orderId }) => byOrder.get(orderId)!.isOver)
  await writeShares(tx, returned)
  await writeApplications(tx, applications, { returned, over })
  await writeCounters(tx, { returned, over })
  if (over.length > 0) await freeUses(scope, tx, over)
  const counted = new Set(
    applications.flatMap(({ orderId, campaignId }) => (campaignId === null ? [] : [orderId]))
  )
  if (counted.size === 0) return
  await scope.campaigns?.recount(
    tx,
    standing.filter(({ orderId }) => counted.has(orderId))
  )
}

/** Promotions of orders that have not given everything back, locked. */
async function lockUsed(tx: Tx, orderIds: readonly string[]): Promise<Application[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<Application>`
    select order_id, promotion_id, units, campaign_id from promotion_applications
    where state = 'used' and ${isOneOf(tx, 'orderId', orderIds)}
    order by order_id, promotion_id ${lock}`.execute(tx)
  return rows
}

/** A share that gives something back: how much now, and how much in all. */
interface Return
  extends Pick<PromotionShareRow, 'orderId' | 'promotionId' | 'orderLineId' | 'returnedMinor'> {
  amountMinor: number
}

function returnOf(share: PromotionShareRow, { lines, isOver }: OrderStanding): Return[] {
  const { orderId, promotionId, orderLineId, amountMinor } = share
  const line = lines.find(({ lineId }) => lineId === orderLineId)
  const returnedMinor =
    isOver || !line
      ? Number(isOver) * amountMinor
      : ratioOf(amountMinor, line.gone, Math.max(1, line.quantity))
  const now = returnedMinor - share.returnedMinor
  return now > 0 ? [{ orderId, promotionId, orderLineId, returnedMinor, amountMinor: now }] : []
}

async function writeShares(tx: Tx, returned: readonly Return[]): Promise<void> {
  if (returned.length === 0) return
  const columns = {
    orderId: 'text',
    promotionId: 'text',
    orderLineId: 'text',
    returnedMinor: 'integer'
  } as const
  await sql`
    update promotion_shares set returned_minor = back.returned_minor
    from ${rowsFrom(tx, 'back', columns, returned)}
    where promotion_shares.order_id = back.order_id
      and promotion_shares.promotion_id = back.promotion_id
      and promotion_shares.order_line_id = back.order_line_id`.execute(tx)
}

interface GivenBack {
  returned: readonly Return[]
  over: readonly Application[]
}

async function writeApplications(
  tx: Tx,
  applications: readonly Application[],
  { returned, over }: GivenBack
): Promise<void> {
  const rows = applications.map((application) => {
    const { orderId, promotionId } = application
    const own = returned.filter((one) => one.orderId === orderId && one.promotionId === promotionId)
    return {
      orderId,
      promotionId,
      amountMinor: own.reduce((sum, one) => sum + one.amountMinor, 0),
      isOver: Number(over.includes(application))
    }
  })
  const columns = {
    orderId: 'text',
    promotionId: 'text',
    amountMinor: 'integer',
    isOver: 'integer'
  } as const
  await sql`
    update promotion_applications set
      returned_minor = promotion_applications.returned_minor + back.amount_minor,
      state = case when back.is_over = 1 then 'returned' else state end
    from ${rowsFrom(tx, 'back', columns, rows)}
    where promotion_applications.order_id = back.order_id
      and promotion_applications.promotion_id = back.promotion_id`.execute(tx)
}

async function writeCounters(tx: Tx, { returned, over }: GivenBack): Promise<void> {
  const sums = new Map<string, { promotionId: string; uses: number; amountMinor: number }>()
  const sumOf = (promotionId: string) => {
    const sum = sums.get(promotionId) ?? { promotionId, uses: 0, amountMinor: 0 }
    sums.set(promotionId, sum)
    return sum
  }
  for (const { promotionId, amountMinor } of returned) sumOf(promotionId).amountMinor += amountMinor
  for (const { promotionId } of over) sumOf(promotionId).uses += 1
  await returnUses(tx, [...sums.values()])
}

async function freeUses(
  { extensions }: Pick<PromotionsScope, 'extensions'>,
  tx: Tx,
  over: readonly Application[]
): Promise<void> {
  const orderIds = [...new Set(over.map(({ orderId }) => orderId))]
  await returnCustomerUses(tx, orderIds)
  await freeCoupons(tx, orderIds)
  const uses = over.map(
    ({ orderId, promotionId, units }): ReturnedUse => ({
      orderId,
      promotionId,
      units: new Map(Object.entries(JSON.parse(units) as Record<string, number>))
    })
  )
  for (const extension of extensions) await extension.giveBack?.(tx, uses)
}
