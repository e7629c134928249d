import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

/** What must be true of quality issues at any time. */
export const qualityProofs: readonly Proof[] = [
  {
    name: 'aftersales.issues-have-passed',
    title: 'A quality issue ends with its state, and its cases are from after the issue before',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select id || ' is ' || state || ', though it ended ' || coalesce(ended_at, 'never') as finding
        from quality_issues
        where (state in ('resolved', 'dismissed')) <> (ended_at is not null)
        union all
        select i.id || ' is about ' || c.id || ', which the issue before knew already' as finding
        from quality_issues i join quality_issue_cases e on e.issue_id = i.id
        join cases c on c.id = e.case_id where c.opened_at <= i.counts_after
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
