import { CompiledQuery, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../registry.ts'
import { storable } from '../text.ts'
import type { DialectName, Reader } from './db.ts'
import { toSnake } from './names.ts'
import { perTuple } from './per-tuple.ts'

/** What a column of `rowsFrom` holds. Instants, ids and JSON are `text`; flags are `integer`. */
export type ColumnKind = 'text' | 'integer'

type Cell = string | number | null

/**
 * A table made of the given rows, to join with, insert from or update from: any number of rows, one parameter.
 *
 * The SQL text depends on the columns alone, so it stays prepared, and no limit on parameters is ever met.
 *
 * ```ts
 * sql`update stock_levels set allocated = allocated + demand.quantity
 *     from ${rowsFrom(tx, 'demand', { variantId: 'text', quantity: 'integer' }, lines)}
 *     where stock_levels.variant_id = demand.variant_id`
 * // sqlite:   from (select value ->> 0 as variant_id, value ->> 1 as quantity from jsonb_each(?)) as demand
 * // postgres: from (select value ->> 0 …, (value ->> 1)::bigint … from jsonb_array_elements($1::jsonb)) as demand
 * ```
 */
export function rowsFrom<Column extends string>(
  db: { dialect: DialectName },
  alias: string,
  columns: Record<Column, ColumnKind>,
  rows: readonly Readonly<Record<NoInfer<Column>, Cell>>[]
): RawBuilder<unknown> {
  const names = Object.keys(columns) as Column[]
  const tuples = rows.map((row) => names.map((name) => row[name] ?? null))
  return tuplesFrom(db, alias, columns, tuples)
}

/** As `rowsFrom`, of rows whose cells stand in the order of the columns: spares making objects of thousands of them. */
export function tuplesFrom(
  db: { dialect: DialectName },
  alias: string,
  columns: Readonly<Record<string, ColumnKind>>,
  tuples: readonly (readonly Cell[])[]
): RawBuilder<unknown> {
  const json = toJson(db, tuples)
  const isSqlite = db.dialect === 'sqlite'
  const cells = Object.keys(columns).map((name, index) => {
    const cell = `value ->> ${index}`
    const typed = isSqlite || columns[name] === 'text' ? cell : `(${cell})::bigint`
    return `${typed} as ${toSnake(name)}`
  })
  const source = isSqlite
    ? sql`jsonb_each(${json})`
    : sql`jsonb_array_elements(${json}::jsonb) as value`
  return sql`(select ${sql.raw(cells.join(', '))} from ${source}) as ${sql.raw(toSnake(alias))}`
}

/**
 * A condition that a text column is one of the values: one parameter, whatever their number.
 *
 * ```ts
 * db.selectFrom('variants').selectAll().where(isOneOf(db, 'variants.sku', skus))
 * ```
 */
export function isOneOf(
  db: { dialect: DialectName },
  column: string,
  values: readonly string[]
): RawBuilder<boolean> {
  const ref = sql.ref(column)
  if (db.dialect === 'postgres') return sql<boolean>`${ref} = any(${values}::text[])`
  // Without a list SQLite makes no table for it.
  return values.length === 1
    ? sql<boolean>`${ref} = ${values[0]}`
    : sql<boolean>`${ref} in (select value from json_each(${JSON.stringify(values)}))`
}

/** What happens to a row whose key is there already. */
export interface OnConflict {
  /** Columns of the key; camelCase. */
  on: readonly string[]
  /** Columns that take the new row's value; none: the new row is dropped. */
  update?: readonly string[]
  /** Columns that grow by one instead. */
  increment?: readonly string[]
  /** Columns that grow by the new row's value instead. */
  add?: readonly string[]
  /** What else is set, in SQL. */
  also?: readonly string[]
  /** For partial unique indexes: the index's own condition, in SQL. */
  where?: string
}

/**
 * Inserts rows in one query. All rows have the same columns as the first; a missing value is null.
 *
 * Shape: returns how many rows were inserted or updated. Values are text, whole numbers, booleans or null.
 */
export async function insertAll<Table extends keyof Tables & string>(
  db: Reader,
  table: Table,
  rows: readonly object[],
  onConflict?: OnConflict
): Promise<number> {
  const first = rows[0]
  if (first === undefined) return 0
  const names = Object.keys(first)
  const text = insertOf(db.dialect, table, names, onConflict)
  const query =
    db.dialect === 'sqlite'
      ? perTuple(text, toTuples(names, rows))
      : CompiledQuery.raw(text, [toJson(db, toRecords(names, rows))])
  const { numAffectedRows } = await db.getExecutor().executeQuery(query)
  return Number(numAffectedRows ?? 0n)
}

interface Insert {
  names: readonly string[]
  onConflict: OnConflict | undefined
  text: string
}

/** Inserts that were written before, by dialect and table: of as many kinds as the code has. */
const inserts = { sqlite: new Map<string, Insert[]>(), postgres: new Map<string, Insert[]>() }

function insertOf(
  dialect: DialectName,
  table: string,
  names: readonly string[],
  onConflict: OnConflict | undefined
): string {
  const known = inserts[dialect].get(table) ?? []
  const same = known.find(
    (one) => isSameList(one.names, names) && isSameClause(one.onConflict, onConflict)
  )
  if (same) return same.text
  const text = writeInsert(dialect, table, names, onConflict)
  inserts[dialect].set(table, [...known, { names, onConflict, text }])
  return text
}

const clauses = ['on', 'update', 'increment', 'add', 'also'] as const

function isSameClause(one: OnConflict | undefined, other: OnConflict | undefined): boolean {
  if (!one || !other) return one === other
  return one.where === other.where && clauses.every((name) => isSameList(one[name], other[name]))
}

function isSameList(one: readonly string[] = [], other: readonly string[] = []): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}

