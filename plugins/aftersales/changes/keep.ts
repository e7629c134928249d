import { NotFound, ValidationFailed } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { OrderMoney } from '#plugins/orders'
import { confirmRefund } from '../refunds/confirm.ts'
import type { AftersalesScope } from '../scope.ts'
import type { ChangeActionShape, NamedAction } from './actions.ts'
import { ChangeEmpty, ChangeOpen, ChangeOutdated, ChangeSettled } from './errors.ts'
import { type ReckonedChange, reckonChange } from './reckon.ts'
import {
  actionsOf,
  findChange,
  insertActions,
  insertChange,
  openChangeOf,
  saveChange
} from './repository.ts'
import type { OrderChangeActionRow, OrderChangeRow } from './tables.ts'

/** Actions that one change may have. */
const actionsMax = 500

/** A change with its actions, and what the order would become; null once it is over. */
export interface WholeChange {
  change: OrderChangeRow
  actions: OrderChangeActionRow[]
  preview: ReckonedChange | null
}

/**
 * Begins a change of an order; there is one at a time. Errors: NOT_FOUND, ORDER_CHANGE_OPEN; those of `reckonChange`, and
 * then nothing is kept.
 */
export async function beginChange(
  tx: Tx,
  scope: AftersalesScope,
  wanted: {
    orderId: string
    caseId?: string | undefined
    note?: string | undefined
    actions: readonly ChangeActionShape[]
  }
): Promise<WholeChange> {
  const order = await scope.orders.lockMoney(tx, wanted.orderId)
  const { orderId, totalMinor: beforeMinor } = order
  const open = await openChangeOf(tx, orderId)
  if (open) throw new ChangeOpen({ orderId, changeId: open.id })
  const change: OrderChangeRow = {
    ...{ id: newId('och'), orderId, caseId: wanted.caseId ?? null, state: 'draft' },
    ...{ note: wanted.note ?? null, beforeMinor, afterMinor: null, dueMinor: null },
    ...{ refundMinor: null, refundId: null, version: 1, createdBy: tx.origin.actor },
    ...{ createdAt: tx.now, updatedAt: tx.now, settledAt: null }
  }
  await insertChange(tx, change)
  audit(tx, 'begin', change, { orderId })
  return append(tx, scope, { order, change, known: [] }, wanted.actions)
}

/** Adds actions to a change. Errors: NOT_FOUND, ORDER_CHANGE_SETTLED, VALIDATION_FAILED; those of `reckonChange`. */
export async function addActions(
  tx: Tx,
  scope: AftersalesScope,
  id: string,
  actions: readonly ChangeActionShape[]
): Promise<WholeChange> {
  const { order, change } = await lockDraft(tx, scope, id)
  const known = await actionsOf(tx, [id])
  const raised = { ...change, version: change.version + 1, updatedAt: tx.now }
  await saveChange(tx, raised)
  return append(tx, scope, { order, change: raised, known }, actions)
}

async function append(
  tx: Tx,
  scope: AftersalesScope,
  {
    order,
    change,
    known
  }: { order: OrderMoney; change: OrderChangeRow; known: readonly OrderChangeActionRow[] },
  added: readonly ChangeActionShape[]
): Promise<WholeChange> {
  if (known.length + added.length > actionsMax) {
    const detail = `a change has at most ${actionsMax} actions`
    throw new ValidationFailed({ errors: [{ pointer: '#/actions', detail }] })
  }
  const rows = added.map(({ kind, ...body }, index): OrderChangeActionRow => {
    const position = known.length + index
    return {
      ...{ id: newId('oca'), changeId: change.id, position, kind, body: JSON.stringify(body) },
      ...{ actor: tx.origin.actor, at: tx.now }
    }
  })
  await insertActions(tx, rows)
  const actions = [...known, ...rows]
  const preview = await reckonChange(tx, scope, order, actions.map(readAction))
  return { change, actions, preview }
}

/**
 * Makes the order what the change says: claims on stock follow, what it became dearer by is to be paid before it goes on, and
 * what it became cheaper by is given back. What its promotions are used for follows. Errors: NOT_FOUND,
 * ORDER_CHANGE_SETTLED, ORDER_CHANGE_EMPTY, ORDER_CHANGE_OUTDATED; those of `reckonChange`, of `OrdersService.amend` and of
 * `PromotionsService.changeUses`.
 */
