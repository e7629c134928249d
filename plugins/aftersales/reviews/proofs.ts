import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

/** What must be true of reviews at any time. */
export const reviewProofs: readonly Proof[] = [
  {
    name: 'aftersales.review-grades',
    title: 'A review has the grade of its rating, and an answer if it is answered',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select id || ' has ' || coalesce(grade, 'no grade') || ' with ' || coalesce(rating, 0)
          || ' of 5' as finding
        from reviews where coalesce(grade, '') <> case when rating is null then ''
          when rating >= 4 then 'good' when rating = 3 then 'neutral' else 'bad' end
        union all
        select id || ' is ' || reply_state || ' without an answer' as finding from reviews
        where reply_state <> 'none' and reply is null and is_erased = 0
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  },
  {
    name: 'aftersales.upheld-appeals',
    title: 'A review is out of the figures if and only if an appeal against it was upheld',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select v.id || (case when v.is_excluded = 1 then ' is out of the figures without an appeal'
          else ' counts, though an appeal was upheld' end) as finding
        from reviews v where v.is_excluded <> (case when exists (
          select 1 from review_appeals a where a.review_id = v.id and a.state = 'upheld')
          then 1 else 0 end)
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
