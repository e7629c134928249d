import type { Reader } from '#core/database/db'
import { inParts } from '#core/pages'
import { type Gathered, rowKey, setInGroups } from './groups.ts'
import { type CubeRead, countDistinct, type SumRow } from './read.ts'
import { type Pace, paceName, type Slice } from './slices.ts'
import type { DaySpan } from './types.ts'

/** Counts that are set at once. */
const partSize = 2000

/** Names that are counted once in all of a period, such as buyers. */
export interface DistinctRead {
  read: CubeRead
  name: string
  segments: readonly Slice[]
  span: DaySpan
}

/**
 * Counts names in each group, and anew in all: whoever buys on two channels is one buyer. A period that is not of whole months
 * is counted by its days, since parts of it cannot be added.
 */
export async function gatherDistinct(
  db: Reader,
  pace: Pace,
  { read, name, segments, span }: DistinctRead,
  found: Gathered
): Promise<void> {
  const [only] = segments
  const segment: Slice = segments.length === 1 ? only! : { kind: 'days', ...span }
  const count = (of: CubeRead): Promise<SumRow[]> =>
    pace.whole(db, { name: paceName(of, name), segment }, (from, slice) =>
      countDistinct(from, of, [name], slice)
    )
  const { length } = read.dimensions
  const all = Number((await count({ ...read, dimensions: [] }))[0]![name])
  found.totals[name] = all
  const counts = length === 0 ? [] : await count(read)
  if (length === 0) setInGroups(found, name, [['', all]])
  await inParts(counts, partSize, (part) =>
    setInGroups(
      found,
      name,
      part.map((row) => [rowKey(row, length), Number(row[name])] as const)
    )
  )
}
