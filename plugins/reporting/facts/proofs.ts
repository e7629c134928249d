import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'
import { differingOrders, differingRefunds } from './compare.ts'
import type { FactParts } from './parts.ts'
import type { Rollup, SumCells } from './repository/rollups.ts'
import {
  dayTables,
  monthTables,
  nextDay,
  nextMonth,
  nextWeek,
  readDifferences,
  weekTables
} from './repository/sums-of-facts.ts'

const findingsMax = 100

/** What must be true of facts and their sums at any time. */
export function factProofs(parts: FactParts): Proof[] {
  return [
    {
      name: 'reporting.facts-equal-orders',
      title: 'What orders and credit notes contribute to reports is what they say',
      findings: async (db) =>
        [
          ...(await differingOrders(db, parts, findingsMax)),
          ...(await differingRefunds(db, parts, findingsMax))
        ].slice(0, findingsMax)
    },
    {
      name: 'reporting.days-equal-facts',
      title: 'The sums of days are those of the facts',
      findings: (db) => differences(db, dayTables, nextDay)
    },
    {
      name: 'reporting.weeks-equal-days',
      title: 'The sums of weeks are those of their days',
      findings: (db) => differences(db, weekTables, nextWeek)
    },
    {
      name: 'reporting.months-equal-days',
      title: 'The sums of months are those of their days',
      findings: (db) => differences(db, monthTables, nextMonth)
    }
  ]
}

async function differences(
  db: Reader,
  tables: typeof dayTables,
  next: (db: Reader, after: string) => Promise<string | null>
): Promise<string[]> {
  const findings: string[] = []
  for (let on = await next(db, ''); on !== null; on = await next(db, on)) {
    for (const table of tables) {
      for (const row of await readDifferences(db, table, on)) {
        findings.push(sentence(table.rollup, row))
        if (findings.length === findingsMax) return findings
      }
    }
  }
  return findings
}

function sentence({ table, keys, sums }: Rollup, row: SumCells): string {
  const width = 1 + keys.length
  const lacks = sums.flatMap((name, at) => {
    const minor = row[width + at] as number
    return minor === 0 ? [] : `${name} by ${minor}`
  })
  return `${table} ${row.slice(0, width).join(' ')}: too little ${lacks.join(', ')}`
}
