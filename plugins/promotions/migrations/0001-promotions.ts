import type { Migration } from '#core/database/migrations'

/** Promotions with the versions of their rules, what they have used, codes, and what they took off which order. */
export const promotionsMigration: Migration = {
  id: '0001-promotions',
  sql: `
create table promotions (
  id text primary key,
  handle text not null unique,
  title text not null,
  class text not null,
  kind text not null,
  state text not null,
  coupon text not null,
  currency text not null,
  starts_at text,
  ends_at text,
  rule text not null,
  rule_version integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create index promotions_state on promotions (state, id);
create index promotions_ending on promotions (ends_at) where state in ('live', 'paused') and ends_at is not null;

create table promotion_versions (
  promotion_id text not null,
  version integer not null,
  rule text not null,
  created_by text not null,
  created_at text not null,
  primary key (promotion_id, version));

create table promotion_revisions (
  id integer primary key,
  token text not null);
insert into promotion_revisions (id, token) values (1, '');

create table promotion_counters (
  promotion_id text primary key,
  is_counted integer not null,
  uses bigint not null,
  uses_max bigint,
  spent_minor bigint not null,
  budget_minor bigint);

create table promotion_customer_uses (
  promotion_id text not null,
  kind text not null,
  customer_key text not null,
  uses bigint not null,
  uses_max bigint,
  primary key (promotion_id, kind, customer_key));
create index promotion_customer_uses_key on promotion_customer_uses (customer_key);

create table promotion_applications (
  order_id text not null,
  promotion_id text not null,
  version integer not null,
  handle text not null,
  title text not null,
  class text not null,
  currency text not null,
  coupon_id text,
  code text,
  amount_minor bigint not null,
  returned_minor bigint not null,
  times bigint not null,
  units text not null,
  state text not null,
  created_at text not null,
  primary key (order_id, promotion_id));
create index promotion_applications_promotion on promotion_applications (promotion_id, created_at, order_id);

create table promotion_shares (
  order_id text not null,
  promotion_id text not null,
  order_line_id text not null,
  amount_minor bigint not null,
  quantity bigint not null,
  returned_minor bigint not null,
  primary key (order_id, promotion_id, order_line_id));

create table promotion_use_keys (
  order_id text not null,
  promotion_id text not null,
  customer_key text not null,
  primary key (order_id, promotion_id, customer_key));
create index promotion_use_keys_customer on promotion_use_keys (promotion_id, customer_key);

create table coupons (
  id text primary key,
  code text not null unique,
  promotion_id text not null,
  is_shared integer not null,
  batch text not null,
  expires_at text,
  claimed_by text,
  claimed_at text,
  order_id text,
  used_at text,
  created_at text not null);
create index coupons_promotion on coupons (promotion_id, id);
create index coupons_free on coupons (promotion_id, id) where claimed_by is null and order_id is null and is_shared = 0;
create index coupons_order on coupons (order_id) where order_id is not null;
create index coupons_claimed on coupons (claimed_by) where claimed_by is not null;

create table coupon_batches (
  promotion_id text not null,
  name text not null,
  wanted bigint not null,
  made bigint not null,
  created_at text not null,
  updated_at text not null,
  primary key (promotion_id, name));
`
}
