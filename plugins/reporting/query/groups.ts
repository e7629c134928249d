import { ReportQueryInvalid } from './errors.ts'
import type { SumRow } from './read.ts'

export type GroupSums = Record<string, number | null>

/** Sums of one period, by the keys of the dimensions; those of all of it are `totals`. */
export interface Gathered {
  /** By `textOf` of the keys. */
  groups: Map<string, GroupSums>
  totals: GroupSums
  /** What a group has where there are no rows. */
  empty: GroupSums
}

/** Groups that an answer may be made of. */
const groupsMax = 200_000
const separator = '\u0000'

/** Keys as one text. */
export function textOf(keys: readonly string[]): string {
  return keys.join(separator)
}

/** The keys that `textOf` has joined. */
export function keyOf(text: string): string[] {
  return text.split(separator)
}

/** The keys of a row as one text. */
export function rowKey(row: SumRow, dimensions: number): string {
  if (dimensions === 1) return String(row.k0 ?? '')
  const keys: string[] = []
  for (let index = 0; index < dimensions; index++) keys.push(String(row[`k${index}`] ?? ''))
  return textOf(keys)
}

/** Adds rows to their groups and to the totals. Errors: REPORT_QUERY_INVALID for more groups than fit. */
export function addToGroups(
  { groups, totals }: Gathered,
  dimensions: number,
  measures: readonly string[],
  rows: readonly SumRow[]
): void {
  for (const row of rows) {
    const key = rowKey(row, dimensions)
    const group = groups.get(key) ?? {}
    groups.set(key, group)
    for (const name of measures) {
      const sum = row[name]
      if (sum === null) continue
      group[name] = (group[name] ?? 0) + Number(sum)
      totals[name] = (totals[name] ?? 0) + Number(sum)
    }
  }
  assertFits(groups.size)
}

/** Sets counts of groups, which are not added up. */
export function setInGroups(
  { groups }: Gathered,
  name: string,
  counts: Iterable<readonly [string, number]>
): void {
  for (const [key, count] of counts) {
    const group = groups.get(key)
    if (group) group[name] = count
    else groups.set(key, { [name]: count })
  }
  assertFits(groups.size)
}

function assertFits(groups: number): void {
  if (groups <= groupsMax) return
  const fix = `more than ${groupsMax} rows; ask for fewer dimensions, a shorter period, or add a filter`
  throw new ReportQueryInvalid({ field: 'dimensions', fix })
}
