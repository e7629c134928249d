import t from 'tap'
import { openBackend } from '#core/database/open'
import { systemClock } from '#core/time'
import { dumpSchema } from '../core/database/schema-dump.ts'
import { freshDatabase, onEachDatabase, type TestDatabase } from '../harness.ts'
import { startDyingEngine } from './engine.ts'
import { seededFor } from './seed.ts'
import { openShop, shopPlugins, stockShop } from './shop.ts'

// Both databases at once: most of the time goes into starting processes.
t.jobs = 2

const points = [
  {
    name: 'with a step done but for its commit',
    at: '^before commit',
    since: '^after insert into schema_mig'
  },
  { name: 'between two steps', at: '^after commit', since: '^after insert into schema_mig' }
]

onEachDatabase(async (t, kind) => {
  const whole = await freshDatabase(t, kind)
  const untouched = await openShop(t, kind, { database: whole })
  await untouched.engine.stop()
  const wanted = await schemaOf(whole)

  for (const { name, ...point } of points) {
    t.test(`C3: kill -9 in a migration, ${name}: a rerun ends with the same schema`, async (t) => {
      const database = await freshDatabase(t, kind)
      const dies = { ...point, nth: seededFor(t).between(2, 5) }
      const child = await startDyingEngine(t, {
        ...{ database, plugins: shopPlugins, dies },
        from: 'starting'
      })
      t.equal((await child.exited).signal, 'SIGKILL', child.output())
      t.notSame(await schemaOf(database), wanted, 'it was not done')
      const shop = await openShop(t, kind, { database })
      t.same(await schemaOf(database), wanted)
      t.same(await shop.engine.pendingMigrations(), [])
      t.ok(await stockShop(shop), 'and it works')
    })
  }
})

async function schemaOf({ url }: TestDatabase): Promise<string[]> {
  const options = { url, durability: 'process', poolMax: 2, waitMs: 5000 } as const
  const backend = await openBackend(options, systemClock)
  const dump = await dumpSchema(backend)
  await backend.close()
  return dump
}
