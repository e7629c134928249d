import type {
  ChannelBuyer,
  ChannelCreditNote,
  ChannelOrder,
  ChannelStockAdjustment
} from '#core/channel/documents'
import { CellReader, readRows } from './cells.ts'
import type { FileRow, MappingContext, MappingFactory, Reading } from './mapping.ts'

const currency = 'GBP'
const zone = 'Europe/London'

/** One row of the invoice, read. */
interface InvoiceRow {
  /** Counted from 1 in its invoice. */
  number: number
  line: number
  sku: string
  title: string
  quantity: number
  isPriced: boolean
  unitPriceMinor: number
  totalMinor: number
  at: string
  customer: string
  country: string
}

/**
 * Reads the export of a British gift wholesaler, the Online Retail data set: one row an invoice
 * line.
 *
 * An invoice is an order; one that begins with `C` is a credit note for a return, with `A` a debt
 * written off. Rows of other invoices with a quantity of 0 or less, and invoices in which nothing
 * has a price, are corrections of stock.
 * Source: Chen, D. (2015), Online Retail, UCI Machine Learning Repository, doi:10.24432/C5BW33.
 */
export const onlineRetail: MappingFactory = (context) => {
  const cells = new CellReader({ zone, decimal: '.' })
  return {
    columns: [
      'InvoiceNo',
      'StockCode',
      'Description',
      'Quantity',
      'InvoiceDate',
      'UnitPrice',
      'CustomerID',
      'Country'
    ],
    groupBy: 'InvoiceNo',
    read: (id, rows) => readInvoice(cells, context, id, rows)
  }
}

function readInvoice(
  cells: CellReader,
  { source }: MappingContext,
  id: string,
  rows: readonly FileRow[]
): Reading {
  const isCredit = id.startsWith('C')
  const isBadDebt = id.startsWith('A')
  const { values, rejected } = readRows(rows, { source, externalId: id }, (row, index) =>
    readRow(cells, row, index + 1, isBadDebt)
  )
  if (rejected.length > 0) return { documents: [], rejected }
  if (isCredit || isBadDebt) {
    return { documents: [toCreditNote(id, values, isCredit ? 'return' : 'badDebt')], rejected }
  }
  const isSale = values.some(({ isPriced }) => isPriced)
  const sold = isSale ? values.filter(({ quantity }) => quantity > 0) : []
  const corrected = isSale ? values.filter(({ quantity }) => quantity <= 0) : values
  return {
    documents: [
      ...(sold.length > 0 ? [toOrder(id, sold)] : []),
      ...corrected.map((row) => toAdjustment(id, row))
    ],
    rejected
  }
}

function readRow(
  cells: CellReader,
  row: FileRow,
  number: number,
  mayBeNegative: boolean
): InvoiceRow {
  const { record, line } = row
  const quantity = cells.quantity(row, 'Quantity', true)
  const price = cells.price(row, 'UnitPrice', mayBeNegative)
  return {
    number,
    line,
    sku: cells.text(row, 'StockCode'),
    title: record.Description!.trim(),
    quantity,
    isPriced: !price.startsWith('-') && /[1-9]/.test(price),
    unitPriceMinor: cells.amount('UnitPrice', price, currency),
    totalMinor: cells.amount('UnitPrice', price, currency, quantity),
    at: cells.instant(row, 'InvoiceDate'),
    customer: record.CustomerID!,
    country: record.Country!.trim()
  }
}

/** Spreadsheets wrote the customer's number as a decimal: `17850.0` is customer 17850. */
function toBuyer({ customer }: InvoiceRow): ChannelBuyer {
  return { externalId: customer.trim().replace(/^(\d+)\.0+$/, '$1') || null }
}

function toOrder(id: string, rows: readonly InvoiceRow[]): ChannelOrder {
  const { at, country } = rows[0]!
  const totalMinor = rows.reduce((sum, row) => sum + row.totalMinor, 0)
  return {
    kind: 'order',
    externalId: id,
    number: id,
    status: 'completed',
    rawStatus: 'invoiced',
    currency,
    lines: rows.map((row) => ({
      externalId: String(row.number),
      sku: row.sku,
      title: row.title,
      quantity: row.quantity,
      unitPriceMinor: row.unitPriceMinor,
      totalMinor: row.totalMinor,
      discountMinor: 0,
      taxMinor: 0
    })),
    shippingMinor: 0,
    discountMinor: 0,
    taxMinor: 0,
    totalMinor,
    paidMinor: totalMinor,
    buyer: toBuyer(rows[0]!),
    address: { lines: [], country },
    placedAt: at,
    modifiedAt: at
  }
}

function toCreditNote(
  id: string,
  rows: readonly InvoiceRow[],
  reason: ChannelCreditNote['reason']
): ChannelCreditNote {
  const { at } = rows[0]!
  return {
    kind: 'creditNote',
    externalId: id,
    reason,
    orderExternalId: null,
    currency,
    buyer: toBuyer(rows[0]!),
    lines: rows.map(({ sku, title, quantity, totalMinor }) => ({
      sku,
      title,
      quantity,
      totalMinor
    })),
    issuedAt: at
  }
}

function toAdjustment(id: string, row: InvoiceRow): ChannelStockAdjustment {
  return {
    kind: 'stockAdjustment',
    externalId: `${id}:${row.number}`,
    sku: row.sku,
    title: row.title,
    quantity: row.quantity,
    reason: row.title || 'correction',
    adjustedAt: row.at
  }
}
