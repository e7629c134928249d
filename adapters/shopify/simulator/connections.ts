import type { WireConnection } from '../wire.ts'
import { GraphqlRefusal } from './refusal.ts'

/** Most rows that a connection gives at once. */
const firstMax = 250

/**
 * A page of rows that are sorted by what `placeOf` says. A cursor stands for a place in the list, not for a number
 * of rows: rows that leave it move nothing. Errors: GraphqlRefusal.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  { first, after }: { first: number; after: string | null },
  placeOf: (row: Row) => string
): WireConnection<Row> {
  if (!Number.isInteger(first) || first < 1 || first > firstMax) {
    throw new GraphqlRefusal('BAD_REQUEST', `first must be between 1 and ${firstMax}`)
  }
  const sorted = [...rows].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
  const from = after === null ? '' : Buffer.from(after, 'base64url').toString()
  const left = sorted.filter((row) => placeOf(row) > from)
  const nodes = left.slice(0, first)
  const last = nodes.at(-1)
  return {
    nodes,
    pageInfo: {
      hasNextPage: left.length > nodes.length,
      endCursor: last === undefined ? null : Buffer.from(placeOf(last)).toString('base64url')
    }
  }
}
