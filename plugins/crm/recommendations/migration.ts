import type { Migration } from '#core/database/migrations'

/** What is bought together, as a nightly run has counted it. */
export const recommendationsMigration: Migration = {
  id: '0010-recommendations',
  sql: `
create table recommendation_runs (
  id text primary key,
  state text not null,
  orders bigint not null,
  counted_from text not null,
  started_at text not null,
  finished_at text);

create table recommendation_baskets (
  run_id text not null,
  order_id text not null,
  product_id text not null,
  products integer not null,
  primary key (run_id, order_id, product_id));
create index recommendation_baskets_product on recommendation_baskets (run_id, product_id, order_id);

create table recommendation_products (
  run_id text not null,
  product_id text not null,
  orders bigint not null,
  primary key (run_id, product_id));

create table recommendation_pairs (
  run_id text not null,
  product_id text not null,
  place integer not null,
  other_id text not null,
  orders bigint not null,
  lift_bps bigint not null,
  primary key (run_id, product_id, place));
`
}
