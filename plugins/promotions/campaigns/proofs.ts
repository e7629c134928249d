import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'
import type { OrdersService } from '#plugins/orders'
import { countedNow } from './orders/recount.ts'
import { selectDiscounts, selectOrders, sumColumns, summed } from './orders/repository.ts'
import { sumNames } from './orders/sums.ts'

const findingsMax = 100
const pageSize = 500

/** What must be true of campaigns at any time. */
export function campaignProofs(orders: Pick<OrdersService, 'standing'>): Proof[] {
  return [
    {
      name: 'campaigns.figures-equal-orders',
      title: 'What orders count for in campaigns is what stands of them, line by line',
      findings: (db) => wrongOrders(db, orders)
    },
    {
      name: 'campaigns.days-equal-orders',
      title: 'The figures of campaigns are the sums of their orders, day by day',
      findings: wrongDays
    },
    {
      name: 'campaigns.orders-used-its-promotions',
      title: 'Orders count for a campaign exactly when one of its promotions applies to them',
      findings: wrongMembers
    },
    {
      name: 'campaigns.over-means-ended',
      title: 'A campaign that is over has no promotion that counts, and holds on to none',
      findings: (db) =>
        sentences(
          db,
          sql`select c.id || ' is ' || c.state || ', its ' || p.id || ' is ' || p.state as finding
          from campaigns c join campaign_promotions m on m.campaign_id = c.id
          join promotions p on p.id = m.promotion_id
          where c.state in ('closed', 'stopped') and (m.is_open = 1 or p.state <> 'ended')`
        )
    }
  ]
}

async function wrongOrders(db: Reader, orders: Pick<OrdersService, 'standing'>): Promise<string[]> {
  const findings: string[] = []
  for (let after = ''; findings.length < findingsMax; ) {
    const { rows } = await sql<{ orderId: string }>`
      select distinct order_id from campaign_orders where order_id > ${after}
      order by order_id limit ${pageSize}`.execute(db)
    const ids = rows.map(({ orderId }) => orderId)
    const last = ids.at(-1)
    if (last === undefined) break
    after = last
    const [counted, given, standing] = [
      await selectOrders(db, ids),
      await selectDiscounts(db, ids),
      await orders.standing(db, ids)
    ]
    for (const row of counted) {
      const now = countedNow(row, standing, given)
      for (const name of sumNames) {
        if (row[name] === now[name]) continue
        const { campaignId, orderId } = row
        findings.push(
          `${campaignId}, ${orderId}: ${name} is ${row[name]}; its lines say ${now[name]}`
        )
      }
    }
  }
  return findings.slice(0, findingsMax)
}

function wrongDays(db: Reader): Promise<string[]> {
  const differs = sql.raw(
    sumColumns
      .split(', ')
      .map((name) => `coalesce(d.${name}, 0) <> coalesce(o.${name}, 0)`)
      .join(' or ')
  )
  return sentences(
    db,
    sql`select coalesce(d.campaign_id, o.campaign_id) || ' on ' || coalesce(d.day_on, o.day_on)
      || ': ' || coalesce(d.orders, 0) || ' orders, ' || coalesce(d.net_minor, 0)
      || ' net; its orders say ' || coalesce(o.orders, 0) || ' and ' || coalesce(o.net_minor, 0)
      as finding
    from (select campaign_id, day_on, ${summed} from campaign_days group by campaign_id, day_on) d
    full join (select campaign_id, day_on, ${summed} from campaign_orders
      group by campaign_id, day_on) o on o.campaign_id = d.campaign_id and o.day_on = d.day_on
    where ${differs}`
  )
}

function wrongMembers(db: Reader): Promise<string[]> {
  return sentences(
    db,
    sql`select a.order_id || ' uses promotions of ' || a.campaign_id || ' and does not count' as finding
    from promotion_applications a left join campaign_orders o
      on o.campaign_id = a.campaign_id and o.order_id = a.order_id
    where a.campaign_id is not null and o.order_id is null
    union all select o.order_id || ' counts for ' || o.campaign_id || ' and uses none of its promotions'
    from campaign_orders o where not exists (select 1 from promotion_applications a
      where a.campaign_id = o.campaign_id and a.order_id = o.order_id)`
  )
}

async function sentences(db: Reader, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`
    select finding from (${query}) as found limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
