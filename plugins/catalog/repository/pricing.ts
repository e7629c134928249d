import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { VariantPricing } from '../api.ts'

interface PricingRow
  extends Pick<VariantPricing, 'variantId' | 'productId' | 'costMinor' | 'costCurrency'> {
  launchedAt: string | null
  categoryId: string | null
  productAttributes: string
  variantAttributes: string
  optionValues: string
}

/** What prices of variants may depend on, by variant. */
export async function selectPricing(
  db: Reader,
  variantIds: readonly string[]
): Promise<Map<string, VariantPricing>> {
  if (variantIds.length === 0) return new Map()
  const { rows } = await sql<PricingRow>`
    select v.id as variant_id, v.product_id, v.cost_minor, v.cost_currency, p.launched_at,
      p.category_id, p.attributes as product_attributes, v.attributes as variant_attributes,
      v.option_values
    from variants v join products p on p.id = v.product_id
    where ${isOneOf(db, 'v.id', variantIds)}`.execute(db)
  const categoryIds = rows.map((row) => row.categoryId).filter((id) => id !== null)
  const lines = await selectLines(db, [...new Set(categoryIds)])
  return new Map(
    rows.map((row) => {
      const { categoryId, productAttributes, variantAttributes, optionValues, ...pricing } = row
      const attributes = {
        ...JSON.parse(productAttributes),
        ...JSON.parse(optionValues),
        ...JSON.parse(variantAttributes)
      }
      const up = categoryId === null ? [] : (lines.get(categoryId) ?? [categoryId])
      return [pricing.variantId, { ...pricing, categoryIds: up, attributes }]
    })
  )
}

/** Categories with those above them, by category. */
async function selectLines(db: Reader, ids: readonly string[]): Promise<Map<string, string[]>> {
  const lines = new Map<string, string[]>()
  if (ids.length === 0) return lines
  const { rows } = await sql<{ startId: string; id: string }>`
    with recursive up as (
      select id as start_id, id, parent_id from categories where ${isOneOf(db, 'id', ids)}
      union all
      select up.start_id, c.id, c.parent_id from up join categories c on c.id = up.parent_id)
    select start_id, id from up`.execute(db)
  for (const { startId, id } of rows) {
    const line = lines.get(startId)
    if (line) line.push(id)
    else lines.set(startId, [id])
  }
  return lines
}
