import type { Tx } from '#core/transaction'
import { disputeCases } from '../cases/dispute.ts'
import { recordArtefacts } from '../cases/record.ts'
import { stepCases } from '../cases/step.ts'
import type { CaseFlow, CaseRow, CaseState } from '../cases/tables.ts'
import type { AftersalesScope } from '../scope.ts'
import type { AfterSaleRecord } from './read-record.ts'

/** Where a platform's word takes a case. */
export interface PlatformMove {
  row: Readonly<CaseRow>
  to: { flow: CaseFlow; state: CaseState }
  record: AfterSaleRecord
}

/** Brings cases to where their platforms say: on the timeline it is the platform's act. A constant number of queries. */
export async function takeMoves(
  tx: Tx,
  scope: AftersalesScope,
  moves: readonly PlatformMove[]
): Promise<void> {
  await recordArtefacts(
    tx,
    scope,
    moves.flatMap(({ row, record }) => {
      const { status, amountMinor, rawStatus } = record
      if (row.state !== 'escalated_to_platform') return []
      if (status !== 'done' && status !== 'refused') return []
      const outcome = status === 'done' ? 'for_customer' : 'for_seller'
      const detail = { by: 'platform', rawStatus, ...(status === 'done' && { amountMinor }) }
      return [{ caseId: row.id, artefact: 'decision' as const, outcome, detail }]
    })
  )
  await disputeCases(
    tx,
    scope,
    moves.flatMap(({ row, to }) =>
      row.flow === to.flow ? [] : [{ caseId: row.id, isDecreed: true }]
    )
  )
  await stepCases(
    tx,
    scope,
    moves.map(({ row, to, record }) => ({
      ...{ caseId: row.id, to: to.state, isDecreed: true },
      detail: { by: 'platform', rawStatus: record.rawStatus }
    }))
  )
}
