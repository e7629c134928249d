import { insertAll } from '#core/database/rows'
import { ShopkeeperError } from '#core/errors'
import type { Tx } from '#core/transaction'
import type { InventoryService } from '#plugins/inventory'
import type { RewardOf } from '../definition/reward.ts'
import type { AppliedPromotion } from '../evaluation/types.ts'
import type { PlacedOrder, ReckonedOrder, ReturnedUse } from '../scope.ts'
import { FlashCustomerLimit, FlashSoldOut } from './errors.ts'
import { untaken } from './lock.ts'
import {
  type FlashUnits,
  lockStock,
  markReturned,
  returnOfCustomers,
  returnUnits,
  selectTakes,
  takeOfCustomer,
  takeUnits
} from './repository.ts'
import type { FlashStockRow, FlashTakeRow } from './tables.ts'
import type { WaitingLines } from './waiting-lines.ts'

/** What orders at flash prices need. */
export interface FlashParts {
  inventory: Pick<InventoryService, 'changeHold'>
  lines: WaitingLines
}

/**
 * Takes the units of an order out of those that are locked, so that its stock can be claimed. An order that wants what is
 * sold out, or has had all that a customer gets, is refused: nobody means to pay the full price instead. What another flash
 * price is for is not sold out.
 *
 * Errors: FLASH_SOLD_OUT, FLASH_CUSTOMER_LIMIT.
 */
export async function beforeClaim(
  tx: Tx,
  { inventory, lines }: FlashParts,
  order: ReckonedOrder
): Promise<void> {
  const takes = order.evaluation.applied
    .filter(({ promotionId }) => rewardOf(order, promotionId) !== undefined)
    .flatMap(unitsOf)
  const taken = new Set(takes.map(({ sku }) => sku))
  const bare = new Set(order.draft.lines.map(({ sku }) => sku).filter((sku) => !taken.has(sku)))
  refuse(lines, order, bare)
  if (takes.length === 0) return
  const before = await lockStock(tx, [...new Set(takes.map(({ promotionId }) => promotionId))])
  const gone = before.find((row) => bare.has(row.sku) && row.taken >= row.quantity)
  if (gone) throw soldOut(lines, gone)
  const [short] = await takeUnits(tx, takes)
  if (short) throw soldOut(lines, short)
  for (const { promotionId, sku, units } of takes) {
    const row = before.find((one) => one.promotionId === promotionId && one.sku === sku)!
    row.taken += units
  }
  await holdWhatIsLeft(tx, inventory, before)
}

/** Refuses what promotions that gave nothing have of an order's SKUs. `bare`: those that no flash price is for now. */
function refuse(lines: WaitingLines, order: ReckonedOrder, bare: ReadonlySet<string>): void {
  for (const { promotionId, reason, detail: explanation } of order.evaluation.refused) {
    if (promotionId === null) continue
    const reward = rewardOf(order, promotionId)
    const sku = reward?.items.find((item) => bare.has(item.sku))?.sku
    if (sku === undefined) continue
    if (reason === 'soldOut') throw soldOut(lines, { promotionId, sku })
    if (reason === 'customerLimit') throw new FlashCustomerLimit({ promotionId, sku, explanation })
  }
}

/** The refusal, with a note for those who wait. */
export function soldOut(
  lines: WaitingLines,
  { promotionId, sku }: Pick<FlashUnits, 'promotionId' | 'sku'>
): FlashSoldOutError {
  lines.noteSoldOut({ promotionId, sku })
  return new FlashSoldOut({ promotionId, sku })
}
type FlashSoldOutError = InstanceType<typeof FlashSoldOut>

function rewardOf(
  { compiled }: Pick<ReckonedOrder, 'compiled'>,
  promotionId: string
): RewardOf<'flash'> | undefined {
  const reward = compiled.byId.get(promotionId)?.promotion.reward
  return reward?.kind === 'flash' ? reward : undefined
}

function unitsOf({ promotionId, unitsBySku }: AppliedPromotion): FlashUnits[] {
  return [...unitsBySku]
    .filter(([, units]) => units > 0)
    .map(([sku, units]) => ({ promotionId, sku, units }))
}

