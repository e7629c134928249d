import type { CubeRead, SumRow } from './read.ts'
import type { Slice } from './slices.ts'

export type TakeRows = (rows: SumRow[]) => Promise<void>

interface Kept {
  measures: readonly string[]
  rows: Promise<SumRow[]>
}

/**
 * Sums that were read for one report: its questions ask for much the same. Not kept for longer than the report is made, so that
 * it never tells of yesterday.
 */
export class SumMemo {
  readonly #kept = new Map<string, Kept[]>()

  /** Takes rows that were read already, or reads them; one that is asked for at the same time is read once. */
  async take(
    { read, segments, measures }: SumAsk,
    take: TakeRows,
    readRows: (take: TakeRows) => Promise<void>
  ): Promise<void> {
    const key = keyOf(read, segments)
    const kept = this.#kept.get(key) ?? []
    const known = kept.find((one) => measures.every((name) => one.measures.includes(name)))
    if (known) return take(await known.rows)
    const all: SumRow[] = []
    const reading = readRows(async (rows) => {
      await take(rows)
      for (const row of rows) all.push(row)
    })
    this.#kept.set(key, [...kept, { measures, rows: reading.then(() => all) }])
    await reading
  }
}

export interface SumAsk {
  read: CubeRead
  segments: readonly Slice[]
  measures: readonly string[]
}

function keyOf({ cube, dimensions, filters, currency }: CubeRead, segments: readonly Slice[]) {
  return JSON.stringify([cube.name, dimensions, filters, currency, segments])
}
