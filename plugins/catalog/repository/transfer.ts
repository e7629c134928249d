import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { ProductRow, VariantRow } from '../tables.ts'

/** A variant of an export, with what a row says of its product. */
export interface ExportedRow extends VariantRow {
  handle: string
  productTitle: string
  description: string
  category: string | null
  productTaxClass: string | null
  productAttributes: string
  lifecycle: ProductRow['lifecycle']
}

/** The page of variants after one, in the order of their ids. */
export async function selectExportPage(
  db: Reader,
  afterId: string,
  limit: number
): Promise<ExportedRow[]> {
  const { rows } = await sql<ExportedRow>`
    select v.*, p.handle, p.title as product_title, p.description, c.path as category,
      p.tax_class as product_tax_class, p.attributes as product_attributes, p.lifecycle
    from variants v join products p on p.id = v.product_id left join categories c on c.id = p.category_id
    where v.id > ${afterId} order by v.id limit ${limit}`.execute(db)
  return rows
}

/** Currencies that any variant has a price in. */
export async function selectCurrencies(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ currency: string }>`
    select distinct currency from prices order by currency`.execute(db)
  return rows.map(({ currency }) => currency)
}
