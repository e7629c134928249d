import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { toSnake } from '#core/database/names'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CampaignDayRow, CampaignOrderRow } from '../tables.ts'
import { type CampaignSums, sumNames } from './sums.ts'

const columns = sumNames.map(toSnake)

/** Columns of the sums, in SQL. */
export const sumColumns = columns.join(', ')

/** `sum(orders) as orders, …`: of no rows, nulls. */
export const summed = sql.raw(columns.map((name) => `sum(${name}) as ${name}`).join(', '))

export async function insertOrders(tx: Tx, rows: readonly CampaignOrderRow[]): Promise<void> {
  await insertAll(tx, 'campaignOrders', rows)
}

/** Adds to days, one statement; in the order of their keys, so that two never wait for each other in a circle. */
export async function addToDays(tx: Tx, deltas: readonly CampaignDayRow[]): Promise<void> {
  if (deltas.length === 0) return
  const kinds = {
    campaignId: 'text',
    dayOn: 'text',
    shard: 'integer',
    ...(Object.fromEntries(sumNames.map((name) => [name, 'integer'])) as Record<
      keyof CampaignSums,
      'integer'
    >)
  } as const
  const cells = deltas.map((delta) => ({ ...delta }))
  const sets = columns.map((name) => `${name} = campaign_days.${name} + excluded.${name}`)
  await sql`
    insert into campaign_days (campaign_id, day_on, shard, ${sql.raw(sumColumns)})
    select campaign_id, day_on, shard, ${sql.raw(sumColumns)} from ${rowsFrom(tx, 'delta', kinds, cells)}
    where true order by campaign_id, day_on, shard
    on conflict (campaign_id, day_on, shard) do update set ${sql.raw(sets.join(', '))}`.execute(tx)
}

/** What orders count for, in all of their campaigns. */
export async function selectOrders(
  db: Reader,
  orderIds: readonly string[]
): Promise<CampaignOrderRow[]> {
  return db
    .selectFrom('campaignOrders')
    .selectAll()
    .where(isOneOf(db, 'orderId', orderIds))
    .orderBy('campaignId')
    .orderBy('orderId')
    .execute()
}

/** Writes what orders count for now. */
export async function updateOrders(
  tx: Tx,
  rows: readonly (CampaignSums & Pick<CampaignOrderRow, 'campaignId' | 'orderId'>)[]
): Promise<void> {
  const kinds = {
    campaignId: 'text',
    orderId: 'text',
    ...(Object.fromEntries(sumNames.map((name) => [name, 'integer'])) as Record<
      keyof CampaignSums,
      'integer'
    >)
  } as const
  const cells = rows.map((row) => ({ ...row }))
  const sets = columns.map((name) => `${name} = now.${name}`).join(', ')
  await sql`
    update campaign_orders set ${sql.raw(sets)} from ${rowsFrom(tx, 'now', kinds, cells)}
    where campaign_orders.campaign_id = now.campaign_id
      and campaign_orders.order_id = now.order_id`.execute(tx)
}

/** What the promotions of a campaign give an order. */
export interface GivenDiscount {
  campaignId: string
  orderId: string
  discountMinor: number
  shippingDiscountMinor: number
}

/** What campaigns give orders, less what came back: one query. */
export async function selectDiscounts(
  db: Reader,
  orderIds: readonly string[]
): Promise<GivenDiscount[]> {
  const { rows } = await sql<GivenDiscount>`
    select a.campaign_id, a.order_id,
      coalesce(sum(s.amount_minor - s.returned_minor), 0) as discount_minor,
      coalesce(sum(case when s.order_line_id = '' then s.amount_minor - s.returned_minor else 0 end), 0)
        as shipping_discount_minor
    from promotion_applications a left join promotion_shares s
      on s.order_id = a.order_id and s.promotion_id = a.promotion_id
    where a.campaign_id is not null and ${isOneOf(db, 'a.order_id', orderIds)}
    group by a.campaign_id, a.order_id`.execute(db)
  return rows.map((row) => ({
    ...row,
    discountMinor: Number(row.discountMinor),
    shippingDiscountMinor: Number(row.shippingDiscountMinor)
  }))
}

/** Figures of campaigns, with what was spent elsewhere. */
export interface CampaignTotals extends CampaignSums {
  campaignId: string
  recordedMinor: number
}

/** What the orders of campaigns add up to, and what was spent on them elsewhere: one query. */
export async function selectTotals(
  db: Reader,
  campaignIds: readonly string[]
): Promise<Map<string, CampaignTotals>> {
  const { rows } = await sql<Record<keyof CampaignTotals, string | number | null>>`
    select c.id as campaign_id, d.*,
      (select sum(amount_minor) from campaign_spends where campaign_id = c.id) as recorded_minor
    from campaigns c left join (
      select campaign_id as of_campaign, ${summed} from campaign_days
      where ${isOneOf(db, 'campaign_id', campaignIds)} group by campaign_id) d on d.of_campaign = c.id
    where ${isOneOf(db, 'c.id', campaignIds)}`.execute(db)
  return new Map(
    rows.map(({ campaignId, recordedMinor, ...row }) => {
      const sums = toSums(row as Record<keyof CampaignSums, string | number | null>)
      const id = String(campaignId)
      return [id, { campaignId: id, ...sums, recordedMinor: Number(recordedMinor ?? 0) }]
    })
  )
}

/** Sums as the database gives them: null for none, text where they are big. */
export function toSums(row: Record<keyof CampaignSums, string | number | null>): CampaignSums {
  return Object.fromEntries(
    sumNames.map((name) => [name, Number(row[name] ?? 0)])
  ) as unknown as CampaignSums
}
