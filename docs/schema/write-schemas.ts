import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createEngine } from 'shopkeeper'
import { readSchema } from './schema-text.ts'

/** Writes docs/schema/sqlite.sql and docs/schema/postgres.sql as a fresh engine makes them. */
export async function writeSchemas(postgresUrl: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-schema-'))
  try {
    await write('sqlite', `sqlite:${join(folder, 'schema.sqlite')}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  await withPostgresSchema(postgresUrl, (url) => write('postgres', url))
}

/** Gives a fresh schema of a Postgres server, and drops it again. */
export async function withPostgresSchema(
  postgresUrl: string,
  work: (url: string) => Promise<void>
): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  const schema = `docs_${process.pid}`
  try {
    await client.query(`create schema ${schema}`)
    const options = encodeURIComponent(`-c search_path=${schema},public`)
    await work(`${postgresUrl}?options=${options}`)
  } finally {
    await client.query(`drop schema if exists ${schema} cascade`)
    await client.end()
  }
}

async function write(kind: string, url: string): Promise<void> {
  // A key of zeros: only with one are all plugins on, and nothing is ever sealed here.
  const encryptionKey = Buffer.alloc(32).toString('base64')
  const engine = await createEngine({ database: { url }, encryptionKey, log: { level: 'silent' } })
  try {
    const { tables, rest } = await readSchema(engine.db)
    writeFileSync(new URL(`${kind}.sql`, import.meta.url), tables + rest)
  } finally {
    await engine.stop()
  }
}
