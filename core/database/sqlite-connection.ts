import type Sqlite from 'better-sqlite3'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { isPerTuple, type PerTuple } from './per-tuple.ts'
import { type RowMaker, rowMakerFor } from './row-maker.ts'

interface Prepared {
  statement: Sqlite.Statement
  /** Null for a statement that returns no rows. */
  toRow: RowMaker | null
}

/** Statements kept prepared for each connection. Our SQL texts do not vary with the data, so few are needed. */
const preparedMax = 500

/** One SQLite handle as Kysely sees it. Statements stay prepared; rows come back in camelCase. */
export class SqliteConnection implements DatabaseConnection {
  readonly handle: Sqlite.Database
  readonly #prepared = new Map<string, Prepared>()

  constructor(handle: Sqlite.Database) {
    this.handle = handle
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, toRow } = this.#prepare(query.sql)
    if (isPerTuple(query)) return { rows: [], numAffectedRows: runEach(statement, query) }
    const parameters = query.parameters.map(toBindable)
    if (toRow === null) {
      const { changes } = statement.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes) }
    }
    const tuples = statement.all(...parameters) as unknown[][]
    return { rows: tuples.map(toRow) as R[] }
  }

  // biome-ignore lint/correctness/useYield: part of Kysely's contract; we page by key instead of streaming
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming a query holds a read transaction open: page by key instead')
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.handle.prepare(sql)
    const prepared = statement.reader
      ? {
          statement: statement.raw(true),
          toRow: rowMakerFor(statement.columns().map(({ name }) => name))
        }
      : { statement, toRow: null }
    if (this.#prepared.size >= preparedMax) {
      this.#prepared.delete(this.#prepared.keys().next().value as string)
    }
    this.#prepared.set(sql, prepared)
    return prepared
  }
}

function runEach(statement: Sqlite.Statement, { tuples }: PerTuple): bigint {
  let changes = 0
  for (const tuple of tuples) changes += statement.run(tuple.map(toBindable)).changes
  return BigInt(changes)
}

/** SQLite has no booleans and binds no `undefined`. */
export function toBindable(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) throw new TypeError('a query parameter is undefined: write null')
  return value
}
