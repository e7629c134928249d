import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { toCamel } from '#core/database/names'
import type { WarehouseView } from './views.ts'

/** A row of a view, by the names of its columns. */
export type ViewRow = Record<string, string | number | null>

/** Rows that are read at once: a few milliseconds of the database and of the event loop. */
const pageRows = 2000

/**
 * Reads a view a page at a time, in the order of its key; memory stays at one page.
 *
 * `from` and `to` are business days, both included.
 */
export async function* readView(
  db: Reader,
  { view, key, columns }: WarehouseView,
  { from, to }: { from: string; to: string }
): AsyncGenerator<ViewRow[]> {
  const names = sql.raw(columns.map(({ name }) => name).join(', '))
  const keys = sql.raw(key.join(', '))
  // What an index knows of the key: lines have their SKU in no index.
  const indexed = key.includes('sku') && key.length === 3 ? key.slice(0, 2) : key
  const prefix = sql.raw(indexed.join(', '))
  const camel = new Map(columns.map(({ name }) => [name, toCamel(name)]))
  let after: ViewRow | undefined
  for (;;) {
    const last = after
    const values = (list: readonly string[]) => sql.join(list.map((name) => last![name]))
    const beyond = last
      ? sql`and (${prefix}) >= (${values(indexed)}) and (${keys}) > (${values(key)})`
      : sql``
    const { rows } = await sql<ViewRow>`select ${names} from ${sql.raw(view)}
      where day_on >= ${last?.day_on ?? from} and day_on <= ${to} ${beyond}
      order by ${keys} limit ${pageRows}`.execute(db)
    if (rows.length === 0) return
    const page = rows.map((row) => {
      const named: ViewRow = {}
      for (const [name, property] of camel) named[name] = row[property] ?? null
      return named
    })
    yield page
    if (page.length < pageRows) return
    after = page.at(-1)!
  }
}
