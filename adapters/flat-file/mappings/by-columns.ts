import type { ChannelOrder, ChannelOrderLine, ChannelOrderStatus } from '#core/channel/documents'
import { allocate } from '#core/money'
import { CellReader, cellOf, readRows } from './cells.ts'
import { type ColumnMapping, type InlineMapping, statusOf } from './columns.ts'
import type { FileRow, Mapping, MappingContext, MappingFactory, Reading } from './mapping.ts'
import { readAddress, readBuyer } from './people.ts'

/** A column mapping with what cannot be said in a config. */
export interface ColumnRules extends InlineMapping {
  /** Fields whose columns a file must have. Default: all that are mapped. */
  required?: readonly (keyof ColumnMapping)[]
  /** Reads the status where more than one column has a say in it, from the order's first row. */
  readStatus?: (row: FileRow) => OrderStatus
}

interface OrderStatus {
  status: ChannelOrderStatus
  rawStatus: string
}

/** What the rows say of the order itself. */
interface OrderHead extends OrderStatus {
  currency: string
  placedAt: string
  modifiedAt: string
  shipBy: string | undefined
  shippingMinor: number
  discountMinor: number
  taxMinor: number | null
  totalMinor: number | null
  paidMinor: number | null
}

/** Statuses of which a file that says nothing of payments means that nothing is paid. */
const unpaid = new Set<ChannelOrderStatus>(['awaiting_payment', 'canceled', 'unmapped'])

/** Makes a mapping that reads orders by a table of columns; see `ColumnMapping`. */
export function byColumns(rules: ColumnRules): MappingFactory {
  const { columns, required = Object.keys(columns) as (keyof ColumnMapping)[] } = rules
  return (context): Mapping => {
    const reader = new OrderReader(rules, context)
    return {
      columns: [...new Set(required.map((field) => columns[field]!))],
      groupBy: columns.order,
      read: (id, rows) => reader.read(id, rows)
    }
  }
}

/** The rows of one order, read by field. */
export class OrderRows {
  readonly rows: readonly FileRow[]
  readonly columns: ColumnMapping

  constructor(rows: readonly FileRow[], columns: ColumnMapping) {
    this.rows = rows
    this.columns = columns
  }

  /**
   * The row that has a value of the order, the first one that does, and the column it stands in.
   */
  find(field: keyof ColumnMapping): [row: FileRow, column: string] | null {
    const column = this.columns[field]
    if (column === undefined) return null
    const row = this.rows.find((candidate) => cellOf(candidate, column) !== '')
    return row === undefined ? null : [row, column]
  }

  text(field: keyof ColumnMapping): string {
    const found = this.find(field)
    return found === null ? '' : cellOf(...found)
  }
}

class OrderReader {
  readonly #rules: ColumnRules
  readonly #context: MappingContext
  readonly #cells: CellReader

  constructor(rules: ColumnRules, context: MappingContext) {
    const { zone, decimal } = context
    this.#rules = rules
    this.#context = context
    this.#cells = new CellReader({ zone, decimal, dateFormat: rules.dateFormat })
  }

