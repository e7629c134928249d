import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import { alertOf } from './alerts.ts'
import { type Excess, excessesOf, rateOf } from './rates.ts'
import { type Figure, figuresOf } from './repository/figures.ts'
import { addEvidence, insertIssues, lastEnded, openIssues, remeasure } from './repository/issues.ts'
import type { QualityIssueEvent, QualityIssueRow, QualitySubject } from './tables.ts'
import { windowOf } from './window.ts'

/**
 * Holds the rates of subjects against their thresholds: opens an issue where one is passed and none is open, and writes
 * what open ones come to now. Cases from before the end of a subject's last issue are known already. A constant number of
 * statements.
 */
export async function evaluate(
  tx: Tx,
  scope: AftersalesScope,
  { by, subjects }: { by: QualitySubject; subjects: readonly string[] | null }
): Promise<void> {
  const options = scope.ctx.options.quality
  const window = windowOf(tx.now, options.windowDays, scope.ctx.shop)
  const { reasons } = scope
  const figures = await figuresOf(tx, { by, window, subjects, isAfterIssues: true, reasons })
  const excesses = excessesOf(figures, by, options)
  const open = await openIssues(tx, by, [...new Set(figures.map(({ subject }) => subject))])
  await remeasure(
    tx,
    open.flatMap((issue) => measured(issue, figures))
  )
  const isOpen = new Set(open.map(({ subject }) => subject))
  const fresh = [...excesses.values()].filter(({ subject }) => !isOpen.has(subject))
  const opened = await openNew(tx, scope, by, fresh)
  const issueIds = [...open, ...opened].map(({ id }) => id)
  if (issueIds.length > 0) await addEvidence(tx, { by, issueIds, window, reasons })
}

function measured(issue: QualityIssueRow, figures: readonly Figure[]) {
  const figure = figures.find(
    ({ subject, reasonClass }) => subject === issue.subject && reasonClass === issue.reasonClass
  )
  const rateBps = figure && rateOf(figure)
  if (!figure || rateBps === undefined || rateBps === null) return []
  const { unitsInCases, cases, unitsSold } = figure
  return [{ id: issue.id, unitsInCases, cases, unitsSold: unitsSold!, rateBps }]
}

async function openNew(
  tx: Tx,
  { ctx }: AftersalesScope,
  by: QualitySubject,
  excesses: readonly Excess[]
): Promise<QualityIssueRow[]> {
  if (excesses.length === 0) return []
  const subjects = excesses.map(({ subject }) => subject)
  const last = await lastEnded(tx, by, subjects)
  const rows = excesses.map(({ subject, reasonClass, ...figure }): QualityIssueRow => {
    const previous = last.get(subject)
    return {
      ...{ id: newId('qis'), subjectType: by, subject, reasonClass, state: 'open' },
      ...{ ownerRole: 'buyer', assignee: null, ...figure },
      windowDays: ctx.options.quality.windowDays,
      countsAfter: previous?.endedAt ?? null,
      previousIssueId: previous?.id ?? null,
      ...{ conclusion: null, openedAt: tx.now, measuredAt: tx.now, endedAt: null, endedBy: null },
      ...{ version: 1, updatedAt: tx.now }
    }
  })
  const fresh = await insertIssues(tx, rows)
  const opened = rows.filter(({ id }) => fresh.has(id))
  await ctx.alerts.raise(tx, opened.map(alertAbout))
  tx.audit(
    opened.map(({ id, subjectType, subject, rateBps, thresholdBps }) => ({
      ...{ action: 'quality.open', subjectType: 'qualityIssue', subjectId: id },
      after: { subjectType, subject, rateBps, thresholdBps }
    }))
  )
  await tx.emit('quality.opened', opened.map(eventOf))
  return opened
}

export function eventOf(row: QualityIssueRow): QualityIssueEvent {
  const { id: issueId, subjectType, subject, reasonClass, state } = row
  const { unitsInCases, unitsSold, rateBps } = row
  return { issueId, subjectType, subject, reasonClass, state, unitsInCases, unitsSold, rateBps }
}

function alertAbout(row: QualityIssueRow) {
  const { subjectType, subject, reasonClass, unitsInCases, unitsSold, rateBps, thresholdBps } = row
  const percent = (bps: number) => `${(bps / 100).toFixed(2)} %`
  const why = reasonClass === 'all' ? '' : ` for reasons of the ${reasonClass}`
  return {
    ...alertOf(row.id),
    message:
      `${subjectType} ${subject}: ${unitsInCases} units in cases${why} of ${unitsSold} sold in ` +
      `${row.windowDays} days, ${percent(rateBps)} instead of ${percent(thresholdBps)} at most`,
    fields: { subjectType, subject, reasonClass, unitsInCases, unitsSold, rateBps, thresholdBps }
  }
}
