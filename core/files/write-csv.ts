import { stringify } from 'csv-stringify/sync'

/**
 * What a cell may hold. Numbers are written as they are; null and undefined leave the cell empty.
 */
export type Cell = string | number | boolean | null | undefined

/** What a spreadsheet takes for a formula when a cell begins with it; quotes and blanks before it do not help. */
const formula = `['" ]*[=+\\-@\\t\\r]`
/**
 * Where a cell may begin inside of ours: a spreadsheet whose locale separates by semicolons or tabs splits there, since
 * our quotes are not at the edge of its cells, and takes a line break for the end of a row.
 */
const cellStart = '(?<=^|[;\\t\\r\\n])'
const unguarded = new RegExp(`${cellStart}(?=${formula})`, 'g')
const guarded = new RegExp(`${cellStart}'(?=${formula})`, 'g')

/**
 * Writes pages of rows as CSV text (RFC 4180, header first), a piece a page: memory stays at one
 * page.
 *
 * A text that a spreadsheet would run as a formula gets an apostrophe in front; `unguardCell` takes
 * it off again.
 */
export async function* writeCsv<Column extends string>(
  columns: readonly Column[],
  pages: AsyncIterable<readonly Readonly<Partial<Record<Column, Cell>>>[]>
): AsyncGenerator<string> {
  yield csvText([columns])
  for await (const rows of pages) {
    if (rows.length > 0) yield csvText(rows.map((row) => columns.map((column) => row[column])))
  }
}

/** Puts an apostrophe wherever a spreadsheet would see the beginning of a formula. */
export function guardCell(text: string): string {
  return text.replace(unguarded, "'")
}

/** Takes off the apostrophes that `guardCell` has put there: the two cancel out for every text. */
export function unguardCell(text: string): string {
  return text.replace(guarded, '')
}

function csvText(rows: readonly (readonly Cell[])[]): string {
  return stringify(rows as Cell[][], {
    cast: { string: guardCell, boolean: (is) => (is ? 'true' : 'false') }
  })
}
