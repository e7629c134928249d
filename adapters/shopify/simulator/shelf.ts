import type { SimulatedProduct } from '#core/channel/simulator'
import { formatAmount } from '#core/money'
import type { WireVariant } from '../wire.ts'

/** A product with one variant. */
interface Stocked {
  variant: WireVariant
  handle: string
  effects: number
}

/** What the shop offers, and how many of it. */
export class Shelf {
  readonly #currency: string
  readonly #stocked = new Map<string, Stocked>()
  #lastNumber = 40_000_000_000_000

  constructor(currency: string, products: readonly SimulatedProduct[]) {
    this.#currency = currency
    this.offer(products)
  }

  /** Puts products on sale; none is in stock yet. */
  offer(products: readonly SimulatedProduct[]): void {
    for (const { sku, title, amountMinor } of products) {
      const price = formatAmount(amountMinor, this.#currency)
      this.put({ handle: sku, title, sku, price, quantity: 0 })
    }
  }

  /** Adds a product with one variant, or replaces the one of the handle. */
  put(product: {
    handle: string
    title: string
    sku: string
    price: string
    quantity: number
  }): WireVariant {
    const { handle, title, sku, price, quantity } = product
    const before = [...this.#stocked.values()].find((one) => one.handle === handle)
    const id = before?.variant.id ?? this.#gid('ProductVariant')
    const variant: WireVariant = {
      id,
      sku,
      price,
      inventoryItem: {
        id: before?.variant.inventoryItem.id ?? this.#gid('InventoryItem'),
        tracked: true,
        inventoryLevel: { quantities: [{ quantity }] }
      },
      product: {
        id: before?.variant.product.id ?? this.#gid('Product'),
        title,
        status: 'ACTIVE',
        variants: { nodes: [{ id }] }
      }
    }
    this.#stocked.set(id, { variant, handle, effects: before?.effects ?? 0 })
    return variant
  }

  byId(id: string): WireVariant | null {
    return this.#stocked.get(id)?.variant ?? null
  }

  bySku(sku: string): WireVariant | null {
    return this.all().find((variant) => variant.sku === sku) ?? null
  }

  byItem(inventoryItemId: string): WireVariant | null {
    return this.all().find(({ inventoryItem }) => inventoryItem.id === inventoryItemId) ?? null
  }

  byProduct(productId: string): WireVariant | null {
    return this.all().find(({ product }) => product.id === productId) ?? null
  }

  all(): WireVariant[] {
    return [...this.#stocked.values()].map(({ variant }) => variant)
  }

  stockOf(sku: string): number | null {
    return this.bySku(sku)?.inventoryItem.inventoryLevel?.quantities[0]?.quantity ?? null
  }

  setStock(variant: WireVariant, quantity: number): void {
    variant.inventoryItem.inventoryLevel = { quantities: [{ quantity }] }
    this.#stocked.get(variant.id)!.effects++
  }

  /** A sale takes units, as it does on the platform. */
  sell(sku: string, units: number): void {
    const level = this.bySku(sku)?.inventoryItem.inventoryLevel?.quantities[0]
    if (level) level.quantity -= units
  }

  effectsOf(sku: string): number {
    const variant = this.bySku(sku)
    return variant ? this.#stocked.get(variant.id)!.effects : 0
  }

  get currency(): string {
    return this.#currency
  }

  #gid(kind: string): string {
    return `gid://shopify/${kind}/${++this.#lastNumber}`
  }
}
