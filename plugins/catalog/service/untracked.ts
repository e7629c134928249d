import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { VariantRef } from '../api.ts'
import { insertProducts } from '../repository/products.ts'
import { selectRefs } from '../repository/refs.ts'
import { insertVariants, selectVariants } from '../repository/variants.ts'
import type { VariantRow } from '../tables.ts'
import { newProductRow, newVariantRow } from './new-rows.ts'
import { refreshProducts } from './refresh.ts'

/**
 * Makes a live product of one untracked variant for each SKU that is not there yet: so that an
 * order which names it can be kept. Returns all of them, old and new.
 */
export async function createUntracked(
  tx: Tx,
  skus: readonly { sku: string; title: string }[],
  currency: string
): Promise<Map<string, VariantRef>> {
  const titles = new Map(skus.map(({ sku, title }) => [sku, title.trim() || sku]))
  const wanted = [...titles.keys()].sort()
  const known = new Map((await selectRefs(tx, 'sku', wanted)).map((ref) => [ref.sku, ref]))
  const unknown = wanted.filter((sku) => !known.has(sku))
  if (unknown.length === 0) return known

  const created = await insertNew(
    tx,
    unknown.map((sku) => newVariantRow(tx, { sku, productId: newId('prd'), isTracked: false }))
  )
  const products = created.map(({ productId, sku }) =>
    newProductRow(tx, { id: productId, title: titles.get(sku)!, lifecycle: 'live' })
  )
  await insertProducts(tx, products)
  await refreshProducts(
    tx,
    products.map(({ id }) => id),
    currency
  )
  const refs = await selectRefs(tx, 'sku', unknown)
  for (const ref of refs) known.set(ref.sku, ref)

  const ids = new Set(created.map(({ id }) => id))
  const news = refs.filter(({ id }) => ids.has(id))
  tx.audit(
    news.map((ref) => ({
      action: 'variant.create',
      subjectType: 'variant',
      subjectId: ref.id,
      after: { sku: ref.sku, title: ref.title, isTracked: false }
    }))
  )
  await tx.emit('variant.created', news)
  return known
}

/** Inserts variants; of those whose SKU somebody else made in the meantime, theirs stays. */
async function insertNew(tx: Tx, rows: readonly VariantRow[]): Promise<VariantRow[]> {
  const inserted = await insertVariants(tx, rows)
  if (inserted === rows.length) return [...rows]
  const skus = rows.map(({ sku }) => sku)
  const there = new Set((await selectVariants(tx, 'sku', skus)).map(({ id }) => id))
  return rows.filter(({ id }) => there.has(id))
}
