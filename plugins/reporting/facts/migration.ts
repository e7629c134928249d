import type { Migration } from '#core/database/migrations'
import { postgresJson, sqliteJson, warehouseViews } from './warehouse-views.ts'

const orderMeasures = `
  orders bigint not null default 0,
  canceled_orders bigint not null default 0,
  units bigint not null default 0,
  lines bigint not null default 0,
  gross_minor bigint not null default 0,
  line_discount_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  shipping_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  net_minor bigint not null default 0,
  total_minor bigint not null default 0,
  cost_minor bigint not null default 0,
  uncosted_units bigint not null default 0,
  uncosted_minor bigint not null default 0,
  refunds bigint not null default 0,
  refund_units bigint not null default 0,
  refund_minor bigint not null default 0`

const skuMeasures = `
  lines bigint not null default 0,
  units bigint not null default 0,
  orders_with bigint not null default 0,
  gross_minor bigint not null default 0,
  line_discount_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  net_minor bigint not null default 0,
  cost_minor bigint not null default 0,
  uncosted_units bigint not null default 0,
  uncosted_minor bigint not null default 0,
  refund_units bigint not null default 0,
  refund_minor bigint not null default 0`

const buyerMeasures = `
  orders bigint not null default 0,
  units bigint not null default 0,
  gross_minor bigint not null default 0,
  net_minor bigint not null default 0,
  refund_minor bigint not null default 0`

/*
 * Who bought, for counting: null where nobody is named, and where a buyer only got money back. An empty `buyer` and
 * `country` stand for none, since parts of a key are never null.
 */
const buyerNames = `
  buyer_key text generated always as (nullif(buyer, '')) stored,
  buying_key text generated always as (case when orders > 0 and buyer <> '' then buyer end) stored`

/** Days and months of the same shape; in SQLite the key is the table. */
function rollups(tail: string): string {
  const pairs = ['day', 'month'].map(
    (grain) => `
create table report_order_${grain}s (
  ${grain}_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  currency text not null,${orderMeasures},
  primary key (${grain}_on, channel_id, country, customer_type, currency))${tail};

create table report_sku_${grain}s (
  ${grain}_on text not null,
  channel_id text not null,
  sku text not null,
  customer_type text not null,
  currency text not null,${skuMeasures},
  primary key (${grain}_on, channel_id, sku, customer_type, currency))${tail};

create table report_buyer_${grain}s (
  ${grain}_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  buyer text not null,
  currency text not null,${buyerMeasures},${buyerNames},
  primary key (${grain}_on, channel_id, buyer, country, customer_type, currency))${tail};
`
  )
  return `${pairs.join('')}
create table report_sku_month_totals (
  month_on text not null,
  sku text not null,
  currency text not null,${skuMeasures},
  primary key (month_on, sku, currency))${tail};
`
}

/** Supplier is an attribute: of the variant, else of its product. */
function skuView(supplier: string): string {
  return `
create view report_skus as select variants.sku, variants.id as variant_id, variants.product_id,
  coalesce(variants.title, products.title) as title, products.title as product_title,
  products.category_id, ${supplier} as supplier
from variants join products on products.id = variants.product_id;
`
}

/** What orders and refunds contribute to reports, and the sums of it by day and by month. */
export const salesMigration: Migration = {
  id: '0001-sales',
  sql: `
create table report_order_facts (
  order_id text primary key,
  placed_at text not null,
  day_on text not null,
  channel_id text not null,
  country text,
  buyer_key text,
  customer_type text not null,
  currency text not null,
  orders bigint not null,
  canceled_orders bigint not null,
  units bigint not null,
  lines bigint not null,
  gross_minor bigint not null,
  line_discount_minor bigint not null,
  discount_minor bigint not null,
  shipping_minor bigint not null,
  tax_minor bigint not null,
  net_minor bigint not null,
  total_minor bigint not null,
  cost_minor bigint not null,
  uncosted_units bigint not null,
  uncosted_minor bigint not null,
  skus text not null);
create index report_order_facts_day on report_order_facts (day_on, order_id);
create index report_order_facts_buyer on report_order_facts (buyer_key, orders, placed_at, order_id) where buyer_key is not null;

create table report_refund_facts (
  credit_note_id text primary key,
  order_id text,
  issued_at text not null,
  day_on text not null,
  channel_id text not null,
  country text,
  buyer_key text,
  customer_type text not null,
  currency text not null,
  refunds bigint not null,
  units bigint not null,
  refund_minor bigint not null,
  skus text not null);
create index report_refund_facts_day on report_refund_facts (day_on, credit_note_id);
create index report_refund_facts_order on report_refund_facts (order_id) where order_id is not null;

create table report_day_revisions (
  day_on text primary key,
  revision bigint not null,
  changed_at text not null);
create index report_day_revisions_changed on report_day_revisions (changed_at);

create table report_walks (
  name text primary key,
  step text not null,
  after_key text not null,
  fill_costs integer not null,
  changed bigint not null,
  zone text not null,
  starts_at_hour integer not null,
  started_at text not null,
  finished_at text);
`,
  sqlite: [
    rollups(' without rowid'),
    skuView(`coalesce(variants.attributes ->> '$.supplier', products.attributes ->> '$.supplier')`),
    warehouseViews(sqliteJson)
  ].join(''),
  postgres: [
    rollups(''),
    skuView(
      `coalesce(variants.attributes::json ->> 'supplier', products.attributes::json ->> 'supplier')`
    ),
    warehouseViews(postgresJson)
  ].join('')
}

/** SKUs by week: what is read of many weeks, such as how evenly goods sell. */
export const skuWeeksMigration: Migration = {
  id: '0014-sku-weeks',
  sqlite: skuWeeks(' without rowid', `date(day_on, 'weekday 0', '-6 days')`),
  postgres: skuWeeks('', `to_char(date_trunc('week', day_on::date), 'YYYY-MM-DD')`)
}

function skuWeeks(tail: string, monday: string): string {
  const names = skuMeasures.match(/\w+(?= bigint)/g)!
  return `
create table report_sku_week_totals (
  week_on text not null,
  sku text not null,
  currency text not null,${skuMeasures},
  primary key (week_on, sku, currency))${tail};

insert into report_sku_week_totals (week_on, sku, currency, ${names.join(', ')})
select ${monday}, sku, currency, ${names.map((name) => `sum(${name})`).join(', ')}
from report_sku_days group by 1, 2, 3;
`
}
