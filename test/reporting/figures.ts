import type { Test } from 'tap'
import { insertAll } from '#core/database/rows'
import { manualClock } from '#core/time'
import { mondayOf } from '../../plugins/reporting/query/calendar.ts'
import { buildTestEngine, type DatabaseKind, type TestEngine } from '../harness.ts'
import { runJob } from '../run-job.ts'

/** What was sold on a day, as the tables of sales keep it; measures that are left out are 0. */
export interface SoldOrders {
  dayOn: string
  channelId?: string
  country?: string
  customerType?: 'new' | 'returning' | 'guest'
  currency?: string
  [measure: string]: unknown
}

/** An engine with reporting whose tables of sales are written by the test itself, and whose day stands still. */
export async function buildFigures(
  test: Test,
  kind: DatabaseKind,
  {
    plugins = [] as string[],
    now = '2026-03-15T04:00:00.000Z',
    options = {} as Record<string, unknown>
  } = {}
) {
  const clock = manualClock(now)
  const config = {
    plugins: ['catalog', 'inventory', 'orders', ...plugins, { use: 'reporting', options }],
    adapters: []
  }
  const built = await buildTestEngine(test, kind, config, { clock })
  const ask = (body: unknown, as: 'owner' | 'clerk' = 'owner') =>
    built.call({ method: 'POST', url: '/v1/reports/query', body, as })
  return {
    ...built,
    clock,
    /** Does a job, now. */
    run: (name: string) => runJob(built.engine, name),
    /** What any proof of reporting contradicts that stands on tables the test did not write itself. */
    async findings(prefix: string) {
      const own = built.engine.proofs.filter(({ name }) => name.startsWith(prefix))
      return (await Promise.all(own.map((proof) => proof.findings(built.engine.db)))).flat()
    },
    /** Asks over HTTP. */
    ask,
    /** Asks, and fails when that is refused. */
    async figures(body: unknown) {
      const answer = await ask(body)
      if (answer.status !== 200) throw new Error(answer.text)
      return answer.body
    }
  }
}

const keyDefaults = {
  channelId: 'chn_a',
  customerType: 'returning',
  currency: 'CNY'
}

/** Writes days and months of orders, SKUs and buyers. */
export async function sold(
  { engine }: Pick<TestEngine, 'engine'>,
  given: {
    orders?: readonly SoldOrders[]
    skus?: readonly (SoldOrders & { sku: string })[]
    buyers?: readonly (SoldOrders & { buyer: string })[]
  }
): Promise<void> {
  await engine.transaction(async (tx) => {
    const orders = (given.orders ?? []).map((row) => ({ ...keyDefaults, country: '', ...row }))
    await insertSums(tx, 'reportOrder', orders)
    const skus = (given.skus ?? []).map((row) => ({ ...keyDefaults, ...row }))
    await insertSums(tx, 'reportSku', skus)
    const totals = skus.map(({ channelId: _, customerType: __, ...row }) => row)
    await insertAll(tx, 'reportSkuWeekTotals', weekly(totals))
    await insertAll(tx, 'reportSkuMonthTotals', monthly(totals))
    const buyers = (given.buyers ?? []).map((row) => ({ ...keyDefaults, country: '', ...row }))
    await insertSums(tx, 'reportBuyer', buyers)
  })
}

type Tx = Parameters<Parameters<TestEngine['engine']['transaction']>[0]>[0]
type Plain = Record<string, unknown> & { dayOn: string }

async function insertSums(
  tx: Tx,
  table: 'reportOrder' | 'reportSku' | 'reportBuyer',
  rows: readonly Plain[]
): Promise<void> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const whole = (row: Plain) => Object.fromEntries(names.map((name) => [name, row[name] ?? 0]))
  await insertAll(tx, `${table}Days`, added(rows.map(whole) as Plain[]))
  await insertAll(tx, `${table}Months`, monthly(rows.map(whole) as Plain[]))
}

function monthly(rows: readonly Plain[]): Record<string, unknown>[] {
  return added(rows.map((row) => ({ ...row, dayOn: `${row.dayOn.slice(0, 7)}-01` }))).map(
    ({ dayOn, ...row }) => ({ monthOn: dayOn, ...row })
  )
}

function weekly(rows: readonly Plain[]): Record<string, unknown>[] {
  return added(rows.map((row) => ({ ...row, dayOn: mondayOf(row.dayOn) }))).map(
    ({ dayOn, ...row }) => ({ weekOn: dayOn, ...row })
  )
}

/** Rows of one key added up. */
function added(rows: readonly Plain[]): Plain[] {
  const byKey = new Map<string, Plain>()
  for (const row of rows) {
    const key = JSON.stringify(Object.values(row).filter((value) => typeof value === 'string'))
    const known = byKey.get(key)
    if (!known) byKey.set(key, { ...row })
    else {
      for (const [name, value] of Object.entries(row)) {
        if (typeof value === 'number') known[name] = (known[name] as number) + value
      }
    }
  }
  return [...byKey.values()]
}
