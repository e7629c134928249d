import type { Tx } from '#core/transaction'
import { scoreOf } from '../completeness.ts'
import { selectFacts, touchProducts, upsertTexts } from '../repository/products.ts'
import { searchTextOf } from '../search-text.ts'

/**
 * Brings what is derived from products up to date after anything of them was written: score, search
 * text, version, `updatedAt`. Three queries, whatever their number. Every write to a product, its
 * variants, prices or media ends here.
 */
export async function refreshProducts(
  tx: Tx,
  productIds: readonly string[],
  currency: string
): Promise<void> {
  const ids = [...new Set(productIds)].sort()
  if (ids.length === 0) return
  const facts = await selectFacts(tx, ids, currency)
  const scores = facts.map((fact) => {
    const { score, missing } = scoreOf(fact)
    return { id: fact.id, score, missing: JSON.stringify(missing) }
  })
  await touchProducts(tx, scores)
  const texts = facts.map((fact) => ({
    productId: fact.id,
    content: searchTextOf({ ...fact, skus: fact.skus ?? '' })
  }))
  await upsertTexts(tx, texts)
}
