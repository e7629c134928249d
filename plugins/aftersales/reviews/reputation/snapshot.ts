import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { AftersalesScope } from '../../scope.ts'
import { scoreAlertOf } from '../alerts.ts'
import type { ReputationRow } from '../tables.ts'
import { dayAfter, scoreSpanUpTo, windowUpTo } from './days.ts'
import { scoreFigures, type WindowFigures, windowFigures } from './figures.ts'

/**
 * Writes how every channel stood at the end of yesterday, and tells of those whose mean or good-review rate has fallen
 * against the window before. A constant number of statements; again it writes the same.
 */
export async function snapshotReputation(tx: Tx, scope: AftersalesScope): Promise<void> {
  const { shop, options } = scope.ctx
  const { windowDays } = options.reviews
  const onDay = dayAfter(dayOn(tx.now, shop.zone, shop.dayStartsAtHour), -1)
  const now = await windowFigures(tx, { ...windowUpTo(onDay, windowDays), channelId: null })
  const beforeDay = dayAfter(onDay, -windowDays)
  const before = await windowFigures(tx, { ...windowUpTo(beforeDay, windowDays), channelId: null })
  const scores = await scoreFigures(tx, { ...scoreSpanUpTo(onDay), channelId: null })
  const rows = scores.map(({ channelId, count: scored, sum: _, ...score }): ReputationRow => {
    const figures = now.find((one) => one.channelId === channelId) ?? noneOf(channelId)
    return { ...figures, onDay, windowDays, scored, ...score, createdAt: tx.now }
  })
  const update = Object.keys(rows[0] ?? {}).filter((name) => !['channelId', 'onDay'].includes(name))
  await insertAll(tx, 'reputationSnapshots', rows, { on: ['channelId', 'onDay'], update })
  await tellOfFalls(tx, scope, { now, before })
}

function noneOf(channelId: string): WindowFigures {
  return {
    ...{ channelId, good: 0, neutral: 0, bad: 0 },
    ...{ goodRateBps: null, goodOfDecidedBps: null, meanHundredths: null }
  }
}

async function tellOfFalls(
  tx: Tx,
  { ctx }: AftersalesScope,
  { now, before }: { now: readonly WindowFigures[]; before: readonly WindowFigures[] }
): Promise<void> {
  const { fallBps, fallHundredths, minReviews } = ctx.options.reviews
  const isEnough = ({ good, neutral, bad }: WindowFigures) => good + neutral + bad >= minReviews
  const falling = now.flatMap((figures) => {
    const earlier = before.find(({ channelId }) => channelId === figures.channelId)
    if (!earlier || !isEnough(earlier) || !isEnough(figures)) return []
    const hasFallen =
      earlier.meanHundredths! - figures.meanHundredths! > fallHundredths ||
      earlier.goodRateBps! - figures.goodRateBps! > fallBps
    return hasFallen ? [alertAbout(figures, earlier)] : []
  })
  const fallen = new Set(falling.map(({ subjectId }) => subjectId))
  const channels = [...now, ...before].map(({ channelId }) => channelId)
  await ctx.alerts.clear(
    tx,
    [...new Set(channels)].filter((id) => !fallen.has(id)).map(scoreAlertOf)
  )
  await ctx.alerts.raise(tx, falling)
}

function alertAbout(now: WindowFigures, before: WindowFigures) {
  const { channelId, meanHundredths, goodRateBps } = now
  const { meanHundredths: meanBeforeHundredths, goodRateBps: goodRateBeforeBps } = before
  const said = (value: number | null) => ((value ?? 0) / 100).toFixed(2)
  return {
    ...scoreAlertOf(channelId),
    message:
      `${channelId}: mean ${said(meanHundredths)} after ${said(meanBeforeHundredths)}, ` +
      `good reviews ${said(goodRateBps)} % after ${said(goodRateBeforeBps)} %`,
    fields: { channelId, meanHundredths, meanBeforeHundredths, goodRateBps, goodRateBeforeBps }
  }
}
