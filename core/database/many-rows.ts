import { type RawBuilder, sql } from 'kysely'
import type { Reader } from './db.ts'
import { toSnake } from './names.ts'
import { type RowMaker, rowMakerFor } from './row-maker.ts'

/** What is read of many rows, and in which order; camelCase. */
export interface ManyRows<Row> {
  columns: readonly (keyof Row & string)[]
  orderBy: readonly (keyof Row & string)[]
  /** The query that has these columns, without an order. */
  from: RawBuilder<unknown>
}

const makers = new WeakMap<readonly string[], RowMaker>()

/**
 * Reads dozens or hundreds of rows. SQLite hands them over as one JSON text: 40 variants of 21 columns took 118 µs value by
 * value, and take 65 this way. For a few rows a plain query is as good.
 *
 * Shape: values are text, whole numbers or null. `columns` is a constant: what reads its rows is written once.
 */
export async function selectMany<Row extends object>(
  db: Reader,
  { columns, orderBy, from }: ManyRows<Row>
): Promise<Row[]> {
  const listed = sql.raw(columns.map(toSnake).join(', '))
  const order = sql.raw(orderBy.map(toSnake).join(', '))
  if (db.dialect === 'postgres') {
    const { rows } = await sql<Row>`
      select ${listed} from (${from}) as many order by ${order}`.execute(db)
    return rows
  }
  const { rows } = await sql<{ tuples: string }>`
    select json_group_array(json_array(${listed}) order by ${order}) as tuples
    from (${from})`.execute(db)
  const toRow = makers.get(columns) ?? rowMakerFor(columns)
  makers.set(columns, toRow)
  return (JSON.parse(rows[0]!.tuples) as unknown[][]).map((tuple) => toRow(tuple) as Row)
}
