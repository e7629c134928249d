import { ValidationFailed } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import {
  CaseArtefactUntimely,
  CaseIsOver,
  CaseProposalMissing,
  CaseSettledElsewhere
} from './errors.ts'
import { isOver, stepsOf } from './flows/flow.ts'
import { type CaseRef, loadCases } from './load.ts'
import { recordArtefacts } from './record.ts'
import { latestArtefacts } from './repository/artefacts.ts'
import {
  type AgreementShape,
  type DecisionShape,
  type ProposalShape,
  remediesOfMoney,
  type SatisfactionShape,
  type SettlementShape,
  type VerificationShape
} from './schema/artefacts.ts'
import type { CaseArtefactRow, CaseRow, CaseState } from './tables.ts'

/** Says whether what is claimed in a case is true. Errors: CASE_IS_OVER; those of `recordArtefacts`. */
export async function recordVerification(
  tx: Tx,
  scope: AftersalesScope,
  ref: CaseRef,
  { outcome, note, checklist }: VerificationShape
): Promise<CaseArtefactRow> {
  await loadOpen(tx, ref)
  const isSubstantiated = outcome === 'substantiated' ? 1 : 0
  const given = { outcome, note, detail: { checklist }, set: { isSubstantiated } }
  return recordOne(tx, scope, { ...ref, artefact: 'verification', ...given })
}

/** Offers something; what was agreed to before is agreed to no longer. Errors: VALIDATION_FAILED; as above. */
export async function recordProposal(
  tx: Tx,
  scope: AftersalesScope,
  ref: CaseRef,
  { remedy, amountMinor = null, note }: ProposalShape
): Promise<CaseArtefactRow> {
  if (remediesOfMoney.has(remedy) && amountMinor === null) {
    const detail = `is needed: a ${remedy} is of an amount`
    throw new ValidationFailed({ errors: [{ pointer: '#/amountMinor', detail }] })
  }
  const { currency } = await loadOpen(tx, ref)
  const detail = { remedy, amountMinor, currency }
  return recordOne(tx, scope, { ...ref, artefact: 'proposal', detail, note: note ?? null })
}

/** Takes down what the customer answers to the latest proposal. Errors: CASE_PROPOSAL_MISSING; as above. */
export async function recordAgreement(
  tx: Tx,
  scope: AftersalesScope,
  ref: CaseRef,
  { outcome, note, ...given }: AgreementShape
): Promise<CaseArtefactRow> {
  const { id: caseId } = await loadOpen(tx, ref)
  const proposal = (await latestArtefacts(tx, [caseId])).find(
    ({ artefact }) => artefact === 'proposal'
  )
  const { proposalId = proposal?.id ?? null } = given
  if (!proposal || proposalId !== proposal.id) {
    throw new CaseProposalMissing({ caseId, proposalId, latestId: proposal?.id ?? null })
  }
  return recordOne(tx, scope, {
    ...{ ...ref, artefact: 'agreement', outcome, detail: { proposalId }, note: note ?? null }
  })
}

/** Takes down what the platform has decided. Errors: as above. */
export async function recordDecision(
  tx: Tx,
  scope: AftersalesScope,
  ref: CaseRef,
  { outcome, amountMinor = null, reference, note }: DecisionShape
): Promise<CaseArtefactRow> {
  const { currency } = await loadOpen(tx, ref)
  const detail = { amountMinor, currency, reference: reference ?? null }
  return recordOne(tx, scope, { ...ref, artefact: 'decision', outcome, detail, note: note ?? null })
}

/** Takes down what the customer was given that is neither money nor goods. Errors: CASE_SETTLED_ELSEWHERE; as above. */
export async function recordSettlement(
  tx: Tx,
  scope: AftersalesScope,
  ref: CaseRef,
  { means, reference, note }: SettlementShape
): Promise<CaseArtefactRow> {
  const row = await loadOpen(tx, ref)
  inStates(row, 'settlement', ['executing'])
  const remedy = await remedyElsewhere(tx, row)
  if (remedy !== null) throw new CaseSettledElsewhere({ caseId: row.id, remedy })
  const detail = { means, reference: reference ?? null }
  return recordOne(tx, scope, { ...ref, artefact: 'settlement', detail, note: note ?? null })
}

/** Takes down how content the customer is. Errors: CASE_ARTEFACT_UNTIMELY; those of `recordArtefacts`. */
export async function recordSatisfaction(
  tx: Tx,
  scope: AftersalesScope,
  ref: CaseRef,
  { score, note }: SatisfactionShape
): Promise<CaseArtefactRow> {
  const row = (await loadCases(tx, [ref])).get(ref.caseId)!
  inStates(row, 'satisfaction', ['executing', 'followed_up', 'closed'])
  const outcome = score === null ? 'unanswered' : 'scored'
  const given = { outcome, note: note ?? null, detail: { score }, set: { satisfaction: score } }
  return recordOne(tx, scope, { ...ref, artefact: 'satisfaction', ...given })
}

async function recordOne(
  tx: Tx,
  scope: AftersalesScope,
  record: Parameters<typeof recordArtefacts>[2][number]
): Promise<CaseArtefactRow> {
  const { rows } = await recordArtefacts(tx, scope, [record])
  return rows[0]!
}

/** A case that is still open. Errors: NOT_FOUND, VERSION_OUTDATED, CASE_IS_OVER. */
export async function loadOpen(tx: Tx, ref: CaseRef): Promise<Readonly<CaseRow>> {
  const row = (await loadCases(tx, [ref])).get(ref.caseId)!
  if (!isOver(row)) return row
  const legal = stepsOf(row).map(({ to }) => to)
  throw new CaseIsOver({ caseId: row.id, state: row.state, legal })
}

function inStates(row: CaseRow, artefact: string, states: readonly CaseState[]): void {
  const { id: caseId, state } = row
  if (!states.includes(state)) {
    throw new CaseArtefactUntimely({ caseId, artefact, state, states })
  }
}

/** Remedies that are done once somebody says so. */
const doneByWord = new Set(['coupon', 'apology', 'repair', 'other'])

/**
 * What the case is to be settled by that proves itself: money or goods. Null: a word will do. The platform's decision counts
 * before what was agreed on, and that before what the case is.
 */
async function remedyElsewhere(tx: Tx, { id, kind }: CaseRow): Promise<string | null> {
  const latest = new Map((await latestArtefacts(tx, [id])).map((row) => [row.artefact, row]))
  const decision = latest.get('decision')
  if (decision) {
    const { amountMinor } = JSON.parse(decision.detail) as DecisionShape
    return (amountMinor ?? 0) === 0 ? null : 'refund'
  }
  const proposal = latest.get('proposal')
  const remedy = proposal ? (JSON.parse(proposal.detail) as ProposalShape).remedy : kind
  if (doneByWord.has(remedy) || (!proposal && kind === 'compensation')) return null
  return remedy
}
