import type { Reader } from '#core/database/db'
import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { addDays, businessDay, timeKeys } from '../query/calendar.ts'
import { runQuery } from '../query/run.ts'
import type { ReportingScope } from '../scope.ts'
import { type DayValue, judge, type Verdict } from './judge.ts'
import { hotProductsAfter, saveHotProducts } from './repository.ts'
import { type HotMetric, hotMetrics, type ReportHotProductRow } from './tables.ts'

/** Products of a transaction. */
const pageSize = 200
/** Days that a product is judged by at most. */
const daysMax = 90

/** Judges all products that are watched, and raises and clears their alerts. A page a transaction. Safe to repeat. */
export async function watchHotProducts(
  job: Pick<JobContext<unknown>, 'signal' | 'transaction'>,
  scope: ReportingScope
): Promise<void> {
  const { ctx } = scope
  const seenOn = addDays(businessDay(ctx.shop, ctx.clock.now()), -1)
  for (let after = ''; ; ) {
    job.signal.throwIfAborted()
    const page = await hotProductsAfter(ctx.db, after, pageSize)
    const last = page.at(-1)
    if (!last) return
    const days = await daysOf(ctx.db, scope, page, seenOn)
    await job.transaction((tx) => judgePage(tx, scope, page, { days, seenOn }))
    after = last.sku
  }
}

/** Figures of each product, day by day up to one. One question to the figures for each metric. */
export async function daysOf(
  db: Reader,
  scope: ReportingScope,
  products: readonly ReportHotProductRow[],
  to: string,
  length = daysMax
): Promise<Map<string, DayValue[]>> {
  const from = addDays(to, 1 - length)
  const found = new Map<string, DayValue[]>()
  for (const metric of hotMetrics) {
    const skus = products.filter((row) => row.metric === metric).map(({ sku }) => sku)
    if (skus.length === 0) continue
    const { rows } = await runQuery(db, scope, {
      ...{ metrics: [metric], dimensions: ['day', 'sku'], period: { from, to }, limit: 100_000 },
      filters: [{ dimension: 'sku', in: skus }]
    })
    const values = new Map(
      rows.map(({ keys, values }) => [`${keys.sku} ${keys.day}`, values[metric]!.value])
    )
    const days = timeKeys('day', { from, to })
    for (const sku of skus) {
      const own = days.map((day) => ({
        day,
        value: values.get(`${sku} ${day}`) ?? nothing(metric)
      }))
      found.set(sku, own)
    }
  }
  return found
}

/** A day on which nobody came has not been told; a day on which nothing was sold is one. */
function nothing(metric: HotMetric): number | null {
  return metric === 'visitors' ? null : 0
}

async function judgePage(
  tx: Tx,
  scope: ReportingScope,
  page: readonly ReportHotProductRow[],
  { days, seenOn }: { days: ReadonlyMap<string, DayValue[]>; seenOn: string }
): Promise<void> {
  const rule = scope.ctx.options.hotProducts
  const judged = page.flatMap((row) => {
    const own = (days.get(row.sku) ?? []).filter(({ day }) => day >= row.sinceOn)
    const verdict = judge(own, rule)
    const isSame =
      row.seenOn === seenOn && row.state === verdict.state && row.falls === verdict.falls
    return isSame ? [] : [{ row, verdict, value: own.at(-1)?.value ?? null }]
  })
  await saveHotProducts(
    tx,
    judged.map(({ row, verdict }) => ({
      ...{ ...row, ...verdict, seenOn, updatedAt: tx.now },
      version: row.version + (row.state === verdict.state ? 0 : 1)
    }))
  )
  const changed = judged.filter(({ row, verdict }) => row.state !== verdict.state)
  await tellChanges(tx, scope, changed)
}

interface Change {
  row: ReportHotProductRow
  verdict: Verdict
  value: number | null
}

async function tellChanges(
  tx: Tx,
  { ctx }: ReportingScope,
  changes: readonly Change[]
): Promise<void> {
  const fallen = changes.filter(({ verdict }) => verdict.state === 'falling')
  const retired = changes.filter(({ verdict }) => verdict.state === 'retire_suggested')
  const gone = changes.flatMap(({ row, verdict }) => [
    ...(verdict.state === 'falling' ? [] : [alertOf('reporting.hot-product-falling', row.sku)]),
    ...(verdict.state === 'retire_suggested'
      ? []
      : [alertOf('reporting.retire-suggested', row.sku)])
  ])
  await ctx.alerts.clear(tx, gone)
  await ctx.alerts.raise(
    tx,
    fallen.map(({ row: { sku, metric }, verdict, value }) => ({
      ...alertOf('reporting.hot-product-falling', sku),
      message: `${sku}: ${metric} fell ${verdict.falls} days in a row, from ${verdict.base} to ${value}`,
      fields: { sku, metric, base: verdict.base!, value }
    }))
  )
  await ctx.alerts.raise(
    tx,
    retired.map(({ row: { sku, metric }, verdict }) => ({
      ...alertOf('reporting.retire-suggested', sku),
      message: `${sku}: ${metric} fell until ${verdict.fellOn} and did not come back to ${verdict.base}; retire it?`,
      fields: { sku, metric, base: verdict.base!, fellOn: verdict.fellOn! }
    }))
  )
}

/** Names an alert about a product. */
export function alertOf<const Kind extends string>(kind: Kind, sku: string) {
  return { kind, subjectType: 'sku', subjectId: sku }
}
