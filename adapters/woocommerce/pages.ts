import type { PageRequest } from '#core/channel/client'
import type { WooClient, WooPage } from './client.ts'
import { unreadable } from './errors.ts'

/** Most rows in a page. */
export const pageMax = 100

/**
 * A list that is read from its last page to its first: rows that leave it move others only forward.
 */
export interface BackwardList {
  operation: string
  path: string
  query: Readonly<Record<string, string | number | boolean>>
}

/**
 * Reads the page of a list that a token names. Null: the last one, whose number only the first page
 * tells. Returns the rows and the number of the page to go on with, null at the beginning of the
 * list. Errors: WooRefusal, also where a full first page does not tell.
 */
export async function pageBackward<Row>(
  client: WooClient,
  { operation, path, query }: BackwardList,
  number: number | null
): Promise<{ rows: Row[]; before: number | null }> {
  const read = (page: number): Promise<WooPage<Row>> =>
    client.page<Row>({
      operation,
      path,
      query: { ...query, orderby: 'id', order: 'asc', per_page: pageMax, page }
    })
  if (number !== null) {
    const { rows } = await read(number)
    return { rows, before: number > 1 ? number - 1 : null }
  }
  const { rows, pages: told } = await read(1)
  if (told === null && rows.length >= pageMax) throw unreadable(200, 'no number of pages')
  const pages = told ?? 1
  if (pages <= 1) return { rows, before: null }
  return { rows: (await read(pages)).rows, before: pages - 1 }
}

/**
 * A slice as the shop compares it: whole seconds, both ends excluded. Its times have no zone: one
 * with a zone the shop would turn into its own time before it compares it with the universal one.
 */
export function spanOf({ slice }: PageRequest): { after: string; before: string } {
  const second = (instant: string, seconds: number) =>
    new Date(Math.floor(Date.parse(instant) / 1000) * 1000 + seconds * 1000)
      .toISOString()
      .slice(0, 19)
  return { after: second(slice.since, -1), before: second(slice.until, 1) }
}
