import type { Reader } from '#core/database/db'
import type { Promotion } from '../definition/promotion.ts'
import type { CartSnapshot } from '../evaluation/types.ts'
import type { PromotionsParts } from '../scope.ts'

/**
 * Units that can be given away, by promotion and SKU: what is available, less what the cart itself takes of it. A SKU
 * that is not for sale has none; one whose stock is not counted is left out. Two queries.
 */
export async function giftUnits(
  { catalog, inventory }: Pick<PromotionsParts, 'catalog' | 'inventory'>,
  db: Reader,
  promotions: readonly Promotion[],
  cart: Pick<CartSnapshot, 'lines'>
): Promise<Map<string, ReadonlyMap<string, number>>> {
  const skusBy = new Map<string, string[]>()
  for (const { id, reward } of promotions) {
    if (reward.kind === 'gift') skusBy.set(id, [...new Set(reward.gifts.map(({ sku }) => sku))])
  }
  if (skusBy.size === 0) return new Map()
  const variants = await catalog.variantsBySku(db, [...new Set([...skusBy.values()].flat())])
  const available = await inventory.available(
    db,
    [...variants.values()].map(({ id }) => id)
  )
  const inCart = new Map<string, number>()
  for (const { variantId, quantity } of cart.lines) {
    inCart.set(variantId, (inCart.get(variantId) ?? 0) + quantity)
  }
  const unitsOf = (sku: string): number | undefined => {
    const variant = variants.get(sku)
    if (variant?.lifecycle !== 'live') return 0
    const units = available.get(variant.id)
    if (units === undefined) return variant.isTracked ? 0 : undefined
    return Math.max(0, units - (inCart.get(variant.id) ?? 0))
  }
  return new Map(
    [...skusBy].map(([id, skus]) => {
      const known = skus.map((sku) => [sku, unitsOf(sku)] as const)
      return [
        id,
        new Map(known.filter((entry): entry is [string, number] => entry[1] !== undefined))
      ]
    })
  )
}