function writeInsert(
  dialect: DialectName,
  table: string,
  names: readonly string[],
  onConflict: OnConflict | undefined
): string {
  const into = toSnake(table)
  const columns = names.map(toSnake).join(', ')
  const rows =
    dialect === 'sqlite'
      ? `values (${names.map(() => '?').join(', ')})`
      : `select ${columns} from json_populate_recordset(null::${into}, $1::json)`
  const then = onConflict ? conflictClause(into, onConflict) : ''
  return `insert into ${into} (${columns}) ${rows} ${then}`
}

function toTuples(names: readonly string[], rows: readonly object[]): unknown[][] {
  return rows.map((row) =>
    names.map((name) => {
      const value = (row as Record<string, unknown>)[name] ?? null
      // The driver binds numbers as fractions.
      return Number.isSafeInteger(value) ? BigInt(value as number) : value
    })
  )
}

function toRecords(names: readonly string[], rows: readonly object[]): object[] {
  return rows.map((row) =>
    Object.fromEntries(
      names.map((name) => {
        const value = (row as Record<string, unknown>)[name] ?? null
        return [toSnake(name), typeof value === 'boolean' ? Number(value) : value]
      })
    )
  )
}

/** Rows as one parameter. JSON escapes as `\\u` what Postgres may not keep, and little else: texts are seldom looked at. */
function toJson({ dialect }: { dialect: DialectName }, rows: readonly object[]): string {
  const json = JSON.stringify(rows)
  if (dialect === 'sqlite' || !json.includes('\\u')) return json
  return JSON.stringify(rows, (_, value) => (typeof value === 'string' ? storable(value) : value))
}

function conflictClause(
  table: string,
  { on, update = [], increment = [], add = [], also = [], where }: OnConflict
): string {
  const target = `on conflict (${on.map(toSnake).join(', ')})${where ? ` where ${where}` : ''}`
  const sets = [
    ...update.map(toSnake).map((column) => `${column} = excluded.${column}`),
    ...increment.map(toSnake).map((column) => `${column} = ${table}.${column} + 1`),
    ...add.map(toSnake).map((column) => `${column} = ${table}.${column} + excluded.${column}`),
    ...also
  ]
  return sets.length === 0 ? `${target} do nothing` : `${target} do update set ${sets.join(', ')}`
}
