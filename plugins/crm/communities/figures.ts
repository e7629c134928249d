import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { ratioOf } from '#core/money'
import type { Instant } from '#core/time'

/** What a community has come to in a period; `to` is exclusive. */
export interface CommunityFigures {
  members: number
  joined: number
  left: number
  membersDuring: number
  active: number
  /** active / membersDuring; null: nobody was in it. */
  activeRateBps: number | null
}

/** Counts customers, each once whatever was merged into it: two queries. */
export async function figuresOf(
  db: Reader,
  communityId: string,
  { from, to }: { from: Instant; to: Instant }
): Promise<CommunityFigures> {
  const { rows } = await sql<Omit<CommunityFigures, 'active' | 'activeRateBps'>>`
    select
      count(distinct case when joined_at < ${to} and (left_at is null or left_at >= ${to})
        then customer_id end) as members,
      count(distinct case when joined_at >= ${from} and joined_at < ${to}
        then customer_id end) as joined,
      count(distinct case when left_at >= ${from} and left_at < ${to}
        then customer_id end) as "left",
      count(distinct case when joined_at < ${to} and (left_at is null or left_at > ${from})
        then customer_id end) as members_during
    from community_members where community_id = ${communityId}`.execute(db)
  const took = await sql<{ active: number }>`
    select count(distinct p.customer_id) as active
    from community_activities a join community_participations p on p.activity_id = a.id
    where a.community_id = ${communityId}
      and p.took_part_at >= ${from} and p.took_part_at < ${to}`.execute(db)
  const counted = rows[0]!
  const { active } = took.rows[0]!
  const { membersDuring } = counted
  const activeRateBps = membersDuring === 0 ? null : ratioOf(active, 10_000, membersDuring)
  return { ...counted, active, activeRateBps }
}
