import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'

/** What must be true of automations at any time. */
export const automationProofs: readonly Proof[] = [
  {
    name: 'crm.automation-runs-sound',
    title: 'A run that goes on has a step and a time; one that has ended has no time',
    findings: (db) =>
      sentences(
        db,
        sql`select id || ' is ' || state || ', its step ' || coalesce(step, 'none') || ' is due at '
          || coalesce(due_at, 'no time') as finding
        from automation_runs
        where (state = 'running' and step is null)
          or (state = 'running') <> (due_at is not null)
          or (state = 'running') = (finished_at is not null)`
      )
  },
  {
    name: 'crm.automation-holdout-untouched',
    title: 'Nothing was done for who is held out',
    findings: (db) =>
      sentences(
        db,
        sql`select deed.run_id || ' is held out, but step ' || deed.step || ' was done' as finding
        from automation_deeds as deed join automation_runs as run on run.id = deed.run_id
        where run.state = 'heldOut'`
      )
  },
  {
    name: 'crm.automation-points-booked',
    title: 'Each giving of points is in the ledger once',
    findings: (db) =>
      sentences(
        db,
        sql`select deed.run_id || ' has given points in ' || deed.step || ', but the ledger has '
          || count(entry.id) || ' entries' as finding
        from automation_deeds as deed left join points_entries as entry
          on entry.source_id = 'automation:' || deed.run_id || ':' || deed.step
        where deed.kind = 'points' group by deed.run_id, deed.step having count(entry.id) = 0`
      )
  },
  {
    name: 'crm.automation-runs-of-the-living',
    title: 'Runs are reckoned to the customer their member is part of',
    findings: (db) =>
      sentences(
        db,
        sql`select run.id || ' is reckoned to ' || run.customer_id || ', not to '
          || coalesce(customers.living_id, 'anybody') as finding
        from automation_runs as run left join customers on customers.id = run.member_id
        where customers.living_id is null or customers.living_id <> run.customer_id`
      )
  }
]

async function sentences(db: Reader, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`${query} limit 100`.execute(db)
  return rows.map(({ finding }) => finding)
}
