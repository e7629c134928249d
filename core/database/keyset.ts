import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { defineError } from '../errors.ts'
import type { Tables } from '../registry.ts'

export const CursorInvalid = defineError({
  code: 'CURSOR_INVALID',
  status: 400,
  title: 'This cursor does not belong to this list',
  detail: () => 'pass `next` of the page before, to the same list with the same sort, unchanged'
})

/** One page of a list: `next` is the cursor of the page after it, null on the last one. */
export interface Page<Row> {
  data: Row[]
  next: string | null
}

export interface KeysetOptions {
  /** Names the list and its order; part of the cursor, so that one list refuses another's. */
  list: string
  /** Columns to sort by, never null, most significant first; the last one must be unique. `-createdAt` sorts downwards. */
  sort: readonly string[]
  /** Rows a page has at most. */
  limit: number
  /** `next` of the page before. */
  after?: string | undefined
}

type AnyQuery<Row> = SelectQueryBuilder<Tables, keyof Tables, Row>

/**
 * Runs a query for one page by key, never by offset: as fast on the last page as on the first.
 *
 * The sort columns must be among the selected ones. Errors: CURSOR_INVALID.
 *
 * ```ts
 * const query = db.selectFrom('orders').selectAll()
 * return pageOf(query, { list: 'orders', sort: ['-placedAt', '-id'], limit: 20, after })
 * ```
 */
export async function pageOf<Row>(
  query: { execute(): Promise<Row[]> },
  { list, sort, limit, after }: KeysetOptions
): Promise<Page<Row>> {
  const keys = sort.map((key) => ({
    column: key.replace(/^-/, ''),
    isDescending: key.startsWith('-')
  }))
  const tag = `${list}:${sort.join(',')}`
  let paged = query as unknown as AnyQuery<Row>
  if (after !== undefined) {
    paged = paged.where(isAfter(keys, decodeCursor(after, tag, keys.length)))
  }
  for (const { column, isDescending } of keys) {
    paged = paged.orderBy(sql.ref(column), isDescending ? 'desc' : 'asc')
  }
  const rows = await paged
    .limit(limit + 1)
    .execute()
    .catch((error) => {
      throw after !== undefined && isDataError(error) ? new CursorInvalid({}) : error
    })
  const data = rows.slice(0, limit)
  const last = data.at(-1) as Record<string, unknown> | undefined
  const isMore = rows.length > limit && last !== undefined
  const values = keys.map(({ column }) => last?.[column.replace(/^.*\./, '')])
  return { data, next: isMore ? encodeCursor(tag, values) : null }
}

interface SortKey {
  column: string
  isDescending: boolean
}

/** (a, b) after (x, y) is: a > x or (a = x and b > y), with < where the column sorts downwards. */
function isAfter(keys: readonly SortKey[], values: readonly unknown[]): Expression<SqlBool> {
  return keys
    .map((key, index) => {
      const equal = keys
        .slice(0, index)
        .map((before, i) => sql`${sql.ref(before.column)} = ${values[i]}`)
      const beyond = sql`${sql.ref(key.column)} ${sql.raw(key.isDescending ? '<' : '>')} ${values[index]}`
      return sql<SqlBool>`(${sql.join([...equal, beyond], sql` and `)})`
    })
    .reduce((left, right) => sql<SqlBool>`(${left} or ${right})`)
}

/** SQLSTATE class 22: Postgres cannot read a value as its column's type, so the cursor is not one of ours. */
function isDataError(error: { code?: unknown }): boolean {
  return String(error.code).startsWith('22')
}

function encodeCursor(tag: string, values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([tag, ...values])).toString('base64url')
}

function decodeCursor(cursor: string, tag: string, length: number): unknown[] {
  try {
    const [from, ...values] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const isPlain = values.every((value) => typeof value === 'string' || typeof value === 'number')
    if (from === tag && values.length === length && isPlain) return values
  } catch {
    // falls through to the same answer: what is wrong inside a cursor is nobody's business
  }
  throw new CursorInvalid({})
}
