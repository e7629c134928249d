import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { ProductRow, VariantRow } from '../tables.ts'

/**
 * A product's row with everything that is not given left open. Its first `refreshProducts` makes it
 * version 1.
 */
export function newProductRow(
  tx: Tx,
  given: Partial<ProductRow> & Pick<ProductRow, 'title'>
): ProductRow {
  const id = given.id ?? newId('prd')
  return {
    handle: id,
    description: '',
    categoryId: null,
    taxClass: null,
    attributes: '{}',
    options: '[]',
    lifecycle: 'draft',
    launchedAt: null,
    score: 0,
    missing: '[]',
    version: 0,
    createdAt: tx.now,
    updatedAt: tx.now,
    ...given,
    id
  }
}

/** A variant's row with everything that is not given left open. */
export function newVariantRow(
  tx: Tx,
  {
    isTracked = true,
    ...given
  }: Partial<Omit<VariantRow, 'isTracked'>> &
    Pick<VariantRow, 'sku' | 'productId'> & { isTracked?: boolean }
): VariantRow {
  return {
    id: newId('var'),
    gtin: null,
    title: null,
    isTracked: Number(isTracked),
    costMinor: null,
    costCurrency: null,
    weightGrams: null,
    lengthMm: null,
    widthMm: null,
    heightMm: null,
    taxClass: null,
    attributes: '{}',
    optionValues: '{}',
    position: 0,
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now,
    ...given
  }
}
