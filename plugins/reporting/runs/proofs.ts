import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

/** What must be true of runs at any time. */
export const runProofs: readonly Proof[] = [
  {
    name: 'reporting.runs-are-whole',
    title: 'Revisions of a report are all there, from the first to the newest',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select series_id || ' has ' || count(*) || ' revisions up to ' || max(revision) as finding
        from report_runs group by series_id having count(*) <> max(revision) limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
