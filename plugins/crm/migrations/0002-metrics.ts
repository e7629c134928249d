import type { Migration } from '#core/database/migrations'

/** What customers did by business day, and who came back in which month. */
export const metricsMigration: Migration = {
  id: '0002-metrics',
  sql: `
create table crm_customer_days (
  customer_id text not null,
  day_on text not null,
  currency text not null,
  facts integer not null,
  orders integer not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  units bigint not null,
  primary key (customer_id, day_on, currency));
create index crm_customer_days_day on crm_customer_days (day_on, customer_id);

create table crm_cohort_cells (
  cohort_month text not null,
  month text not null,
  shard integer not null,
  customers integer not null,
  primary key (cohort_month, month, shard));

create table crm_rfm_thresholds (
  currency text primary key,
  snapshot_on text not null,
  customers integer not null,
  thresholds text not null,
  computed_at text not null);

create table crm_clv_models (
  currency text primary key,
  observed_on text not null,
  customers integer not null,
  repeat_customers integer not null,
  model text not null,
  fitted_at text not null);

create table crm_business_days (
  name text primary key,
  zone text not null,
  starts_at_hour integer not null,
  day_on text not null);
`
}
