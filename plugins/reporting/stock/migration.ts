import type { Migration } from '#core/database/migrations'

/** What lay in stock at the end of each business day; SKUs without any have no row. */
export const stockMigration: Migration = {
  id: '0003-stock',
  sql: `
create table report_stock_days (
  day_on text not null,
  sku text not null,
  currency text not null,
  starts_on text not null,
  stock_units bigint not null,
  available_units bigint not null,
  stock_minor bigint not null,
  uncosted_stock_units bigint not null,
  primary key (day_on, sku, currency));
create index report_stock_days_start on report_stock_days (starts_on);
create index report_stock_days_sku on report_stock_days (sku, day_on);

create table report_stock_totals (
  day_on text not null,
  currency text not null,
  starts_on text not null,
  stock_units bigint not null,
  available_units bigint not null,
  stock_minor bigint not null,
  uncosted_stock_units bigint not null,
  primary key (day_on, currency));

create table report_stock_runs (
  day_on text primary key,
  starts_on text not null unique,
  stock_days bigint not null,
  skus bigint not null,
  after_variant_id text not null,
  finished_at text);

create view report_kept_stock_days as
  select day_on, stock_days from report_stock_runs where finished_at is not null;
create view report_stock_start_days as
  select starts_on as day_on from report_stock_runs where finished_at is not null;
create view report_stock_starts as
  select starts_on as day_on, sku, currency, stock_units as stock_start_units from report_stock_days;
create view report_stock_total_starts as
  select starts_on as day_on, currency, stock_units as stock_start_units from report_stock_totals;
create view report_stock_means as
  select day_on, sku, currency, stock_minor as stock_days_minor, stock_units as stock_days_units
  from report_stock_days;
create view report_stock_total_means as
  select day_on, currency, stock_minor as stock_days_minor, stock_units as stock_days_units
  from report_stock_totals;
`
}
