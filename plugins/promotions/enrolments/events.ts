import { isDeepStrictEqual } from 'node:util'
import type { Reader } from '#core/database/db'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { eventFindings } from './check/sound.ts'
import type { PlatformEventChangeShape, PlatformEventInputShape } from './definition.ts'
import { PlatformEventFixed, PlatformEventInvalid } from './errors.ts'
import { countStates, insertEvent, lockEvent, updateEvent } from './event-repository.ts'
import { eventInputOf } from './present.ts'
import { bindingStates } from './steps.ts'
import type { PlatformEventRow } from './tables.ts'
import { draftsOf } from './watch.ts'

type Parts = Pick<PromotionsScope, 'ctx' | 'parts'>

/** What SKUs are promised for: it stays once there is an enrolment, since promises were written for it. */
const fixedByEnrolments = ['channelId', 'platform', 'currency'] as const
/** What conflicts are judged by: it stays while we are held to an enrolment. */
const fixedByPromises = ['startsAt', 'endsAt'] as const

/** Writes an event. Returns it. Errors: PLATFORM_EVENT_INVALID with everything that is wrong. */
export async function createEvent(
  scope: Parts,
  tx: Tx,
  input: PlatformEventInputShape
): Promise<PlatformEventRow> {
  await assertSound(scope, tx, input)
  const row: PlatformEventRow = {
    id: newId('pev'),
    ...columnsOf(input),
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
  await insertEvent(tx, row)
  tx.audit([audited(row, 'create', { after: input })])
  return row
}

/**
 * Changes an event that is not over. Rules count from then on: for what is submitted later.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, PLATFORM_EVENT_INVALID, PLATFORM_EVENT_FIXED.
 */
export async function changeEvent(
  scope: Parts,
  tx: Tx,
  change: { id: string; given: PlatformEventChangeShape; expected: number | undefined }
): Promise<PlatformEventRow> {
  const { id, given, expected } = change
  const before = await lockEvent(tx, id, 'own')
  if (!before) throw new NotFound({ what: 'platform event', id })
  if (expected !== undefined && expected !== before.version) {
    throw new VersionOutdated({ expected, current: before.version })
  }
  const old = eventInputOf(before)
  const input = eventInputOf({ ...before, ...columnsOf({ ...old, ...given }) })
  if (isDeepStrictEqual(input, old)) return before
  if (before.endsAt <= tx.now) {
    throw new PlatformEventFixed({ field: 'endsAt', reason: `it is over since ${before.endsAt}` })
  }
  await assertChangeable(tx, id, old, input)
  await assertSound(scope, tx, input)
  const after = {
    ...before,
    ...columnsOf(input),
    version: before.version + 1,
    updatedAt: tx.now
  }
  await updateEvent(tx, after)
  // With another end of its window it may not be late yet; the next look says.
  await scope.ctx.alerts.clear(tx, [draftsOf(id)])
  tx.audit([audited(after, 'change', { before: old, after: input })])
  return after
}

async function assertChangeable(
  tx: Tx,
  id: string,
  old: PlatformEventInputShape,
  input: PlatformEventInputShape
): Promise<void> {
  const counts = await countStates(tx, id)
  const isHeld = bindingStates.some((state) => counts.has(state))
  const changed = (fields: readonly (keyof PlatformEventInputShape)[]) =>
    fields.find((field) => !isDeepStrictEqual(old[field], input[field]))
  const field =
    (counts.size > 0 ? changed(fixedByEnrolments) : undefined) ??
    (isHeld ? changed(fixedByPromises) : undefined)
  if (field === undefined) return
  const held = (fixedByPromises as readonly string[]).includes(field)
  const reason = held
    ? 'enrolments are approved for this time: withdraw them first'
    : 'there are enrolments: write another event'
  throw new PlatformEventFixed({ field, reason })
}

/** Four queries at most. */
async function assertSound(
  { ctx, parts: { catalog } }: Parts,
  db: Reader,
  input: PlatformEventInputShape
): Promise<void> {
  const { currency, rules } = input
  const errors = eventFindings(input, ctx.clock.now())
  const known = new Set([ctx.shop.currency, ...(await catalog.pricedCurrencies(db))])
  if (!known.has(currency)) {
    const detail = `nothing has a price in ${currency}: the shop has ${[...known].sort().join(', ')}`
    errors.push({ pointer: '#/currency', detail })
  }
  const scopes = rules.flatMap((rule, place) =>
    rule.kind === 'scope' ? [{ ...rule.scope, pointer: `#/rules/${place}/scope` }] : []
  )
  const categories = await catalog.knownCategories(
    db,
    scopes.flatMap(({ categoryIds = [], except }) => [
      ...categoryIds,
      ...(except?.categoryIds ?? [])
    ])
  )
  for (const { pointer, categoryIds = [] } of scopes) {
    for (const [place, id] of categoryIds.entries()) {
      if (categories.has(id)) continue
      const detail = `${JSON.stringify(id)} is the id of no category: create it first, or leave it out`
      errors.push({ pointer: `${pointer}/categoryIds/${place}`, detail })
    }
  }
  if (errors.length > 0) throw new PlatformEventInvalid({ errors })
}

function columnsOf(input: PlatformEventInputShape) {
  const { title, channelId = null, platform = null, currency, rules } = input
  const { enrolFrom, enrolUntil, startsAt, endsAt } = input
  const texts = { title, channelId, platform, currency, rules: JSON.stringify(rules) }
  return { ...texts, enrolFrom, enrolUntil, startsAt, endsAt }
}

function audited({ id }: PlatformEventRow, act: string, change: object) {
  return {
    action: `platform-event.${act}`,
    subjectType: 'platformEvent',
    subjectId: id,
    ...change
  }
}
