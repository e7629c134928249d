import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { HeldLine, InventoryService } from '#plugins/inventory'
import type { Promotion, PromotionState } from '../definition/promotion.ts'
import { PromotionFixed } from '../errors.ts'
import { FlashUnitsTaken } from './errors.ts'
import { lockStock, saveQuantities, setHold } from './repository.ts'
import type { FlashStockRow } from './tables.ts'

/** A promotion without an end locks its units until it is ended. */
const forever: Instant = '9999-12-31T23:59:59.999Z'

type Holding = Pick<InventoryService, 'hold' | 'changeHold' | 'releaseHold'>

/** Units that are not taken, as inventory holds them. */
export function untaken(rows: readonly FlashStockRow[]): HeldLine[] {
  return rows
    .filter(({ quantity, taken }) => taken < quantity)
    .map(({ sku, quantity, taken }) => ({ sku, quantity: quantity - taken }))
}

/**
 * Locks the units of a promotion that goes live; frees those that are left when it is paused or ends. Errors:
 * STOCK_INSUFFICIENT, STOCK_SKU_UNKNOWN: it does not go live.
 */
export async function stepped(
  tx: Tx,
  inventory: Holding,
  promotion: Promotion,
  { from, to }: { from: PromotionState; to: PromotionState }
): Promise<void> {
  if (to === 'live') {
    await saveQuantities(tx, promotion.id, quantitiesOf(promotion))
    await hold(tx, inventory, promotion)
  } else if (from === 'live') {
    const [row] = await lockStock(tx, [promotion.id])
    if (row?.reservationId) await inventory.releaseHold(tx, row.reservationId)
    await setHold(tx, promotion.id, { reservationId: null, heldUntil: null })
  }
}

/**
 * Locks other units, or for longer, when the rule changes. Errors: FLASH_UNITS_TAKEN, PROMOTION_FIXED,
 * STOCK_INSUFFICIENT, STOCK_SKU_UNKNOWN.
 */
export async function changed(
  tx: Tx,
  inventory: Holding,
  after: Promotion,
  state: PromotionState
): Promise<void> {
  const rows = await lockStock(tx, [after.id])
  if (after.reward.kind !== 'flash') {
    if (rows.length === 0) return
    throw new PromotionFixed({ field: 'reward.kind', reason: 'units were locked for it' })
  }
  if (rows.length === 0 && state !== 'live') return
  const wanted = new Map(rows.map(({ sku, taken }) => [sku, taken]))
  for (const [sku, quantity] of quantitiesOf(after)) {
    const taken = wanted.get(sku) ?? 0
    if (quantity < taken) throw new FlashUnitsTaken({ sku, quantity, taken })
    wanted.set(sku, quantity)
  }
  await saveQuantities(tx, after.id, wanted)
  if (state !== 'live') return
  const held = rows.find(({ reservationId }) => reservationId !== null)
  if (!held || held.heldUntil! <= tx.now) return hold(tx, inventory, after)
  const until = endOf(after, tx.now)
  const lines = untaken(await lockStock(tx, [after.id]))
  await inventory.changeHold(tx, held.reservationId!, { lines, until })
  await setHold(tx, after.id, { reservationId: held.reservationId, heldUntil: until })
}

async function hold(tx: Tx, inventory: Holding, promotion: Promotion): Promise<void> {
  const lines = untaken(await lockStock(tx, [promotion.id]))
  const until = endOf(promotion, tx.now)
  const owner = `promotion:${promotion.id}`
  const reservationId = await inventory.hold(tx, { owner, lines, until })
  await setHold(tx, promotion.id, { reservationId, heldUntil: until })
}

/** One that is over already locks its units for no time at all. */
function endOf({ endsAt }: Promotion, now: Instant): Instant {
  if (!endsAt) return forever
  return instantAt(Math.max(instantMs(endsAt), instantMs(now)))
}

function quantitiesOf({ reward }: Promotion): Map<string, number> {
  const items = reward.kind === 'flash' ? reward.items : []
  return new Map(items.map(({ sku, quantity }) => [sku, quantity]))
}
