import { newId } from '#core/ids'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { reviseStatement } from '../facts/repository/facts.ts'
import { businessDay } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'
import { deriveDays } from './derive.ts'
import { figureNames, keyOf, moneyFigures, type TrafficStatement } from './figures.ts'
import {
  type ChannelDay,
  lockTraffic,
  replaceDays,
  rowsOfDays,
  saveRows,
  saveVersions
} from './repository.ts'
import type { TrafficOrigin, TrafficRow } from './tables.ts'

export type TakenResult = 'created' | 'updated' | 'unchanged'

/**
 * Takes in figures: what is told of the same channel, source, campaign, SKU and day replaces what was told before, which is
 * kept as an older version. A figure that is left out stays, so that two tools may tell different ones. A closed day whose
 * figures change is a new revision of it. A constant number of statements.
 *
 * Shape: what became of each, same order. Each thing is told of once at most.
 */
export async function takeTraffic(
  tx: Tx,
  { ctx }: Pick<ReportingScope, 'ctx'>,
  statements: readonly TrafficStatement[],
  origin: TrafficOrigin
): Promise<{ id: string; result: TakenResult }[]> {
  if (statements.length === 0) return []
  await lockTraffic(tx)
  const days = daysOf(statements)
  const rows = await rowsOfDays(tx, days)
  const known = new Map(rows.map((row) => [keyOf(row), row]))
  const changed: TrafficRow[] = []
  const before: TrafficRow[] = []
  const taken = statements.map((statement): { id: string; result: TakenResult } => {
    const key = keyOf(statement)
    const row = known.get(key)
    const next = rowOf(tx, row, statement, origin)
    if (row && isSame(row, next)) return { id: row.id, result: 'unchanged' }
    known.set(key, next)
    changed.push(next)
    if (row) before.push(row)
    return { id: next.id, result: row ? 'updated' : 'created' }
  })
  if (changed.length === 0) return taken
  await saveRows(tx, changed)
  await saveVersions(
    tx,
    before.map(({ id: trafficId, channelId: _, dayOn: __, ...row }) => {
      const { source: ___, campaign: ____, sku: _____, ...version } = row
      return { trafficId, ...version, replacedAt: tx.now }
    })
  )
  const touched = daysOf(changed)
  await rederive(tx, touched, [...known.values()])
  const openFrom = businessDay(
    ctx.shop,
    instantAt(instantMs(tx.now) - ctx.options.closesAfterHours * 3_600_000)
  )
  const late = [...new Set(touched.map(({ dayOn }) => dayOn))].filter((day) => day < openFrom)
  if (late.length > 0) await reviseStatement(tx, late.sort()).execute(tx)
  return taken
}

async function rederive(
  tx: Tx,
  days: readonly ChannelDay[],
  rows: readonly TrafficRow[]
): Promise<void> {
  const byDay = new Map<string, TrafficRow[]>(days.map((day) => [dayKey(day), []]))
  for (const row of rows) byDay.get(dayKey(row))?.push(row)
  await replaceDays(tx, days, [...byDay.values()].flatMap(deriveDays))
}

function dayKey({ channelId, dayOn }: ChannelDay): string {
  return JSON.stringify([channelId, dayOn])
}

function daysOf(rows: readonly ChannelDay[]): ChannelDay[] {
  const days = new Map(
    rows.map(({ channelId, dayOn }) => [dayKey({ channelId, dayOn }), { channelId, dayOn }])
  )
  return [...days.values()]
}

function rowOf(
  tx: Tx,
  row: TrafficRow | undefined,
  statement: TrafficStatement,
  origin: TrafficOrigin
): TrafficRow {
  const { channelId, dayOn, source, campaign, sku, currency } = statement
  const next = {
    ...{ id: row?.id ?? newId('trf'), channelId, dayOn, source, campaign, sku, origin },
    ...{ version: (row?.version ?? 0) + 1, statedAt: tx.now, currency: row?.currency ?? null }
  } as TrafficRow
  for (const name of figureNames) {
    const told = statement[name]
    next[name] = told === undefined ? (row?.[name] ?? null) : told
  }
  if (moneyFigures.some((name) => statement[name] != null)) next.currency = currency
  if (moneyFigures.every((name) => next[name] === null)) next.currency = null
  return next
}

function isSame(row: TrafficRow, next: TrafficRow): boolean {
  return row.currency === next.currency && figureNames.every((name) => row[name] === next[name])
}
