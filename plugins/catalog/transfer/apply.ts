import type { AuditEntry, Tx } from '#core/transaction'
import type { VariantRef } from '../api.ts'
import { HandleDuplicate, SkuDuplicate } from '../errors.ts'
import { insertProducts, updateProducts } from '../repository/products.ts'
import { insertVariants, updateVariants, upsertPrices } from '../repository/variants.ts'
import { differenceOf } from '../service/changes.ts'
import { refreshProducts } from '../service/refresh.ts'
import { isCostChanged, toCostEvent, toPriceEvent, toRef } from '../service/variants.ts'
import type { PriceRow, ProductRow, VariantRow } from '../tables.ts'
import { type ImportRules, type MergedRow, mergeRow } from './merge.ts'
import { addSibling, loadPage, type PageState, priceKey } from './page.ts'
import type { ImportRow, RowFault } from './row.ts'

/** What became of one row. */
export type RowOutcome = 'created' | 'updated' | 'unchanged' | RowFault

/** What a page's rows change, gathered to be written at once. */
interface PageChanges {
  newProducts: Map<string, ProductRow>
  products: Map<string, ProductRow>
  newVariants: Map<string, VariantRow>
  variants: Map<string, VariantRow>
  prices: Map<string, PriceRow>
  /** What those prices were before the page; null: there was none. */
  previous: Map<string, number | null>
  /** Variants of which the cost is new. */
  recosted: Set<string>
  /** Variants that other plugins see differently now. */
  changedRefs: Set<string>
  audit: AuditEntry[]
}

/**
 * Applies a page of rows in one transaction: the good ones go in, the others are told. Twenty
 * queries at most, whatever the rows.
 *
 * Shape: one outcome a row, same order. Errors: SKU_DUPLICATE, PRODUCT_HANDLE_DUPLICATE when
 * somebody else made the same in the meantime; the page may be applied again.
 */
export async function applyPage(
  tx: Tx,
  rules: ImportRules,
  rows: readonly ImportRow[]
): Promise<RowOutcome[]> {
  const state = await loadPage(tx, rows)
  const changes: PageChanges = {
    newProducts: new Map(),
    products: new Map(),
    newVariants: new Map(),
    variants: new Map(),
    prices: new Map(),
    previous: new Map(),
    recosted: new Set(),
    changedRefs: new Set(),
    audit: []
  }
  const outcomes = rows.map((row): RowOutcome => {
    const merged = mergeRow(tx, rules, state, row)
    return 'reason' in merged ? merged : gather(state, changes, merged)
  })
  await write(tx, rules, state, changes)
  return outcomes
}

/** Notes what a row changes, so that the rows after it see it. */
function gather(
  state: PageState,
  changes: PageChanges,
  { product, variant, prices }: MergedRow
): 'created' | 'updated' | 'unchanged' {
  const isProductChanged = gatherProduct(state, changes, product)
  const oldVariant = state.variantsBySku.get(variant.sku)
  const newPrices = prices.filter(
    (price) => state.prices.get(priceKey(price))?.amountMinor !== price.amountMinor
  )
  for (const price of newPrices) {
    if (!changes.previous.has(priceKey(price))) {
      changes.previous.set(priceKey(price), state.prices.get(priceKey(price))?.amountMinor ?? null)
    }
    state.prices.set(priceKey(price), price)
    changes.prices.set(priceKey(price), price)
  }
  state.variantsBySku.set(variant.sku, variant)
  addSibling(state, variant)
  const subject = { action: 'variant.import', subjectType: 'variant', subjectId: variant.id }
  if (isCostChanged(oldVariant ?? { costMinor: null, costCurrency: null }, variant)) {
    changes.recosted.add(variant.id)
  }
  if (!oldVariant) {
    changes.newVariants.set(variant.id, variant)
    const after = { sku: variant.sku, productId: product.id, prices: prices.map(toPlain) }
    changes.audit.push({ ...subject, after })
    return 'created'
  }
  const difference = differenceOf(oldVariant, variant)
  if (!difference && newPrices.length === 0) return isProductChanged ? 'updated' : 'unchanged'
  changes.variants.set(variant.id, variant)
  const isSeen = oldVariant.title !== variant.title || oldVariant.isTracked !== variant.isTracked
  if (isSeen) changes.changedRefs.add(variant.id)
  changes.audit.push({
    ...subject,
    before: difference?.before ?? {},
    after: { ...difference?.after, ...(newPrices.length > 0 && { prices: newPrices.map(toPlain) }) }
  })
  return 'updated'
}

