import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { createEngine, type Engine, type EngineConfig } from 'shopkeeper'
import { startSandbox } from '#adapters/sandbox'
import { createKey } from '#core/access/keys'
import { readSchema } from '../../docs/schema/schema-text.ts'
import { withPostgresSchema } from '../../docs/schema/write-schemas.ts'
import { fillShop } from '../busy-shop.ts'

/*
 * Writes what a database of the present release looks like, with rows in every table, to test/upgrades/<release>:
 *   node --import=tsx --conditions=shopkeeper-source test/upgrades/make-release.ts 0.1.0
 * Done once, when a release is made; the test beside it upgrades all of them.
 */

const [release = ''] = process.argv.slice(2)
const folder = new URL(`${release}/`, import.meta.url)
const encryptionKey = Buffer.alloc(32, 7).toString('base64')
const person = {
  name: 'Wei Example',
  phone: '13900000000',
  email: 'wei@example.org',
  street: '1 Example Street'
}

/** A quote of SQL for a value of a row. */
function literal(value: unknown): string {
  if (value === null) return 'null'
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}

async function tablesOf({ db }: Engine): Promise<string[]> {
  const { rows } =
    db.dialect === 'sqlite'
      ? await sql<{ name: string }>`
          select name from pragma_table_list where schema = 'main' and type = 'table'
          and name not like 'sqlite_%' order by name`.execute(db)
      : await sql<{ name: string }>`
          select relname as name from pg_class
          where relkind = 'r' and relnamespace = current_schema()::regnamespace order by 1`.execute(
          db
        )
  return rows.map(({ name }) => name)
}

async function dump(engine: Engine): Promise<string> {
  const { tables, rest } = await readSchema(engine.db)
  const pieces = [tables]
  const empty: string[] = []
  for (const table of await tablesOf(engine)) {
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(table)}`.execute(engine.db)
    if (rows.length === 0) empty.push(table)
    for (const row of rows) {
      const columns = Object.keys(row).map((name) =>
        name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
      )
      const values = Object.values(row).map(literal)
      pieces.push(`insert into ${table} (${columns.join(', ')}) values (${values.join(', ')});\n`)
    }
  }
  if (empty.length > 0) console.error(`without a row: ${empty.join(', ')}`)
  return [...pieces, rest].join('')
}

async function makeOne(kind: string, url: string): Promise<void> {
  const files = mkdtempSync(join(tmpdir(), 'shopkeeper-release-'))
  const sandbox = await startSandbox({ apiKey: 'example-key', webhookSecret: 'example-secret' })
  const config: EngineConfig = {
    encryptionKey,
    database: { url },
    http: { port: 0 },
    jobs: { pollMs: 50 },
    log: { level: 'warn' },
    plugins: ['catalog', 'inventory', 'orders', 'channels']
  }
  const engine = await createEngine(config)
  try {
    const address = await engine.start()
    const { key } = await engine.transaction((tx) =>
      createKey(tx, { name: 'owner', role: 'owner' })
    )
    await fillShop({
      engine,
      sandbox,
      address: address as string,
      folder: files,
      person,
      call: async ({ method = 'GET', url: path, headers, body }) => {
        const answer = await engine.app.inject({
          method,
          url: path,
          headers: { ...headers, authorization: `Bearer ${key}` },
          ...(body !== undefined && { payload: body as object })
        })
        return {
          status: answer.statusCode,
          headers: answer.headers,
          text: answer.body,
          body: answer.body === '' ? null : answer.json()
        }
      },
      until: async (condition, { what }) => {
        for (let tries = 0; !(await condition()); tries++) {
          if (tries === 200) throw new Error(`${what} did not come`)
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      }
    })
  } finally {
    await engine.stop()
    await sandbox.stop()
    rmSync(files, { recursive: true, force: true })
  }
  // An engine that does not work: nothing moves while its rows are read.
  const resting = await createEngine(config)
  writeFileSync(new URL(`${kind}.sql`, folder), await dump(resting))
  await resting.stop()
}

mkdirSync(folder, { recursive: true })
const base = mkdtempSync(join(tmpdir(), 'shopkeeper-release-'))
await makeOne('sqlite', `sqlite:${join(base, 'release.sqlite')}`)
rmSync(base, { recursive: true, force: true })
const { TEST_POSTGRES_URL = 'postgres://postgres@127.0.0.1:5432/test' } = process.env
await withPostgresSchema(TEST_POSTGRES_URL, (url) => makeOne('postgres', url))
