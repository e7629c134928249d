import { ShopkeeperError } from '#core/errors'
import type { Tx } from '#core/transaction'
import type { Lifecycle } from '../api.ts'
import { lifecycleSteps } from '../lifecycle.ts'
import { newProductRow, newVariantRow } from '../service/new-rows.ts'
import { assertOptionsFit } from '../service/options.ts'
import type { CatalogRules } from '../service/products.ts'
import { toPriceRows, withVariantFields } from '../service/variant-fields.ts'
import type { PriceRow, ProductRow, VariantRow } from '../tables.ts'
import type { PageState } from './page.ts'
import type { ImportRow, RowFault } from './row.ts'

/** What a row makes of its product, variant and prices. */
export interface MergedRow {
  product: ProductRow
  variant: VariantRow
  prices: PriceRow[]
}

/** Who imports: whoever may not see a cost may not set one. */
export interface ImportRules extends CatalogRules {
  canSetCost: boolean
}

class Fault extends Error implements RowFault {
  readonly column: string
  readonly reason: string
  constructor(column: string, reason: string) {
    super(reason)
    this.column = column
    this.reason = reason
  }
}

/**
 * Puts a row into what is there, without changing it; returns what it becomes, or what is wrong
 * with the row.
 */
export function mergeRow(
  tx: Tx,
  rules: ImportRules,
  state: PageState,
  row: ImportRow
): MergedRow | RowFault {
  try {
    return merge(tx, rules, state, row)
  } catch (error) {
    if (error instanceof Fault) return { column: error.column, reason: error.reason }
    if (error instanceof ShopkeeperError) {
      return { column: columnByCode[error.code] ?? 'row', reason: error.message }
    }
    throw error
  }
}

const columnByCode: Record<string, string> = {
  GTIN_INVALID: 'gtin',
  CURRENCY_UNKNOWN: 'prices',
  PRODUCT_OPTIONS_INVALID: 'optionValues'
}

function merge(tx: Tx, rules: ImportRules, state: PageState, row: ImportRow): MergedRow {
  if (row.cost !== undefined && !rules.canSetCost) {
    throw new Fault('cost', 'needs the permission catalog:cost')
  }
  const known = state.variantsBySku.get(row.sku)
  const before = known ? state.productsById.get(known.productId)! : productOf(tx, state, row)
  if (known && row.handle !== undefined && row.handle !== before.handle) {
    throw new Fault('handle', `${row.sku} belongs to the product ${before.handle}`)
  }
  const bare = known ?? newVariantRow(tx, { sku: row.sku, productId: before.id })
  const variant = withVariantFields(bare, {
    title: row.variantTitle,
    gtin: row.gtin,
    isTracked: row.isTracked,
    cost: row.cost,
    weightGrams: row.weightGrams,
    taxClass: row.variantTaxClass,
    attributes: row.variantAttributes,
    optionValues: row.optionValues,
    position: row.position
  })
  mergeDimensions(variant, row)
  const product = mergeProduct(rules, state, before, row)
  if (product.options !== '[]') {
    const siblings = [...(state.siblings.get(product.id)?.values() ?? [])]
    assertOptionsFit(product, [...siblings.filter(({ id }) => id !== variant.id), variant])
  }
  return { product, variant, prices: toPriceRows(variant.id, row.prices ?? [], tx.now) }
}

function productOf(tx: Tx, state: PageState, row: ImportRow): ProductRow {
  const named = row.handle === undefined ? undefined : state.productsByHandle.get(row.handle)
  if (named) return named
  if (row.title === undefined) throw new Fault('title', 'is needed for a new product')
  const handle = row.handle === undefined ? {} : { handle: row.handle }
  return newProductRow(tx, { title: row.title, ...handle })
}

function mergeProduct(
  rules: ImportRules,
  state: PageState,
  before: ProductRow,
  row: ImportRow
): ProductRow {
  const product = { ...before }
  if (row.title !== undefined) product.title = row.title
  if (row.description !== undefined) product.description = row.description
  if (row.taxClass !== undefined) product.taxClass = row.taxClass
  if (row.attributes !== undefined) product.attributes = JSON.stringify(row.attributes)
  if (row.category !== undefined) product.categoryId = categoryIdOf(state, row.category)
  if (row.lifecycle !== undefined) {
    const isNew = !state.productsById.has(before.id)
    assertMove(rules, isNew ? null : before.lifecycle, row.lifecycle)
    product.lifecycle = row.lifecycle
  }
  if (row.optionValues !== undefined) {
    product.options = withOptionValues(product.options, row.optionValues)
  }
  return product
}

function categoryIdOf(state: PageState, path: string | null): string | null {
  if (path === null) return null
  const id = state.categoryIdByPath.get(path)
  if (id === undefined) throw new Fault('category', `there is no category ${path}`)
  return id
}

/** A product takes one legal step at most; one that is new may stand anywhere. */
function assertMove(rules: ImportRules, from: Lifecycle | null, to: Lifecycle): void {
  if (from === to) return
  if (to === 'live' && from !== 'paused' && rules.publishScoreMin > 0) {
    throw new Fault('lifecycle', 'a product goes live by its publish step: a score is asked for')
  }
  const isLegal = Object.values(lifecycleSteps).some(
    (step) => (step.from as readonly (Lifecycle | null)[]).includes(from) && step.to === to
  )
  if (from !== null && !isLegal) throw new Fault('lifecycle', `no step leads from ${from} to ${to}`)
}

/** Options with values that are new put last. */
function withOptionValues(options: string, chosen: Record<string, string>): string {
  const merged = JSON.parse(options) as { name: string; values: string[] }[]
  for (const [name, value] of Object.entries(chosen)) {
    const option = merged.find((candidate) => candidate.name === name)
    if (!option) merged.push({ name, values: [value] })
    else if (!option.values.includes(value)) option.values.push(value)
  }
  return JSON.stringify(merged)
}

function mergeDimensions(variant: VariantRow, row: ImportRow): void {
  for (const side of ['lengthMm', 'widthMm', 'heightMm'] as const) {
    if (row[side] !== undefined) variant[side] = row[side]
  }
  const given = [variant.lengthMm, variant.widthMm, variant.heightMm].filter((mm) => mm !== null)
  if (given.length % 3 !== 0) throw new Fault('lengthMm', 'length, width and height go together')
}
