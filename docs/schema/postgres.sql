create table alerts (
  id text not null,
  kind text not null,
  severity text not null,
  owner_role text not null,
  subject_type text not null,
  subject_id text not null,
  dedupe_key text not null,
  message text not null,
  fields text not null,
  state text not null,
  count integer not null,
  version integer not null,
  raised_at text not null,
  last_raised_at text not null,
  acknowledged_at text,
  acknowledged_by text,
  snoozed_until text,
  resolved_at text,
  resolved_by text);
create table api_keys (
  id text not null,
  name text not null,
  hash text not null,
  role text not null,
  scopes text,
  created_at text not null,
  expires_at text,
  revoked_at text);
create table audit_log (
  id text not null,
  at text not null,
  actor text not null,
  request_id text,
  job_id text,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  before text,
  after text);
create table categories (
  id text not null,
  parent_id text,
  name text not null,
  slug text not null,
  path text not null,
  position integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table channel_backfills (
  channel_id text not null,
  since_at text not null,
  until_at text not null,
  state text not null,
  asked_at text not null,
  finished_at text);
create table channel_confirmations (
  shipment_id text not null,
  channel_id text not null,
  state text not null,
  retries integer not null,
  retry_at text,
  reason text,
  created_at text not null,
  finished_at text);
create table channel_consents (
  id text not null,
  channel_id text not null,
  state_hash text not null,
  callback_url text not null,
  created_at text not null,
  expires_at text not null,
  used_at text,
  granted_at text,
  reason text);
create table channel_cursors (
  channel_id text not null,
  stream text not null,
  watermark text not null,
  window_since text,
  window_until text,
  page_token text,
  observed_until text,
  version bigint not null);
create table channel_inbox (
  channel_id text not null,
  delivery_id text not null,
  topic text not null,
  external_id text,
  received_at text not null);
create table channel_listings (
  id text not null,
  channel_id text not null,
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
  updated_at text not null);
create table channel_pace (
  channel_id text not null,
  operation text not null,
  rate_per_second double precision not null,
  burst double precision not null,
  units double precision not null,
  filled_at text not null);
create table channel_rechecks (
  channel_id text not null,
  since_at text not null,
  until_at text not null,
  missing integer not null,
  outdated integer not null,
  names text not null);
create table channel_records (
  id text not null,
  channel_id text not null,
  kind text not null,
  external_id text not null,
  order_external_id text,
  modified_at text not null,
  document text not null,
  received_at text not null);
create table channel_rejected (
  id text not null,
  channel_id text not null,
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
  class text,
  payload text);
create table channel_rests (
  channel_id text not null,
  subject text not null,
  failures integer not null,
  until_at text not null,
  reason text not null);
create table channel_runs (
  id text not null,
  channel_id text not null,
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
  finished_at text,
  calls bigint default 0 not null,
  retried bigint default 0 not null,
  throttled bigint default 0 not null,
  waited_ms bigint default 0 not null,
  renewals bigint default 0 not null,
  reasons text);
create table channel_sources (
  channel_id text not null,
  source_id text not null,
  name text not null,
  size_bytes bigint not null,
  position text,
  rows bigint not null,
  pages bigint not null,
  state text not null,
  started_at text not null,
  completed_at text);
create table channel_tokens (
  channel_id text not null,
  sealed text,
  expires_at text,
  refresh_expires_at text,
  renewed_at text,
  lease_owner text,
  lease_until text);
create table channel_writes (
  id text not null,
  channel_id text not null,
  kind text not null,
  subject text not null,
  payload text not null,
  batch text,
  state text not null,
  retries integer not null,
  retry_at text,
  submission_id text,
  external_id text,
  code text,
  class text,
  reason text,
  created_at text not null,
  finished_at text);
create table channels (
  id text not null,
  platform text not null,
  name text not null,
  settings text not null,
  secrets text,
  buffer_units integer not null,
  ratio_bps integer not null,
  cap_units integer,
  stop_sell integer not null,
  unknown_skus text not null,
  currency text not null,
  pull_every_seconds integer not null,
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
create table credit_note_lines (
  credit_note_id text not null,
  position integer not null,
  sku text not null,
  title text not null,
  quantity bigint not null,
  total_minor bigint not null);
create table credit_notes (
  id text not null,
  channel_id text not null,
  external_id text not null,
  reason text not null,
  order_id text,
  order_external_id text,
  currency text not null,
  total_minor bigint not null,
  customer_ref text,
  issued_at text not null,
  created_at text not null);
create table idempotency_keys (
  scope text not null,
  fingerprint text not null,
  status integer not null,
  body text not null,
  expires_at text not null);
create table jobs (
  id text not null,
  name text not null,
  queue text not null,
  payload text not null,
  payload_version integer not null,
  dedupe_key text,
  priority integer not null,
  state text not null,
  attempt integer not null,
  attempts_max integer not null,
  claims integer not null,
  run_at text not null,
  worker text,
  lease_until text,
  progress_done bigint,
  progress_total bigint,
  cancel_requested integer not null,
  error text,
  origin text,
  created_at text not null,
  finished_at text);
create table locations (
  id text not null,
  name text not null,
  priority integer not null,
  is_enabled integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table order_events (
  id text not null,
  order_id text not null,
  at text not null,
  actor text not null,
  kind text not null,
  detail text);
create table order_exceptions (
  id text not null,
  order_id text not null,
  order_line_id text not null,
  kind text not null,
  state text not null,
  sku text,
  variant_id text,
  quantity bigint,
  message text not null,
  resolution text,
  resolved_by text,
  opened_at text not null,
  resolved_at text);
create table order_flags (
  order_id text not null,
  flag text not null);
create table order_lines (
  id text not null,
  order_id text not null,
  external_id text not null,
  source_order_id text,
  sku text not null,
  variant_id text,
  title text not null,
  quantity bigint not null,
  unit_price_minor bigint,
  total_minor bigint not null,
  discount_minor bigint not null,
  tax_minor bigint not null,
  allocated_quantity bigint not null,
  fulfilled_quantity bigint not null,
  canceled_quantity bigint not null,
  moved_quantity bigint not null);
create table orders (
  id text not null,
  channel_id text not null,
  external_id text not null,
  number text not null,
  state text not null,
  channel_state text,
  own_state text,
  raw_status text not null,
  payment_state text not null,
  refund_state text not null,
  currency text not null,
  subtotal_minor bigint not null,
  discount_minor bigint not null,
  shipping_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  paid_minor bigint not null,
  recorded_minor bigint not null,
  refunded_minor bigint not null,
  customer_ref text,
  buyer text,
  address text,
  country text,
  placed_at text not null,
  modified_at text not null,
  ship_by text,
  on_hold integer not null,
  holds text not null,
  hold_note text,
  note text,
  buyer_note text,
  content_hash text not null,
  split_from text,
  merged_into text,
  is_restructured integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table payments (
  id text not null,
  order_id text not null,
  amount_minor bigint not null,
  currency text not null,
  method text not null,
  reference text,
  paid_at text not null,
  created_at text not null);
create table prices (
  variant_id text not null,
  currency text not null,
  amount_minor bigint not null,
  updated_at text not null);
create table product_media (
  id text not null,
  product_id text not null,
  role text not null,
  position integer not null,
  url text not null,
  alt text not null,
  width integer,
  height integer,
  bytes bigint,
  created_at text not null);
create table product_texts (
  product_id text not null,
  content text not null);
create table products (
  id text not null,
  handle text not null,
  title text not null,
  description text not null,
  category_id text,
  tax_class text,
  attributes text not null,
  options text not null,
  lifecycle text not null,
  score integer not null,
  missing text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table reservation_parts (
  reservation_id text not null,
  line integer not null,
  variant_id text not null,
  location_id text not null,
  quantity bigint not null,
  is_tracked integer not null);
create table reservations (
  id text not null,
  state text not null,
  owner text not null,
  expires_at text not null,
  order_id text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table schedules (
  name text not null,
  cron text not null,
  zone text not null,
  next_at text not null,
  last_at text);
create table schema_migrations (
  plugin text not null,
  migration text not null,
  checksum text not null,
  applied_at text not null);
create table shipment_lines (
  shipment_id text not null,
  order_line_id text not null,
  external_id text not null,
  sku text not null,
  quantity bigint not null,
  location_id text not null);
create table shipments (
  id text not null,
  order_id text not null,
  packed_order_id text not null,
  channel_id text not null,
  carrier text not null,
  tracking_number text not null,
  shipped_at text not null,
  confirm_state text not null,
  confirmed_at text,
  failed_reason text,
  created_at text not null);
create table stock_alerts (
  kind text not null,
  variant_id text not null,
  location_id text not null,
  raised_at text not null);
create table stock_allocations (
  order_line_id text not null,
  location_id text not null,
  variant_id text not null,
  order_id text not null,
  is_tracked integer not null,
  allocated bigint not null,
  fulfilled bigint not null,
  updated_at text not null);
create table stock_count_lines (
  count_id text not null,
  variant_id text not null,
  expected bigint,
  counted bigint,
  counted_by text,
  counted_at text);
create table stock_counts (
  id text not null,
  location_id text not null,
  state text not null,
  note text,
  requested_by text not null,
  decided_by text,
  version integer not null,
  created_at text not null,
  decided_at text);
create table stock_demand (
  variant_id text not null,
  location_id text not null,
  day_on text not null,
  quantity bigint not null);
create table stock_levels (
  variant_id text not null,
  location_id text not null,
  on_hand bigint not null,
  allocated bigint not null,
  reserved bigint not null,
  incoming bigint not null,
  safety_stock bigint not null,
  updated_at text not null);
create table stock_movements (
  id text not null,
  at text not null,
  kind text not null,
  variant_id text not null,
  location_id text not null,
  quantity bigint not null,
  on_hand bigint not null,
  allocated bigint not null,
  reserved bigint not null,
  incoming bigint not null,
  reason text,
  ref_type text,
  ref_id text,
  source_id text,
  actor text not null);
create table stock_policies (
  variant_id text not null,
  location_id text not null,
  min_units bigint,
  max_units bigint,
  multiple_units bigint not null,
  lead_time_days integer not null,
  lead_time_sd_days integer not null,
  review_days integer not null,
  service_z_e4 integer not null,
  margin_units bigint not null,
  cover_min_days integer,
  slow_after_days integer,
  slow_cover_days integer,
  computed_min_units bigint,
  computed_max_units bigint,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table stock_variants (
  variant_id text not null,
  sku text not null,
  is_tracked integer not null);
create table transfer_lines (
  transfer_id text not null,
  variant_id text not null,
  shipped bigint not null,
  received bigint not null,
  lost bigint not null);
create table transfers (
  id text not null,
  state text not null,
  from_location_id text not null,
  to_location_id text not null,
  note text,
  version integer not null,
  created_at text not null,
  received_at text);
create table variants (
  id text not null,
  product_id text not null,
  sku text not null,
  gtin text,
  title text,
  is_tracked integer not null,
  cost_minor bigint,
  cost_currency text,
  weight_grams integer,
  length_mm integer,
  width_mm integer,
  height_mm integer,
  tax_class text,
  attributes text not null,
  option_values text not null,
  position integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table webhook_attempts (
  delivery_id text not null,
  attempt integer not null,
  started_at text not null,
  duration_ms integer not null,
  status integer,
  error text,
  answer text not null);
create table webhook_deliveries (
  id text not null,
  subscription_id text not null,
  message_id text not null,
  type text not null,
  state text not null,
  attempts integer not null,
  step integer not null,
  next_attempt_at text,
  created_at text not null,
  finished_at text);
create table webhook_messages (
  id text not null,
  body text not null,
  created_at text not null);
create table webhook_subscriptions (
  id text not null,
  url text not null,
  events text not null,
  description text not null,
  state text not null,
  disabled_reason text,
  disabled_at text,
  failing_since text,
  secret text not null,
  previous_secret text,
  previous_secret_until text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
alter table alerts add constraint alerts_pkey PRIMARY KEY (id);
alter table api_keys add constraint api_keys_hash_key UNIQUE (hash);
alter table api_keys add constraint api_keys_pkey PRIMARY KEY (id);
alter table audit_log add constraint audit_log_pkey PRIMARY KEY (id);
alter table categories add constraint categories_path_key UNIQUE (path);
alter table categories add constraint categories_pkey PRIMARY KEY (id);
alter table channel_backfills add constraint channel_backfills_pkey PRIMARY KEY (channel_id);
alter table channel_confirmations add constraint channel_confirmations_pkey PRIMARY KEY (shipment_id);
alter table channel_consents add constraint channel_consents_pkey PRIMARY KEY (id);
alter table channel_consents add constraint channel_consents_state_hash_key UNIQUE (state_hash);
alter table channel_cursors add constraint channel_cursors_pkey PRIMARY KEY (channel_id, stream);
alter table channel_inbox add constraint channel_inbox_pkey PRIMARY KEY (channel_id, delivery_id);
alter table channel_listings add constraint channel_listings_channel_id_external_listing_id_key UNIQUE (channel_id, external_listing_id);
alter table channel_listings add constraint channel_listings_pkey PRIMARY KEY (id);
alter table channel_pace add constraint channel_pace_pkey PRIMARY KEY (channel_id, operation);
alter table channel_rechecks add constraint channel_rechecks_pkey PRIMARY KEY (channel_id);
alter table channel_records add constraint channel_records_channel_id_kind_external_id_key UNIQUE (channel_id, kind, external_id);
alter table channel_records add constraint channel_records_pkey PRIMARY KEY (id);
alter table channel_rejected add constraint channel_rejected_channel_id_entry_key_key UNIQUE (channel_id, entry_key);
alter table channel_rejected add constraint channel_rejected_pkey PRIMARY KEY (id);
alter table channel_rests add constraint channel_rests_pkey PRIMARY KEY (channel_id, subject);
alter table channel_runs add constraint channel_runs_pkey PRIMARY KEY (id);
alter table channel_sources add constraint channel_sources_pkey PRIMARY KEY (channel_id, source_id);
alter table channel_tokens add constraint channel_tokens_pkey PRIMARY KEY (channel_id);
alter table channel_writes add constraint channel_writes_pkey PRIMARY KEY (id);
alter table channels add constraint channels_pkey PRIMARY KEY (id);
alter table channels add constraint channels_pull_every_seconds_check CHECK ((pull_every_seconds >= 1));
alter table channels add constraint channels_ratio_bps_check CHECK (((ratio_bps >= 0) AND (ratio_bps <= 10000)));
alter table credit_note_lines add constraint credit_note_lines_pkey PRIMARY KEY (credit_note_id, "position");
alter table credit_notes add constraint credit_notes_channel_id_external_id_key UNIQUE (channel_id, external_id);
alter table credit_notes add constraint credit_notes_pkey PRIMARY KEY (id);
alter table idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (scope);
alter table jobs add constraint jobs_pkey PRIMARY KEY (id);
alter table locations add constraint locations_pkey PRIMARY KEY (id);
alter table order_events add constraint order_events_pkey PRIMARY KEY (id);
alter table order_exceptions add constraint order_exceptions_pkey PRIMARY KEY (id);
alter table order_flags add constraint order_flags_pkey PRIMARY KEY (order_id, flag);
alter table order_lines add constraint order_lines_order_id_external_id_key UNIQUE (order_id, external_id);
alter table order_lines add constraint order_lines_pkey PRIMARY KEY (id);
alter table orders add constraint orders_channel_id_external_id_key UNIQUE (channel_id, external_id);
alter table orders add constraint orders_pkey PRIMARY KEY (id);
alter table payments add constraint payments_pkey PRIMARY KEY (id);
alter table prices add constraint prices_pkey PRIMARY KEY (variant_id, currency);
alter table product_media add constraint product_media_pkey PRIMARY KEY (id);
alter table product_texts add constraint product_texts_pkey PRIMARY KEY (product_id);
alter table products add constraint products_handle_key UNIQUE (handle);
alter table products add constraint products_pkey PRIMARY KEY (id);
alter table reservation_parts add constraint reservation_parts_pkey PRIMARY KEY (reservation_id, line, location_id);
alter table reservations add constraint reservations_pkey PRIMARY KEY (id);
alter table schedules add constraint schedules_pkey PRIMARY KEY (name);
alter table schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (plugin, migration);
alter table shipment_lines add constraint shipment_lines_pkey PRIMARY KEY (shipment_id, order_line_id, location_id);
alter table shipments add constraint shipments_pkey PRIMARY KEY (id);
alter table stock_alerts add constraint stock_alerts_pkey PRIMARY KEY (variant_id, location_id, kind);
alter table stock_allocations add constraint stock_allocations_allocated_check CHECK ((allocated >= 0));
alter table stock_allocations add constraint stock_allocations_fulfilled_check CHECK ((fulfilled >= 0));
alter table stock_allocations add constraint stock_allocations_pkey PRIMARY KEY (order_line_id, variant_id, location_id);
alter table stock_count_lines add constraint stock_count_lines_pkey PRIMARY KEY (count_id, variant_id);
alter table stock_counts add constraint stock_counts_pkey PRIMARY KEY (id);
alter table stock_demand add constraint stock_demand_pkey PRIMARY KEY (variant_id, location_id, day_on);
alter table stock_levels add constraint stock_levels_allocated_check CHECK ((allocated >= 0));
alter table stock_levels add constraint stock_levels_incoming_check CHECK ((incoming >= 0));
alter table stock_levels add constraint stock_levels_pkey PRIMARY KEY (variant_id, location_id);
alter table stock_levels add constraint stock_levels_reserved_check CHECK ((reserved >= 0));
alter table stock_movements add constraint stock_movements_pkey PRIMARY KEY (id);
alter table stock_policies add constraint stock_policies_pkey PRIMARY KEY (variant_id, location_id);
alter table stock_variants add constraint stock_variants_pkey PRIMARY KEY (variant_id);
alter table transfer_lines add constraint transfer_lines_lost_check CHECK ((lost >= 0));
alter table transfer_lines add constraint transfer_lines_pkey PRIMARY KEY (transfer_id, variant_id);
alter table transfer_lines add constraint transfer_lines_received_check CHECK ((received >= 0));
alter table transfers add constraint transfers_pkey PRIMARY KEY (id);
alter table variants add constraint variants_pkey PRIMARY KEY (id);
alter table variants add constraint variants_sku_key UNIQUE (sku);
alter table webhook_attempts add constraint webhook_attempts_pkey PRIMARY KEY (delivery_id, attempt);
alter table webhook_deliveries add constraint webhook_deliveries_pkey PRIMARY KEY (id);
alter table webhook_messages add constraint webhook_messages_pkey PRIMARY KEY (id);
alter table webhook_subscriptions add constraint webhook_subscriptions_pkey PRIMARY KEY (id);
alter table categories add constraint categories_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES categories(id);
alter table channel_backfills add constraint channel_backfills_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_confirmations add constraint channel_confirmations_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_consents add constraint channel_consents_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_cursors add constraint channel_cursors_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_inbox add constraint channel_inbox_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_listings add constraint channel_listings_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_pace add constraint channel_pace_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_rechecks add constraint channel_rechecks_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_records add constraint channel_records_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_rejected add constraint channel_rejected_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_rests add constraint channel_rests_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_runs add constraint channel_runs_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_sources add constraint channel_sources_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_tokens add constraint channel_tokens_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_writes add constraint channel_writes_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table prices add constraint prices_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES variants(id) DEFERRABLE INITIALLY DEFERRED;
alter table product_media add constraint product_media_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id);
alter table products add constraint products_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id);
alter table stock_levels add constraint stock_levels_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations(id);
alter table variants add constraint variants_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id) DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX alerts_open on alerts USING btree (dedupe_key) WHERE (state <> 'resolved'::text);
CREATE INDEX alerts_state on alerts USING btree (state, id);
CREATE INDEX alerts_subject on alerts USING btree (subject_id, id);
CREATE INDEX audit_log_subject on audit_log USING btree (subject_id, id);
CREATE INDEX categories_parent on categories USING btree (parent_id);
CREATE INDEX channel_confirmations_pending on channel_confirmations USING btree (channel_id, shipment_id) WHERE (state = 'pending'::text);
CREATE INDEX channel_inbox_received on channel_inbox USING btree (received_at);
CREATE INDEX channel_listings_price_dirty on channel_listings USING btree (channel_id, id) WHERE (price_sequence > price_done);
CREATE INDEX channel_listings_sku on channel_listings USING btree (sku);
CREATE INDEX channel_listings_stock_dirty on channel_listings USING btree (channel_id, id) WHERE (stock_sequence > stock_done);
CREATE INDEX channel_listings_variant on channel_listings USING btree (variant_id);
CREATE INDEX channel_records_newest on channel_records USING btree (channel_id, kind, modified_at, id);
CREATE INDEX channel_rejected_open on channel_rejected USING btree (channel_id, source) WHERE (settled_at IS NULL);
CREATE INDEX channel_runs_newest on channel_runs USING btree (channel_id, id);
CREATE INDEX channel_runs_running on channel_runs USING btree (progress_at) WHERE (state = 'running'::text);
CREATE INDEX channel_runs_started on channel_runs USING btree (started_at);
CREATE INDEX channel_writes_finished on channel_writes USING btree (finished_at);
CREATE INDEX channel_writes_newest on channel_writes USING btree (channel_id, state, id);
CREATE INDEX channel_writes_open on channel_writes USING btree (channel_id, id) WHERE (state = ANY (ARRAY['pending'::text, 'sent'::text, 'accepted'::text]));
CREATE INDEX credit_notes_issued on credit_notes USING btree (issued_at, id);
CREATE INDEX credit_notes_order on credit_notes USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX idempotency_keys_expiry on idempotency_keys USING btree (expires_at);
CREATE INDEX jobs_delayed on jobs USING btree (run_at) WHERE (state = 'delayed'::text);
CREATE INDEX jobs_ended on jobs USING btree (id) WHERE (state = ANY (ARRAY['dead'::text, 'canceled'::text]));
CREATE INDEX jobs_handed on jobs USING btree (queue, priority, run_at, id) WHERE (state = 'handed'::text);
CREATE INDEX jobs_ready on jobs USING btree (queue, priority, run_at, id) WHERE (state = 'ready'::text);
CREATE INDEX jobs_running on jobs USING btree (queue) WHERE (state = 'running'::text);
CREATE INDEX jobs_running_key on jobs USING btree (dedupe_key) WHERE ((state = 'running'::text) AND (dedupe_key IS NOT NULL));
CREATE UNIQUE INDEX jobs_waiting_key on jobs USING btree (dedupe_key) WHERE ((state = ANY (ARRAY['delayed'::text, 'ready'::text, 'handed'::text])) AND (dedupe_key IS NOT NULL));
CREATE INDEX order_events_order on order_events USING btree (order_id, id);
CREATE UNIQUE INDEX order_exceptions_open on order_exceptions USING btree (order_id, kind, order_line_id) WHERE (state = 'open'::text);
CREATE INDEX order_exceptions_order on order_exceptions USING btree (order_id);
CREATE INDEX order_exceptions_short on order_exceptions USING btree (variant_id, quantity) WHERE ((state = 'open'::text) AND (kind = 'short_stock'::text));
CREATE INDEX order_exceptions_state on order_exceptions USING btree (state, id);
CREATE INDEX order_flags_flag on order_flags USING btree (flag, order_id);
CREATE INDEX order_lines_sku on order_lines USING btree (sku, order_id);
CREATE INDEX order_lines_unmapped on order_lines USING btree (sku) WHERE (variant_id IS NULL);
CREATE INDEX orders_held on orders USING btree (placed_at, id) WHERE (on_hold = 1);
CREATE INDEX orders_number on orders USING btree (number);
CREATE INDEX orders_placed on orders USING btree (placed_at, id);
CREATE INDEX orders_ship_by on orders USING btree (ship_by) WHERE ((ship_by IS NOT NULL) AND (state = ANY (ARRAY['paid'::text, 'allocated'::text, 'partially_shipped'::text])));
CREATE INDEX orders_split_from on orders USING btree (split_from) WHERE (split_from IS NOT NULL);
CREATE INDEX orders_unpaid on orders USING btree (placed_at) WHERE (state = 'awaiting_payment'::text);
CREATE INDEX payments_order on payments USING btree (order_id, id);
CREATE INDEX product_media_product on product_media USING btree (product_id, role, "position", id);
CREATE INDEX product_texts_trigrams on product_texts USING gin (content gin_trgm_ops);
CREATE INDEX products_category on products USING btree (category_id, id);
CREATE INDEX products_lifecycle on products USING btree (lifecycle, id);
CREATE INDEX products_title on products USING btree (title, id);
CREATE INDEX products_updated on products USING btree (updated_at, id);
CREATE INDEX reservation_parts_variant on reservation_parts USING btree (variant_id);
CREATE INDEX reservations_due on reservations USING btree (expires_at) WHERE (state = 'held'::text);
CREATE INDEX shipment_lines_line on shipment_lines USING btree (order_line_id);
CREATE INDEX shipments_order on shipments USING btree (packed_order_id, id);
CREATE INDEX shipments_source on shipments USING btree (order_id, id);
CREATE INDEX stock_allocations_held on stock_allocations USING btree (variant_id, location_id) WHERE (allocated > 0);
CREATE INDEX stock_levels_location on stock_levels USING btree (location_id, variant_id);
CREATE INDEX stock_movements_location on stock_movements USING btree (location_id, id);
CREATE UNIQUE INDEX stock_movements_source on stock_movements USING btree (source_id) WHERE (source_id IS NOT NULL);
CREATE INDEX stock_movements_variant on stock_movements USING btree (variant_id, id);
CREATE INDEX stock_variants_sku on stock_variants USING btree (sku);
CREATE INDEX variants_gtin on variants USING btree (gtin);
CREATE INDEX variants_product on variants USING btree (product_id, "position", id);
CREATE INDEX webhook_deliveries_created on webhook_deliveries USING btree (created_at);
CREATE INDEX webhook_deliveries_failed on webhook_deliveries USING btree (subscription_id, created_at, id) WHERE (state = 'failed'::text);
CREATE INDEX webhook_deliveries_message on webhook_deliveries USING btree (message_id);
CREATE INDEX webhook_deliveries_pending on webhook_deliveries USING btree (subscription_id, id) WHERE (state = 'pending'::text);
CREATE INDEX webhook_deliveries_subscription on webhook_deliveries USING btree (subscription_id, id);
CREATE INDEX webhook_messages_created on webhook_messages USING btree (created_at);
