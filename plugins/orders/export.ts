import type { Reader } from '#core/database/db'
import { writeCsv } from '#core/files/write-csv'
import type { Viewer } from './present.ts'
import { readOrders } from './read.ts'
import { LineShape, type OrderFiltersShape, OrderShape } from './schema.ts'

const pageSize = 500

const csvColumns = [
  'orderId',
  'channelId',
  'externalId',
  'number',
  'state',
  'paymentState',
  'placedAt',
  'customerRef',
  'country',
  'currency',
  'orderTotalMinor',
  'lineId',
  'sku',
  'title',
  'quantity',
  'unitPriceMinor',
  'totalMinor',
  'discountMinor',
  'taxMinor',
  'fulfilledQuantity',
  'canceledQuantity'
] as const

/** Orders as NDJSON, one a line, newest first: memory stays at one page. */
export async function* exportNdjson(
  db: Reader,
  filters: OrderFiltersShape,
  viewer: Viewer
): AsyncGenerator<string> {
  for await (const orders of pagesOf(db, filters, viewer)) {
    const shown = orders.map((order) => ({
      ...fieldsOf(OrderShape, order),
      lines: order.lines.map((line) => fieldsOf(LineShape, line))
    }))
    yield shown.map((order) => `${JSON.stringify(order)}\n`).join('')
  }
}

/** What the API shows of a row: others of its columns are ours. */
function fieldsOf({ properties }: { properties: object }, row: object): Record<string, unknown> {
  const names = Object.keys(properties)
  return Object.fromEntries(names.map((name) => [name, row[name as keyof typeof row]]))
}

/** Order lines as CSV, one a row, each with what it needs of its order. */
export function exportCsv(
  db: Reader,
  filters: OrderFiltersShape,
  viewer: Viewer
): AsyncGenerator<string> {
  return writeCsv(csvColumns, rowsOf(db, filters, viewer))
}

async function* rowsOf(db: Reader, filters: OrderFiltersShape, viewer: Viewer) {
  for await (const orders of pagesOf(db, filters, viewer)) {
    yield orders.flatMap(({ lines, ...order }) =>
      lines.map((line) => ({
        ...line,
        orderId: order.id,
        channelId: order.channelId,
        externalId: order.externalId,
        number: order.number,
        state: order.state,
        paymentState: order.paymentState,
        placedAt: order.placedAt,
        customerRef: order.customerRef,
        country: order.country,
        currency: order.currency,
        orderTotalMinor: order.totalMinor,
        lineId: line.id
      }))
    )
  }
}

async function* pagesOf(db: Reader, filters: OrderFiltersShape, viewer: Viewer) {
  let after: string | undefined
  do {
    const page = await readOrders(db, filters, { limit: pageSize, after }, viewer)
    if (page.data.length > 0) yield page.data
    after = page.next ?? undefined
  } while (after !== undefined)
}
