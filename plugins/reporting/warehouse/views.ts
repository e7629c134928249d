/** What a column holds: texts, whole numbers, days (YYYY-MM-DD) and instants (ISO 8601, UTC). */
export type ColumnKind = 'text' | 'whole' | 'day' | 'instant'

export interface ViewColumn {
  name: string
  kind: ColumnKind
  isNullable: boolean
  /** One sentence, without a full stop. */
  title: string
}

/** A view that tools outside of the engine read. */
export interface WarehouseView {
  /** As the API and the command call it. */
  name: string
  /** In the database. */
  view: string
  title: string
  /** Columns that tell its rows apart, in the order in which they are exported; the day first. */
  key: readonly string[]
  columns: readonly ViewColumn[]
}

function text(name: string, title: string): ViewColumn {
  return { name, kind: 'text', isNullable: false, title }
}
function whole(name: string, title: string): ViewColumn {
  return { name, kind: 'whole', isNullable: false, title }
}
function maybe(column: ViewColumn): ViewColumn {
  return { ...column, isNullable: true }
}
function day(title: string): ViewColumn {
  return { name: 'day_on', kind: 'day', isNullable: false, title }
}
function instant(name: string, title: string): ViewColumn {
  return { name, kind: 'instant', isNullable: false, title }
}

const channel = text('channel_id', 'The channel')
const customerType = text(
  'customer_type',
  '`new`: the first order of its buyer that stands; `returning`: a later one; `guest`: the channel names no buyer'
)
const currency = text('currency', 'ISO 4217; amounts are in its minor unit')
const country = text('country', 'Where it goes, as the channel writes it; empty: not known')
const buyer = maybe(
  text('buyer', "The buyer as one channel knows him: `channel/the channel's id`; null: a guest")
)
const orderDay = day("The business day it was placed on, in the shop's zone")
const refundDay = day("The business day it was issued on, in the shop's zone")
const costs = [
  whole('cost_minor', 'What the units cost when they were sold, as far as that is known'),
  whole('uncosted_units', 'Units whose cost is not known'),
  whole('uncosted_minor', 'Net of those units')
]
const ofLines = [
  whole('gross_minor', 'Lines at sale: after discounts of their own, before those of the order'),
  whole('line_discount_minor', "The lines' own discounts, already off the gross"),
  whole('discount_minor', 'Discounts of the order')
]
const net = whole('net_minor', 'Gross less discounts, without tax and shipping, before refunds')
const units = whole('units', 'Units sold, without those that were canceled')
const orderSums = [
  whole('orders', 'Orders that stand, as they were placed: split or merged, an order is one'),
  whole('canceled_orders', 'Orders that were canceled or closed'),
  units,
  whole('lines', 'Order lines, as they were placed'),
  ...ofLines,
  whole('shipping_minor', 'Shipping that buyers were charged'),
  whole('tax_minor', 'Tax, also of shipping'),
  net,
  whole('total_minor', 'What buyers were to pay in all, before refunds'),
  ...costs
]
const refunded = [
  whole('refund_units', 'Units of credit notes issued on that day'),
  whole('refund_minor', 'Money given back by credit notes issued on that day')
]

