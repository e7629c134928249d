import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ProductRow } from '../tables.ts'

/** Inserts products whose handle is free; returns how many that were. */
export function insertProducts(tx: Tx, rows: readonly ProductRow[]): Promise<number> {
  return insertAll(tx, 'products', rows, { on: ['handle'] })
}

/** Products by a text column, unlocked: for reading. */
export async function selectProducts(
  db: Reader,
  column: 'id' | 'handle',
  values: readonly string[]
): Promise<ProductRow[]> {
  if (values.length === 0) return []
  const { rows } = await sql<ProductRow>`
    select * from products where ${isOneOf(db, column, values)}`.execute(db)
  return rows
}

/** Products about to be changed, locked in the order of their ids. */
export async function lockProducts(
  tx: Tx,
  column: 'id' | 'handle',
  values: readonly string[]
): Promise<ProductRow[]> {
  if (values.length === 0) return []
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<ProductRow>`
    select * from products where ${isOneOf(tx, column, values)} order by id ${lock}`.execute(tx)
  return rows
}

/** Writes what people edit; version, score and instants are kept by `touchProducts`. */
export async function updateProducts(tx: Tx, rows: readonly ProductRow[]): Promise<void> {
  if (rows.length === 0) return
  const columns = {
    id: 'text',
    handle: 'text',
    title: 'text',
    description: 'text',
    categoryId: 'text',
    taxClass: 'text',
    attributes: 'text',
    options: 'text',
    lifecycle: 'text'
  } as const
  await sql`
    update products set handle = c.handle, title = c.title, description = c.description,
      category_id = c.category_id, tax_class = c.tax_class, attributes = c.attributes,
      options = c.options, lifecycle = c.lifecycle
    from ${rowsFrom(tx, 'c', columns, rows)} where products.id = c.id`.execute(tx)
}

/** What a product's score and search text are computed from. */
export interface ProductFacts {
  id: string
  title: string
  description: string
  attributes: string
  categoryId: string | null
  taxClass: string | null
  /** SKUs, GTINs and titles of its variants. */
  skus: string | null
  variants: number
  priced: number
  identified: number
  weighed: number
  mainImages: number
}

/** Facts of products; a variant counts as priced when it has a price in `currency`. */
export async function selectFacts(
  db: Reader,
  productIds: readonly string[],
  currency: string
): Promise<ProductFacts[]> {
  const { rows } = await sql<ProductFacts>`
    select p.id, p.title, p.description, p.attributes, p.category_id, p.tax_class,
      string_agg(v.sku || ' ' || coalesce(v.gtin, '') || ' ' || coalesce(v.title, ''), ' ') as skus,
      count(v.id) as variants, count(r.variant_id) as priced, count(v.gtin) as identified,
      count(v.weight_grams) as weighed,
      (select count(*) from product_media m where m.product_id = p.id and m.role = 'main') as main_images
    from products p
    left join variants v on v.product_id = p.id
    left join prices r on r.variant_id = v.id and r.currency = ${currency}
    where ${isOneOf(db, 'p.id', productIds)}
    group by p.id`.execute(db)
  return rows
}

/** Makes products a version newer, with their score as it is now, and notes when they first go live. */
export async function touchProducts(
  tx: Tx,
  scores: readonly { id: string; score: number; missing: string }[]
): Promise<void> {
  const columns = { id: 'text', score: 'integer', missing: 'text' } as const
  await sql`
    update products set score = s.score, missing = s.missing, version = version + 1,
      launched_at = case when lifecycle = 'live' then coalesce(launched_at, ${tx.now})
        else launched_at end,
      updated_at = ${tx.now}
    from ${rowsFrom(tx, 's', columns, scores)} where products.id = s.id`.execute(tx)
}

/** Keeps what search looks into; texts that are the same already are not written. */
export async function upsertTexts(
  tx: Tx,
  texts: readonly { productId: string; content: string }[]
): Promise<void> {
  const columns = { productId: 'text', content: 'text' } as const
  await sql`
    insert into product_texts (product_id, content)
    select product_id, content from ${rowsFrom(tx, 't', columns, texts)} where true
    on conflict (product_id) do update set content = excluded.content
    where product_texts.content <> excluded.content`.execute(tx)
}
