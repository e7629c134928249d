/** One line of the table that `npm run bench` prints. */
export interface Figure {
  work: string
  unit: string
  ours: number
  bare: number | null
  /** What the project wants to reach; shown beside. */
  goal: string
}

/** Runs a measurement several times and returns the median. */
export async function median(times: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = []
  for (let i = 0; i < times; i++) values.push(await measure())
  values.sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] as number
}

/** Prints figures as a table, with the ratio to the bare baseline of the same run. */
export function printFigures(figures: readonly Figure[]): void {
  const rows = figures.map(({ work, unit, ours, bare, goal }) => [
    work,
    `${round(ours)} ${unit}`,
    bare === null ? '' : `${round(bare)} ${unit}`,
    bare === null ? '' : (unit === 's' ? bare / ours : ours / bare).toFixed(2),
    goal
  ])
  const header = ['work', 'ours', 'bare', 'ratio', 'goal']
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length))
  )
  for (const row of [header, ...rows]) {
    console.log(row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  '))
  }
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2)
}
