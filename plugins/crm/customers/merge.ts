import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { CustomerErased, CustomerNotMergeable, CustomerNotMerged } from '../errors.ts'
import type { CrmScope, CustomerMove } from '../scope.ts'
import type { CustomerRow } from '../tables.ts'
import { tellChanged } from './changed.ts'
import { standingConsents } from './consents.ts'
import { assertLiving } from './living.ts'
import {
  consentEventsOf,
  insertConsentEvents,
  moveBelongings,
  replaceConsents
} from './repository/belongings.ts'
import {
  findCustomer,
  hangUnder,
  lockCustomers,
  lockTrees,
  membersOf,
  setLiving
} from './repository/customers.ts'
import { addToTotals, dropEmptyTotals, moveFacts } from './repository/facts.ts'
import { tellTimeline } from './timeline.ts'

/**
 * Makes a customer part of another one: what belongs to it, its orders and its history are reckoned to that one from now
 * on. Nothing is lost: who hangs where says what to give back. Errors: NOT_FOUND, CUSTOMER_MERGED, CUSTOMER_ERASED,
 * CUSTOMER_NOT_MERGEABLE.
 */
export async function mergeCustomers(
  tx: Tx,
  scope: CrmScope,
  { fromId, intoId }: { fromId: string; intoId: string }
): Promise<void> {
  if (fromId === intoId) {
    throw new CustomerNotMergeable({ customerId: fromId, reason: 'it is the same customer' })
  }
  await lockTrees(tx)
  const rows = await lockCustomers(tx, [fromId, intoId])
  for (const id of [intoId, fromId]) {
    assertLiving(
      rows.find((row) => row.id === id),
      id
    )
  }
  const members = await membersOf(tx, [fromId])
  const memberIds = members.map(({ id }) => id)
  await hangUnder(tx, fromId, intoId)
  await setLiving(tx, memberIds, intoId)
  await move(tx, scope, { fromId, intoId, memberIds })
  await renewConsents(tx, [fromId, intoId])
  await tellTimeline(tx, [{ customerId: intoId, kind: 'merged', detail: { fromId } }])
  tx.audit([
    { action: 'customer.merge', subjectType: 'customer', subjectId: intoId, after: { fromId } }
  ])
  await tx.emit('customer.merged', [{ fromId, intoId }])
  await tellChanged(tx, scope, [intoId])
}

/**
 * Takes a customer out of the one it was merged into, with everything that came with it and since then by its own
 * identities and contacts. History stays. Errors: NOT_FOUND, CUSTOMER_NOT_MERGED, CUSTOMER_ERASED.
 */
export async function unmergeCustomer(tx: Tx, scope: CrmScope, id: string): Promise<void> {
  await lockTrees(tx)
  const row = await findCustomer(tx, id)
  if (!row) throw new NotFound({ what: 'customer', id })
  if (row.state === 'erased') throw new CustomerErased({ customerId: id })
  if (row.state !== 'merged') throw new CustomerNotMerged({ customerId: id })
  const fromId = row.livingId
  const tree = await membersOf(tx, [fromId])
  const memberIds = subtreeOf(tree, id)
  await keepWithdrawals(tx, tree, row)
  await hangUnder(tx, id, null)
  await setLiving(tx, memberIds, id)
  await move(tx, scope, { fromId, intoId: id, memberIds })
  await renewConsents(tx, [fromId, id])
  await tellTimeline(tx, [
    { customerId: fromId, kind: 'unmerged', detail: { customerId: id } },
    { customerId: id, kind: 'unmerged', detail: { fromId } }
  ])
  tx.audit([
    { action: 'customer.unmerge', subjectType: 'customer', subjectId: id, before: { fromId } }
  ])
  await tx.emit('customer.unmerged', [{ customerId: id, fromId, memberIds }])
  await tellChanged(tx, scope, [fromId, id])
}

/** A member and all that were merged into it. */
function subtreeOf(tree: readonly CustomerRow[], id: string): string[] {
  const children = tree.filter(({ mergedInto }) => mergedInto === id)
  return [id, ...children.flatMap((child) => subtreeOf(tree, child.id))]
}

async function move(tx: Tx, scope: CrmScope, to: CustomerMove): Promise<void> {
  await moveBelongings(tx, to)
  for (const area of scope.areas) await area.onMoved?.(tx, to)
  const changes = await moveFacts(tx, to)
  if (changes.length > 0) {
    await addToTotals(tx, changes)
    await dropEmptyTotals(tx, to.fromId)
  }
  for (const area of scope.areas) await area.onFacts?.(tx, changes)
}

/** Reckons anew what customers have agreed to; one that is merged has no say of its own. */
export async function renewConsents(tx: Tx, customerIds: readonly string[]): Promise<void> {
  const tree = await membersOf(tx, customerIds)
  const events = await consentEventsOf(
    tx,
    tree.map(({ id }) => id)
  )
  const rows = tree
    .filter(({ state }) => state === 'active')
    .flatMap(({ id: customerId }) => {
      const members = tree.filter(({ livingId }) => livingId === customerId)
      return [...standingConsents(members, customerId, events)].map(([purpose, standing]) => ({
        customerId,
        purpose,
        ...standing
      }))
    })
  await replaceConsents(tx, customerIds, rows)
}

/**
 * Who was part of a customer that has withdrawn since then has withdrawn too: nobody is written to because a merge was
 * undone.
 */
async function keepWithdrawals(
  tx: Tx,
  tree: readonly CustomerRow[],
  { id, livingId, mergedAt }: CustomerRow
): Promise<void> {
  const events = await consentEventsOf(
    tx,
    tree.map((member) => member.id)
  )
  const standing = standingConsents(tree, livingId, events)
  const own = standingConsents(tree, id, events)
  const withdrawn = [...standing].filter(
    ([purpose, { status, at }]) =>
      status === 'withdrawn' && at > mergedAt! && own.get(purpose)?.status === 'granted'
  )
  await insertConsentEvents(
    tx,
    withdrawn.map(([purpose, { at }]) => ({
      id: newId('cce'),
      memberId: id,
      purpose,
      status: 'withdrawn' as const,
      source: 'unmerge',
      textVersion: null,
      sealedIp: null,
      actor: tx.origin.actor,
      at,
      createdAt: tx.now
    }))
  )
}