  read(id: string, rows: readonly FileRow[]): Reading {
    const report = { source: this.#context.source, externalId: id }
    const order = new OrderRows(rows, this.#rules.columns)
    const first = rows.slice(0, 1)
    const head = readRows(first, report, () => this.#readHead(order))
    const currency = head.values[0]?.currency ?? this.#context.currency
    const lines = readRows(rows, report, (row, index) => this.#readLine(row, index, currency))
    // A first row that is bad as a line is reported once.
    const rejected = lines.rejected.some(({ line }) => line === rows[0]!.line)
      ? lines.rejected
      : [...head.rejected, ...lines.rejected]
    if (rejected.length > 0) return { documents: [], rejected }
    const whole = readRows(first, report, () =>
      this.#toOrder(id, order, head.values[0]!, lines.values)
    )
    return { documents: whole.values, rejected: whole.rejected }
  }

  #readHead(order: OrderRows): OrderHead {
    const cells = this.#cells
    const code = order.find('currency')
    const currency = code === null ? this.#context.currency : cells.currency(...code)
    const money = (field: keyof ColumnMapping): number | null => {
      const found = order.find(field)
      return found && cells.amount(found[1], cells.price(...found), currency)
    }
    const modified = order.find('modifiedAt')
    const shipBy = order.find('shipBy')
    const { placedAt } = order.columns
    return {
      currency,
      placedAt: cells.instant(...(order.find('placedAt') ?? [order.rows[0]!, placedAt])),
      modifiedAt: modified === null ? this.#context.writtenAt : cells.instant(...modified),
      shipBy: shipBy === null ? undefined : cells.instant(...shipBy),
      shippingMinor: money('shipping') ?? 0,
      discountMinor: money('discount') ?? 0,
      taxMinor: money('tax'),
      totalMinor: money('total'),
      paidMinor: money('paid'),
      ...this.#readStatus(order)
    }
  }

  #readStatus(order: OrderRows): OrderStatus {
    const { readStatus, statusWords = {}, statusDefault = 'paid' } = this.#rules
    if (readStatus) return readStatus(order.rows[0]!)
    const rawStatus = order.text('status')
    if (rawStatus === '') return { status: statusDefault, rawStatus: statusDefault }
    return { status: statusOf(rawStatus, statusWords), rawStatus }
  }

  #readLine(row: FileRow, index: number, currency: string): ChannelOrderLine {
    const { columns } = this.#rules
    const cells = this.#cells
    const own = (field: keyof ColumnMapping) => cellOf(row, columns[field] ?? '')
    const money = (field: keyof ColumnMapping, times = 1): number | null =>
      own(field) === ''
        ? null
        : cells.amount(columns[field]!, cells.price(row, columns[field]!), currency, times)
    const quantity = cells.quantity(row, columns.quantity, false)
    const discountMinor = money('lineDiscount') ?? 0
    const unitPriceMinor = money('unitPrice')
    const lineTotal = money('lineTotal')
    if (lineTotal === null) cells.text(row, columns.unitPrice ?? columns.lineTotal!)
    const sku = own('sku') || own('listingId') || own('title') || cells.text(row, columns.sku)
    const listingId = own('listingId') || (this.#context.isListing ? sku : '')
    return {
      externalId: own('lineId') || String(index + 1),
      sku,
      ...(listingId !== '' && { externalListingId: listingId }),
      title: own('title') || sku,
      quantity,
      unitPriceMinor,
      totalMinor: lineTotal ?? money('unitPrice', quantity)! - discountMinor,
      discountMinor,
      taxMinor: money('lineTax') ?? 0
    }
  }

  #toOrder(
    id: string,
    order: OrderRows,
    { totalMinor: totalGiven, taxMinor: taxGiven, paidMinor, currency, ...head }: OrderHead,
    lines: readonly ChannelOrderLine[]
  ): ChannelOrder {
    const { columns, pricesIncludeTax = true } = this.#rules
    const { shippingMinor, discountMinor, shipBy, ...rest } = head
    const sum = (amounts: readonly number[]) =>
      this.#cells.sum(columns.lineTotal ?? columns.unitPrice!, amounts)
    const net = lines.map(({ totalMinor }) => totalMinor)
    const taxMinor = taxGiven ?? sum(lines.map((line) => line.taxMinor))
    const onTop = pricesIncludeTax ? 0 : taxMinor
    const totalMinor = totalGiven ?? sum([...net, shippingMinor, onTop, -discountMinor])
    const shares = allocate(
      discountMinor,
      net.map((amount) => Math.max(0, amount))
    )
    const note = order.text('note')
    return {
      kind: 'order',
      externalId: id,
      number: order.text('number') || id,
      currency,
      lines: lines.map((line, index) => ({
        ...line,
        discountMinor: line.discountMinor + shares[index]!
      })),
      shippingMinor,
      discountMinor,
      taxMinor,
      totalMinor,
      paidMinor: paidMinor ?? (unpaid.has(rest.status) ? 0 : totalMinor),
      buyer: readBuyer(order),
      address: readAddress(order),
      ...rest,
      ...(shipBy !== undefined && { shipBy }),
      ...(note !== '' && { note })
    }
  }
}
