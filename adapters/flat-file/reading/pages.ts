import type { SourcePage } from '#core/channel/client'
import { CellMissing, OrderTooLong, reasonOf } from '../errors.ts'
import { cellOf } from '../mappings/cells.ts'
import type { FileRow, Mapping } from '../mappings/mapping.ts'
import type { Table } from './table.ts'

/**
 * How much makes a page: whichever comes first. A page ends between documents, never within one.
 */
export interface PageSize {
  groups: number
  rows: number
}

export const pageSizeDefault: Readonly<PageSize> = Object.freeze({ groups: 300, rows: 8000 })

/** More rows than any order has: beyond it the column that groups them is the wrong one. */
const groupRowsMax = 50_000

/**
 * Where a page begins. First come the documents whose rows stand together, counted by the rows of
 * the file; then the scattered ones, counted by document. The number is the file's own: it holds
 * for every later reading of it.
 */
interface Position {
  part: 'rows' | 'scattered'
  index: number
}

/** What a walk over the pages of a file needs. */
export interface PageSource {
  table: Table
  mapping: Mapping
  /** Name of the file, for reports. */
  name: string
  /** Rows of documents that others interrupt. */
  scattered: ReadonlyMap<string, readonly FileRow[]>
  pageSize?: Readonly<PageSize>
}

/**
 * Reads the documents of a file page by page, from a position that an earlier reading gave, or from
 * its begin. There is always a last page, with `position: null`.
 */
export async function* readPages(
  source: PageSource,
  position: string | null
): AsyncGenerator<SourcePage> {
  const { part, index } = parsePosition(position)
  const { scattered, pageSize = pageSizeDefault } = source
  const page = new Page(source)
  if (part === 'rows') yield* readTogether(source, page, index)
  const groups = [...scattered]
  for (let at = part === 'scattered' ? index : 0; at < groups.length; at++) {
    if (page.isFull(pageSize)) yield page.take({ part: 'scattered', index: at })
    const [id, rows] = groups[at]!
    page.add(id, rows, rows.length)
  }
  yield page.take(null)
}

async function* readTogether(
  { table, mapping, scattered, pageSize = pageSizeDefault }: PageSource,
  page: Page,
  from: number
): AsyncGenerator<SourcePage> {
  let index = 0
  let current = ''
  let count = 0
  let rows: FileRow[] = []
  for await (const row of table.rows()) {
    const at = index++
    if (at < from) continue
    const id = cellOf(row, mapping.groupBy)
    if (id === current && id !== '') {
      if (++count <= groupRowsMax) rows.push(row)
      continue
    }
    if (count > 0) page.add(current, rows, count)
    if (page.isFull(pageSize)) yield page.take({ part: 'rows', index: at })
    current = id
    // Scattered rows stand between others here; they are read with their own.
    count = scattered.has(id) ? 0 : 1
    rows = count === 0 ? [] : [row]
    if (count === 0) current = ''
  }
  if (count > 0) page.add(current, rows, count)
  if (page.isFull(pageSize) && scattered.size > 0) yield page.take({ part: 'scattered', index: 0 })
}

/** Gathers what a page holds. */
class Page {
  readonly #source: PageSource
  #groups = 0
  #page: Omit<SourcePage, 'position'> = emptyPage()

  constructor(source: PageSource) {
    this.#source = source
  }

  isFull({ groups, rows }: PageSize): boolean {
    return this.#groups >= groups || this.#page.rows >= rows
  }

  /** Adds a document by its rows; `count` is how many it has, also when they are not all here. */
  add(id: string, rows: readonly FileRow[], count: number): void {
    this.#groups++
    this.#page.rows += count
    const { documents, rejected } = this.#page
    const { mapping, name: source } = this.#source
    const { line } = rows[0]!
    const column = mapping.groupBy
    if (id === '') {
      rejected.push({ source, line, column, reason: reasonOf(new CellMissing({})) })
    } else if (count > rows.length) {
      const reason = reasonOf(new OrderTooLong({ rows: count, limitRows: groupRowsMax }))
      rejected.push({ source, line, column, reason, externalId: id })
    } else {
      const reading = mapping.read(id, rows)
      documents.push(...reading.documents)
      rejected.push(...reading.rejected)
    }
  }

  /** Hands the page over and begins the next one. */
  take(position: Position | null): SourcePage {
    const page = this.#page
    this.#page = emptyPage()
    this.#groups = 0
    return { ...page, position: position && `${position.part}:${position.index}` }
  }
}

function emptyPage(): Omit<SourcePage, 'position'> {
  return { documents: [], rejected: [], rows: 0 }
}

/** Errors: RangeError for a position that no reading gave. */
function parsePosition(position: string | null): Position {
  if (position === null) return { part: 'rows', index: 0 }
  const match = /^(rows|scattered):(\d{1,15})$/.exec(position)
  if (!match) throw new RangeError(`not a position in a file: ${position}`)
  return { part: match[1] as Position['part'], index: Number(match[2]) }
}