/** Locks exactly what is not taken, promotion by promotion: an order is seldom about more than one. */
async function holdWhatIsLeft(
  tx: Tx,
  inventory: FlashParts['inventory'],
  rows: readonly FlashStockRow[]
): Promise<void> {
  for (const reservationId of new Set(rows.map((row) => row.reservationId))) {
    if (reservationId === null) continue
    const own = rows.filter((row) => row.reservationId === reservationId)
    await inventory.changeHold(tx, reservationId, { lines: untaken(own) })
  }
}

/** Counts the units of an order for its customer, whichever way they are known. Errors: FLASH_CUSTOMER_LIMIT. */
export async function take(
  tx: Tx,
  { draft: { orderId }, customerKeys }: Pick<PlacedOrder, 'draft' | 'customerKeys'>,
  applied: readonly AppliedPromotion[],
  capOf: (promotionId: string, sku: string) => number
): Promise<void> {
  const takes = applied.flatMap(unitsOf)
  const short = await takeOfCustomer(
    tx,
    takes.flatMap((units) =>
      customerKeys.map((customerKey) => ({
        ...units,
        customerKey,
        cap: capOf(units.promotionId, units.sku)
      }))
    )
  )
  if (short) {
    const { promotionId, sku, cap } = short
    throw new FlashCustomerLimit({ promotionId, sku, explanation: `at most ${cap} a customer` })
  }
  await insertAll(
    tx,
    'flashTakes',
    takes.map((units) => ({ orderId, ...units, isReturned: 0 }))
  )
  await insertAll(
    tx,
    'flashUseKeys',
    applied.flatMap(({ promotionId }) =>
      customerKeys.map((customerKey) => ({ orderId, promotionId, customerKey }))
    )
  )
}

/**
 * Takes back what orders had that are over. Units are at hand again, and locked again if the promotion is live; where
 * their stock is gone they stay taken.
 */
export async function giveBack(
  tx: Tx,
  { inventory, lines }: FlashParts,
  uses: readonly ReturnedUse[]
): Promise<void> {
  const orderIds = [...new Set(uses.map(({ orderId }) => orderId))]
  const takes = await selectTakes(tx, orderIds)
  if (takes.length === 0) return
  await returnOfCustomers(tx, orderIds)
  const returned = await returnable(tx, inventory, takes)
  if (returned.length === 0) return
  await returnUnits(tx, sumUnits(returned))
  await markReturned(tx, returned)
  tx.afterCommit(() => lines.reopen(promotionsOf(returned)))
}

/** Those of some units that can be given back: what is left of their promotions is locked anew, unless its stock is gone. */
export async function returnable<Units extends FlashUnits>(
  tx: Tx,
  inventory: FlashParts['inventory'],
  given: readonly Units[]
): Promise<Units[]> {
  const ids = promotionsOf(given)
  const rows = await lockStock(tx, ids)
  const returned: Units[] = []
  for (const promotionId of ids) {
    const own = given.filter((one) => one.promotionId === promotionId)
    const stock = rows.filter((one) => one.promotionId === promotionId)
    for (const row of stock) {
      for (const { sku, units } of own) if (sku === row.sku) row.taken -= units
    }
    if (await canHold(tx, inventory, stock)) returned.push(...own)
  }
  return returned
}

/** The promotions that units are of. */
export function promotionsOf(units: readonly FlashUnits[]): string[] {
  return [...new Set(units.map(({ promotionId }) => promotionId))]
}

/** Locks what is not taken; false: its stock is gone, and nothing is locked. */
export async function canHold(
  tx: Tx,
  inventory: FlashParts['inventory'],
  stock: readonly FlashStockRow[]
): Promise<boolean> {
  if (stock.every(({ heldUntil }) => heldUntil === null || heldUntil <= tx.now)) return true
  try {
    await holdWhatIsLeft(tx, inventory, stock)
    return true
  } catch (error) {
    if (error instanceof ShopkeeperError && error.code === 'STOCK_INSUFFICIENT') return false
    throw error
  }
}

function sumUnits(takes: readonly FlashTakeRow[]): FlashUnits[] {
  const sums = new Map<string, FlashUnits>()
  for (const { promotionId, sku, units } of takes) {
    const key = `${promotionId} ${sku}`
    sums.set(key, { promotionId, sku, units: units + (sums.get(key)?.units ?? 0) })
  }
  return [...sums.values()]
}
