import { sql } from 'kysely'
import type { Registry } from 'prom-client'
import type { Reader } from '#core/database/db'
import { addGauge } from '#core/http/metrics'
import type { JobState } from './tables.ts'

const gauges: readonly { name: string; help: string; states: readonly JobState[] }[] = [
  { name: 'waiting', help: 'Jobs that are due and wait for a worker', states: ['ready', 'handed'] },
  { name: 'delayed', help: 'Jobs that wait for their time', states: ['delayed'] },
  { name: 'running', help: 'Jobs that a worker has', states: ['running'] },
  { name: 'dead', help: 'Dead letters: jobs that failed for good', states: ['dead'] }
]

/** Adds how many jobs are in which state to the metrics, counted when they are read. */
export function addJobGauges(registry: Registry, db: Reader): void {
  for (const { name, help, states } of gauges) {
    addGauge(registry, `shopkeeper_jobs_${name}`, help, async () => {
      const counts = states.map((state) =>
        sql.raw(`(select count(*) from jobs where state = '${state}')`)
      )
      const result = await sql<{ total: number }>`
        select ${sql.join(counts, sql` + `)} as total`.execute(db)
      return result.rows[0]?.total ?? 0
    })
  }
}
