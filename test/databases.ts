import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { newId } from '#core/ids'
import { borrowSchema, connect, urlOf } from './borrowed-schema.ts'
import { migrateAll, migrationsHash } from './migrated.ts'

export type DatabaseKind = 'sqlite' | 'postgres'

/** A database of one kind for one test. */
export interface TestDatabase {
  kind: DatabaseKind
  /** For `database.url`, also in another process. */
  url: string
  /** For `redis.prefix` of every engine on this database. */
  redisPrefix: string
}

/** An empty one, gone when the test ends: a Postgres schema or a SQLite file. */
export async function freshDatabase(test: Test, kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'sqlite') return { kind, url: `sqlite:${newFile(test)}`, redisPrefix: newPrefix() }
  const schema = newId('test')
  const client = await connect()
  await client.query(`create schema ${schema}`)
  await client.end()
  test.teardown(async () => {
    const closing = await connect()
    await closing.query(`drop schema ${schema} cascade`)
    await closing.end()
  })
  return { kind, url: urlOf(schema), redisPrefix: newPrefix() }
}

/**
 * One that all first-party plugins have migrated, as it was then. On SQLite a copy. On Postgres, which takes seconds to make
 * or drop hundreds of tables, a schema that tests borrow one after the other.
 */
export async function migratedDatabase(test: Test, kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'postgres') {
    const { schema, giveBack } = await borrowSchema()
    test.teardown(giveBack)
    return { kind, url: urlOf(schema), redisPrefix: newPrefix() }
  }
  const path = newFile(test)
  copyFileSync(await migratedFile(), path)
  return { kind, url: `sqlite:${path}`, redisPrefix: newPrefix() }
}

function newPrefix(): string {
  return newId('t').replace('_', '-')
}

function newFile(test: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-'))
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'test.sqlite')
}

const cache = fileURLToPath(new URL('../node_modules/.cache', import.meta.url))

/** The file that is copied. Made by whoever comes first; it appears whole. */
async function migratedFile(): Promise<string> {
  const path = join(cache, `shopkeeper-${await migrationsHash()}.sqlite`)
  if (existsSync(path)) return path
  const draft = `${path}.${process.pid}`
  mkdirSync(cache, { recursive: true })
  await migrateAll(`sqlite:${draft}`)
  renameSync(draft, path)
  return path
}
