import type { Test } from 'tap'
import { migrate } from '#core/database/migrations'
import {
  createDatabase,
  type Database,
  type DatabaseOptions,
  openBackend
} from '#core/database/open'
import { type Clock, systemClock } from '#core/time'
import { type DatabaseKind, freshDatabase, type TestDatabase } from '../../harness.ts'

declare module 'shopkeeper' {
  interface Tables {
    things: ThingRow
  }
}

export interface ThingRow {
  id: string
  shelfName: string | null
  quantity: number | null
}

export const thingMigrations = [
  {
    id: '0001-things',
    sql: 'create table things (id text primary key, shelf_name text, quantity bigint);'
  }
]

export interface OpenedDatabase extends Database {
  source: TestDatabase
  /** Ids of the things that are committed, in order. */
  ids(): Promise<string[]>
  /** Before the test ends. */
  close(): Promise<void>
}

/** The engine's database layer by itself, with one table, on a fresh database. Closed when the test ends. */
export async function openDatabase(
  test: Test,
  kind: DatabaseKind,
  {
    source,
    clock = systemClock,
    ...options
  }: Partial<DatabaseOptions> & { source?: TestDatabase; clock?: Clock } = {}
): Promise<OpenedDatabase> {
  const used = source ?? (await freshDatabase(test, kind))
  const backend = await openBackend(
    { url: used.url, durability: 'process', poolMax: 10, waitMs: 5000, ...options },
    clock
  )
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= backend.close()
    return closing
  }
  test.teardown(close)
  await migrate(backend, [{ plugin: 'test', migrations: thingMigrations }], systemClock)
  const database = createDatabase(backend, clock)
  database.attach({
    emit: async () => {},
    enqueue: async () => {},
    audit: { name: 'none', run: async () => {} }
  })
  const ids = async () => {
    const rows = await database.reader.selectFrom('things').select('id').orderBy('id').execute()
    return rows.map((row) => row.id)
  }
  return { ...database, source: used, ids, close }
}

export const origin = { actor: 'test' }

/** A gate that work can wait at until it is opened. */
export function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
