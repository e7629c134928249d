import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must be true of communities at any time. */
export const communityProofs: readonly Proof[] = [
  {
    name: 'crm.communities-of-the-living',
    title:
      'Who is in a community is reckoned to the customer the member is part of, one time after the other',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select own.what || ' is reckoned to ' || own.customer_id || ', not to '
          || coalesce(customers.living_id, 'anybody') as finding
        from (select id as what, member_id, customer_id from community_members
          union all select id, member_id, customer_id from community_participations) as own
          left join customers on customers.id = own.member_id
        where customers.living_id is null or customers.living_id <> own.customer_id
        union all select one.id || ' and ' || other.id || ': a member twice at a time'
        from community_members one join community_members other
          on other.community_id = one.community_id and other.member_id = one.member_id
            and other.id > one.id and other.joined_at < coalesce(one.left_at, '9999')
            and one.joined_at < coalesce(other.left_at, '9999')
        limit ${findingsMax}`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
