import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { Finding } from '../check/finding.ts'
import type { PromotionsScope } from '../scope.ts'
import { check } from './check/check.ts'
import { readFacts } from './check/facts.ts'
import type { SkuOutcome } from './check/outcome.ts'
import type { ProposalInputShape } from './definition.ts'
import {
  EnrolmentConflict,
  EnrolmentEventOver,
  EnrolmentInvalid,
  EnrolmentNotEligible,
  EnrolmentWindowClosed
} from './errors.ts'
import { findEvent } from './event-repository.ts'
import { brokenOf, itemOf, materialsOf, rulesOf } from './present.ts'
import { findConflict, findEnrolment, itemsOf, updateEnrolment } from './repository.ts'
import { type HandStep, takeStep } from './steps.ts'
import type { EnrolmentRow, PlatformEventRow } from './tables.ts'
import { tellSteps } from './tell.ts'
import { clearPromises } from './watch.ts'
import { lockBoth } from './write.ts'

type Parts = Pick<PromotionsScope, 'ctx' | 'parts' | 'pricing'>

/** What people say with a step. */
export interface StepWords {
  reason: string | null
  /** Submits although the check does not pass. */
  force: boolean
}

/**
 * Takes an enrolment one step through its life by hand.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, ENROLMENT_STEP_ILLEGAL; when it is submitted ENROLMENT_WINDOW_CLOSED,
 * ENROLMENT_NOT_ELIGIBLE with every rule that is not kept, ENROLMENT_INVALID for force without a reason; when it is
 * approved ENROLMENT_CONFLICT, ENROLMENT_EVENT_OVER.
 */
export async function stepEnrolment(
  scope: Parts,
  tx: Tx,
  change: { id: string; step: HandStep; expected: number | undefined } & StepWords
): Promise<void> {
  const { id, step, expected, reason, force } = change
  const { row: before, event } = await lockBoth(tx, id, expected)
  const state = takeStep(step, before.state)
  const broken =
    step === 'submit' ? await judge(scope, tx, { row: before, event, reason, force }) : []
  if (step === 'approve') await assertApprovable(tx, before, event)
  const isForced = broken.length > 0
  const after = {
    ...before,
    state,
    isForced: step === 'submit' ? Number(isForced) : before.isForced,
    version: before.version + 1,
    updatedAt: tx.now
  }
  await updateEnrolment(tx, after)
  await tellSteps(tx, [{ row: after, step, from: before.state, reason, isForced, broken }])
  if (step === 'withdraw') await clearPromises(scope, tx, [id])
}

/** The rules that are not kept by what is submitted all the same. */
async function judge(
  scope: Parts,
  tx: Tx,
  { row, event, reason, force }: { row: EnrolmentRow; event: PlatformEventRow } & StepWords
): Promise<Finding[]> {
  const { enrolFrom, enrolUntil, id: eventId } = event
  if (tx.now < enrolFrom || tx.now >= enrolUntil) {
    throw new EnrolmentWindowClosed({ eventId, enrolFrom, enrolUntil })
  }
  if (force && reason === null) {
    const detail = 'is missing: say why it is submitted although it does not keep the rules'
    throw new EnrolmentInvalid({ errors: [{ pointer: '#/reason', detail }] })
  }
  const broken = brokenOf(await checkWritten(scope, tx, { row, event, now: tx.now }))
  if (broken.length > 0 && !force) throw new EnrolmentNotEligible({ errors: broken })
  return broken
}

async function assertApprovable(tx: Tx, row: EnrolmentRow, event: PlatformEventRow): Promise<void> {
  if (event.endsAt <= tx.now) {
    throw new EnrolmentEventOver({ eventId: event.id, endsAt: event.endsAt })
  }
  const conflict = await findConflict(tx, row.id, event)
  if (conflict) throw new EnrolmentConflict(conflict)
}

/** What the rules say of something that is not written yet. Errors: NOT_FOUND. */
export async function checkProposal(
  scope: Parts,
  db: Reader,
  { eventId, input, now }: { eventId: string; input: ProposalInputShape; now: string }
): Promise<{ event: PlatformEventRow; skus: SkuOutcome[] }> {
  const event = await findEvent(db, eventId)
  if (!event) throw new NotFound({ what: 'platform event', id: eventId })
  return { event, skus: await checkAgainst(scope, db, { event, input, now }) }
}

/** What the rules say of an enrolment now. Errors: NOT_FOUND. */
export async function checkEnrolment(
  scope: Parts,
  db: Reader,
  { id, now }: { id: string; now: string }
): Promise<{ event: PlatformEventRow; skus: SkuOutcome[] }> {
  const row = await findEnrolment(db, id)
  if (!row) throw new NotFound({ what: 'enrolment', id })
  const event = (await findEvent(db, row.eventId))!
  return { event, skus: await checkWritten(scope, db, { row, event, now }) }
}

async function checkWritten(
  scope: Parts,
  db: Reader,
  { row, event, now }: { row: EnrolmentRow; event: PlatformEventRow; now: string }
): Promise<SkuOutcome[]> {
  const items = (await itemsOf(db, [row.id])).get(row.id)!.map(itemOf)
  const input = { items, materials: materialsOf(row), promotionId: row.promotionId }
  return checkAgainst(scope, db, { event, input, now })
}

async function checkAgainst(
  scope: Parts,
  db: Reader,
  { event, input, now }: { event: PlatformEventRow; input: ProposalInputShape; now: string }
): Promise<SkuOutcome[]> {
  const rules = rulesOf(event)
  const { items, materials = [], promotionId = null } = input
  const facts = await readFacts(scope, db, { event, rules, items, promotionId, now })
  return check({ rules, items, materials }, facts)
}
