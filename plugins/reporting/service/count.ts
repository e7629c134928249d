import type { Shop } from '#core/plugin'
import { instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { businessDay } from '../query/calendar.ts'
import {
  type CountedCase,
  type CountedLine,
  casesById,
  linesOfCases,
  replaceCaseRows
} from './repository.ts'
import type { CaseFact, CaseSums, ReportCaseRowRow } from './tables.ts'

const nothing: CaseSums = {
  ...{ casesOpened: 0, casesClosed: 0, disputesOpened: 0, caseUnits: 0, casesWith: 0 },
  ...{ firstResponseMs: 0, casesAnswered: 0, resolutionMs: 0 },
  ...{ satisfactionSum: 0, satisfactionCount: 0 }
}

/** Reckons anew what some cases contribute to reports. A constant number of statements. */
export async function countCases(
  tx: Tx,
  shop: Readonly<Shop>,
  caseIds: readonly string[]
): Promise<void> {
  const ids = [...new Set(caseIds)].sort()
  const cases = await casesById(tx, ids)
  const lines = groupLines(await linesOfCases(tx, ids))
  const rows = cases.flatMap((one) => rowsOfCase(shop, one, lines.get(one.id) ?? []))
  await replaceCaseRows(tx, ids, rows)
}

function groupLines(lines: readonly CountedLine[]): Map<string, CountedLine[]> {
  const groups = new Map<string, CountedLine[]>()
  for (const line of lines) groups.set(line.caseId, [...(groups.get(line.caseId) ?? []), line])
  return groups
}

/** What a case contributes: to the day it was opened, to that of the first answer, and to that of its end. */
export function rowsOfCase(
  shop: Readonly<Shop>,
  one: CountedCase,
  lines: readonly CountedLine[]
): ReportCaseRowRow[] {
  const openedMs = instantMs(one.openedAt)
  const row = (what: CaseFact, at: string, sums: Partial<CaseSums>): ReportCaseRowRow => ({
    ...{ caseId: one.id, what, sku: '', dayOn: businessDay(shop, at), channelId: one.channelId },
    ...{ reason: one.reason, agent: one.owner ?? '', ...nothing, ...sums }
  })
  const rows = [
    row('opened', one.openedAt, {
      casesOpened: 1,
      disputesOpened: one.flow === 'dispute' ? 1 : 0
    })
  ]
  if (one.answeredAt !== null) {
    const firstResponseMs = Math.max(0, instantMs(one.answeredAt) - openedMs)
    rows.push(row('answered', one.answeredAt, { casesAnswered: 1, firstResponseMs }))
  }
  if (one.closedAt !== null) {
    const resolutionMs = Math.max(0, instantMs(one.closedAt) - openedMs)
    const isScored = one.satisfaction !== null
    rows.push(
      row('closed', one.closedAt, {
        ...{ casesClosed: 1, resolutionMs, satisfactionSum: one.satisfaction ?? 0 },
        satisfactionCount: isScored ? 1 : 0
      })
    )
  }
  const bySku = new Map<string, ReportCaseRowRow>()
  for (const { sku, quantity, reason } of lines) {
    const known = bySku.get(sku) ?? {
      ...row('line', one.openedAt, { casesWith: 1 }),
      ...{ sku, reason }
    }
    bySku.set(sku, { ...known, caseUnits: known.caseUnits + quantity })
  }
  return [...rows, ...bySku.values()]
}
