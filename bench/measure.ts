/** One line of the table that `npm run bench` prints. */
export interface Figure {
  work: string
  unit: string
  ours: number
  bare: number | null
  /** Ours to bare, the median over the rounds; higher is better. Default: of the two medians. */
  ratio?: number
  /** What the project wants to reach; shown beside. */
  bar: string
}

/** One side of a comparison: how it is warmed up, and one round of it. */
export interface Side {
  warmUp(): Promise<unknown>
  measure(): Promise<number>
}

/** Medians over the rounds; `ratio` is the median of the rounds' own ratios, ours to bare. */
export interface Comparison {
  ours: number
  bare: number
  ratio: number
}

/**
 * Measures two sides in turns: ours, bare, ours, bare … Whatever else slows the machine down meets both sides of a round
 * alike, so that the ratio holds where the rates don't.
 */
export async function sideBySide(
  rounds: number,
  sides: { ours: Side; bare: Side }
): Promise<Comparison> {
  await sides.ours.warmUp()
  await sides.bare.warmUp()
  const ours: number[] = []
  const bare: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push(await sides.ours.measure())
    bare.push(await sides.bare.measure())
  }
  return {
    ours: medianOf(ours),
    bare: medianOf(bare),
    ratio: medianOf(ours.map((value, round) => value / bare[round]!))
  }
}

/** Runs a measurement several times and returns the median. */
export async function median(times: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = []
  for (let i = 0; i < times; i++) values.push(await measure())
  return medianOf(values)
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] as number
}

/** Prints figures as a table, with the ratio to the bare baseline of the same run and the bar beside. */
export function printFigures(figures: readonly Figure[]): void {
  const rows = figures.map((figure) => [
    figure.work,
    `${round(figure.ours)} ${figure.unit}`,
    figure.bare === null ? '' : `${round(figure.bare)} ${figure.unit}`,
    figure.bare === null ? '' : ratioOf(figure, figure.bare).toFixed(2),
    figure.bar
  ])
  const header = ['work', 'ours', 'bare', 'ratio', 'bar']
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length))
  )
  for (const row of [header, ...rows]) {
    console.log(row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  '))
  }
}

/** Of times, the baseline's is divided by ours. */
function ratioOf({ unit, ours, ratio }: Figure, bare: number): number {
  return ratio ?? (unit === 's' || unit === 'ms' ? bare / ours : ours / bare)
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2)
}
