import type { Migration } from '#core/database/migrations'

/** Tiers, members and points. */
export const membershipMigration: Migration = {
  id: '0004-membership',
  sql: `
create table membership_programmes (
  id text primary key,
  rule text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);

create table membership_tiers (
  id text primary key,
  handle text not null unique,
  title text not null,
  level integer not null unique,
  kind text not null,
  threshold bigint,
  keep bigint,
  term_months integer,
  benefits text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);

create table memberships (
  member_id text primary key,
  customer_id text not null,
  card_number text not null unique,
  joined_at text not null,
  tier_id text,
  tier_reason text not null,
  tier_since text not null,
  term_starts_at text not null,
  term_ends_at text,
  measured_from text,
  standard bigint,
  is_excluded_from_automatic integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create index memberships_customer on memberships (customer_id);
create index memberships_tier on memberships (tier_id, member_id);
create index memberships_term on memberships (term_ends_at) where term_ends_at is not null;

create table membership_events (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  at text not null,
  actor text not null,
  reason text not null,
  from_tier text,
  to_tier text,
  qualifying bigint,
  note text);
create index membership_events_customer on membership_events (customer_id, id);
create index membership_events_member on membership_events (member_id);

create table membership_gifts (
  member_id text not null,
  customer_id text not null,
  kind text not null,
  year integer not null,
  tier text not null,
  points bigint not null,
  benefit text,
  granted_at text not null,
  primary key (member_id, kind, year));
create index membership_gifts_customer on membership_gifts (customer_id, kind, year);

create table points_accounts (
  member_id text primary key,
  customer_id text not null,
  balance bigint not null);
create index points_accounts_customer on points_accounts (customer_id);

create table points_lots (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  points bigint not null,
  remaining bigint not null,
  source_id text not null,
  expires_at text,
  noticed_at text,
  created_at text not null);
create index points_lots_open on points_lots (customer_id) where remaining > 0;
create index points_lots_expiry on points_lots (expires_at) where remaining > 0;
create index points_lots_member on points_lots (member_id);

create table points_entries (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  kind text not null,
  points bigint not null,
  source_id text not null,
  part integer not null,
  reason text not null,
  actor text not null,
  at text not null,
  unique (source_id, part));
create index points_entries_customer on points_entries (customer_id, id);
create index points_entries_member on points_entries (member_id);

create table points_spends (
  source_id text not null,
  lot_id text not null,
  member_id text not null,
  points bigint not null,
  given_back bigint not null,
  primary key (source_id, lot_id));

create table points_orders (
  order_id text primary key,
  member_id text not null,
  points bigint not null,
  pending bigint not null,
  terms text not null,
  revision integer not null);
create index points_orders_member on points_orders (member_id);

create table points_adjustments (
  id text primary key,
  customer_id text not null,
  points bigint not null,
  reason text not null,
  state text not null,
  requested_by text not null,
  requested_at text not null,
  decided_by text,
  decided_at text);
create index points_adjustments_state on points_adjustments (state, id);
`
}
