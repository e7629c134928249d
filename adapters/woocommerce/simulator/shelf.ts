import type { SimulatedProduct } from '#core/channel/simulator'
import { formatAmount, parseAmountMinor } from '#core/money'
import type { WireProduct } from '../wire.ts'
import { invalid } from './lists.ts'
import { Refusal } from './refusal.ts'

const firstId = 100
const fields = ['name', 'status', 'regular_price', 'manage_stock', 'stock_quantity'] as const

/** Products of the simulated shop, and variations of them. */
export class Shelf {
  readonly #currency: string
  readonly #products: WireProduct[]
  readonly #effects = new Map<string, number>()

  /** The last product is a variation: its parent comes before it, without a SKU. */
  constructor(currency: string, products: readonly SimulatedProduct[]) {
    this.#currency = currency
    const wires = products.map(
      ({ sku, title, amountMinor }, index): WireProduct => ({
        id: firstId + index,
        parent_id: 0,
        name: title,
        sku,
        status: 'publish',
        regular_price: formatAmount(amountMinor, currency),
        manage_stock: false,
        stock_quantity: null
      })
    )
    const last = wires.pop()!
    const parent = { ...last, sku: '', regular_price: '' }
    this.#products = [...wires, parent, { ...last, id: last.id + 1, parent_id: parent.id }]
  }

  firstSku(): string {
    return this.#products[0]!.sku
  }

  bySku(sku: string): WireProduct | null {
    return this.#products.find((product) => product.sku === sku) ?? null
  }

  /** What an order says of a SKU; null: it is not sold here. */
  offerOf(sku: string) {
    const product = this.bySku(sku)
    if (!product) return null
    const { id, parent_id: parent, name: title = sku } = product
    const amountMinor = this.#minorOf(product) ?? 0
    return parent
      ? { productId: parent, variationId: id, title, amountMinor }
      : { productId: id, variationId: 0, title, amountMinor }
  }

  stockEffects(sku: string): number {
    return this.#effects.get(sku) ?? 0
  }

  priceOf(sku: string): { amountMinor: number; currency: string } | null {
    const product = this.bySku(sku)
    const amountMinor = product && this.#minorOf(product)
    return amountMinor === null ? null : { amountMinor, currency: this.#currency }
  }

  /** Products and variations. */
  all(): readonly WireProduct[] {
    return this.#products
  }

  /** Products, or the variations of one. */
  list(parent: number): WireProduct[] {
    return this.#products.filter((product) => product.parent_id === parent)
  }

  /** Errors: Refusal in the words of the platform. */
  create(wish: Partial<WireProduct>): WireProduct {
    const taken = wish.sku ? this.bySku(wish.sku) : null
    if (taken) {
      const message = 'Invalid or duplicated SKU.'
      throw new Refusal(400, 'product_invalid_sku', message, taken.id)
    }
    const product: WireProduct = {
      id: this.#products.at(-1)!.id + 1,
      parent_id: 0,
      name: 'Product',
      sku: wish.sku ?? '',
      status: 'publish',
      regular_price: '',
      manage_stock: false,
      stock_quantity: null
    }
    this.#apply(product, wish)
    this.#products.push(product)
    return product
  }

  /** Errors: Refusal in the words of the platform. */
  update(parent: number, wish: Partial<WireProduct>): WireProduct {
    const product = this.#products.find(({ id }) => id === wish.id)
    const kind = parent === 0 ? 'product' : 'product_variation'
    if (product && parent === 0 && product.parent_id) {
      const message = 'To manipulate product variations you should use another endpoint.'
      throw new Refusal(404, 'woocommerce_rest_invalid_product_id', message)
    }
    if (product?.parent_id !== parent) {
      throw new Refusal(400, `woocommerce_rest_${kind}_invalid_id`, 'Invalid ID.')
    }
    this.#apply(product, wish)
    return product
  }

  #apply(product: WireProduct, wish: Partial<WireProduct>): void {
    const { stock_quantity: quantity, regular_price: price } = wish
    if (quantity !== undefined && !Number.isInteger(quantity)) throw invalid('stock_quantity')
    if (price !== undefined && !/^\d+(\.\d+)?$/.test(price)) throw invalid('regular_price')
    for (const field of fields) {
      if (wish[field] !== undefined) Object.assign(product, { [field]: wish[field] })
    }
    if (quantity !== undefined) {
      this.#effects.set(product.sku, (this.#effects.get(product.sku) ?? 0) + 1)
    }
  }

  #minorOf({ regular_price: price }: WireProduct): number | null {
    return price === '' ? null : parseAmountMinor(price, this.#currency)
  }
}
