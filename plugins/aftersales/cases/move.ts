import type { Tx } from '#core/transaction'
import { isOver, ruleOf } from './flows/flow.ts'
import type { CaseFlow, CaseRow, CaseState } from './tables.ts'

/** Where a case goes. */
export interface Move {
  to: CaseState
  isReopening: boolean
  /** Default: the flow it is in. */
  flow?: CaseFlow
}

/** The case in its new state; our deadline goes, the platform's stays while the case is open. */
export function moved(
  tx: Tx,
  row: Readonly<CaseRow>,
  { to, isReopening, flow = row.flow }: Move
): CaseRow {
  const ends = isOver({ flow, state: to })
  const { ownerRole } = ruleOf({ flow, state: to })
  return {
    ...row,
    ...{ flow, state: to, stateSince: tx.now, ownerRole, slaDueAt: null },
    dueAt: ends ? null : row.platformDueAt,
    closedAt: ends ? (row.closedAt ?? tx.now) : null,
    reopenings: row.reopenings + (isReopening ? 1 : 0),
    reopenedAt: isReopening ? tx.now : row.reopenedAt,
    version: row.version + 1,
    updatedAt: tx.now
  }
}
