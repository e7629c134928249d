import type { Tx } from '#core/transaction'
import type { WriteSettledEvent } from '#plugins/channels'
import { stepsOf } from '../cases/flows/flow.ts'
import { lockCases } from '../cases/repository/cases.ts'
import { stepCases } from '../cases/step.ts'
import type { CaseRow, CaseState } from '../cases/tables.ts'
import { updateCases } from '../cases/update.ts'
import type { AftersalesScope } from '../scope.ts'
import type { PlatformSettledEvent } from './api.ts'
import { settleMessages } from './messages-out.ts'
import { decisionsById, settleDecision } from './repository/decisions.ts'
import type { PlatformDecisionRow } from './tables.ts'

/** Where a decision that the platform has taken brings a request; a dispute goes its own way. */
const afterwards: Readonly<Record<PlatformDecisionRow['action'], CaseState>> = {
  agree: 'approved',
  refuse: 'refused'
}

/** A decision with its case, and what became of it. */
interface Settled {
  decision: PlatformDecisionRow
  row: Readonly<CaseRow>
  write: WriteSettledEvent
  outcome: PlatformSettledEvent['outcome']
}

/**
 * Takes in what became of decisions and messages. One that the platform has taken moves its case; one that it has not goes
 * back to the case's owner, with an alert. Where the platform knows a newer case, that is read at once.
 */
export async function settleWrites(
  tx: Tx,
  scope: AftersalesScope,
  writes: readonly WriteSettledEvent[]
): Promise<void> {
  await settleMessages(tx, scope, writes)
  const byId = new Map(
    writes.flatMap((write) =>
      write.kind === 'decision' && write.reference !== null
        ? [[write.reference, write] as const]
        : []
    )
  )
  const decisions = await decisionsById(tx, [...byId.keys()])
  const rows = await lockCases(
    tx,
    decisions.map(({ caseId }) => caseId)
  )
  const settled = decisions.map((decision): Settled => {
    const write = byId.get(decision.id)!
    return { decision, write, row: rows.get(decision.caseId)!, outcome: outcomeOf(write) }
  })
  // Decisions are made one by one, so hardly ever do two of them end in one commit.
  for (const { decision, write, outcome } of settled) {
    const { code, reason } = write
    await settleDecision(tx, decision.id, { state: outcome, code, reason })
  }
  await tellOnTimeline(tx, scope, settled)
  await move(tx, scope, settled)
  await raise(tx, scope, settled)
  await readAnew(tx, scope, settled)
  await tx.emit('case.platform-settled', settled.map(eventOf))
}

function outcomeOf(write: WriteSettledEvent): Settled['outcome'] {
  if (write.outcome === 'done') return 'done'
  return write.class === 'conflict' ? 'conflict' : 'refused'
}

/** What was not taken goes back to who looks after the case: nobody yet means who has decided. */
async function tellOnTimeline(
  tx: Tx,
  scope: AftersalesScope,
  settled: readonly Settled[]
): Promise<void> {
  await updateCases(
    tx,
    scope,
    settled.map(({ decision, row, write, outcome }) => {
      const { id: decisionId, action, decidedBy } = decision
      const { code, reason } = write
      return {
        caseId: row.id,
        set: outcome === 'done' ? {} : { owner: row.owner ?? decidedBy },
        isTold: true,
        event: { kind: `platform_${outcome}`, detail: { decisionId, action, code, reason } }
      }
    })
  )
}

async function move(tx: Tx, scope: AftersalesScope, settled: readonly Settled[]): Promise<void> {
  const steps = settled.flatMap(({ decision, row, outcome }) => {
    const to = afterwards[decision.action]
    const isLegal = stepsOf(row).some((step) => step.to === to)
    if (outcome !== 'done' || row.flow !== 'request' || !isLegal) return []
    return [{ caseId: row.id, to, detail: { decisionId: decision.id } }]
  })
  await stepCases(tx, scope, steps)
}

async function raise(
  tx: Tx,
  { ctx: { alerts } }: AftersalesScope,
  settled: readonly Settled[]
): Promise<void> {
  const of = (wanted: Settled['outcome']) => settled.filter(({ outcome }) => outcome === wanted)
  const alertOf = ({ decision, row, write }: Settled) => ({
    ...{ subjectType: 'case', subjectId: row.id },
    message: `${row.externalId} of ${row.channelId}: ${decision.action}: ${write.reason ?? write.code}`,
    fields: {
      ...{ channelId: row.channelId, externalId: row.externalId },
      owner: row.owner ?? decision.decidedBy,
      ...{ code: write.code ?? '', reason: write.reason ?? '' }
    }
  })
  await alerts.raise(
    tx,
    of('refused').map((one) => ({ kind: 'aftersales.platform-refused' as const, ...alertOf(one) }))
  )
  await alerts.raise(
    tx,
    of('conflict').map((one) => ({
      ...{ kind: 'aftersales.platform-conflict' as const },
      ...alertOf(one)
    }))
  )
}

/** Has the newer cases read without waiting for the next pull. */
async function readAnew(
  tx: Tx,
  { channels }: AftersalesScope,
  settled: readonly Settled[]
): Promise<void> {
  const ids = settled.flatMap(({ outcome, row }) => (outcome === 'conflict' ? [row.channelId] : []))
  for (const channelId of new Set(ids)) await channels!.pullRecords(tx, channelId, 'afterSale')
}

function eventOf({ decision, write, outcome }: Settled): PlatformSettledEvent {
  const { id: decisionId, caseId, action } = decision
  return { caseId, decisionId, action, outcome, code: write.code, reason: write.reason }
}
