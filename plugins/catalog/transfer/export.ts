import type { Reader } from '#core/database/db'
import { type Cell, writeCsv } from '#core/files/write-csv'
import { formatAmount } from '#core/money'
import type { TransferFormat } from '../api.ts'
import { type ExportedRow, selectCurrencies, selectExportPage } from '../repository/transfer.ts'
import { selectPriceRows } from '../repository/variants.ts'
import { csvColumns } from './csv-columns.ts'
import type { ImportRow } from './row.ts'

const pageRows = 500

/**
 * Writes every variant with its product as text, a page at a time: what an import reads again. A
 * product without a variant has no row. Pages are read one after the other, each as it then is.
 */
export async function* exportRows(
  db: Reader,
  format: TransferFormat,
  { canSeeCost }: { canSeeCost: boolean }
): AsyncGenerator<string> {
  const pages = readPages(db, canSeeCost)
  if (format === 'ndjson') {
    for await (const rows of pages) {
      yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    }
    return
  }
  const currencies = await selectCurrencies(db)
  const columns = [
    ...Object.keys(csvColumns),
    ...(canSeeCost ? ['cost', 'costCurrency'] : []),
    ...currencies.map((currency) => `price:${currency}`)
  ]
  yield* writeCsv(columns, toCells(pages))
}

async function* readPages(db: Reader, canSeeCost: boolean): AsyncGenerator<ImportRow[]> {
  let after = ''
  for (;;) {
    const variants = await selectExportPage(db, after, pageRows)
    const last = variants.at(-1)
    if (!last) return
    after = last.id
    const prices = new Map<string, NonNullable<ImportRow['prices']>>()
    const ids = variants.map(({ id }) => id)
    for (const { variantId, amountMinor, currency } of await selectPriceRows(db, ids)) {
      const known = prices.get(variantId)
      if (known) known.push({ amountMinor, currency })
      else prices.set(variantId, [{ amountMinor, currency }])
    }
    yield variants.map((row) => toRow(row, prices.get(row.id) ?? [], canSeeCost))
  }
}

function toRow(
  row: ExportedRow,
  prices: NonNullable<ImportRow['prices']>,
  canSeeCost: boolean
): ImportRow {
  const { costMinor, costCurrency } = row
  const isCosted = costMinor !== null && costCurrency !== null
  return {
    sku: row.sku,
    handle: row.handle,
    title: row.productTitle,
    description: row.description,
    category: row.category,
    taxClass: row.productTaxClass,
    attributes: JSON.parse(row.productAttributes),
    lifecycle: row.lifecycle,
    variantTitle: row.title,
    gtin: row.gtin,
    isTracked: row.isTracked === 1,
    ...(canSeeCost && {
      cost: isCosted ? { amountMinor: costMinor, currency: costCurrency } : null
    }),
    weightGrams: row.weightGrams,
    lengthMm: row.lengthMm,
    widthMm: row.widthMm,
    heightMm: row.heightMm,
    variantTaxClass: row.taxClass,
    variantAttributes: JSON.parse(row.attributes),
    optionValues: JSON.parse(row.optionValues),
    position: row.position,
    prices
  }
}

async function* toCells(
  pages: AsyncIterable<readonly ImportRow[]>
): AsyncGenerator<Record<string, Cell>[]> {
  for await (const rows of pages) {
    yield rows.map(({ prices = [], cost, attributes, variantAttributes, optionValues, ...row }) => {
      const cells: Record<string, Cell> = {
        ...row,
        attributes: toJson(attributes),
        variantAttributes: toJson(variantAttributes),
        optionValues: toJson(optionValues)
      }
      if (cost) {
        cells.cost = formatAmount(cost.amountMinor, cost.currency)
        cells.costCurrency = cost.currency
      }
      for (const { amountMinor, currency } of prices) {
        cells[`price:${currency}`] = formatAmount(amountMinor, currency)
      }
      return cells
    })
  }
}

/** An empty object leaves the cell empty: a column of `{}` helps nobody. */
function toJson(value: object | undefined): string {
  return value && Object.keys(value).length > 0 ? JSON.stringify(value) : ''
}
