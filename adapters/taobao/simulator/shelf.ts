import type { SimulatedProduct } from '#core/channel/simulator'
import { toFen, toYuan } from '../map/values.ts'
import type { WireItem, WireSku } from '../wire.ts'
import { range } from './products.ts'
import { refused } from './refusal.ts'

const firstItem = 610_947_572_360
const firstSku = 4_240_861_236_112
const colorProperty = 1_627_207

/** What a listing is on the shelf: an item, and its SKU where it has some. */
interface Place {
  item: WireItem
  sku: WireSku | null
}

/** Items of the simulated shop. */
export class Shelf {
  readonly #items = new Map<string, WireItem>()
  /** By what we call a SKU, or an item without any. */
  readonly #places = new Map<string, Place>()
  readonly #effects = new Map<string, number>()
  /** SKUs that the next write of them alone is refused for. */
  readonly refusedSkus = new Set<string>()

  constructor() {
    let skuId = firstSku
    for (const [title, code, amountMinor, variants] of range) {
      const skus = variants.map((variant): WireSku => {
        const properties = `${colorProperty}:${skuId - firstSku + 28_320}`
        const outer_id = `${code}-${variant}`
        return { sku_id: skuId++, properties, price: toYuan(amountMinor), quantity: 0, outer_id }
      })
      this.#put({ title, code, amountMinor }, skus)
    }
  }

  /** Puts products on sale, each as an item without SKUs; none is in stock yet. */
  offer(products: readonly SimulatedProduct[]): void {
    for (const { sku, title, amountMinor } of products) {
      this.#put({ title, code: sku, amountMinor }, [])
    }
  }

  /** Errors: Refusal when it is not there. */
  item(id: string): WireItem {
    const item = this.#items.get(id)
    if (!item) throw refused('item-get-service-error:ITEM_NOT_FOUND', `item ${id} is not found`)
    return item
  }

  /** Errors: Refusal when it is not there. */
  sku(item: WireItem, key: { sku_id: string } | { properties: string }): WireSku {
    const [[name, wanted]] = Object.entries(key) as [[keyof WireSku, string]]
    const sku = item.skus?.sku?.find((one) => String(one[name]) === wanted)
    if (!sku) throw refused('item-service-error:SKU_NOT_EXIST', `${name} ${wanted} does not exist`)
    return sku
  }

  /** Sets the stock of an item's SKUs at once, or of an item without any. Errors: Refusal. */
  setStock(item: WireItem, quantities: readonly { sku: WireSku | null; quantity: number }[]): void {
    for (const { sku } of quantities) {
      const ours = ourSku({ item, sku })
      if (quantities.length === 1 ? this.refusedSkus.delete(ours) : this.refusedSkus.has(ours)) {
        throw refused('item-update-service-error:SKU_LOCKED', `${ours} cannot be changed now`)
      }
    }
    for (const { sku, quantity } of quantities) {
      if (sku) sku.quantity = quantity
      else item.num = quantity
      const ours = ourSku({ item, sku })
      this.#effects.set(ours, (this.#effects.get(ours) ?? 0) + 1)
    }
    const skus = item.skus?.sku
    if (skus) item.num = skus.reduce((sum, { quantity }) => sum + quantity, 0)
  }

  /**
   * Sets the price of a SKU, and of its item: that must lie among those of its SKUs. Errors:
   * Refusal.
   */
  setPrice({ item, sku }: Place, price: string, itemPrice: string): void {
    const others = item.skus?.sku?.filter((one) => one !== sku) ?? []
    const prices = [...others.map((one) => toFen(one.price)), toFen(price)]
    const fen = toFen(itemPrice)
    if (sku && (fen < Math.min(...prices) || fen > Math.max(...prices))) {
      throw refused('item-sku-price-error:PRICE_OUT_OF_RANGE', 'the price is beyond its SKUs')
    }
    if (sku) sku.price = price
    item.price = itemPrice
  }

  stockOf(ours: string): number | null {
    const place = this.#place(ours)
    return place && (place.sku?.quantity ?? place.item.num)
  }

  stockEffects(ours: string): number {
    return this.#effects.get(ours) ?? 0
  }

  priceOf(ours: string): { amountMinor: number; currency: string } | null {
    const place = this.#place(ours)
    const price = place && (place.sku ?? place.item).price
    return price === null ? null : { amountMinor: toFen(price), currency: 'CNY' }
  }

  /** Item and SKU of ours; what the shop does not offer is an item that is gone. */
  idsOf(ours: string): { num_iid: string; sku_id?: string } | null {
    const place = this.#place(ours)
    if (!place) return null
    const { item, sku } = place
    return { num_iid: String(item.num_iid), ...(sku && { sku_id: String(sku.sku_id) }) }
  }

  #put(
    { title, code, amountMinor }: { title: string; code: string; amountMinor: number },
    skus: WireSku[]
  ): void {
    const id = String(firstItem + this.#items.size * 7919)
    const item: WireItem = {
      num_iid: id,
      title,
      price: toYuan(amountMinor),
      num: 0,
      outer_id: code,
      approve_status: 'onsale',
      violation: false,
      ...(skus.length > 0 && { skus: { sku: skus } })
    }
    this.#items.set(id, item)
    const places: Place[] =
      skus.length > 0 ? skus.map((sku) => ({ item, sku })) : [{ item, sku: null }]
    for (const place of places) this.#places.set(ourSku(place), place)
  }

  #place(ours: string): Place | null {
    return this.#places.get(ours) ?? null
  }
}

/** What the shop calls a SKU, or an item without any. */
export function ourSku({ item, sku }: Place): string {
  return (sku ?? item).outer_id!
}
