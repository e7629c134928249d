import { readFileSync } from 'node:fs'
import { readSchema } from '../../docs/schema/schema-text.ts'
import { buildTestEngine, freshDatabase, onEachDatabase } from '../harness.ts'

onEachDatabase(async (t, kind) => {
  t.test('schema: a fresh database has the one that is written down', async (t) => {
    const database = await freshDatabase(t, kind)
    const { engine } = await buildTestEngine(t, kind, {}, { database })
    const { tables, rest } = await readSchema(engine.db)
    const written = readFileSync(new URL(`../../docs/schema/${kind}.sql`, import.meta.url), 'utf8')
    t.equal(tables + rest, written, `docs/schema/${kind}.sql is current; if not: npm run docs`)
  })
})
