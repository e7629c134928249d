import { isDeepStrictEqual } from 'node:util'
import type { Reader } from '#core/database/db'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import { formatAmount } from '#core/money'
import type { Tx } from '#core/transaction'
import type { VariantRef } from '#plugins/catalog'
import type { Finding } from '../check/finding.ts'
import type { PromotionsScope } from '../scope.ts'
import { selectPromotions } from '../store/repository.ts'
import { priceKey, pricesAt } from './check/price.ts'
import { proposalFindings } from './check/sound.ts'
import type { EnrolmentChangeShape, EnrolmentInputShape, ProposalInputShape } from './definition.ts'
import { EnrolmentEventOver, EnrolmentFixed, EnrolmentInvalid } from './errors.ts'
import { itemOf, itemRows, materialsOf } from './present.ts'
import {
  findEnrolment,
  insertEnrolment,
  itemsOf,
  lockEnrolment,
  lockEvent,
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

/**
 * Refuses what cannot be enrolled as it is written; returns its variants. A constant number of queries.
 *
 * Errors: ENROLMENT_INVALID with everything that is wrong.
 */
export async function assertProposal(
  scope: Parts,
  db: Reader,
  event: PlatformEventRow,
  input: ProposalInputShape
): Promise<Map<string, VariantRef>> {
  const { items, promotionId } = input
  const errors = proposalFindings(input)
  const skus = [...new Set(items.map(({ sku }) => sku))]
  const variants = await scope.parts.catalog.variantsBySku(db, skus)
  for (const [place, { sku }] of items.entries()) {
    if (variants.has(sku)) continue
    const detail = `${JSON.stringify(sku)} is no SKU of the catalog: create it first, or leave it out`
    errors.push({ pointer: `#/items/${place}/sku`, detail })
  }
  if (promotionId) errors.push(...(await promotionFindings(scope, db, { event, input, variants })))
  if (errors.length > 0) throw new EnrolmentInvalid({ errors })
  return variants
}

/** What is wrong with the promotion that is to make the prices: they are reckoned as of the beginning of the event. */
async function promotionFindings(
  scope: Parts,
  db: Reader,
  proposal: {
    event: PlatformEventRow
    input: ProposalInputShape
    variants: ReadonlyMap<string, VariantRef>
  }
): Promise<Finding[]> {
  const { event, input, variants } = proposal
  const pointer = '#/promotionId'
  const id = input.promotionId!
  const [promotion] = await selectPromotions(db, 'id', [id])
  if (!promotion) return [{ pointer, detail: `${JSON.stringify(id)} is the id of no promotion` }]
  if (promotion.state === 'ended') {
    return [{ pointer, detail: `${promotion.handle} has ended: name another one` }]
  }
  if (promotion.currency !== event.currency) {
    const detail = `${promotion.handle} is in ${promotion.currency}, the event in ${event.currency}`
    return [{ pointer, detail }]
  }
  const priced = [...variants.values()].map((one) => ({
    ...{ variantId: one.id, sku: one.sku, promotion }
  }))
  const prices = await pricesAt(scope, db, priced, { event, at: event.startsAt })
  const bySku = new Map(priced.map((one) => [one.sku, prices.get(priceKey(one))]))
  return input.items.flatMap(({ sku, priceMinor }, place) => {
    const made = bySku.get(sku)
    if (!variants.has(sku) || (made && made.priceMinor <= priceMinor)) return []
    const amount = made ? formatAmount(made.priceMinor, event.currency) : 'no price at all'
    const why = made?.reason ? ` (${made.reason})` : ''
    const detail = `by ${promotion.handle} ${sku} costs ${amount} when the event starts${why}: change one of both`
    return [{ pointer: `#/items/${place}/priceMinor`, detail }]
  })
}