function gatherProduct(state: PageState, changes: PageChanges, product: ProductRow): boolean {
  const old = state.productsById.get(product.id)
  const difference = old ? differenceOf(old, product) : null
  if (old && !difference) return false
  const subject = { action: 'product.import', subjectType: 'product', subjectId: product.id }
  state.productsById.set(product.id, product)
  state.productsByHandle.set(product.handle, product)
  if (!old || changes.newProducts.has(product.id)) {
    changes.newProducts.set(product.id, product)
    if (!old) changes.audit.push({ ...subject, after: { title: product.title } })
    return true
  }
  changes.products.set(product.id, product)
  if (old.title !== product.title || old.lifecycle !== product.lifecycle) {
    for (const id of state.siblings.get(product.id)?.keys() ?? []) changes.changedRefs.add(id)
  }
  changes.audit.push({ ...subject, ...difference })
  return true
}

async function write(
  tx: Tx,
  rules: ImportRules,
  state: PageState,
  changes: PageChanges
): Promise<void> {
  const newProducts = [...changes.newProducts.values()].sort(byHandle)
  const newVariants = [...changes.newVariants.values()].sort(bySku)
  if ((await insertProducts(tx, newProducts)) < newProducts.length) {
    throw new HandleDuplicate({ handle: newProducts[0]!.handle })
  }
  if ((await insertVariants(tx, newVariants)) < newVariants.length) {
    throw new SkuDuplicate({ sku: newVariants[0]!.sku })
  }
  const prices = [...changes.prices.values()]
  const known = [...changes.variants.values()].filter(({ id }) => !changes.newVariants.has(id))
  await updateProducts(tx, [...changes.products.values()])
  await updateVariants(tx, known)
  await upsertPrices(tx, prices)

  const skuById = new Map([...state.variantsBySku.values()].map(({ id, sku }) => [id, sku]))
  const refOf = (row: VariantRow): VariantRef => toRef(state.productsById.get(row.productId)!, row)
  tx.audit(changes.audit)
  await tx.emit('variant.created', newVariants.map(refOf))
  const changed = [...state.siblings.values()].flatMap((siblings) =>
    [...siblings.values()].filter(({ id }) => changes.changedRefs.has(id))
  )
  await tx.emit(
    'variant.changed',
    changed.filter(({ id }) => !changes.newVariants.has(id)).map(refOf)
  )
  await tx.emit(
    'price.changed',
    prices.map((price) =>
      toPriceEvent(price, skuById, changes.previous.get(priceKey(price)) ?? null)
    )
  )
  const recosted = [...changes.recosted].map((id) => ({ id, sku: skuById.get(id)! }))
  await tx.emit('cost.changed', recosted.map(toCostEvent))
  const touched = [...newVariants, ...known].map(({ productId }) => productId)
  await refreshProducts(
    tx,
    [...touched, ...changes.newProducts.keys(), ...changes.products.keys()],
    rules.currency
  )
}

function byHandle(a: ProductRow, b: ProductRow): number {
  return a.handle < b.handle ? -1 : 1
}

function bySku(a: VariantRow, b: VariantRow): number {
  return a.sku < b.sku ? -1 : 1
}

function toPlain({ currency, amountMinor }: PriceRow) {
  return { currency, amountMinor }
}
