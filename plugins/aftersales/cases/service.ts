import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import type { AftersalesScope, CaseChange } from '../scope.ts'
import { type CaseRequest, openCases } from './open.ts'
import { casesByExternal } from './repository/cases.ts'
import { type CaseSaying, sayInCases } from './say.ts'
import { type CaseStep, stepCases } from './step.ts'
import type { CaseMessageRow, CaseRow } from './tables.ts'
import { type CaseUpdate, updateCases } from './update.ts'

/** Cases as other plugins work with them: any number at once, all or none, with a constant number of queries. */
export interface CasesService {
  /** See `openCases`. Same order. */
  open(tx: Tx, requests: readonly CaseRequest[]): Promise<CaseRow[]>
  /** See `stepCases`. */
  step(tx: Tx, steps: readonly CaseStep[]): Promise<CaseChange[]>
  /** See `updateCases`. */
  update(tx: Tx, updates: readonly CaseUpdate[]): Promise<CaseChange[]>
  /** See `sayInCases`. Same order. */
  say(tx: Tx, sayings: readonly CaseSaying[]): Promise<CaseMessageRow[]>
  /** Cases by what their channels call them. One query. */
  byExternal(
    db: Reader,
    refs: readonly { channelId: string; externalId: string }[]
  ): Promise<CaseRow[]>
  /** What a reason of the taxonomy is called. Undefined: it has none of this code. */
  reasonTitle(code: string): Readonly<Record<'en' | 'zh', string>> | undefined
}

/** Cases as other plugins see them. */
export function createCasesService(scope: AftersalesScope): CasesService {
  return {
    open: (tx, requests) => openCases(tx, scope, requests),
    step: (tx, steps) => stepCases(tx, scope, steps),
    update: (tx, updates) => updateCases(tx, scope, updates),
    say: (tx, sayings) => sayInCases(tx, scope, sayings),
    byExternal: casesByExternal,
    reasonTitle: (code) => scope.reasons.of(code)?.title
  }
}
