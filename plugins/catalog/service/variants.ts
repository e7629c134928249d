import { isUniqueViolation } from '#core/database/unique-violation'
import type { Tx } from '#core/transaction'
import type { VariantRef } from '../api.ts'
import { SkuDuplicate, VariantInUse } from '../errors.ts'
import {
  deletePrices,
  deleteVariant,
  insertVariants,
  selectPriceRows,
  selectVariants,
  updateVariants,
  upsertPrices
} from '../repository/variants.ts'
import type { NewVariantInput, PriceInput, VariantChangeInput } from '../schema.ts'
import type { PriceRow, ProductRow, VariantRow } from '../tables.ts'
import { differenceOf } from './changes.ts'
import { lockProduct, lockVariant } from './find.ts'
import { newVariantRow } from './new-rows.ts'
import { assertOptionsFit } from './options.ts'
import type { CatalogRules } from './products.ts'
import { refreshProducts } from './refresh.ts'
import { assertSkusDiffer, toPriceRows, withVariantFields } from './variant-fields.ts'

/**
 * Inserts the variants of a product with their prices, and tells of them. The caller refreshes the
 * product.
 *
 * Errors: SKU_DUPLICATE, GTIN_INVALID, CURRENCY_UNKNOWN, PRODUCT_OPTIONS_INVALID.
 */
export async function addVariants(
  tx: Tx,
  product: ProductRow,
  siblings: readonly VariantRow[],
  given: readonly NewVariantInput[]
): Promise<VariantRow[]> {
  assertSkusDiffer(given.map(({ sku }) => sku))
  const start = siblings.reduce((max, { position }) => Math.max(max, position + 1), 0)
  const rows = given.map((input, index) => {
    const bare = newVariantRow(tx, { sku: input.sku, productId: product.id })
    return withVariantFields({ ...bare, position: start + index }, input)
  })
  assertOptionsFit(product, [...siblings, ...rows])
  const inserted = await insertVariants(tx, rows)
  if (inserted < rows.length) throw new SkuDuplicate({ sku: await takenOf(tx, rows) })
  const prices = rows.flatMap(({ id }, index) =>
    toPriceRows(id, given[index]!.prices ?? [], tx.now)
  )
  await upsertPrices(tx, prices)
  tx.audit(
    rows.map((row, index) => ({
      action: 'variant.create',
      subjectType: 'variant',
      subjectId: row.id,
      after: { sku: row.sku, productId: product.id, prices: given[index]!.prices ?? [] }
    }))
  )
  const skuById = new Map(rows.map(({ id, sku }) => [id, sku]))
  await tx.emit(
    'variant.created',
    rows.map((row) => toRef(product, row))
  )
  await tx.emit(
    'price.changed',
    prices.map((price) => toPriceEvent(price, skuById, null))
  )
  const costed = rows.filter(({ costMinor }) => costMinor !== null)
  await tx.emit('cost.changed', costed.map(toCostEvent))
  return rows
}

async function takenOf(tx: Tx, rows: readonly VariantRow[]): Promise<string> {
  const own = new Set(rows.map(({ id }) => id))
  const skus = rows.map(({ sku }) => sku)
  const there = await selectVariants(tx, 'sku', skus)
  return there.find(({ id }) => !own.has(id))?.sku ?? skus[0]!
}

/** Adds one variant to a product. Errors: NOT_FOUND and those of `addVariants`. */
export async function createVariant(
  tx: Tx,
  rules: CatalogRules,
  productId: string,
  given: NewVariantInput
): Promise<string> {
  const product = await lockProduct(tx, productId)
  const siblings = await selectVariants(tx, 'productId', [productId])
  const [row] = await addVariants(tx, product, siblings, [given])
  await refreshProducts(tx, [productId], rules.currency)
  return row!.id
}

/** Changes a variant. Errors: NOT_FOUND, VERSION_OUTDATED and those of `addVariants`. */
export async function changeVariant(
  tx: Tx,
  rules: CatalogRules,
  change: { id: string; given: VariantChangeInput; expectedVersion: number | undefined }
): Promise<void> {
  const { id, given, expectedVersion } = change
  const { product, variant, siblings } = await lockVariant(tx, id, expectedVersion)
  const changed = withVariantFields(variant, given)
  const difference = differenceOf(variant, changed)
  if (!difference) return
  assertOptionsFit(product, [...siblings, changed])
  await updateVariants(tx, [changed]).catch((error) => {
    throw isUniqueViolation(error) ? new SkuDuplicate({ sku: changed.sku }) : error
  })
  tx.audit([{ action: 'variant.update', subjectType: 'variant', subjectId: id, ...difference }])
  const isSeen = (['sku', 'title', 'isTracked'] as const).some((f) => variant[f] !== changed[f])
  if (isSeen) await tx.emit('variant.changed', [toRef(product, changed)])
  if (isCostChanged(variant, changed)) await tx.emit('cost.changed', [toCostEvent(changed)])
  await refreshProducts(tx, [product.id], rules.currency)
}

