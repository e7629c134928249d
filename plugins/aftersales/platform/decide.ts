import { refuseAmount } from '#core/channel/decisions'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { CaseIsOver } from '../cases/errors.ts'
import { isOver, stepsOf } from '../cases/flows/flow.ts'
import { type CaseRef, loadCases } from '../cases/load.ts'
import { findEvidence } from '../cases/repository/evidence.ts'
import type { CaseEvidenceRow, CaseRow } from '../cases/tables.ts'
import { updateCases } from '../cases/update.ts'
import type { AftersalesScope } from '../scope.ts'
import { abilitiesOf } from './abilities.ts'
import { decisionAlerts } from './alerts.ts'
import {
  PlatformAmountExceeds,
  PlatformCannot,
  PlatformCaseChanged,
  PlatformCaseUnknown,
  PlatformDecisionPending,
  PlatformEvidenceUnfit
} from './errors.ts'
import { insertDecision, lastDecisions } from './repository/decisions.ts'
import type { PlatformDecisionShape } from './schema.ts'
import type { PlatformDecisionRow } from './tables.ts'

/** What channels send as pictures, and how large one may be. */
const pictureTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])
const pictureBytesMax = 3_000_000

/** What a platform would be told, checked. */
export interface PlannedDecision {
  row: Readonly<CaseRow>
  externalId: string
  asked: PlatformDecisionShape
  amountMinor: number | null
  evidence: CaseEvidenceRow[]
}

/**
 * Checks what a platform is to be told, without telling it.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, CASE_IS_OVER, PLATFORM_CASE_UNKNOWN, PLATFORM_CANNOT, PLATFORM_CASE_CHANGED,
 * PLATFORM_DECISION_PENDING, PLATFORM_AMOUNT_EXCEEDS, PLATFORM_EVIDENCE_UNFIT; VALIDATION_FAILED for a refusal with an amount.
 */
export async function planDecision(
  tx: Tx,
  scope: AftersalesScope,
  { ref, asked }: { ref: CaseRef; asked: PlatformDecisionShape }
): Promise<PlannedDecision> {
  const row = (await loadCases(tx, [ref])).get(ref.caseId)!
  const { id: caseId, channelId, externalId, platformVersion: current } = row
  await refuseUnable(tx, scope, { row, action: asked.action })
  if (externalId === null) throw new PlatformCaseUnknown({ caseId, channelId })
  if (isOver(row)) {
    const legal = stepsOf(row).map(({ to }) => to)
    throw new CaseIsOver({ caseId, state: row.state, legal })
  }
  const decidedOn = asked.platformVersion ?? current
  if (decidedOn !== null && decidedOn !== current) {
    throw new PlatformCaseChanged({ caseId, decidedOn, current })
  }
  const [last] = await lastDecisions(tx, caseId, 1)
  if (last?.state === 'pending') {
    const { id: decisionId, action } = last
    throw new PlatformDecisionPending({ caseId, decisionId, action })
  }
  return {
    ...{ row, externalId, asked, amountMinor: amountOf(row, asked) },
    evidence: await picturesOf(tx, caseId, asked.evidenceIds)
  }
}

/**
 * Has a platform told what was decided about its case. It goes out after the commit; what became of it is on the timeline,
 * and told as `case.platform-settled`. Errors: as `planDecision`.
 */
export async function decideOnPlatform(
  tx: Tx,
  scope: AftersalesScope,
  wanted: { ref: CaseRef; asked: PlatformDecisionShape }
): Promise<PlatformDecisionRow> {
  const { row, externalId, asked, amountMinor, evidence } = await planDecision(tx, scope, wanted)
  const { action, note, reasonCode = null } = asked
  const id = newId('pdc')
  const version = row.platformVersion
  const writeId = await scope.channels!.decideAfterSale(tx, row.channelId, {
    ...{ reference: id, externalId, action, note, version, reasonCode },
    amountMinor: asked.amountMinor ?? null,
    evidence: evidence.map(({ contentType, content: base64 }) => ({
      // Only pictures come this far: see `picturesOf`.
      contentType: contentType as 'image/jpeg',
      base64
    }))
  })
  const decision: PlatformDecisionRow = {
    ...{ id, caseId: row.id, writeId, action, amountMinor, currency: row.currency, reasonCode },
    ...{ note, evidenceIds: JSON.stringify(asked.evidenceIds), platformVersion: version },
    ...{ state: 'pending', decidedBy: tx.origin.actor, code: null, reason: null },
    ...{ createdAt: tx.now, settledAt: null }
  }
  await insertDecision(tx, decision)
  await scope.ctx.alerts.clear(
    tx,
    decisionAlerts.map((kind) => ({
      ...{ kind, subjectType: 'case', subjectId: row.id }
    }))
  )
  await updateCases(tx, scope, [
    {
      ...{ caseId: row.id, set: {}, isTold: true },
      event: { kind: 'platform_told', detail: { decisionId: id, action, amountMinor } }
    }
  ])
  return decision
}

/** Errors: PLATFORM_CANNOT. */
async function refuseUnable(
  tx: Tx,
  scope: AftersalesScope,
  { row, action }: { row: Readonly<CaseRow>; action: PlatformDecisionShape['action'] }
): Promise<void> {
  const able = await abilitiesOf(tx, scope, row)
  const can = able?.can ?? { agree: false, refuse: false, refund: false, message: false }
  const refuse = (reason: string) => {
    throw new PlatformCannot({ caseId: row.id, asked: action, can, reason })
  }
  if (able === null) refuse(`${row.channelId} is no channel account`)
  else if (row.externalId === null) return
  else if (!can[action]) refuse(`${row.channelId} does not offer it: decide it on its website`)
  else if (able.pausedReason !== null) refuse(`${row.channelId} is paused: ${able.pausedReason}`)
}

/**
 * What is given back by an agreement; all that is asked for by default. Errors: PLATFORM_AMOUNT_EXCEEDS; VALIDATION_FAILED
 * for a refusal that gives something back.
 */
function amountOf(
  { requestedMinor, currency }: Readonly<CaseRow>,
  { action, amountMinor = null }: PlatformDecisionShape
): number | null {
  if (action === 'refuse') {
    refuseAmount(amountMinor)
    return null
  }
  if (amountMinor !== null && amountMinor > (requestedMinor ?? 0)) {
    throw new PlatformAmountExceeds({ amountMinor, requestedMinor, currency })
  }
  return amountMinor ?? requestedMinor
}

/** Errors: PLATFORM_EVIDENCE_UNFIT. */
async function picturesOf(
  tx: Tx,
  caseId: string,
  evidenceIds: readonly string[]
): Promise<CaseEvidenceRow[]> {
  const pictures: CaseEvidenceRow[] = []
  for (const [at, evidenceId] of evidenceIds.entries()) {
    const found = await findEvidence(tx, { id: caseId, evidenceId })
    const unfit = (reason: string) =>
      new PlatformEvidenceUnfit({ field: `#/evidenceIds/${at}`, evidenceId, reason })
    if (!found || found.content === '') throw unfit('the case has no such evidence')
    if (!pictureTypes.has(found.contentType)) {
      throw unfit(`${found.contentType} is none of ${[...pictureTypes].join(', ')}`)
    }
    if (found.sizeBytes > pictureBytesMax) {
      throw unfit(`it has ${found.sizeBytes} bytes, at most ${pictureBytesMax} are taken`)
    }
    pictures.push(found)
  }
  return pictures
}
