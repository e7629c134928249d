import { DateTime } from 'luxon'
import type { Artefact, CaseFlow, CaseKind, CaseRow, CaseState } from '../tables.ts'
import { disputeFlow } from './dispute.ts'
import { requestFlow } from './request.ts'
import type { Flow, StateRule, StepRule } from './types.ts'

/** The state machines of cases. */
export const flows: Readonly<Record<CaseFlow, Flow>> = {
  request: requestFlow,
  dispute: disputeFlow
}

/** Kinds of cases for which goods come back. */
export const kindsWithGoods: ReadonlySet<CaseKind> = new Set([
  'return_refund',
  'exchange',
  'repair'
])

/** What holds in a state of a flow. A state that the flow lacks is a broken invariant. */
export function ruleOf({ flow, state }: Pick<CaseRow, 'flow' | 'state'>): StateRule {
  const rule = flows[flow].states[state]
  if (!rule) throw new Error(`the flow ${flow} has no state ${state}`)
  return rule
}

/** Steps a case may take by its state and kind; whether what they need is there is another question. */
export function stepsOf(row: Pick<CaseRow, 'flow' | 'state' | 'kind'>): readonly StepRule[] {
  const goods = kindsWithGoods.has(row.kind) ? 'withGoods' : 'withoutGoods'
  return ruleOf(row).next.filter(({ only }) => only === undefined || only === goods)
}

/** Whether a case in this state is over: nothing is to be done unless it is reopened. */
export function isOver(row: Pick<CaseRow, 'flow' | 'state'>): boolean {
  return ruleOf(row).isEnd === true
}

/** Until when a case that is over may be reopened: whole days of 24 hours after it was closed. Null: it is not over. */
export function reopenUntil({ closedAt }: Pick<CaseRow, 'closedAt'>, days: number): string | null {
  if (closedAt === null) return null
  return DateTime.fromISO(closedAt, { zone: 'utc' })
    .plus({ hours: 24 * days })
    .toISO()
}

/** Where a case of a flow begins. */
export function firstState(flow: CaseFlow): CaseState {
  return flows[flow].first
}

/** How what is missing is given, for people. */
export const howToGive: Readonly<Record<Artefact, string>> = {
  verification: 'POST /v1/cases/{id}/verification',
  proposal: 'POST /v1/cases/{id}/proposal',
  agreement: 'POST /v1/cases/{id}/agreement',
  settlement:
    'a refund of the case that is done (POST /v1/refunds), goods sent anew (POST /v1/replacements), or POST /v1/cases/{id}/settlement for what is neither',
  goods: 'POST /v1/return-receipts with this caseId',
  satisfaction: 'POST /v1/cases/{id}/satisfaction',
  decision: 'POST /v1/cases/{id}/decision'
}