export async function confirmChange(
  tx: Tx,
  scope: AftersalesScope,
  id: string,
  { expectedMinor, address }: { expectedMinor?: number | undefined; address?: object | undefined }
): Promise<WholeChange> {
  const { order, change } = await lockDraft(tx, scope, id)
  const actions = await actionsOf(tx, [id])
  if (actions.length === 0 && !address) throw new ChangeEmpty({ changeId: id })
  const reckoned = await reckonChange(tx, scope, order, actions.map(readAction))
  const { afterMinor, dueMinor, refundMinor, beforeMinor } = reckoned
  if (expectedMinor !== undefined && expectedMinor !== afterMinor) {
    throw new ChangeOutdated({ expectedMinor, afterMinor })
  }
  const { uses } = reckoned
  const countUses = uses && (await scope.promotions?.changeUses(tx, order.orderId, uses.uses))
  const lineIds = await scope.orders.amend(tx, order.orderId, {
    lines: reckoned.lines.map(({ name: _, ...line }) => line),
    ...{ shippingMinor: reckoned.shippingMinor, isTaxAdded: reckoned.isTaxAdded, dueMinor },
    ...(address && { address }),
    detail: { changeId: id, beforeMinor, afterMinor }
  })
  await countUses?.((uses?.places ?? []).map((place) => lineIds[place]!))
  const whole = refundMinor > 0 ? await giveBack(tx, scope, change, refundMinor) : null
  const settled: OrderChangeRow = {
    ...{ ...change, state: 'confirmed', beforeMinor, afterMinor, dueMinor, refundMinor },
    ...{ refundId: whole?.refund.id ?? null, version: change.version + 1 },
    ...{ updatedAt: tx.now, settledAt: tx.now }
  }
  await saveChange(tx, settled)
  audit(tx, 'confirm', settled, { beforeMinor, afterMinor, dueMinor, refundMinor })
  const { orderId } = order
  const event = { changeId: id, orderId, beforeMinor, afterMinor, dueMinor, refundMinor }
  await tx.emit('order.amended', [event])
  return { change: settled, actions, preview: null }
}

function giveBack(tx: Tx, scope: AftersalesScope, change: OrderChangeRow, extraMinor: number) {
  const { id, orderId, caseId } = change
  const sourceId = `change:${id}`
  return confirmRefund(tx, scope, { orderId, caseId, extraMinor, kind: 'change', sourceId })
}

/** Drops a change. Errors: NOT_FOUND, ORDER_CHANGE_SETTLED. */
export async function discardChange(
  tx: Tx,
  scope: AftersalesScope,
  id: string
): Promise<WholeChange> {
  const { change } = await lockDraft(tx, scope, id)
  const settled: OrderChangeRow = {
    ...{ ...change, state: 'discarded', version: change.version + 1 },
    ...{ updatedAt: tx.now, settledAt: tx.now }
  }
  await saveChange(tx, settled)
  audit(tx, 'discard', settled, {})
  return { change: settled, actions: await actionsOf(tx, [id]), preview: null }
}

async function lockDraft(tx: Tx, { orders }: AftersalesScope, id: string) {
  const found = await findChange(tx, id)
  if (!found) throw new NotFound({ what: 'change of an order', id })
  const order = await orders.lockMoney(tx, found.orderId)
  // Read again, now that nobody else settles it.
  const change = (await findChange(tx, id))!
  if (change.state !== 'draft') throw new ChangeSettled({ changeId: id, state: change.state })
  return { order, change }
}

/** An action as it is reckoned with. */
export function readAction({ id, kind, body }: OrderChangeActionRow): NamedAction {
  return { ...JSON.parse(body), id, kind } as NamedAction
}

function audit(tx: Tx, act: string, { id, orderId }: OrderChangeRow, after: object): void {
  tx.audit([
    {
      ...{ action: `order-change.${act}`, subjectType: 'order', subjectId: orderId },
      after: { changeId: id, ...after }
    }
  ])
}
