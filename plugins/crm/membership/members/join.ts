import { insertAll, isOneOf } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { loadLiving } from '../../customers/living.ts'
import { tellTimeline } from '../../customers/timeline.ts'
import type { CrmScope } from '../../scope.ts'
import { NotAMember } from '../errors.ts'
import { type Programme, requireProgramme } from '../programme/programme.ts'
import type { MembershipRow } from '../tables.ts'
import { newCardNumber } from './card-number.ts'
import { actingOf, evaluate } from './evaluate.ts'
import { insertMemberships, lockMemberships, takenCards } from './repository.ts'
import { endTerms } from './terms.ts'

/** Makes members of living customers that are none yet: without a tier, which comes with the next evaluation. */
export async function joinAll(
  tx: Tx,
  programme: Programme,
  customerIds: readonly string[]
): Promise<void> {
  if (customerIds.length === 0) return
  const cards = await newCards(tx, programme.rule.cardPrefix, customerIds.length)
  const rows = customerIds.map(
    (customerId, at): MembershipRow => ({
      memberId: customerId,
      customerId,
      cardNumber: cards[at]!,
      joinedAt: tx.now,
      tierId: null,
      tierReason: 'joined',
      tierSince: tx.now,
      termStartsAt: tx.now,
      termEndsAt: null,
      measuredFrom: null,
      standard: null,
      isExcludedFromAutomatic: 0,
      version: 1,
      createdAt: tx.now,
      updatedAt: tx.now
    })
  )
  if ((await insertMemberships(tx, rows)) === 0) return
  await insertAll(
    tx,
    'membershipEvents',
    rows.map(({ memberId, customerId }) => ({
      id: newId('mev'),
      memberId,
      customerId,
      at: tx.now,
      actor: tx.origin.actor,
      reason: 'joined',
      fromTier: null,
      toTier: null,
      qualifying: null,
      note: null
    }))
  )
  await tellTimeline(
    tx,
    customerIds.map((customerId) => ({ customerId, kind: 'membership.joined', detail: {} }))
  )
}

async function newCards(tx: Tx, prefix: string, count: number): Promise<string[]> {
  const cards = new Set<string>()
  while (cards.size < count) {
    const fresh = Array.from({ length: count - cards.size }, () => newCardNumber(prefix))
    const taken = await takenCards(tx, fresh)
    for (const card of fresh) if (!taken.has(card)) cards.add(card)
  }
  return [...cards]
}

/** Makes a customer a member, with the tier it has earned so far; one that is a member already stays as it is. */
export async function join(tx: Tx, scope: CrmScope, customerId: string): Promise<void> {
  const programme = await requireProgramme(tx)
  await loadLiving(tx, customerId)
  if ((await lockMemberships(tx, [customerId])).length > 0) return
  await joinAll(tx, programme, [customerId])
  tx.audit([{ action: 'membership.join', subjectType: 'customer', subjectId: customerId }])
  const rows = await lockMemberships(tx, [customerId])
  const movement = { risen: new Set([customerId]), fallen: new Map() }
  await evaluate(tx, scope, { programme, rows, movement })
}

/** The memberships of a customer, to change them, with ended terms ended. Errors: NOT_A_MEMBER; those of `loadLiving`. */
export async function loadMember(
  tx: Tx,
  scope: CrmScope,
  programme: Programme,
  customerId: string
): Promise<{ rows: MembershipRow[]; acting: MembershipRow }> {
  await loadLiving(tx, customerId)
  const rows = await endTerms(tx, scope, {
    programme,
    rows: await lockMemberships(tx, [customerId])
  })
  const acting = actingOf(rows).get(customerId)
  if (!acting) throw new NotAMember({ customerId })
  return { rows, acting }
}

/** Those of these customers that still stand for themselves. */
export async function livingAmong(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('customers')
    .select('id')
    .where(isOneOf(tx, 'id', customerIds))
    .where('state', '=', 'active')
    .execute()
  return rows.map(({ id }) => id)
}
