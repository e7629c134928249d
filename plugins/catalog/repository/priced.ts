import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type ManyRows, rowsAsText, rowsOfText, selectMany } from '#core/database/many-rows'
import { isOneOf } from '#core/database/rows'
import type { ProductRow, VariantRow } from '../tables.ts'

/** A variant and one of its prices; a variant without a price comes once. */
export interface PricedVariantRow extends VariantRow {
  priceCurrency: string | null
  priceMinor: number | null
}

const columns = [
  'id',
  'productId',
  'sku',
  'gtin',
  'title',
  'isTracked',
  'costMinor',
  'costCurrency',
  'weightGrams',
  'lengthMm',
  'widthMm',
  'heightMm',
  'taxClass',
  'attributes',
  'optionValues',
  'position',
  'version',
  'createdAt',
  'updatedAt',
  'priceCurrency',
  'priceMinor'
] as const satisfies readonly (keyof PricedVariantRow)[]

const orderBy = ['productId', 'position', 'id'] as const

/** The variants of products in the products' own order, once for each of their prices: one query. */
export async function selectPricedVariants(
  db: Reader,
  column: 'id' | 'productId',
  values: readonly string[]
): Promise<PricedVariantRow[]> {
  if (values.length === 0) return []
  return selectMany(db, pricedWhere(isOneOf(db, `v.${column}`, values)))
}

/** A product with its first main image, and its variants as `selectPricedVariants` has them. */
export interface ShownProductRow extends ProductRow {
  imageUrl: string | null
  variants: PricedVariantRow[]
}

/** Products with all that lists show of them but stock, each from one moment: one query. */
export async function selectShownProducts(
  db: Reader,
  ids: readonly string[]
): Promise<ShownProductRow[]> {
  if (ids.length === 0) return []
  const own = rowsAsText(db, pricedWhere(sql`v.product_id = products.id`))
  const rows = await db
    .selectFrom('products')
    .selectAll()
    .select([firstImage.as('imageUrl'), own.as('variants')])
    .where(isOneOf(db, 'products.id', ids))
    .execute()
  return rows.map((row) => ({ ...row, variants: rowsOfText(columns, row.variants) }))
}

const firstImage = sql<string | null>`(select m.url from product_media m
  where m.product_id = products.id and m.role = 'main' order by m.position, m.id limit 1)`

function pricedWhere(condition: RawBuilder<unknown>): ManyRows<PricedVariantRow> {
  const from = sql`
    select v.*, r.currency as price_currency, r.amount_minor as price_minor
    from variants v left join prices r on r.variant_id = v.id
    where ${condition}`
  return { columns, orderBy, from }
}
