import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { addDays, daysBetween } from '../query/calendar.ts'
import { paceOf } from '../query/run.ts'
import { walkSlices } from '../query/slices.ts'
import type { ReportingScope } from '../scope.ts'

export interface RfmInput {
  currency: string
  /** Orders before this day count; days since the last one are counted to it. */
  snapshotOn: string
  /** `gross`: lines at sale; `net`: less discounts of the order. */
  monetary: 'gross' | 'net'
}

/** What somebody has bought. */
export interface Bought {
  lastOn: string
  orders: number
  minor: number
}

export interface RfmTable {
  of: 'customers' | 'buyers'
  snapshotOn: string
  currency: string
  customers: number
  /** By score of recency and of frequency, 5 is best; those that nobody has are left out. */
  cells: {
    recency: number
    frequency: number
    customers: number
    monetaryMinor: number
    /** Days since the last order, on average. */
    recencyDays: number
  }[]
  /** By score of what was spent. */
  monetary: { score: number; customers: number; monetaryMinor: number; leastMinor: number }[]
}

/**
 * Scores by rank in fifths: of n, one whom k have a worse value than scores 1 + floor(5k ÷ n); equal values have equal
 * scores. The same as crm's.
 */
export function fifths(values: readonly (number | string)[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => compare(values[a]!, values[b]!))
  const scores = new Array<number>(values.length)
  let worse = 0
  for (const [place, index] of order.entries()) {
    if (place > 0 && values[index] !== values[order[place - 1]!]) worse = place
    scores[index] = 1 + Math.floor((worse * 5) / values.length)
  }
  return scores
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** How recently, how often and for how much people have bought, as a table. Guests are left out. */
export async function rfmTable(
  db: Reader,
  scope: ReportingScope,
  input: RfmInput
): Promise<RfmTable> {
  const people = scope.crm ? await customers(db, input) : await buyers(db, scope, input)
  const recency = fifths(people.map(({ lastOn }) => lastOn))
  const frequency = fifths(people.map(({ orders }) => orders))
  const monetary = fifths(people.map(({ minor }) => minor))
  const cells = new Map<string, RfmTable['cells'][number]>()
  const spent = new Map<number, RfmTable['monetary'][number]>()
  for (const [index, { lastOn, minor }] of people.entries()) {
    const at = { recency: recency[index]!, frequency: frequency[index]! }
    const key = `${at.recency}${at.frequency}`
    const cell = cells.get(key) ?? { ...at, customers: 0, monetaryMinor: 0, recencyDays: 0 }
    cell.customers++
    cell.monetaryMinor += minor
    cell.recencyDays += daysBetween(lastOn, input.snapshotOn)
    cells.set(key, cell)
    const score = monetary[index]!
    const of = spent.get(score) ?? { score, customers: 0, monetaryMinor: 0, leastMinor: minor }
    of.customers++
    of.monetaryMinor += minor
    of.leastMinor = Math.min(of.leastMinor, minor)
    spent.set(score, of)
  }
  return {
    of: scope.crm ? 'customers' : 'buyers',
    ...{ snapshotOn: input.snapshotOn, currency: input.currency, customers: people.length },
    cells: [...cells.values()]
      .map((cell) => ({ ...cell, recencyDays: Math.round(cell.recencyDays / cell.customers) }))
      .sort((a, b) => b.recency - a.recency || b.frequency - a.frequency),
    monetary: [...spent.values()].sort((a, b) => b.score - a.score)
  }
}

const pageSize = 5000

/** Customers of crm, a page at a time. */
async function customers(db: Reader, { currency, snapshotOn, monetary }: RfmInput) {
  const amount = sql.raw(`${monetary}_minor`)
  const people: Bought[] = []
  for (let after = ''; ; ) {
    const { rows } = await sql<Bought & { id: string }>`
      select customer_id as id, max(case when orders > 0 then day_on end) as last_on,
        sum(orders) as orders, sum(${amount}) as minor
      from crm_customer_days where customer_id > ${after} and currency = ${currency}
        and day_on < ${snapshotOn}
      group by customer_id order by customer_id limit ${pageSize}`.execute(db)
    for (const { lastOn, orders, minor } of rows) {
      if (Number(orders) > 0) people.push({ lastOn, orders: Number(orders), minor: Number(minor) })
    }
    if (rows.length < pageSize) return people
    after = rows.at(-1)!.id
    await setImmediate()
  }
}

/** Buyers as channels know them, some days at a time. */
async function buyers(
  db: Reader,
  scope: ReportingScope,
  { currency, snapshotOn, monetary }: RfmInput
): Promise<Bought[]> {
  const { rows: days } = await sql<{ first: string | null }>`
    select min(day_on) as first from report_buyer_days`.execute(db)
  const first = days[0]!.first
  const to = addDays(snapshotOn, -1)
  if (first === null || first > to) return []
  const amount = sql.raw(`${monetary}_minor`)
  const people = new Map<string, Bought>()
  const segment = { kind: 'days', from: first, to } as const
  const read = async (slice: { from: string; to: string }) => {
    const { rows } = await sql<Bought & { buyer: string }>`
      select buying_key as buyer, max(day_on) as last_on, sum(orders) as orders,
        sum(${amount}) as minor
      from report_buyer_days where day_on between ${slice.from} and ${slice.to}
        and currency = ${currency} and buying_key is not null group by buying_key`.execute(db)
    return rows
  }
  await walkSlices(db, paceOf(scope), { name: 'rfm', segment }, read, (rows) => {
    for (const { buyer, lastOn, orders, minor } of rows) {
      const known = people.get(buyer)
      people.set(buyer, {
        lastOn: known && known.lastOn > lastOn ? known.lastOn : lastOn,
        orders: (known?.orders ?? 0) + Number(orders),
        minor: (known?.minor ?? 0) + Number(minor)
      })
    }
  })
  return [...people.values()]
}
