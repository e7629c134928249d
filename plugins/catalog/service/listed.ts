import { LRUCache } from 'lru-cache'
import type { Reader } from '#core/database/db'
import { serializerOf } from '#core/http/serialization'
import { pageOfProducts } from '../repository/list.ts'
import { type ShownProductRow, selectShownProducts } from '../repository/priced.ts'
import { CostShape, ListedKept, type ProductQueryInput, VariantKept } from '../schema.ts'
import { presentProduct, presentVariants } from './present.ts'
import type { Viewer } from './read.ts'

/** Characters of all products that are kept. */
const keptMax = 8 * 1024 * 1024

/** A product of a list as JSON, but for the stock of its variants: what stands before it and after it. */
interface Listed {
  before: string
  variants: readonly { id: string; isTracked: boolean; before: string; after: string }[]
}

const productText = serializerOf(ListedKept)
const variantText = serializerOf(VariantKept)
const costText = serializerOf(CostShape)

/**
 * Lists of products as they are answered: JSON text.
 *
 * A product is a version newer with all that is written of it, its variants, prices and images, so what a version says never
 * changes: its text is kept, and only stock is read anew. What others write is seen at once, since a list reads versions.
 */
export class ListedProducts {
  readonly #kept = new LRUCache<string, Listed>({
    maxSize: keptMax,
    sizeCalculation: ({ before, variants }) =>
      variants.reduce((sum, one) => sum + one.before.length + one.after.length, before.length)
  })

  /**
   * A page of products with variants, prices and stock, as JSON: three queries at most, whatever the page. Only of what is
   * committed: a version that is rolled back is given again. Errors: CURSOR_INVALID.
   */
  async page(db: Reader, viewer: Viewer, query: ProductQueryInput): Promise<string> {
    const { data, next } = await pageOfProducts(db, query)
    const products = await this.#read(db, viewer, data)
    const available = await availableOf(db, viewer, products)
    const texts = products.map((product) => withStock(product, available))
    return `{"data":[${texts.join(',')}],"next":${JSON.stringify(next)}}`
  }

  /** Shape: same order; what is gone by now is left out. */
  async #read(
    db: Reader,
    { canSeeCost }: Viewer,
    wanted: readonly Pick<ShownProductRow, 'id' | 'version'>[]
  ): Promise<Listed[]> {
    const keyOf = ({ id, version }: { id: string; version: number }) =>
      `${id} ${version} ${canSeeCost}`
    const found = wanted.map((one) => this.#kept.get(keyOf(one)))
    const missing = wanted.filter((_, at) => found[at] === undefined)
    const rows = await selectShownProducts(
      db,
      missing.map(({ id }) => id)
    )
    const read = new Map(rows.map((row) => [row.id, toListed(row, canSeeCost)]))
    // Under the version that it was read with: another may have come since the page was.
    for (const row of rows) this.#kept.set(keyOf(row), read.get(row.id)!)
    return wanted.flatMap(({ id }, at) => found[at] ?? read.get(id) ?? [])
  }
}

const noStock = new Map<string, number>()

function toListed(row: ShownProductRow, canSeeCost: boolean): Listed {
  const product = { ...presentProduct(row), imageUrl: row.imageUrl }
  const views = presentVariants(row.variants, noStock, canSeeCost)
  return {
    before: `${open(productText(product))},"variants":[`,
    variants: views.map((view) => ({
      id: view.id,
      isTracked: view.isTracked,
      before: `${open(variantText(view))},"available":`,
      after: view.cost === undefined ? '}' : `,"cost":${costText(view.cost)}}`
    }))
  }
}

/** An object's JSON, to be gone on with. */
function open(object: string): string {
  return object.slice(0, -1)
}

/** What is available of tracked variants; null: no stock is counted. */
async function availableOf(
  db: Reader,
  { availability }: Viewer,
  products: readonly Listed[]
): Promise<ReadonlyMap<string, number> | null> {
  if (availability === undefined) return null
  const tracked = products.flatMap(({ variants }) => variants.filter(({ isTracked }) => isTracked))
  if (tracked.length === 0) return null
  return availability(
    db,
    tracked.map(({ id }) => id)
  )
}

function withStock(
  { before, variants }: Listed,
  available: ReadonlyMap<string, number> | null
): string {
  const own = variants.map((one) => one.before + (available?.get(one.id) ?? null) + one.after)
  return `${before}${own.join(',')}]}`
}
