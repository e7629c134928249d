import { isUniqueViolation } from '#core/database/unique-violation'
import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { scoreOf } from '../completeness.ts'
import { HandleDuplicate, ProductIncomplete } from '../errors.ts'
import { type LifecycleStep, takeStep } from '../lifecycle.ts'
import { selectCategories } from '../repository/categories.ts'
import { insertProducts, selectFacts, updateProducts } from '../repository/products.ts'
import { selectVariants } from '../repository/variants.ts'
import type { NewProductInput, ProductChangeInput } from '../schema.ts'
import type { ProductRow } from '../tables.ts'
import { differenceOf } from './changes.ts'
import { lockProduct } from './find.ts'
import { insertNewMedia } from './media.ts'
import { newProductRow } from './new-rows.ts'
import { assertOptionsFit } from './options.ts'
import { refreshProducts } from './refresh.ts'
import { addVariants, toRef } from './variants.ts'

/** What the rules of the catalog depend on beside the data. */
export interface CatalogRules {
  /** The shop's currency: a variant without a price in it counts as unpriced. */
  currency: string
  /** Completeness score below which a product does not go live. */
  publishScoreMin: number
}

/**
 * Makes a product with its variants, prices and media. Returns its id.
 *
 * Errors: PRODUCT_HANDLE_DUPLICATE, NOT_FOUND (category), PRODUCT_INCOMPLETE and those of
 * `addVariants`.
 */
export async function createProduct(
  tx: Tx,
  rules: CatalogRules,
  given: NewProductInput
): Promise<string> {
  const { variants = [], media = [], ...fields } = given
  const row = withProductFields(newProductRow(tx, { title: given.title }), fields)
  row.lifecycle = given.lifecycle ?? 'draft'
  await assertCategory(tx, row.categoryId)
  if ((await insertProducts(tx, [row])) === 0) throw new HandleDuplicate({ handle: row.handle })
  await insertNewMedia(tx, row.id, media)
  tx.audit([
    {
      action: 'product.create',
      subjectType: 'product',
      subjectId: row.id,
      after: { title: row.title, handle: row.handle, lifecycle: row.lifecycle }
    }
  ])
  await addVariants(tx, row, [], variants)
  await refreshProducts(tx, [row.id], rules.currency)
  if (row.lifecycle === 'live') await assertComplete(tx, rules, row.id)
  return row.id
}

/**
 * Changes a product. Errors: NOT_FOUND, VERSION_OUTDATED, PRODUCT_HANDLE_DUPLICATE,
 * PRODUCT_OPTIONS_INVALID.
 */
export async function changeProduct(
  tx: Tx,
  rules: CatalogRules,
  change: { id: string; given: ProductChangeInput; expectedVersion: number | undefined }
): Promise<void> {
  const { id, given, expectedVersion } = change
  const before = await lockProduct(tx, id, expectedVersion)
  const after = withProductFields(before, given)
  const difference = differenceOf(before, after)
  if (!difference) return
  await assertCategory(tx, given.categoryId ?? null)
  const variants = await selectVariants(tx, 'productId', [id])
  if (before.options !== after.options) assertOptionsFit(after, variants)
  await updateProducts(tx, [after]).catch((error) => {
    throw isUniqueViolation(error) ? new HandleDuplicate({ handle: after.handle }) : error
  })
  tx.audit([{ action: 'product.update', subjectType: 'product', subjectId: id, ...difference }])
  if (before.title !== after.title) {
    const renamed = variants.filter(({ title }) => title === null)
    await tx.emit(
      'variant.changed',
      renamed.map((variant) => toRef(after, variant))
    )
  }
  await refreshProducts(tx, [id], rules.currency)
}

/**
 * Takes a product one step through its life. Errors: NOT_FOUND, VERSION_OUTDATED,
 * LIFECYCLE_STEP_ILLEGAL, PRODUCT_INCOMPLETE.
 */
export async function stepProduct(
  tx: Tx,
  rules: CatalogRules,
  change: { id: string; step: LifecycleStep; expectedVersion: number | undefined }
): Promise<void> {
  const { id, step, expectedVersion } = change
  const before = await lockProduct(tx, id, expectedVersion)
  const after = { ...before, lifecycle: takeStep(step, before.lifecycle) }
  if (step === 'publish') await assertComplete(tx, rules, id)
  await updateProducts(tx, [after])
  tx.audit([
    {
      action: `product.${step}`,
      subjectType: 'product',
      subjectId: id,
      before: { lifecycle: before.lifecycle },
      after: { lifecycle: after.lifecycle }
    }
  ])
  const variants = await selectVariants(tx, 'productId', [id])
  await tx.emit(
    'variant.changed',
    variants.map((variant) => toRef(after, variant))
  )
  await refreshProducts(tx, [id], rules.currency)
}

/** A product's row with what was given put into it; what was not stays. */
function withProductFields(row: ProductRow, given: ProductChangeInput): ProductRow {
  const changed = { ...row }
  if (given.handle !== undefined) changed.handle = given.handle
  if (given.title !== undefined) changed.title = given.title
  if (given.description !== undefined) changed.description = given.description
  if (given.categoryId !== undefined) changed.categoryId = given.categoryId
  if (given.taxClass !== undefined) changed.taxClass = given.taxClass
  if (given.attributes !== undefined) changed.attributes = JSON.stringify(given.attributes)
  if (given.options !== undefined) changed.options = JSON.stringify(given.options)
  return changed
}

async function assertCategory(tx: Tx, id: string | null): Promise<void> {
  if (id === null) return
  const found = await selectCategories(tx, 'id', [id])
  if (found.length === 0) throw new NotFound({ what: 'category', id })
}

/**
 * A product goes live with a variant and the score that the options ask for. Errors:
 * PRODUCT_INCOMPLETE.
 */
async function assertComplete(tx: Tx, rules: CatalogRules, id: string): Promise<void> {
  const [facts] = await selectFacts(tx, [id], rules.currency)
  const { score, missing } = scoreOf(facts!)
  if (facts!.variants === 0 || score < rules.publishScoreMin) {
    throw new ProductIncomplete({ score, scoreMin: rules.publishScoreMin, missing })
  }
}
