import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import type { Promotion } from '../definition/promotion.ts'
import type { ChangedUnits, OpenUnits } from '../scope.ts'
import { FlashCustomerLimit } from './errors.ts'
import { canHold, type FlashParts, promotionsOf, returnable, soldOut } from './orders.ts'
import {
  type FlashUnits,
  lockStock,
  returnOfCustomer,
  returnUnits,
  saveTakes,
  selectBought,
  selectKeys,
  selectStock,
  selectTakes,
  takeOfCustomer,
  takeUnits
} from './repository.ts'

/** Units at a flash price that an order may have: what is locked, and what it has. Four queries. */
export async function openUnits(
  db: Reader,
  promotions: readonly Promotion[],
  orderId: string
): Promise<Map<string, OpenUnits>> {
  const ids = promotions.map(({ id }) => id)
  const stock = await selectStock(db, ids)
  const takes = await selectTakes(db, [orderId])
  const keys = (await selectKeys(db, orderId)).map(({ customerKey }) => customerKey)
  const bought = await selectBought(db, ids, [...new Set(keys)])
  return new Map(
    ids.map((id) => {
      const ofIt = (one: { promotionId: string }) => one.promotionId === id
      const heldOf = (sku: string) => takes.find((one) => ofIt(one) && one.sku === sku)?.units ?? 0
      const left = stock.filter(ofIt).map(({ sku, quantity, taken, reservationId }) => {
        return [sku, (reservationId === null ? 0 : quantity - taken) + heldOf(sku)] as const
      })
      const before = bought
        .filter(ofIt)
        .map(({ sku, units }) => [sku, units - heldOf(sku)] as const)
      return [id, { left: new Map(left), bought: new Map(before) }]
    })
  )
}

/**
 * Takes units that an order has more of out of those that are locked, so that its stock can be claimed. What is returned
 * gives back those it has less of; where their stock is gone they stay taken. Errors: FLASH_SOLD_OUT, FLASH_CUSTOMER_LIMIT.
 */
export async function change(
  tx: Tx,
  parts: FlashParts,
  { orderId, units, promotions }: ChangedUnits
): Promise<() => Promise<void>> {
  const takes = await selectTakes(tx, [orderId])
  const keys = await selectKeys(tx, orderId)
  const own = promotions.filter(({ reward }) => reward.kind === 'flash')
  const changes = own.flatMap(({ id: promotionId }) => {
    const before = takes.filter((one) => one.promotionId === promotionId)
    const wanted = units.get(promotionId) ?? new Map<string, number>()
    const skus = new Set([...before.map(({ sku }) => sku), ...wanted.keys()])
    return [...skus].map((sku) => {
      const had = before.find((one) => one.sku === sku)?.units ?? 0
      const has = wanted.get(sku) ?? 0
      return { promotionId, sku, has, units: has - had }
    })
  })
  const more = changes.filter((one) => one.units > 0)
  if (more.length > 0) await takeMore(tx, parts, { orderId, more, keys, promotions: own })
  const less = changes.filter((one) => one.units < 0).map((one) => ({ ...one, units: -one.units }))
  return () => giveLess(tx, parts, { orderId, less, keys })
}

type Changed = FlashUnits & { has: number }
type Keys = Awaited<ReturnType<typeof selectKeys>>

/** Units under each key of the customer. */
function byKey<Units extends FlashUnits>(changed: readonly Units[], keys: Keys) {
  return changed.flatMap((units) =>
    keys
      .filter(({ promotionId }) => promotionId === units.promotionId)
      .map(({ customerKey }) => ({ ...units, customerKey }))
  )
}

async function takeMore(
  tx: Tx,
  { inventory, lines }: FlashParts,
  {
    orderId,
    more,
    keys,
    promotions
  }: { orderId: string; more: readonly Changed[]; keys: Keys; promotions: readonly Promotion[] }
): Promise<void> {
  await lockStock(tx, promotionsOf(more))
  const [short] = await takeUnits(tx, more)
  if (short) throw soldOut(lines, short)
  for (const promotionId of promotionsOf(more)) {
    // A reduced lock never lacks stock; one whose time is over locks nothing any more.
    await canHold(tx, inventory, await selectStock(tx, [promotionId]))
  }
  const capped = byKey(more, keys).map((one) => ({ ...one, cap: capOf(promotions, one) }))
  const over = await takeOfCustomer(tx, capped)
  if (over) {
    const { promotionId, sku, cap } = over
    throw new FlashCustomerLimit({ promotionId, sku, explanation: `at most ${cap} a customer` })
  }
  await saveTakes(tx, takesOf(orderId, more))
}

async function giveLess(
  tx: Tx,
  { inventory, lines }: FlashParts,
  { orderId, less, keys }: { orderId: string; less: readonly Changed[]; keys: Keys }
): Promise<void> {
  if (less.length === 0) return
  const returned = await returnable(tx, inventory, less)
  if (returned.length === 0) return
  await returnOfCustomer(tx, byKey(returned, keys))
  await returnUnits(tx, returned)
  await saveTakes(tx, takesOf(orderId, returned))
  tx.afterCommit(() => lines.reopen(promotionsOf(returned)))
}

function takesOf(orderId: string, changed: readonly Changed[]) {
  return changed.map(({ promotionId, sku, has }) => ({ orderId, promotionId, sku, units: has }))
}

function capOf(promotions: readonly Promotion[], { promotionId, sku }: FlashUnits): number {
  const reward = promotions.find(({ id }) => id === promotionId)!.reward
  const items = reward.kind === 'flash' ? reward.items : []
  return items.find((item) => item.sku === sku)!.perCustomer
}
