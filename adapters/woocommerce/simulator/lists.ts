import type { FastifyReply } from 'fastify'
import { Refusal } from './refusal.ts'

const perPageMax = 100

/** Query of a request, as it came. */
export type Query = Readonly<Record<string, string | undefined>>

/**
 * Cuts a page out of rows in the order that is asked for, and tells how many there are. Errors:
 * Refusal.
 */
export function pageOf<Row extends { id: number }>(
  rows: readonly Row[],
  query: Query,
  reply: FastifyReply
): Row[] {
  const size = Number(query.per_page ?? 10)
  const page = Number(query.page ?? 1)
  if (!(size >= 1 && size <= perPageMax)) throw invalid('per_page')
  if (!(page >= 1)) throw invalid('page')
  const sign = query.order === 'asc' ? 1 : -1
  const sorted = [...rows].sort((a, b) => sign * (a.id - b.id))
  const pages = Math.ceil(rows.length / size)
  reply.header('X-WP-Total', String(rows.length)).header('X-WP-TotalPages', String(pages))
  if (page < pages) reply.header('Link', `<?page=${page + 1}>; rel="next"`)
  return sorted.slice((page - 1) * size, page * size)
}

/** A parameter that the shop does not take. */
export function invalid(name: string): Refusal {
  return new Refusal(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`)
}

/** Something that is not there. */
export function missing(code: string): Refusal {
  return new Refusal(404, code, 'Invalid ID.')
}
