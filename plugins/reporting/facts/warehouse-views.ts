/*
 * What tools outside of the engine may read, and go on reading: columns are added, never renamed. In SQL of a migration, so
 * that a new view is a new migration; what each column means is in warehouse/views.ts.
 */

const sums = `orders, canceled_orders, units, lines, gross_minor, line_discount_minor, discount_minor,
  shipping_minor, tax_minor, net_minor, total_minor, cost_minor, uncosted_units, uncosted_minor`

const skuSums = `lines, units, orders_with, gross_minor, line_discount_minor, discount_minor, tax_minor,
  net_minor, cost_minor, uncosted_units, uncosted_minor, refund_units, refund_minor`

/** How a database reads the SKUs that a fact keeps as JSON. */
export interface JsonWords {
  each: string
  text(at: number): string
  whole(at: number): string
}

export const sqliteJson: JsonWords = {
  each: 'json_each(fact.skus) as share',
  text: (at) => `share.value ->> ${at}`,
  whole: (at) => `share.value ->> ${at}`
}

export const postgresJson: JsonWords = {
  each: 'json_array_elements(fact.skus::json) as share(value)',
  text: (at) => `share.value ->> ${at}`,
  whole: (at) => `(share.value ->> ${at})::bigint`
}

/** The views, in the SQL of one database. */
export function warehouseViews({ each, text, whole }: JsonWords): string {
  return `
create view report_v_sales_days as select day_on, channel_id, country, customer_type, currency, ${sums},
  refunds, refund_units, refund_minor from report_order_days;

create view report_v_sku_days as select sold.day_on, sold.channel_id, sold.sku, sold.customer_type,
  sold.currency, report_skus.product_id, report_skus.category_id, report_skus.supplier,
  ${skuSums} from report_sku_days as sold left join report_skus on report_skus.sku = sold.sku;

create view report_v_buyer_days as select day_on, channel_id, buyer, country, customer_type, currency,
  orders, units, gross_minor, net_minor, refund_minor from report_buyer_days;

create view report_v_orders as select fact.day_on, fact.order_id, fact.placed_at, fact.channel_id,
  orders.external_id, orders.number, orders.state, orders.payment_state, orders.refund_state,
  fact.country, fact.buyer_key as buyer, fact.customer_type, fact.currency,
  ${sums.replaceAll(/\w+/g, 'fact.$&')}
  from report_order_facts as fact join orders on orders.id = fact.order_id;

create view report_v_order_lines as select fact.day_on, fact.order_id, ${text(0)} as sku,
  fact.placed_at, fact.channel_id, fact.country, fact.buyer_key as buyer, fact.customer_type,
  fact.currency, ${whole(1)} as lines, ${whole(2)} as units, ${whole(3)} as gross_minor,
  ${whole(4)} as line_discount_minor, ${whole(5)} as discount_minor, ${whole(6)} as tax_minor,
  ${whole(7)} as net_minor, ${whole(8)} as unit_cost_minor
  from report_order_facts as fact cross join ${each} where ${whole(1)} > 0;

create view report_v_refunds as select fact.day_on, fact.credit_note_id, fact.issued_at,
  fact.channel_id, fact.order_id, fact.country, fact.buyer_key as buyer, fact.customer_type,
  fact.currency, fact.units, fact.refund_minor
  from report_refund_facts as fact where fact.refunds > 0;

create view report_v_refund_lines as select fact.day_on, fact.credit_note_id, ${text(0)} as sku,
  fact.issued_at, fact.channel_id, fact.order_id, fact.customer_type, fact.currency,
  ${whole(1)} as units, ${whole(2)} as refund_minor
  from report_refund_facts as fact cross join ${each} where fact.refunds > 0;
`
}
