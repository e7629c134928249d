import { isDeepStrictEqual } from 'node:util'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { assertProposal } from './check/proposal.ts'
import type { EnrolmentChangeShape, EnrolmentInputShape } from './definition.ts'
import { EnrolmentEventOver, EnrolmentFixed, EnrolmentInvalid } from './errors.ts'
import { lockEvent } from './event-repository.ts'
import { itemOf, itemRows, materialsOf } from './present.ts'
import {
  findEnrolment,
  insertEnrolment,
  itemsOf,
  lockEnrolment,
  replaceItems,
  updateEnrolment
} from './repository.ts'
import type { EnrolmentState } from './steps.ts'
import type { EnrolmentRow, PlatformEventRow } from './tables.ts'
import { tellSteps } from './tell.ts'

type Parts = Pick<PromotionsScope, 'ctx' | 'parts' | 'pricing'>

/** What may still change of an enrolment. Whoever is held to a price may say which promotion makes it. */
const open: Readonly<Record<EnrolmentState, readonly (keyof EnrolmentChangeShape)[]>> = {
  draft: ['items', 'materials', 'promotionId'],
  submitted: [],
  approved: ['promotionId'],
  running: ['promotionId'],
  rejected: [],
  closed: [],
  withdrawn: []
}

/**
 * Writes an enrolment as a draft, before or while the event takes them. Returns its id.
 *
 * Errors: ENROLMENT_INVALID with everything that is wrong, ENROLMENT_EVENT_OVER.
 */
export async function createEnrolment(
  scope: Parts,
  tx: Tx,
  input: EnrolmentInputShape
): Promise<string> {
  const { eventId, items, materials = [], promotionId = null } = input
  const event = await lockEvent(tx, eventId, 'share')
  if (!event) {
    const detail = `${JSON.stringify(eventId)} is the id of no platform event: write that one first`
    throw new EnrolmentInvalid({ errors: [{ pointer: '#/eventId', detail }] })
  }
  if (event.endsAt <= tx.now) throw new EnrolmentEventOver({ eventId, endsAt: event.endsAt })
  const variants = await assertProposal(scope, tx, event, { items, materials, promotionId })
  const id = newId('enr')
  const row: EnrolmentRow = {
    ...{ id, eventId, state: 'draft' as const, materials: JSON.stringify(materials), promotionId },
    ...{ isForced: 0, version: 1, createdBy: tx.origin.actor },
    ...{ createdAt: tx.now, updatedAt: tx.now }
  }
  await insertEnrolment(
    tx,
    row,
    itemRows(id, items, (sku) => variants.get(sku)!.id)
  )
  await tellSteps(tx, [{ row, step: 'create', from: null, detail: { after: input } }])
  return id
}

/**
 * Changes a draft; of one that we are held to, which promotion makes its prices.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, ENROLMENT_INVALID, ENROLMENT_FIXED.
 */
export async function changeEnrolment(
  scope: Parts,
  tx: Tx,
  change: { id: string; given: EnrolmentChangeShape; expected: number | undefined }
): Promise<void> {
  const { row: before, event } = await lockBoth(tx, change.id, change.expected)
  const old = {
    items: (await itemsOf(tx, [before.id])).get(before.id)!.map(itemOf),
    materials: materialsOf(before),
    promotionId: before.promotionId
  }
  const given = { ...old, ...change.given }
  const items = given.items.map((item) => ({ ...item, reviews: item.reviews ?? null }))
  const input = { items, materials: given.materials, promotionId: given.promotionId ?? null }
  const names = ['items', 'materials', 'promotionId'] as const
  const changed = names.filter((name) => !isDeepStrictEqual(old[name], input[name]))
  if (changed.length === 0) return
  const fixed = changed.find((name) => !open[before.state].includes(name))
  if (fixed !== undefined) {
    throw new EnrolmentFixed({ field: fixed, reason: `the enrolment is ${before.state}` })
  }
  const variants = await assertProposal(scope, tx, event, input)
  const after = {
    ...before,
    materials: JSON.stringify(input.materials),
    promotionId: input.promotionId,
    version: before.version + 1,
    updatedAt: tx.now
  }
  await updateEnrolment(tx, after)
  if (changed.includes('items')) {
    await replaceItems(
      tx,
      before.id,
      itemRows(before.id, items, (sku) => variants.get(sku)!.id)
    )
  }
  tx.audit([
    {
      action: 'enrolment.change',
      subjectType: 'enrolment',
      subjectId: before.id,
      before: old,
      after: input
    }
  ])
}

/** An enrolment with its event, both locked. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function lockBoth(
  tx: Tx,
  id: string,
  expected: number | undefined
): Promise<{ row: EnrolmentRow; event: PlatformEventRow }> {
  const found = await findEnrolment(tx, id)
  if (!found) throw new NotFound({ what: 'enrolment', id })
  const event = (await lockEvent(tx, found.eventId, 'share'))!
  const row = (await lockEnrolment(tx, id))!
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return { row, event }
}