/**
 * Deletes a variant that was never offered. Errors: NOT_FOUND, VERSION_OUTDATED, VARIANT_IN_USE.
 */
export async function removeVariant(
  tx: Tx,
  rules: CatalogRules,
  id: string,
  expectedVersion: number | undefined
): Promise<void> {
  const { product, variant } = await lockVariant(tx, id, expectedVersion)
  if (product.lifecycle !== 'draft') {
    throw new VariantInUse({ sku: variant.sku, lifecycle: product.lifecycle })
  }
  await tx.emit('variant.deleted', [toRef(product, variant)])
  await deleteVariant(tx, id)
  const before = { sku: variant.sku, productId: product.id }
  tx.audit([{ action: 'variant.delete', subjectType: 'variant', subjectId: id, before }])
  await refreshProducts(tx, [product.id], rules.currency)
}

/**
 * Makes these a variant's prices; those in other currencies are gone. Errors: NOT_FOUND,
 * VERSION_OUTDATED, CURRENCY_UNKNOWN.
 */
export async function replacePrices(
  tx: Tx,
  rules: CatalogRules,
  change: { id: string; prices: readonly PriceInput[]; expectedVersion: number | undefined }
): Promise<void> {
  const { id, expectedVersion } = change
  const { product, variant } = await lockVariant(tx, id, expectedVersion)
  const before = await selectPriceRows(tx, [id])
  const after = toPriceRows(id, change.prices, tx.now)
  const gone = before.filter((old) => !after.some(({ currency }) => currency === old.currency))
  const changed = after.filter((price) => !before.some((old) => isSamePrice(old, price)))
  if (gone.length + changed.length === 0) return
  await deletePrices(tx, gone)
  await upsertPrices(tx, changed)
  await updateVariants(tx, [variant])
  tx.audit([
    {
      action: 'price.update',
      subjectType: 'variant',
      subjectId: id,
      before: before.map(toPlainPrice),
      after: after.map(toPlainPrice)
    }
  ])
  const skuById = new Map([[id, variant.sku]])
  const previous = new Map(before.map(({ currency, amountMinor }) => [currency, amountMinor]))
  const toEvent = (price: PriceRow) =>
    toPriceEvent(price, skuById, previous.get(price.currency) ?? null)
  await tx.emit('price.changed', [
    ...changed.map(toEvent),
    ...gone.map((price) => ({ ...toEvent(price), amountMinor: null }))
  ])
  await refreshProducts(tx, [product.id], rules.currency)
}

/** A variant as other plugins know it. */
export function toRef(product: ProductRow, variant: VariantRow): VariantRef {
  return {
    id: variant.id,
    sku: variant.sku,
    productId: product.id,
    title: variant.title ?? product.title,
    isTracked: variant.isTracked === 1,
    lifecycle: product.lifecycle
  }
}

/** A price as its event tells it. */
export function toPriceEvent(
  price: PriceRow,
  skuById: ReadonlyMap<string, string>,
  previousMinor: number | null
) {
  const { variantId, currency, amountMinor } = price
  return { variantId, sku: skuById.get(variantId)!, currency, amountMinor, previousMinor }
}

/** That the cost of a variant changed, as its event tells it. */
export function toCostEvent({ id, sku }: Pick<VariantRow, 'id' | 'sku'>) {
  return { variantId: id, sku }
}

/** Whether two rows of a variant cost differently. */
export function isCostChanged(
  a: Pick<VariantRow, 'costMinor' | 'costCurrency'>,
  b: Pick<VariantRow, 'costMinor' | 'costCurrency'>
): boolean {
  return a.costMinor !== b.costMinor || a.costCurrency !== b.costCurrency
}

function isSamePrice(a: PriceRow, b: PriceRow): boolean {
  return a.currency === b.currency && a.amountMinor === b.amountMinor
}

function toPlainPrice({ currency, amountMinor }: PriceRow) {
  return { currency, amountMinor }
}
