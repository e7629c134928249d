import { sql } from 'kysely'
import t from 'tap'
import { buildTestEngine } from '../harness.ts'
import { operationsOf } from './operations.ts'

/** What a problem of a 5xx may say. */
const said = ['code', 'instance', 'status', 'title', 'type']

t.test('failures: an engine that lost its tables tells nobody anything', async (t) => {
  const { engine, call, logged } = await buildTestEngine(t, 'sqlite')
  const operations = operationsOf(engine).filter(({ consumes }) => consumes.length === 0)
  await call({ url: '/v1/keys' })
  const { rows: tables } = await sql<{ name: string }>`
    select name from pragma_table_list where schema = 'main' and type = 'table'`.execute(engine.db)
  for (const { name } of tables) {
    if (name === 'api_keys' || name.startsWith('sqlite_')) continue
    const rename = sql`alter table ${sql.table(name)} rename to ${sql.table(`${name}_gone`)}`
    await engine.transaction((tx) => rename.execute(tx))
  }
  const failed = new Set<string>()
  for (const { method, url, id, plugin } of operations) {
    const { status, body, text, headers } = await call({ method, url })
    if (status < 500 || id === 'getReadiness') continue
    failed.add(plugin)
    t.same(Object.keys(body).sort(), said, id)
    t.match(headers['content-type'], /^application\/problem\+json/, id)
    t.notMatch(text, /sqlite|table|select|column|_gone|\.ts|node_modules/i, id)
  }
  const plugins = engine.report.filter(({ routes }) => routes > 0).map(({ name }) => name)
  t.same(
    [...failed].sort(),
    plugins
      .filter((name) => name !== 'access')
      .concat('access')
      .sort()
  )
  t.match(JSON.stringify(logged), /no such table/, 'the log says what happened')
})
