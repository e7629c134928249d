import { migrate } from '#core/database/migrations'
import { openBackend } from '#core/database/open'
import { systemClock } from '#core/time'

/*
 * Run by `startMigrating`: applies as many migrations as it is told to and prints those it applied.
 */
const [url, steps] = process.argv.slice(2) as [string, string]
const backend = await openBackend(
  { url, durability: 'full', poolMax: 2, waitMs: 20_000 },
  systemClock
)
const migrations = Array.from({ length: Number(steps) }, (_, i) => ({
  id: String(i + 1).padStart(4, '0'),
  sql: `create table step_${i} (id text primary key);\ninsert into step_${i} (id) values ('a');`
}))
const applied = await migrate(backend, [{ plugin: 'steps', migrations }], systemClock)
for (const step of applied) console.log(step.migration)
await backend.close()
