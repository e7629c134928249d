import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import type { ProductQueryInput, VariantQueryInput } from '../schema.ts'
import { likePattern, matchQuery, searchTermsOf } from '../search-text.ts'
import type { CategoryRow, ProductRow, VariantRow } from '../tables.ts'

/** A product of a list: what names what it says. */
export type ListedProduct = Pick<ProductRow, 'id' | 'version'>

type SortColumn = 'id' | 'updatedAt' | 'title'

/** The sorts that a list may have; ids sort by creation. */
const sorts: Record<ProductQueryInput['sort'], readonly (SortColumn | `-${SortColumn}`)[]> = {
  '-createdAt': ['-id'],
  createdAt: ['id'],
  '-updatedAt': ['-updatedAt', '-id'],
  updatedAt: ['updatedAt', 'id'],
  title: ['title', 'id']
}

/** One page of products that meet all of the filters. Errors: CURSOR_INVALID. */
export function pageOfProducts(db: Reader, query: ProductQueryInput): Promise<Page<ListedProduct>> {
  const { lifecycle, categoryId, sku, updatedSince, q, sort, ...paging } = query
  const sortColumns = sorts[sort].map((key) => key.replace('-', '') as SortColumn)
  let select = db.selectFrom('products').select(['version', ...sortColumns])
  if (lifecycle) select = select.where('lifecycle', '=', lifecycle)
  if (categoryId) select = select.where(isInCategory(categoryId))
  if (sku) {
    select = select.where(
      sql<SqlBool>`id = (select v.product_id from variants v where v.sku = ${sku})`
    )
  }
  if (updatedSince) select = select.where('updatedAt', '>=', updatedSince)
  if (q) select = select.where(isFoundBy(db, q))
  return pageOf<ListedProduct>(select, { list: 'products', sort: sorts[sort], ...paging })
}

/** In a category or one below it. Not LIKE: on SQLite it takes `home` for `Home`. */
function isInCategory(categoryId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`category_id in (
    select c.id from categories c join categories root on root.id = ${categoryId}
    where c.id = root.id or substr(c.path, 1, length(root.path) + 1) = root.path || '/')`
}

/** Every term occurs in what search knows of the product; a search without a term finds nothing. */
function isFoundBy(db: Reader, query: string): RawBuilder<SqlBool> {
  const { indexed, short } = searchTermsOf(query)
  if (indexed.length + short.length === 0) return sql<SqlBool>`1 = 0`
  const isMatched = db.dialect === 'sqlite' && indexed.length > 0
  const liked = isMatched ? short : [...indexed, ...short]
  const conditions = liked.map((term) => sql`t.content like ${likePattern(term)} escape '\\'`)
  const matched = isMatched
    ? [
        sql`t.id in (select rowid from product_search where product_search match ${matchQuery(indexed)})`
      ]
    : []
  const all = sql.join([...matched, ...conditions], sql` and `)
  return sql<SqlBool>`id in (select t.product_id from product_texts t where ${all})`
}

/** One page of variants, by SKU, GTIN or product. Errors: CURSOR_INVALID. */
export function pageOfVariants(db: Reader, query: VariantQueryInput): Promise<Page<VariantRow>> {
  const { sku, gtin, productId, ...paging } = query
  let select = db.selectFrom('variants').selectAll()
  if (sku) select = select.where('sku', '=', sku)
  if (gtin) select = select.where('gtin', '=', gtin)
  if (productId) select = select.where('productId', '=', productId)
  return pageOf<VariantRow>(select, { list: 'variants', sort: ['id'], ...paging })
}

/** One page of categories in the order of the tree. Errors: CURSOR_INVALID. */
export function pageOfCategories(
  db: Reader,
  paging: { limit: number; after?: string | undefined }
): Promise<Page<CategoryRow>> {
  const select = db.selectFrom('categories').selectAll()
  return pageOf<CategoryRow>(select, { list: 'categories', sort: ['path'], ...paging })
}
