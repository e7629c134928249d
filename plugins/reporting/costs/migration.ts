import type { Migration } from '#core/database/migrations'

const measures = `
  fee_minor bigint not null default 0,
  payment_fee_minor bigint not null default 0,
  shipping_cost_minor bigint not null default 0,
  packaging_minor bigint not null default 0,
  promotion_spend_minor bigint not null default 0`

/** What selling costs: as it was told, and by day with what is estimated. */
export const costsMigration: Migration = {
  id: '0006-costs',
  sql: `
create table report_cost_entries (
  key text primary key,
  source text not null,
  kind text not null,
  channel_id text not null,
  day_on text not null,
  order_id text,
  currency text not null,
  amount_minor bigint not null,
  note text,
  recorded_by text not null,
  recorded_at text not null);
create index report_cost_entries_day on report_cost_entries (day_on, key);
create index report_cost_entries_order on report_cost_entries (order_id) where order_id is not null;

create table report_cost_stale_days (day_on text primary key);

create table report_channel_cost_days (
  day_on text not null,
  channel_id text not null,
  currency text not null,${measures},
  primary key (day_on, channel_id, currency));

create table report_cost_days (
  day_on text not null,
  channel_id text not null,
  sku text not null,
  currency text not null,${measures},
  primary key (day_on, channel_id, sku, currency));

create table report_cost_months (
  month_on text not null,
  channel_id text not null,
  sku text not null,
  currency text not null,${measures},
  primary key (month_on, channel_id, sku, currency));
`
}
