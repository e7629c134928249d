import type { Migration } from '#core/database/migrations'

/** Campaigns with their promotions, orders, figures, spend and reviews. */
export const campaignsMigration: Migration = {
  id: '0007-campaigns',
  sql: `
create table campaigns (
  id text primary key,
  handle text not null unique,
  title text not null,
  goal text not null,
  state text not null,
  currency text not null,
  targets text not null,
  budget_minor bigint,
  teaser_at text,
  live_at text not null,
  closes_at text not null,
  content text,
  guard_rails text,
  breaches text not null,
  stopping text,
  launched_at text,
  ended_at text,
  end_reason text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create index campaigns_state on campaigns (state, id);

create table campaign_promotions (
  campaign_id text not null,
  promotion_id text not null,
  is_open integer not null,
  primary key (campaign_id, promotion_id));
create unique index campaign_promotions_open on campaign_promotions (promotion_id) where is_open = 1;

alter table promotion_applications add column campaign_id text;
create index promotion_applications_campaign on promotion_applications (campaign_id, order_id)
  where campaign_id is not null;

create table campaign_orders (
  campaign_id text not null,
  order_id text not null,
  day_on text not null,
  shard integer not null,
  is_new_customer integer not null,
  lines text not null,
  orders integer not null,
  units bigint not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  known_net_minor bigint not null,
  cost_minor bigint not null,
  unknown_cost_units bigint not null,
  discount_minor bigint not null,
  shipping_discount_minor bigint not null,
  new_customers integer not null,
  primary key (campaign_id, order_id));
create index campaign_orders_order on campaign_orders (order_id);

create table campaign_days (
  campaign_id text not null,
  day_on text not null,
  shard integer not null,
  orders bigint not null,
  units bigint not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  known_net_minor bigint not null,
  cost_minor bigint not null,
  unknown_cost_units bigint not null,
  discount_minor bigint not null,
  shipping_discount_minor bigint not null,
  new_customers bigint not null,
  primary key (campaign_id, day_on, shard));

create table campaign_spends (
  id text primary key,
  campaign_id text not null,
  key text not null,
  channel text not null,
  amount_minor bigint not null,
  day_on text not null,
  note text,
  recorded_by text not null,
  recorded_at text not null);
create unique index campaign_spends_key on campaign_spends (campaign_id, key);

create table campaign_reviews (
  campaign_id text not null,
  revision integer not null,
  result text not null,
  lessons text not null,
  reviewed_by text not null,
  reviewed_at text not null,
  primary key (campaign_id, revision));
`
}
