import type { Migration } from '#core/database/migrations'

/** Price lists, price policies, competitors' prices, the log of price changes, and profit models. */
export const pricingMigration: Migration = {
  id: '0006-pricing',
  sql: `
create table price_lists (
  id text primary key,
  handle text not null unique,
  title text not null,
  kind text not null,
  currency text not null,
  priority integer not null,
  channels text,
  segments text,
  tiers text,
  starts_at text,
  ends_at text,
  is_enabled integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table price_list_entries (
  list_id text not null references price_lists (id),
  variant_id text not null,
  min_quantity bigint not null,
  unit_price_minor bigint not null,
  updated_at text not null,
  primary key (list_id, variant_id, min_quantity));
create index price_list_entries_variant on price_list_entries (variant_id, list_id);

create table price_policies (
  id text primary key,
  handle text not null unique,
  title text not null,
  kind text not null,
  currency text not null,
  priority integer not null,
  scope text not null,
  rule text not null,
  applies_itself integer not null,
  is_enabled integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);

create table competitor_prices (
  variant_id text not null,
  currency text not null,
  competitor text not null,
  captured_at text not null,
  price_minor bigint not null,
  created_at text not null,
  primary key (variant_id, currency, competitor, captured_at));
create index competitor_prices_captured on competitor_prices (captured_at);

create table price_changes (
  id text primary key,
  variant_id text not null,
  sku text not null,
  currency text not null,
  old_minor bigint,
  new_minor bigint,
  state text not null,
  source text not null,
  policy_id text,
  reason text not null,
  requested_by text not null,
  requested_at text not null,
  decided_by text,
  decided_at text,
  note text,
  effective_at text not null,
  applied_at text,
  applied_sequence bigint,
  change_bps bigint,
  over_limit text not null);
create index price_changes_variant on price_changes (variant_id, currency, id);
create index price_changes_state on price_changes (state, id);
create index price_changes_due on price_changes (effective_at, id) where state = 'approved';
create index price_changes_policy on price_changes (variant_id, policy_id) where policy_id is not null;

create table profit_models (
  id text primary key,
  channel_id text not null,
  currency text not null,
  tax_bps integer not null,
  landed_extra_bps integer not null,
  landed_extra_minor bigint not null,
  platform_fee_bps integer not null,
  payment_fee_bps integer not null,
  payment_fee_minor bigint not null,
  shipping_minor bigint not null,
  packaging_minor bigint not null,
  ad_bps integer not null,
  ad_minor bigint not null,
  return_rate_bps integer not null,
  resalable_bps integer not null,
  units_per_order integer not null,
  floor_bps integer not null,
  floor_minor bigint not null,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  unique (channel_id, currency));
`
}
