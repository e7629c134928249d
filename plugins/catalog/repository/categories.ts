import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CategoryRow } from '../tables.ts'

export async function selectCategories(
  db: Reader,
  column: 'id' | 'path',
  values: readonly string[]
): Promise<CategoryRow[]> {
  if (values.length === 0) return []
  const { rows } = await sql<CategoryRow>`
    select * from categories where ${isOneOf(db, column, values)}`.execute(db)
  return rows
}

/**
 * Keeps everybody else from changing the tree until this transaction ends: two moves that are each
 * fine may make a cycle together. On SQLite a transaction is alone anyway.
 */
export async function lockTree(tx: Tx): Promise<void> {
  if (tx.dialect === 'postgres') {
    await sql`lock table categories in share row exclusive mode`.execute(tx)
  }
}

/** Inserts a category whose path is free; returns how many that were. */
export function insertCategory(tx: Tx, row: CategoryRow): Promise<number> {
  return insertAll(tx, 'categories', [row], { on: ['path'] })
}

export async function updateCategory(tx: Tx, row: CategoryRow): Promise<void> {
  const { id, ...columns } = row
  await tx.updateTable('categories').set(columns).where('id', '=', id).execute()
}

/** Moves what lies below a path to where that path has gone. Not LIKE: on SQLite it takes `home` for `Home`. */
export async function moveBelow(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    update categories set path = ${to} || substr(path, ${[...from].length + 1}),
      version = version + 1, updated_at = ${tx.now}
    where substr(path, 1, ${[...from].length + 1}) = ${`${from}/`}`.execute(tx)
}

/** How many products and categories lie directly in a category. */
export async function countInside(
  db: Reader,
  id: string
): Promise<{ products: number; categories: number }> {
  const { rows } = await sql<{ products: number; categories: number }>`
    select (select count(*) from products where category_id = ${id}) as products,
      (select count(*) from categories where parent_id = ${id}) as categories`.execute(db)
  return rows[0]!
}

export async function deleteCategory(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('categories').where('id', '=', id).execute()
}
