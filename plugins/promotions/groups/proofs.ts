import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

/** What must be true of groups at any time. */
export const groupProofs: readonly Proof[] = [
  {
    name: 'promotions.groups-equal-members',
    title: 'An open group counts the orders that are in it, and no group has more than it takes',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select g.id || ' is ' || g.state || ' with ' || g.members || ' of ' || g.members_min
          || ' members; orders: ' || count(m.order_id) as finding
        from promotion_groups g left join promotion_group_members m
          on m.group_id = g.id and m.state = 'joined'
        group by g.id, g.state, g.members, g.members_min
        having g.members > g.members_min or count(m.order_id) > g.members
          or (g.state = 'filled' and g.members < g.members_min)
          or (g.state = 'open' and (count(m.order_id) <> g.members or g.members = g.members_min))
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
