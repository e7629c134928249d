import type { Migration } from '#core/database/migrations'

/** Customers with what belongs to them, and what their orders add up to. */
export const customersMigration: Migration = {
  id: '0001-customers',
  sql: `
create table customers (
  id text primary key,
  state text not null,
  merged_into text,
  merged_at text,
  living_id text not null,
  name text,
  birth_on text,
  language text,
  zone text,
  country text,
  attributes text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create index customers_living on customers (living_id);
create index customers_state on customers (state, id);

create table customer_identities (
  channel_id text not null,
  external_id text not null,
  member_id text not null,
  customer_id text not null,
  created_at text not null,
  primary key (channel_id, external_id));
create index customer_identities_customer on customer_identities (customer_id);
create index customer_identities_external on customer_identities (external_id);

create table customer_contacts (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  kind text not null,
  sealed text not null,
  blind_index text not null unique,
  created_at text not null);
create index customer_contacts_customer on customer_contacts (customer_id);

create table customer_addresses (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  label text,
  sealed text not null,
  country text not null,
  created_at text not null,
  updated_at text not null);
create index customer_addresses_customer on customer_addresses (customer_id);

create table customer_notes (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  sealed text not null,
  actor text not null,
  created_at text not null);
create index customer_notes_customer on customer_notes (customer_id, id);

create table customer_tags (
  member_id text not null,
  customer_id text not null,
  tag text not null,
  created_at text not null,
  primary key (member_id, tag));
create index customer_tags_customer on customer_tags (customer_id, tag);
create index customer_tags_tag on customer_tags (tag, customer_id);

create table customer_consent_events (
  id text primary key,
  member_id text not null,
  purpose text not null,
  status text not null,
  source text not null,
  text_version text,
  sealed_ip text,
  actor text not null,
  at text not null,
  created_at text not null);
create index customer_consent_events_member on customer_consent_events (member_id, id);

create table customer_consents (
  customer_id text not null,
  purpose text not null,
  status text not null,
  at text not null,
  primary key (customer_id, purpose));

create table customer_timeline (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  at text not null,
  actor text not null,
  kind text not null,
  detail text not null);
create index customer_timeline_customer on customer_timeline (customer_id, at, id);

create table crm_order_facts (
  order_id text primary key,
  member_id text not null,
  customer_id text not null,
  channel_id text not null,
  currency text not null,
  counts integer not null,
  orders integer not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  units bigint not null,
  placed_at text not null);
create index crm_order_facts_customer on crm_order_facts (customer_id, currency, counts, placed_at);

create table customer_totals (
  customer_id text not null,
  currency text not null,
  orders bigint not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  units bigint not null,
  first_order_at text,
  last_order_at text,
  primary key (customer_id, currency));

create table crm_backfills (
  name text primary key,
  after_id text not null,
  finished_at text);
`
}
