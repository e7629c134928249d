import { unreadable } from './errors.ts'

/** One page of a list that counts pages from the newest row on. */
export interface CountedPage<Row> {
  /** Rows of the whole list; undefined: the answer does not say. */
  total: number | undefined
  rows: Row[]
}

/** How a list is read. */
export interface CountedList<Row> {
  operation: string
  pageSize: number
  readPage(page: number): Promise<CountedPage<Row>>
  /** What the list is sorted by, as text that sorts the same. */
  placeOf(row: Row): string
}

/**
 * Where a walk has come to: the page to read, and the list as it was when the page before was read.
 */
interface Walk {
  page: number
  total: number
  newest: string
}

/**
 * Reads one page of a walk from the last page, with the oldest rows, to the first: what leaves the
 * list then moves no row out of the pages to come. `next` is null at the end.
 *
 * Two things still can: a row that appears pushes others into a page that was read, and so does a
 * row that changes and becomes the newest. The first shows in the total, and the walk goes back by
 * as many pages; the second shows in the newest row, and the walk begins anew. Both end once the
 * list's span is in the platform's past. Errors: as `readPage`; TopRefusal where a full page does not tell the total.
 */
export async function readBackwards<Row>(
  list: CountedList<Row>,
  pageToken: string | null
): Promise<{ rows: Row[]; next: string | null }> {
  if (pageToken !== null) return step(list, walkOf(pageToken))
  const first = await countedPage(list, 1)
  const page = lastPage(list, first.total)
  // One page is the whole list.
  if (page <= 1) return { rows: first.rows, next: null }
  return step(list, { page, total: first.total, newest: newestOf(list, first.rows) })
}

async function step<Row>(
  list: CountedList<Row>,
  walk: Walk
): Promise<{ rows: Row[]; next: string | null }> {
  const { total, rows } = await countedPage(list, walk.page)
  const last = lastPage(list, total)
  const grown = total - walk.total
  if (grown > 0 && walk.page < last) {
    const page = Math.min(last, walk.page + Math.ceil(grown / list.pageSize))
    return { rows, next: tokenOf({ ...walk, page, total }) }
  }
  if (walk.page > 1) return { rows, next: tokenOf({ ...walk, page: walk.page - 1, total }) }
  const newest = newestOf(list, rows)
  const isOther = newest > walk.newest && last > 1
  return { rows, next: isOther ? tokenOf({ page: last, total, newest }) : null }
}

/** A page that is not full is the last, and counts the list by itself. */
async function countedPage<Row>(
  { operation, pageSize, readPage }: CountedList<Row>,
  page: number
): Promise<{ total: number; rows: Row[] }> {
  const { total, rows } = await readPage(page)
  if (total !== undefined) return { total: Number(total), rows }
  if (rows.length >= pageSize) throw unreadable(operation, 'a page without its total')
  return { total: (page - 1) * pageSize + rows.length, rows }
}

function lastPage<Row>({ pageSize }: CountedList<Row>, total: number): number {
  return Math.ceil(total / pageSize)
}

function newestOf<Row>({ placeOf }: CountedList<Row>, rows: readonly Row[]): string {
  return rows.map(placeOf).sort().at(-1) ?? ''
}

function tokenOf({ page, total, newest }: Walk): string {
  return `${page}/${total}/${newest}`
}

function walkOf(token: string): Walk {
  const [page, total, newest = ''] = token.split('/')
  return { page: Number(page), total: Number(total), newest }
}
