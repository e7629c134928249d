import { newId } from '#core/ids'
import type { JobContext } from '#core/jobs'
import { formatAmount } from '#core/money'
import type { Tx } from '#core/transaction'
import { addDays, businessDay } from '../../query/calendar.ts'
import type { ReportingScope } from '../../scope.ts'
import { findActions } from '../actions/find.ts'
import { type Explanation, explainSales } from '../explain/explain.ts'
import { deleteAnomalies, saveAnomalies } from '../repository.ts'
import type { AnomalyCause, ReportAnomalyRow, WatchedMetric } from '../tables.ts'
import { type Outlier, type Watched, watchDay } from './detect.ts'

/**
 * Looks for figures of yesterday beyond their limits, and raises alerts with what is probably behind them. Done again it
 * finds what late data has changed: what is no anomaly any more is gone, and its alert with it.
 */
export async function findAnomalies(
  job: Pick<JobContext<unknown>, 'signal' | 'transaction'>,
  scope: ReportingScope
): Promise<void> {
  const { ctx } = scope
  const { weeks, weeksMin } = ctx.options.anomalies
  const dayOn = addDays(businessDay(ctx.shop, ctx.clock.now()), -1)
  const watched = await watchDay(ctx.db, scope, { dayOn, weeks, weeksMin })
  const outliers = watched.flatMap(({ outlier }) => outlier ?? [])
  const causes = new Map<Outlier, AnomalyCause>()
  const explained = new Map<string, AnomalyCause>()
  for (const outlier of outliers) {
    job.signal.throwIfAborted()
    const key = `${outlier.channelId} ${outlier.usualOn}`
    const cause = explained.get(key) ?? (await causeOf(scope, dayOn, outlier))
    explained.set(key, cause)
    causes.set(outlier, cause)
  }
  await job.transaction((tx) => write(tx, scope, { dayOn, watched, causes }))
}

/** What is probably behind an outlier: the parts of the change against a usual day, and what the shop did. */
async function causeOf(
  scope: ReportingScope,
  dayOn: string,
  { channelId, usualOn }: Outlier
): Promise<AnomalyCause> {
  const { db } = scope.ctx
  const ofChannel = channelId === '' ? {} : { channelId }
  const explanation = await explainSales(db, scope, {
    ...{ period: { from: dayOn, to: dayOn }, comparison: { from: usualOn, to: usualOn } },
    ...ofChannel,
    top: 3
  })
  const span = { from: addDays(dayOn, -1), to: dayOn }
  return {
    againstOn: usualOn,
    driver: driverOf(explanation),
    parts: explanation.parts,
    channel: channelId === '' ? strongest(explanation, 'channels') : null,
    sku: strongest(explanation, 'skus'),
    actions: await findActions(db, scope, { span, ...ofChannel })
  }
}

/** The largest part in the direction of the change; null: nothing has changed. */
function driverOf({ change, parts }: Explanation): AnomalyCause['driver'] {
  const along = parts.filter((part) => Math.sign(part.change) === Math.sign(change) && change !== 0)
  return along.reduce<AnomalyCause['driver']>(
    (best, part) => (best === null || Math.abs(part.change) > Math.abs(best.change) ? part : best),
    null
  )
}

function strongest(explanation: Explanation, of: 'channels' | 'skus') {
  const along = explanation[of].filter(
    ({ key, change }) => key !== null && Math.sign(change) === Math.sign(explanation.change)
  )
  return along[0] ?? null
}

async function write(
  tx: Tx,
  { ctx }: ReportingScope,
  {
    dayOn,
    watched,
    causes
  }: { dayOn: string; watched: readonly Watched[]; causes: ReadonlyMap<Outlier, AnomalyCause> }
): Promise<void> {
  const { currency } = ctx.shop
  const rows = [...causes].map(([outlier, cause]): ReportAnomalyRow => {
    const { channelId, metric, direction, value, expected, lower, upper } = outlier
    return {
      ...{ id: newId('ano'), dayOn, channelId, metric, currency, direction },
      ...{ value: String(value), expected: String(expected) },
      ...{ lower: String(lower), upper: String(upper) },
      ...{ cause: JSON.stringify(cause), detectedAt: tx.now }
    }
  })
  await deleteAnomalies(tx, dayOn)
  await saveAnomalies(tx, rows)
  await ctx.alerts.clear(tx, watched.filter(({ outlier }) => outlier === null).map(subjectOf))
  await ctx.alerts.raise(
    tx,
    [...causes].map(([outlier, cause]) => {
      const { channelId, metric, value, expected } = outlier
      const driver = cause.driver?.name ?? null
      return {
        ...subjectOf(outlier),
        message: messageOf(dayOn, outlier, { cause, currency }),
        fields: { dayOn, channelId, metric, value, expected, driver }
      }
    })
  )
}

/** One alert a figure, however long it lasts. */
function subjectOf({ channelId, metric }: { channelId: string; metric: WatchedMetric }) {
  const subjectId = `${channelId === '' ? 'all' : channelId}/${metric}`
  return { kind: 'reporting.anomaly' as const, subjectType: 'metric', subjectId }
}

const money: ReadonlySet<WatchedMetric> = new Set(['netSales', 'averageOrderValue', 'refunds'])

function messageOf(
  dayOn: string,
  { channelId, metric, value, expected }: Outlier,
  { cause, currency }: { cause: AnomalyCause; currency: string }
): string {
  const say = (figure: number) => {
    if (money.has(metric)) return `${formatAmount(Math.round(figure), currency)} ${currency}`
    return metric === 'orderConversion'
      ? `${(figure * 100).toFixed(2)} %`
      : String(Math.round(figure))
  }
  const where = channelId === '' ? '' : ` of ${channelId}`
  const { driver, sku, actions } = cause
  const why = driver ? `; mostly ${driver.name} (${formatAmount(driver.change, currency)})` : ''
  const most = sku ? `, most of all ${sku.label}` : ''
  const done = actions.length > 0 ? `; ${actions.length} action(s) of the shop on these days` : ''
  return `${metric}${where} was ${say(value)} on ${dayOn}, usual is ${say(expected)}${why}${most}${done}`
}
