import { sql } from 'kysely'
import type { Cube, CubeColumn } from './cube.ts'

const channel: CubeColumn = { value: sql`rows.channel_id` }
const country: CubeColumn = { value: sql`nullif(rows.country, '')` }
const customerType: CubeColumn = { value: sql`rows.customer_type` }
const sku: CubeColumn = { value: sql`rows.sku` }

/** One for all: who reads two of its columns joins it once. */
const catalogOfSku = sql`left join report_skus on report_skus.sku = rows.sku`

/** What the catalog says of a SKU today; null of one it does not know. */
function ofSku(column: 'product_id' | 'category_id' | 'supplier'): CubeColumn {
  return { value: sql`report_skus.${sql.raw(column)}`, join: catalogOfSku }
}

/** What a SKU is of, in the catalog of today. */
export const goodsDimensions = {
  sku,
  product: ofSku('product_id'),
  category: ofSku('category_id'),
  supplier: ofSku('supplier')
}

const ofLines = {
  units: 'Units sold, without those that were canceled',
  lines: 'Order lines, as they were placed',
  grossMinor: 'Lines at sale: after discounts of their own, before those of the order',
  lineDiscountMinor: "Lines' own discounts, already off the gross",
  discountMinor: 'Discounts of the order',
  netMinor: 'Gross less discounts, without tax and shipping, before refunds',
  costMinor: 'What the units cost when they were sold, as far as that is known',
  uncostedUnits: 'Units whose cost is not known',
  uncostedMinor: 'Net of units whose cost is not known',
  refundUnits: 'Units given back, by the day of their credit notes',
  refundMinor: 'Money given back, by the day of its credit notes'
}

const skuMeasures = {
  ...ofLines,
  taxMinor: 'Tax of lines',
  ordersWith: 'Orders that have a SKU, once for each SKU'
}

/** Orders, one each as placed. */
const orderCube: Cube = {
  name: 'orders',
  title: 'Orders and refunds',
  days: { table: 'report_order_days' },
  months: { table: 'report_order_months' },
  dimensions: { channel, country, customerType },
  measures: {
    ...ofLines,
    orders: 'Orders that stand, as they were placed',
    canceledOrders: 'Orders that were canceled or closed, by the day they were placed',
    shippingMinor: 'Shipping that buyers were charged',
    taxMinor: 'Tax, also of shipping',
    totalMinor: 'What buyers were to pay in all, before refunds',
    refunds: 'Credit notes'
  },
  hasCurrency: true
}

/** SKUs alone: a year of them is read in an instant. */
const skuTotalCube: Cube = {
  name: 'skuTotals',
  title: 'SKUs over all channels',
  days: { table: 'report_sku_days' },
  weeks: { table: 'report_sku_week_totals' },
  months: { table: 'report_sku_month_totals' },
  dimensions: goodsDimensions,
  measures: skuMeasures,
  hasCurrency: true
}

const skuCube: Cube = {
  name: 'skus',
  title: 'SKUs by channel and customer type',
  days: { table: 'report_sku_days' },
  months: { table: 'report_sku_months' },
  dimensions: { channel, customerType, ...goodsDimensions },
  measures: skuMeasures,
  hasCurrency: true
}

/** Buyers as channels know them. Guests are one row without a buyer, so that sums are whole. */
const buyerCube: Cube = {
  name: 'buyers',
  title: 'Buyers',
  days: { table: 'report_buyer_days' },
  months: { table: 'report_buyer_months' },
  dimensions: { channel, country, customerType, buyer: { value: sql`rows.buyer_key` } },
  measures: {
    orders: 'Orders that stand, as they were placed',
    units: ofLines.units,
    grossMinor: ofLines.grossMinor,
    netMinor: ofLines.netMinor,
    refundMinor: ofLines.refundMinor
  },
  distinct: {
    buyers: 'buying_key',
    newBuyers: sql`case when rows.customer_type = 'new' then rows.buying_key end`
  },
  hasCurrency: true
}

/** What is sold, the smaller before the larger. */
export const salesCubes: readonly Cube[] = [orderCube, skuTotalCube, skuCube, buyerCube]
