import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

/** What must be true of deadlines at any time. */
export const slaProofs: readonly Proof[] = [
  {
    name: 'aftersales.clocks-of-the-open',
    title: 'No clock runs in a case that is over, and an open case measures its resolution once',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select clock.id || ' of ' || cases.id || ' still runs, though the case is over' as finding
        from sla_clocks as clock join cases on cases.id = clock.case_id
        where cases.closed_at is not null and clock.state in ('running', 'paused')
        union all
        select cases.id || ' is open and does not measure its resolution' as finding
        from cases join sla_cases on sla_cases.case_id = cases.id
        where cases.closed_at is null and not exists (
          select 1 from sla_clocks as clock where clock.case_id = cases.id
            and clock.target = 'resolution' and clock.state in ('running', 'paused'))
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  },
  {
    name: 'aftersales.open-clocks-once',
    title:
      'A case has one open clock of a target at most, and one that runs towards a target is due',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select case_id || ' has ' || count(*) || ' open clocks of ' || target as finding
        from sla_clocks where state in ('running', 'paused')
        group by case_id, target having count(*) > 1
        union all
        select id || ' runs and is never due' as finding from sla_clocks
        where state = 'running' and target_ms is not null and due_at is null
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
