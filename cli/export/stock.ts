import { sql } from 'kysely'
import type { Engine } from 'shopkeeper'
import { type Cell, writeCsv } from '#core/files/write-csv'
import { serviceOf } from '../open.ts'

const pageRows = 1000

const columns = [
  'sku',
  'location',
  'onHand',
  'allocated',
  'reserved',
  'incoming',
  'safetyStock',
  'available',
  'updatedAt'
] as const

/** A level as it is written; `available` is what may still be promised at that location. */
type StockLine = Record<(typeof columns)[number], Cell> & { sku: string; location: string }

/** Writes stock levels by SKU and location as text, a page at a time. */
export function exportStock(engine: Engine, format: 'csv' | 'ndjson'): AsyncGenerator<string> {
  serviceOf(engine, 'inventory')
  const pages = readPages(engine)
  return format === 'csv' ? writeCsv(columns, pages) : toLines(pages)
}

async function* toLines(pages: AsyncIterable<StockLine[]>): AsyncGenerator<string> {
  for await (const rows of pages) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

async function* readPages({ db }: Engine): AsyncGenerator<StockLine[]> {
  let after = { sku: '', location: '' }
  for (;;) {
    const { rows } = await sql<StockLine>`
      select stock_variants.sku, stock_levels.location_id as location, on_hand, allocated, reserved, incoming,
        safety_stock, on_hand - allocated - reserved - safety_stock as available, stock_levels.updated_at
      from stock_levels join stock_variants on stock_variants.variant_id = stock_levels.variant_id
      where (stock_variants.sku, stock_levels.location_id) > (${after.sku}, ${after.location})
      order by stock_variants.sku, stock_levels.location_id limit ${pageRows}`.execute(db)
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last
  }
}
