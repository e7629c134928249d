import type { Reader } from '#core/database/db'
import { type Gathered, rowKey, setInGroups } from './groups.ts'
import { type CubeRead, countDistinct, listDistinct } from './read.ts'
import { type Pace, paceName, type Slice } from './slices.ts'
import type { DaySpan } from './types.ts'

/** Names that are counted once in all of a period, such as buyers. */
export interface DistinctRead {
  read: CubeRead
  name: string
  segments: readonly Slice[]
  span: DaySpan
}

/**
 * Counts names in each group, and anew in all: whoever buys on two channels is one buyer. In one go where the database is
 * another process, or where it is little; else slice by slice, with the names at hand.
 */
export async function gatherDistinct(
  db: Reader,
  pace: Pace | null,
  { read, name, segments, span }: DistinctRead,
  found: Gathered
): Promise<void> {
  const [only] = segments
  const isOne = segments.length === 1 && (!pace || pace.isShort(paceName(read, name), only!))
  if (!pace || isOne) {
    const whole: Slice = segments.length === 1 ? only! : { kind: 'days', ...span }
    await countAtOnce(db, { read, name }, whole, found)
  } else await countBySlices(db, pace, { read, name, segments }, found)
}

async function countAtOnce(
  db: Reader,
  { read, name }: Pick<DistinctRead, 'read' | 'name'>,
  slice: Slice,
  found: Gathered
): Promise<void> {
  const { length } = read.dimensions
  const counted = await countDistinct(db, read, [name], slice)
  setInGroups(
    found,
    name,
    length === 0 ? [] : counted.map((row) => [rowKey(row, length), Number(row.m0)])
  )
  const all =
    length === 0 ? counted : await countDistinct(db, { ...read, dimensions: [] }, [name], slice)
  found.totals[name] = Number(all[0]!.m0)
  if (length === 0) setInGroups(found, name, [['', Number(all[0]!.m0)]])
}

async function countBySlices(
  db: Reader,
  pace: Pace,
  { read, name, segments }: Omit<DistinctRead, 'span'>,
  found: Gathered
): Promise<void> {
  const { length } = read.dimensions
  const all = new Set<string>()
  const groups = new Map<string, Set<string>>()
  for (const segment of segments) {
    await pace.walk(
      paceName(read, name),
      segment,
      (slice) => listDistinct(db, read, name, slice),
      (rows) => {
        for (const row of rows) {
          const counted = row[`k${length}`]
          if (counted !== null) all.add(String(counted))
          if (length === 0) continue
          const key = rowKey(row, length)
          const names = groups.get(key) ?? new Set()
          groups.set(key, counted === null ? names : names.add(String(counted)))
        }
      }
    )
  }
  found.totals[name] = all.size
  const counts = [...groups].map(([key, names]) => [key, names.size] as const)
  setInGroups(found, name, length === 0 ? [['', all.size]] : counts)
}
