import { readdirSync, readFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { readSchema } from '../../docs/schema/schema-text.ts'
import { buildTestEngine, freshDatabase, onEachDatabase, type TestDatabase } from '../harness.ts'

type Row = Record<string, unknown>

const here = new URL('./', import.meta.url)
/** Each a folder with a database of that release as SQL, for both kinds. */
const releases = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const encryptionKey = Buffer.alloc(32, 7).toString('base64')
const tablesIn = {
  sqlite: `select name from pragma_table_list where schema = 'main' and type = 'table'
    and name not like 'sqlite_%'`,
  postgres: `select relname as name from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace`
}

/** Asks a database past the engine, so that nothing of ours stands between. */
async function askingTo<T>(
  { kind, url }: TestDatabase,
  work: (ask: (text: string) => Promise<Row[]>, run: (text: string) => Promise<void>) => Promise<T>
): Promise<T> {
  if (kind === 'sqlite') {
    const database = new Sqlite(url.slice('sqlite:'.length))
    database.pragma('foreign_keys = off')
    try {
      return await work(
        async (text) => database.prepare(text).all() as Row[],
        async (text) => void database.exec(text)
      )
    } finally {
      database.close()
    }
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(
      async (text) => (await client.query(text)).rows,
      async (text) => void (await client.query(text))
    )
  } finally {
    await client.end()
  }
}

/** Every row of every table. */
function readAll(database: TestDatabase): Promise<Map<string, Row[]>> {
  return askingTo(database, async (ask) => {
    const tables = (await ask(tablesIn[database.kind])) as { name: string }[]
    const all = new Map<string, Row[]>()
    for (const { name } of tables) all.set(name, await ask(`select * from ${name}`))
    return all
  })
}

/** Rows as texts in a fixed order, of the columns that both have. */
function textsOf(rows: readonly Row[], columns: readonly string[]): string[] {
  return rows.map((row) => JSON.stringify(columns.map((column) => row[column]))).sort()
}

/** Where rows went whose table is gone. */
const movedTo: Readonly<Record<string, string>> = { channel_after_sales: 'channel_records' }

onEachDatabase(async (t, kind) => {
  for (const release of releases) {
    t.test(`upgrade: a database of ${release} keeps every row and holds all proofs`, async (t) => {
      const database = await freshDatabase(t, kind)
      const text = readFileSync(new URL(`${release}/${kind}.sql`, here), 'utf8')
      await askingTo(database, (_, run) => run(text))
      const before = await readAll(database)
      t.ok(
        [...before.values()].every((rows) => rows.length > 0) && before.size > 40,
        'is not empty'
      )

      const { engine, call } = await buildTestEngine(t, kind, { encryptionKey }, { database })
      t.same(await engine.pendingMigrations(), [])
      const after = await readAll(database)
      for (const [table, rows] of before) {
        const kept = after.get(movedTo[table] ?? table) ?? []
        const columns = Object.keys(rows[0] as Row).filter((name) => name in (kept[0] ?? {}))
        t.ok(columns.length > 0, `${table} is there`)
        const texts = new Set(textsOf(kept, columns))
        const lost = textsOf(rows, columns).filter((row) => !texts.has(row))
        t.same(lost, [], `${table} keeps its ${rows.length} rows`)
      }
      for (const { name, findings } of engine.proofs) t.same(await findings(engine.db), [], name)

      const fresh = await buildTestEngine(t, kind)
      t.same(await readSchema(engine.db), await readSchema(fresh.engine.db), 'schema as if new')
      const found = await call({ url: '/v1/products?q=celadon%20mug-white' })
      t.equal(found.body.data.length, 1, 'search finds what was there')
      const placed = await call({
        method: 'POST',
        url: '/v1/orders',
        headers: { 'idempotency-key': 'after-the-upgrade' },
        body: { lines: [{ sku: 'MUG-GREEN', quantity: 1 }] }
      })
      t.equal(placed.status, 201, 'it works on')
      t.same((await call({ url: '/v1/channels/sandbox' })).body.hasSecrets, true)
    })
  }
})
