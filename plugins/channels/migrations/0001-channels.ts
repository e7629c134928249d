import type { Migration } from '#core/database/migrations'

/** Accounts, listings, and how far each sync has come. */
export const channelsMigration: Migration = {
  id: '0001-channels',
  sql: `
create table channels (
  id text primary key,
  platform text not null,
  name text not null,
  settings text not null,
  secrets text,
  buffer_units integer not null,
  ratio_bps integer not null check (ratio_bps between 0 and 10000),
  cap_units integer,
  stop_sell integer not null,
  unknown_skus text not null,
  currency text not null,
  pull_every_seconds integer not null check (pull_every_seconds >= 1),
  push_stock integer not null,
  push_prices integer not null,
  since text,
  is_enabled integer not null,
  is_configured integer not null,
  paused_at text,
  paused_reason text,
  next_pull_at text,
  last_pulled_at text,
  subscribed_url text,
  version integer not null,
  created_at text not null,
  updated_at text not null);

create table channel_listings (
  id text primary key,
  channel_id text not null references channels (id),
  external_listing_id text not null,
  sku text not null,
  variant_id text,
  state text not null,
  buffer_units integer,
  ratio_bps integer,
  cap_units integer,
  stop_sell integer,
  stock_sequence bigint not null,
  stock_done bigint not null,
  stock_quantity bigint,
  stock_pushed_at text,
  stock_retries integer not null,
  stock_retry_at text,
  price_sequence bigint not null,
  price_done bigint not null,
  price_retries integer not null,
  price_retry_at text,
  rejected_reason text,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  unique (channel_id, external_listing_id));
create index channel_listings_variant on channel_listings (variant_id);
create index channel_listings_sku on channel_listings (sku);
create index channel_listings_stock_dirty on channel_listings (channel_id, id) where stock_sequence > stock_done;
create index channel_listings_price_dirty on channel_listings (channel_id, id) where price_sequence > price_done;

create table channel_cursors (
  channel_id text not null references channels (id),
  stream text not null,
  watermark text not null,
  window_since text,
  window_until text,
  page_token text,
  observed_until text,
  version bigint not null,
  primary key (channel_id, stream));

create table channel_sources (
  channel_id text not null references channels (id),
  source_id text not null,
  name text not null,
  size_bytes bigint not null,
  position text,
  rows bigint not null,
  pages bigint not null,
  state text not null,
  started_at text not null,
  completed_at text,
  primary key (channel_id, source_id));

create table channel_runs (
  id text primary key,
  channel_id text not null references channels (id),
  kind text not null,
  state text not null,
  documents bigint not null,
  created bigint not null,
  updated bigint not null,
  unchanged bigint not null,
  rejected bigint not null,
  failed bigint not null,
  error text,
  detail text,
  started_at text not null,
  progress_at text not null,
  finished_at text);
create index channel_runs_newest on channel_runs (channel_id, id);
create index channel_runs_started on channel_runs (started_at);
create index channel_runs_running on channel_runs (progress_at) where state = 'running';

create table channel_rejected (
  id text primary key,
  channel_id text not null references channels (id),
  run_id text not null,
  source text not null,
  line bigint,
  column_name text,
  reason text not null,
  external_id text,
  entry_key text not null,
  count integer not null,
  first_seen_at text not null,
  last_seen_at text not null,
  settled_at text,
  unique (channel_id, entry_key));
create index channel_rejected_open on channel_rejected (channel_id, source) where settled_at is null;

create table channel_inbox (
  channel_id text not null references channels (id),
  delivery_id text not null,
  topic text not null,
  external_id text,
  received_at text not null,
  primary key (channel_id, delivery_id));
create index channel_inbox_received on channel_inbox (received_at);

create table channel_after_sales (
  channel_id text not null references channels (id),
  external_id text not null,
  modified_at text not null,
  body text not null,
  received_at text not null,
  primary key (channel_id, external_id));

create table channel_confirmations (
  shipment_id text primary key,
  channel_id text not null references channels (id),
  state text not null,
  retries integer not null,
  retry_at text,
  reason text,
  created_at text not null,
  finished_at text);
create index channel_confirmations_pending on channel_confirmations (channel_id, shipment_id) where state = 'pending';
`
}