/** What is documented for outside tools, and exported. */
export const warehouseViews: readonly WarehouseView[] = [
  {
    name: 'sales_days',
    view: 'report_v_sales_days',
    title: 'Sales and refunds by day, channel, country and type of customer',
    key: ['day_on', 'channel_id', 'country', 'customer_type', 'currency'],
    columns: [
      ...[day("The business day in the shop's zone"), channel, country, customerType, currency],
      ...orderSums,
      whole('refunds', 'Credit notes issued on that day'),
      ...refunded
    ]
  },
  {
    name: 'sku_days',
    view: 'report_v_sku_days',
    title: 'Sales and refunds by day, channel, SKU and type of customer',
    key: ['day_on', 'channel_id', 'sku', 'customer_type', 'currency'],
    columns: [
      ...[day("The business day in the shop's zone"), channel],
      text('sku', 'The SKU'),
      ...[customerType, currency],
      maybe(text('product_id', 'Its product in the catalog today')),
      maybe(text('category_id', 'The category of that product today')),
      maybe(text('supplier', 'The attribute `supplier` of the variant or its product today')),
      whole('lines', 'Order lines, as they were placed'),
      units,
      whole('orders_with', 'Orders that have the SKU; not to be added over SKUs'),
      ...ofLines,
      whole('tax_minor', 'Tax of the lines'),
      ...[net, ...costs, ...refunded]
    ]
  },
  {
    name: 'buyer_days',
    view: 'report_v_buyer_days',
    title: 'What buyers bought and were given back, by day; for counting buyers',
    key: ['day_on', 'channel_id', 'buyer', 'country', 'customer_type', 'currency'],
    columns: [
      ...[day("The business day in the shop's zone"), channel],
      text('buyer', "`channel/the channel's id` of the buyer; empty: all guests together"),
      ...[country, customerType, currency],
      whole('orders', 'Orders that stand; 0 where there is only a refund'),
      ...[units, ofLines[0]!, net],
      whole('refund_minor', 'Money given back by credit notes issued on that day')
    ]
  },
  {
    name: 'orders',
    view: 'report_v_orders',
    title: 'Orders, one row each as placed',
    key: ['day_on', 'order_id'],
    columns: [
      orderDay,
      text('order_id', 'The order'),
      instant('placed_at', 'When it was placed'),
      channel,
      text('external_id', "The channel's id of it"),
      text('number', 'What people call it'),
      text('state', 'Where it stands'),
      text('payment_state', '`unpaid`, `partially_paid` or `paid`'),
      text('refund_state', '`none`, `partial` or `full`'),
      maybe(text('country', 'Where it goes, as the channel writes it; null: not known')),
      ...[buyer, customerType, currency],
      ...orderSums
    ]
  },
  {
    name: 'order_lines',
    view: 'report_v_order_lines',
    title: 'What stands of orders by SKU, one row an order and SKU',
    key: ['day_on', 'order_id', 'sku'],
    columns: [
      ...[orderDay, text('order_id', 'The order'), text('sku', 'The SKU')],
      instant('placed_at', 'When the order was placed'),
      channel,
      maybe(text('country', 'Where it goes, as the channel writes it; null: not known')),
      ...[buyer, customerType, currency],
      whole('lines', 'Order lines of the SKU, as they were placed'),
      ...[units, ...ofLines],
      ...[whole('tax_minor', 'Tax of the lines'), net],
      maybe(whole('unit_cost_minor', 'What a unit cost when it was sold; null: not known'))
    ]
  },
  {
    name: 'refunds',
    view: 'report_v_refunds',
    title: 'Refunds, one row a credit note; debts written off are none',
    key: ['day_on', 'credit_note_id'],
    columns: [
      refundDay,
      text('credit_note_id', 'The credit note'),
      instant('issued_at', 'When it was issued'),
      channel,
      maybe(text('order_id', 'The order as it was placed; null: the channel names none')),
      maybe(text('country', 'Where the order went; null: not known')),
      ...[buyer, customerType, currency],
      whole('units', 'Units given back'),
      whole('refund_minor', 'Money given back')
    ]
  },
  {
    name: 'refund_lines',
    view: 'report_v_refund_lines',
    title: 'Refunds by SKU, one row a credit note and SKU',
    key: ['day_on', 'credit_note_id', 'sku'],
    columns: [
      ...[refundDay, text('credit_note_id', 'The credit note'), text('sku', 'The SKU')],
      instant('issued_at', 'When it was issued'),
      channel,
      maybe(text('order_id', 'The order as it was placed; null: the channel names none')),
      ...[customerType, currency],
      whole('units', 'Units given back'),
      whole('refund_minor', 'Money given back')
    ]
  }
]

export const viewNames = warehouseViews.map(({ name }) => name)

/** The view of a name; undefined: there is none. */
export function findView(name: string): WarehouseView | undefined {
  return warehouseViews.find((view) => view.name === name)
}

export const exportFormats = ['parquet', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]
