CREATE TABLE alerts (
  id text primary key, kind text not null, severity text not null, owner_role text not null,
  subject_type text not null, subject_id text not null, dedupe_key text not null, message text not null,
  fields text not null, state text not null, count integer not null, version integer not null,
  raised_at text not null, last_raised_at text not null, acknowledged_at text, acknowledged_by text,
  snoozed_until text, resolved_at text, resolved_by text);
CREATE TABLE api_keys (
  id text primary key, name text not null, hash text not null unique, role text not null, scopes text,
  created_at text not null, expires_at text, revoked_at text);
CREATE TABLE audit_log (
  id text primary key, at text not null, actor text not null, request_id text, job_id text, action text not null,
  subject_type text not null, subject_id text not null, before text, after text);
CREATE TABLE categories (
  id text primary key, parent_id text references categories (id), name text not null, slug text not null,
  path text not null unique, position integer not null, version integer not null,
  created_at text not null, updated_at text not null);
CREATE TABLE channel_after_sales (
  channel_id text not null references channels (id),
  external_id text not null,
  modified_at text not null,
  body text not null,
  received_at text not null,
  primary key (channel_id, external_id));
CREATE TABLE channel_confirmations (
  shipment_id text primary key,
  channel_id text not null references channels (id),
  state text not null,
  retries integer not null,
  retry_at text,
  reason text,
  created_at text not null,
  finished_at text);
CREATE TABLE channel_cursors (
  channel_id text not null references channels (id),
  stream text not null,
  watermark text not null,
  window_since text,
  window_until text,
  page_token text,
  observed_until text,
  version bigint not null,
  primary key (channel_id, stream));
CREATE TABLE channel_inbox (
  channel_id text not null references channels (id),
  delivery_id text not null,
  topic text not null,
  external_id text,
  received_at text not null,
  primary key (channel_id, delivery_id));
CREATE TABLE channel_listings (
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
CREATE TABLE channel_rejected (
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
CREATE TABLE channel_runs (
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
CREATE TABLE channel_sources (
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
CREATE TABLE channels (
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
CREATE TABLE credit_note_lines (
  credit_note_id text not null,
  position integer not null,
  sku text not null,
  title text not null,
  quantity bigint not null,
  total_minor bigint not null,
  primary key (credit_note_id, position));
CREATE TABLE credit_notes (
  id text primary key,
  channel_id text not null,
  external_id text not null,
  reason text not null,
  order_id text,
  order_external_id text,
  currency text not null,
  total_minor bigint not null,
  customer_ref text,
  issued_at text not null,
  created_at text not null,
  unique (channel_id, external_id));
CREATE TABLE idempotency_keys (
  scope text primary key, fingerprint text not null, status integer not null, body text not null,
  expires_at text not null);
CREATE TABLE jobs (
  id text primary key, name text not null, queue text not null, payload text not null,
  payload_version integer not null, dedupe_key text, priority integer not null, state text not null,
  attempt integer not null, attempts_max integer not null, claims integer not null, run_at text not null,
  worker text, lease_until text, progress_done bigint, progress_total bigint, cancel_requested integer not null,
  error text, origin text, created_at text not null, finished_at text);
CREATE TABLE locations (
  id text primary key, name text not null, priority integer not null, is_enabled integer not null,
  version integer not null, created_at text not null, updated_at text not null);
CREATE TABLE order_events (
  id text primary key,
  order_id text not null,
  at text not null,
  actor text not null,
  kind text not null,
  detail text);
CREATE TABLE order_exceptions (
  id text primary key,
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
CREATE TABLE order_flags (
  order_id text not null,
  flag text not null,
  primary key (order_id, flag));
CREATE TABLE order_lines (
  id text primary key,
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
  moved_quantity bigint not null,
  unique (order_id, external_id));
CREATE TABLE orders (
  id text primary key,
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
  updated_at text not null,
  unique (channel_id, external_id));
CREATE TABLE payments (
  id text primary key,
  order_id text not null,
  amount_minor bigint not null,
  currency text not null,
  method text not null,
  reference text,
  paid_at text not null,
  created_at text not null);
CREATE TABLE prices (
  variant_id text not null references variants (id) deferrable initially deferred,
  currency text not null, amount_minor bigint not null, updated_at text not null,
  primary key (variant_id, currency));
CREATE TABLE product_media (
  id text primary key, product_id text not null references products (id), role text not null,
  position integer not null, url text not null, alt text not null, width integer, height integer,
  bytes bigint, created_at text not null);
CREATE TABLE product_texts (id integer primary key, product_id text not null unique, content text not null);
CREATE TABLE products (
  id text primary key, handle text not null unique, title text not null, description text not null,
  category_id text references categories (id), tax_class text, attributes text not null, options text not null,
  lifecycle text not null, score integer not null, missing text not null, version integer not null,
  created_at text not null, updated_at text not null);
CREATE TABLE reservation_parts (
  reservation_id text not null, line integer not null, variant_id text not null, location_id text not null,
  quantity bigint not null, is_tracked integer not null, primary key (reservation_id, line, location_id));
CREATE TABLE reservations (
  id text primary key, state text not null, owner text not null, expires_at text not null, order_id text,
  version integer not null, created_at text not null, updated_at text not null);
CREATE TABLE schedules (
  name text primary key, cron text not null, zone text not null, next_at text not null, last_at text);
CREATE TABLE schema_migrations (
        plugin text not null, migration text not null, checksum text not null, applied_at text not null,
        primary key (plugin, migration));
CREATE TABLE shipment_lines (
  shipment_id text not null,
  order_line_id text not null,
  external_id text not null,
  sku text not null,
  quantity bigint not null,
  location_id text not null,
  primary key (shipment_id, order_line_id, location_id));
CREATE TABLE shipments (
  id text primary key,
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
CREATE TABLE stock_alerts (
  kind text not null, variant_id text not null, location_id text not null, raised_at text not null,
  primary key (variant_id, location_id, kind));
CREATE TABLE stock_allocations (
  order_line_id text not null, location_id text not null, variant_id text not null, order_id text not null,
  is_tracked integer not null, allocated bigint not null check (allocated >= 0),
  fulfilled bigint not null check (fulfilled >= 0), updated_at text not null,
  primary key (order_line_id, variant_id, location_id));
CREATE TABLE stock_count_lines (
  count_id text not null, variant_id text not null, expected bigint, counted bigint, counted_by text,
  counted_at text, primary key (count_id, variant_id));
CREATE TABLE stock_counts (
  id text primary key, location_id text not null, state text not null, note text, requested_by text not null,
  decided_by text, version integer not null, created_at text not null, decided_at text);
CREATE TABLE stock_demand (
  variant_id text not null, location_id text not null, day_on text not null, quantity bigint not null,
  primary key (variant_id, location_id, day_on));
CREATE TABLE stock_levels (
  variant_id text not null, location_id text not null references locations (id),
  on_hand bigint not null, allocated bigint not null check (allocated >= 0),
  reserved bigint not null check (reserved >= 0), incoming bigint not null check (incoming >= 0),
  safety_stock bigint not null, updated_at text not null,
  primary key (variant_id, location_id));
CREATE TABLE stock_movements (
  id text primary key, at text not null, kind text not null, variant_id text not null, location_id text not null,
  quantity bigint not null, on_hand bigint not null, allocated bigint not null, reserved bigint not null,
  incoming bigint not null, reason text, ref_type text, ref_id text, source_id text, actor text not null);
CREATE TABLE stock_policies (
  variant_id text not null, location_id text not null, min_units bigint, max_units bigint,
  multiple_units bigint not null, lead_time_days integer not null, lead_time_sd_days integer not null,
  review_days integer not null, service_z_e4 integer not null, margin_units bigint not null,
  cover_min_days integer, slow_after_days integer, slow_cover_days integer, computed_min_units bigint,
  computed_max_units bigint, version integer not null, created_at text not null, updated_at text not null,
  primary key (variant_id, location_id));
CREATE TABLE stock_variants (variant_id text primary key, sku text not null, is_tracked integer not null);
CREATE TABLE transfer_lines (
  transfer_id text not null, variant_id text not null, shipped bigint not null,
  received bigint not null check (received >= 0), lost bigint not null check (lost >= 0),
  primary key (transfer_id, variant_id));
CREATE TABLE transfers (
  id text primary key, state text not null, from_location_id text not null, to_location_id text not null,
  note text, version integer not null, created_at text not null, received_at text);
CREATE TABLE variants (
  id text primary key, product_id text not null references products (id) deferrable initially deferred,
  sku text not null unique, gtin text, title text, is_tracked integer not null,
  cost_minor bigint, cost_currency text, weight_grams integer, length_mm integer, width_mm integer,
  height_mm integer, tax_class text, attributes text not null, option_values text not null,
  position integer not null, version integer not null, created_at text not null, updated_at text not null);
CREATE VIRTUAL TABLE product_search using fts5 (
  content, content='product_texts', content_rowid='id', tokenize='trigram');
CREATE UNIQUE INDEX alerts_open on alerts (dedupe_key) where state <> 'resolved';
CREATE INDEX alerts_state on alerts (state, id);
CREATE INDEX alerts_subject on alerts (subject_id, id);
CREATE INDEX audit_log_subject on audit_log (subject_id, id);
CREATE INDEX categories_parent on categories (parent_id);
CREATE INDEX channel_confirmations_pending on channel_confirmations (channel_id, shipment_id) where state = 'pending';
CREATE INDEX channel_inbox_received on channel_inbox (received_at);
CREATE INDEX channel_listings_price_dirty on channel_listings (channel_id, id) where price_sequence > price_done;
CREATE INDEX channel_listings_sku on channel_listings (sku);
CREATE INDEX channel_listings_stock_dirty on channel_listings (channel_id, id) where stock_sequence > stock_done;
CREATE INDEX channel_listings_variant on channel_listings (variant_id);
CREATE INDEX channel_rejected_open on channel_rejected (channel_id, source) where settled_at is null;
CREATE INDEX channel_runs_newest on channel_runs (channel_id, id);
CREATE INDEX channel_runs_running on channel_runs (progress_at) where state = 'running';
CREATE INDEX channel_runs_started on channel_runs (started_at);
CREATE INDEX credit_notes_issued on credit_notes (issued_at, id);
CREATE INDEX credit_notes_order on credit_notes (order_id) where order_id is not null;
CREATE INDEX idempotency_keys_expiry on idempotency_keys (expires_at);
CREATE INDEX jobs_delayed on jobs (run_at) where state = 'delayed';
CREATE INDEX jobs_ended on jobs (id) where state in ('dead', 'canceled');
CREATE INDEX jobs_handed on jobs (queue, priority, run_at, id) where state = 'handed';
CREATE INDEX jobs_ready on jobs (queue, priority, run_at, id) where state = 'ready';
CREATE INDEX jobs_running on jobs (queue) where state = 'running';
CREATE INDEX jobs_running_key on jobs (dedupe_key) where state = 'running' and dedupe_key is not null;
CREATE UNIQUE INDEX jobs_waiting_key on jobs (dedupe_key)
  where state in ('delayed', 'ready', 'handed') and dedupe_key is not null;
CREATE INDEX order_events_order on order_events (order_id, id);
CREATE UNIQUE INDEX order_exceptions_open on order_exceptions (order_id, kind, order_line_id) where state = 'open';
CREATE INDEX order_exceptions_order on order_exceptions (order_id);
CREATE INDEX order_exceptions_short on order_exceptions (variant_id, quantity) where state = 'open' and kind = 'short_stock';
CREATE INDEX order_exceptions_state on order_exceptions (state, id);
CREATE INDEX order_flags_flag on order_flags (flag, order_id);
CREATE INDEX order_lines_sku on order_lines (sku, order_id);
CREATE INDEX order_lines_unmapped on order_lines (sku) where variant_id is null;
CREATE INDEX orders_held on orders (placed_at, id) where on_hold = 1;
CREATE INDEX orders_number on orders (number);
CREATE INDEX orders_placed on orders (placed_at, id);
CREATE INDEX orders_ship_by on orders (ship_by) where ship_by is not null and state in ('paid', 'allocated', 'partially_shipped');
CREATE INDEX orders_split_from on orders (split_from) where split_from is not null;
CREATE INDEX orders_unpaid on orders (placed_at) where state = 'awaiting_payment';
CREATE INDEX payments_order on payments (order_id, id);
CREATE INDEX product_media_product on product_media (product_id, role, position, id);
CREATE INDEX products_category on products (category_id, id);
CREATE INDEX products_lifecycle on products (lifecycle, id);
CREATE INDEX products_title on products (title, id);
CREATE INDEX products_updated on products (updated_at, id);
CREATE INDEX reservation_parts_variant on reservation_parts (variant_id);
CREATE INDEX reservations_due on reservations (expires_at) where state = 'held';
CREATE INDEX shipment_lines_line on shipment_lines (order_line_id);
CREATE INDEX shipments_order on shipments (packed_order_id, id);
CREATE INDEX shipments_source on shipments (order_id, id);
CREATE INDEX stock_allocations_held on stock_allocations (variant_id, location_id) where allocated > 0;
CREATE INDEX stock_levels_location on stock_levels (location_id, variant_id);
CREATE INDEX stock_movements_location on stock_movements (location_id, id);
CREATE UNIQUE INDEX stock_movements_source on stock_movements (source_id) where source_id is not null;
CREATE INDEX stock_movements_variant on stock_movements (variant_id, id);
CREATE INDEX stock_variants_sku on stock_variants (sku);
CREATE INDEX variants_gtin on variants (gtin);
CREATE INDEX variants_product on variants (product_id, position, id);
CREATE TRIGGER product_texts_added after insert on product_texts begin
  insert into product_search (rowid, content) values (new.id, new.content);
end;
CREATE TRIGGER product_texts_changed after update on product_texts begin
  insert into product_search (product_search, rowid, content) values ('delete', old.id, old.content);
  insert into product_search (rowid, content) values (new.id, new.content);
end;
CREATE TRIGGER product_texts_removed after delete on product_texts begin
  insert into product_search (product_search, rowid, content) values ('delete', old.id, old.content);
end;
insert into alerts (id, kind, severity, owner_role, subject_type, subject_id, dedupe_key, message, fields, state, count, version, raised_at, last_raised_at, acknowledged_at, acknowledged_by, snoozed_until, resolved_at, resolved_by) values ('alt_01m8gbqzza0000rwdrd6mqeakx', 'stock.count-variance', 'warning', 'manager', 'stockCount', 'cnt_01m8gbqzx40000c6gxx27egv23', 'stock.count-variance:stockCount:cnt_01m8gbqzx40000c6gxx27egv23', '1 lines of cnt_01m8gbqzx40000c6gxx27egv23 differ; MUG-GREEN: 90 counted, 95 expected', '{"sku":"MUG-GREEN","locationId":"loc_default","value":90,"threshold":95}', 'open', 1, 1, '2026-11-28T05:58:41.379Z', '2026-11-28T05:58:41.379Z', null, null, null, null, null);
insert into alerts (id, kind, severity, owner_role, subject_type, subject_id, dedupe_key, message, fields, state, count, version, raised_at, last_raised_at, acknowledged_at, acknowledged_by, snoozed_until, resolved_at, resolved_by) values ('alt_01m8gbr0210000nn5m5cq35w1t', 'stock.low', 'warning', 'buyer', 'stockLevel', 'var_01m8gbqz1z0000626f1dpq4bnm@loc_default', 'stock.low:stockLevel:var_01m8gbqz1z0000626f1dpq4bnm@loc_default', 'MUG-WHITE at loc_default: 3 available, the minimum is 10', '{"sku":"MUG-WHITE","locationId":"loc_default","value":3,"threshold":10}', 'open', 1, 1, '2026-11-28T05:58:41.449Z', '2026-11-28T05:58:41.449Z', null, null, null, null, null);
insert into alerts (id, kind, severity, owner_role, subject_type, subject_id, dedupe_key, message, fields, state, count, version, raised_at, last_raised_at, acknowledged_at, acknowledged_by, snoozed_until, resolved_at, resolved_by) values ('alt_01m8gbr2xe0000ckx44sc8q1kn', 'order.unmapped-sku', 'warning', 'clerk', 'order', 'ord_01m8gbr2wq00021nrk37knh2rm', 'order.unmapped-sku:order:ord_01m8gbr2wq00021nrk37knh2rm', 'Order F3: SKU GHOST is not in the catalog', '{"number":"F3","channelId":"folder","skus":["GHOST"]}', 'open', 1, 1, '2026-11-28T05:58:44.375Z', '2026-11-28T05:58:44.375Z', null, null, null, null, null);
insert into alerts (id, kind, severity, owner_role, subject_type, subject_id, dedupe_key, message, fields, state, count, version, raised_at, last_raised_at, acknowledged_at, acknowledged_by, snoozed_until, resolved_at, resolved_by) values ('alt_01m8gbr2xq0000bmv4y9j9cq9q', 'channel.rejected-rows', 'warning', 'clerk', 'channel', 'folder', 'channel.rejected-rows:channel:folder', 'orders.csv, line 3, quantity: QUANTITY_INVALID: "none": must be a whole number of 0 or more', '{"count":1,"source":"orders.csv"}', 'open', 1, 1, '2026-11-28T05:58:44.375Z', '2026-11-28T05:58:44.375Z', null, null, null, null, null);
insert into api_keys (id, name, hash, role, scopes, created_at, expires_at, revoked_at) values ('key_01m8gbqyft0000p4h08kdnehm0', 'owner', 'syZWm_nkdCElWOQRrNYpgz6j3VtJxcRZ5GCIvSjRSfk', 'owner', null, '2026-11-28T05:58:39.866Z', null, null);
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqyfv0000b3gbt76jr0hd', '2026-11-28T05:58:39.866Z', 'system', null, null, 'key.create', 'key', 'key_01m8gbqyft0000p4h08kdnehm0', null, '{"name":"owner","role":"owner","scopes":null}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqypr0000w84xv3xej85w', '2026-11-28T05:58:40.061Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqyg90000yjnwd343mjva', null, 'category.create', 'category', 'cat_01m8gbqyp80000znz1knc937s5', null, '{"name":"Kitchen","path":"kitchen"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqz310000rnht7r26xx4j', '2026-11-28T05:58:40.424Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqyq90000n3b1pk0sjy19', null, 'product.create', 'product', 'prd_01m8gbqz190000v236dxbd640e', null, '{"title":"Celadon mug","handle":"celadon-mug","lifecycle":"live"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqz3100018mbxfwyz69gt', '2026-11-28T05:58:40.424Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqyq90000n3b1pk0sjy19', null, 'variant.create', 'variant', 'var_01m8gbqz1y0000ebchp3wmgan0', null, '{"sku":"MUG-GREEN","productId":"prd_01m8gbqz190000v236dxbd640e","prices":[{"amountMinor":2550,"currency":"CNY"}]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqz310002wdfkzf6w0q0j', '2026-11-28T05:58:40.424Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqyq90000n3b1pk0sjy19', null, 'variant.create', 'variant', 'var_01m8gbqz1z0000626f1dpq4bnm', null, '{"sku":"MUG-WHITE","productId":"prd_01m8gbqz190000v236dxbd640e","prices":[{"amountMinor":2550,"currency":"CNY"}]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqz8h0000sa99ap8tk4yz', '2026-11-28T05:58:40.644Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqz3n0000wwj3ka1cyc8m', null, 'media.create', 'product', 'prd_01m8gbqz190000v236dxbd640e', null, '{"role":"main","url":"https://cdn.example.org/mug.jpg"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqzb000008jhqh927ky0p', '2026-11-28T05:58:40.692Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqz8s0000vkr3nx3epq6v', null, 'stock.receipt', 'stockLevel', 'var_01m8gbqz1y0000ebchp3wmgan0@loc_default', '{"onHand":0,"incoming":0,"safetyStock":0}', '{"onHand":100,"incoming":0,"safetyStock":0}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqzb00001ahnjm8mp5ty0', '2026-11-28T05:58:40.692Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqz8s0000vkr3nx3epq6v', null, 'stock.receipt', 'stockLevel', 'var_01m8gbqz1z0000626f1dpq4bnm@loc_default', '{"onHand":0,"incoming":0,"safetyStock":0}', '{"onHand":3,"incoming":0,"safetyStock":0}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqzd00000ytvhzhzmh4z4', '2026-11-28T05:58:40.786Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqzb60000g8hmn07p8qwv', null, 'stock.expected', 'stockLevel', 'var_01m8gbqz1y0000ebchp3wmgan0@loc_default', '{"onHand":100,"incoming":0,"safetyStock":0}', '{"onHand":100,"incoming":100,"safetyStock":0}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqzfc00008nmn9erbw31x', '2026-11-28T05:58:40.874Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqzdw0000rjtvbne5qbba', null, 'location.create', 'location', 'loc_01m8gbqzfa00002nf14dn5ksvx', null, '{"id":"loc_01m8gbqzfa00002nf14dn5ksvx","name":"Back room","priority":100,"isEnabled":1,"version":1,"createdAt":"2026-11-28T05:58:40.874Z","updatedAt":"2026-11-28T05:58:40.874Z"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqzqw0000w0a1q3fzvbey', '2026-11-28T05:58:41.123Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqznv0000ahn0yzhpg65r', null, 'transfer.ship', 'transfer', 'trf_01m8gbqzq400003qxa3rtjkgng', null, '{"id":"trf_01m8gbqzq400003qxa3rtjkgng","state":"in_transit","fromLocationId":"loc_default","toLocationId":"loc_01m8gbqzfa00002nf14dn5ksvx","note":null,"version":1,"createdAt":"2026-11-28T05:58:41.123Z","receivedAt":null}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbqzxw0000d29nh8gb17bw', '2026-11-28T05:58:41.315Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqzsp0000pwm486ecze68', null, 'stock-count.plan', 'stockCount', 'cnt_01m8gbqzx40000c6gxx27egv23', null, '{"id":"cnt_01m8gbqzx40000c6gxx27egv23","locationId":"loc_default","state":"open","note":null,"requestedBy":"key_01m8gbqyft0000p4h08kdnehm0","decidedBy":null,"version":1,"createdAt":"2026-11-28T05:58:41.315Z","decidedAt":null}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr02400003xspyr5d2zca', '2026-11-28T05:58:41.449Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbqzzz00000eyea3t3mdwy', null, 'stock-policy.save', 'stockPolicy', 'var_01m8gbqz1z0000626f1dpq4bnm@loc_default', null, '{"variantId":"var_01m8gbqz1z0000626f1dpq4bnm","locationId":"loc_default","minUnits":10,"maxUnits":null,"multipleUnits":1,"leadTimeDays":7,"leadTimeSdDays":0,"reviewDays":0,"serviceZE4":16449,"marginUnits":1,"coverMinDays":null,"slowAfterDays":null,"slowCoverDays":null,"computedMinUnits":null,"computedMaxUnits":null,"version":1,"createdAt":"2026-11-28T05:58:41.449Z","updatedAt":"2026-11-28T05:58:41.449Z"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr06w00003wqrjwy5k3h2', '2026-11-28T05:58:41.572Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr02r0000nz8kxgsccr2m', null, 'order.placed', 'order', 'ord_01m8gbr05p0000gakbc407kz4m', null, '{"state":"awaiting_payment","version":1}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr0a50000smk12tkhqf9w', '2026-11-28T05:58:41.696Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr0890000gmhgxsrhva8b', null, 'order.edited', 'order', 'ord_01m8gbr05p0000gakbc407kz4m', '{"state":"awaiting_payment","version":1}', '{"state":"awaiting_payment","version":2,"note":"ring twice","flags":["gift"]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr0by0000eqz399dbhxd6', '2026-11-28T05:58:41.773Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr0aq00006d56hqafhr0j', null, 'order.paid', 'order', 'ord_01m8gbr05p0000gakbc407kz4m', '{"state":"awaiting_payment","version":2}', '{"state":"allocated","version":3,"amountMinor":10200,"method":"transfer","reference":"T-1"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr0gt0000tzf180m46ded', '2026-11-28T05:58:41.860Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr0c90000yeqzrfhfvyhf', null, 'order.shipped', 'order', 'ord_01m8gbr05p0000gakbc407kz4m', '{"state":"allocated","version":3}', '{"state":"partially_shipped","version":4,"shipmentIds":["shp_01m8gbr0g3000010f8a47548gr"],"carrier":"SF","trackingNumber":"SF-1"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr0kc0000v78ksa52aqzy', '2026-11-28T05:58:41.975Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr0h3000031fy9js0zgkm', null, 'order.split', 'order', 'ord_01m8gbr05p0000gakbc407kz4m', '{"state":"partially_shipped","version":4}', '{"state":"partially_shipped","version":5,"into":"ord_01m8gbr0j20000qzzmqnda6ef8"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr0kc00019p4kxcxm94zt', '2026-11-28T05:58:41.975Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr0h3000031fy9js0zgkm', null, 'order.split_off', 'order', 'ord_01m8gbr0j20000qzzmqnda6ef8', null, '{"state":"partially_shipped","version":1,"from":"ord_01m8gbr05p0000gakbc407kz4m"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr0m40000tbb86ys4k4e4', '2026-11-28T05:58:42.050Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr0ks0000rhryydbk48e2', null, 'product.create', 'product', 'prd_01m8gbr0m20000jthkmxgp5mtp', null, '{"title":"From the sandbox","handle":"prd_01m8gbr0m20000jthkmxgp5mtp","lifecycle":"live"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr0m40001rd5jfqv4jyzc', '2026-11-28T05:58:42.050Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr0ks0000rhryydbk48e2', null, 'variant.create', 'variant', 'var_01m8gbr0m20001fczhx86pr9t0', null, '{"sku":"MUG-CELADON","productId":"prd_01m8gbr0m20000jthkmxgp5mtp","prices":[{"amountMinor":2550,"currency":"CNY"}]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr0n50000e5djx0wdb8xn', '2026-11-28T05:58:42.075Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr0mq0000emt2eh4n8qgv', null, 'stock.receipt', 'stockLevel', 'var_01m8gbr0m20001fczhx86pr9t0@loc_default', '{"onHand":0,"incoming":0,"safetyStock":0}', '{"onHand":50,"incoming":0,"safetyStock":0}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr0s10000496er6rasyy4', '2026-11-28T05:58:42.165Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr0pm00008vrcnjfct6yz', null, 'channel.create', 'channel', 'sandbox', null, '{"id":"sandbox","platform":"sandbox","name":"Sandbox","bufferUnits":0,"ratioBps":10000,"capUnits":null,"stopSell":0,"unknownSkus":"hold","currency":"CNY","pullEverySeconds":60,"pushStock":1,"pushPrices":1,"since":"2026-11-28T05:57:42.040Z","isEnabled":1,"isConfigured":0,"pausedAt":null,"pausedReason":null,"nextPullAt":null,"lastPulledAt":null,"subscribedUrl":null,"version":1,"createdAt":"2026-11-28T05:58:42.165Z","updatedAt":"2026-11-28T05:58:42.165Z","settings":{"baseUrl":"http://127.0.0.1:33141","seed":1,"ordersPerMinute":30},"secretsChanged":["apiKey","webhookSecret"]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr1ef0000r4gexfte0v45', '2026-11-28T05:58:42.831Z', 'job:channels.pull-orders', null, 'job_01m8gbr0rb0000e7sqjncbyb04', 'order.placed', 'order', 'ord_01m8gbr1db0000qt8zrypb49bm', null, '{"state":"allocated","version":1}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr1j30000ajqkc8xxpbdk', '2026-11-28T05:58:42.983Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr1h20000dzh5m9zwwwq8', null, 'order.shipped', 'order', 'ord_01m8gbr1db0000qt8zrypb49bm', '{"state":"allocated","version":1}', '{"state":"shipped","version":2,"shipmentIds":["shp_01m8gbr1hv0000vt9pytfvymhv"],"carrier":"SF","trackingNumber":"SF-2"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr24200003eba8t6j1hs8', '2026-11-28T05:58:43.265Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'req_01m8gbr1rg0000hdkgqp3bez7s', null, 'channel.create', 'channel', 'folder', null, '{"id":"folder","platform":"flat-file","name":"Folder","bufferUnits":0,"ratioBps":10000,"capUnits":null,"stopSell":0,"unknownSkus":"hold","currency":"CNY","pullEverySeconds":60,"pushStock":1,"pushPrices":1,"since":null,"isEnabled":1,"isConfigured":0,"pausedAt":null,"pausedReason":null,"nextPullAt":null,"lastPulledAt":null,"subscribedUrl":null,"version":1,"createdAt":"2026-11-28T05:58:43.265Z","updatedAt":"2026-11-28T05:58:43.265Z","settings":{"folder":"/tmp/shopkeeper-release-mYe36G","outFolder":"/tmp/shopkeeper-release-mYe36G","mapping":"generic","settleMs":0,"pattern":"*","encoding":"utf-8","decimal":".","zone":"UTC","currency":"CNY","maxFileBytes":2147483648,"maxRowBytes":1048576,"maxSheetBytes":134217728,"maxSheetRows":100000},"secretsChanged":[]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr2b70000h9x18gk7hpz2', '2026-11-28T05:58:43.805Z', 'job:channels.fetch-order', null, 'job_01m8gbr1pg0000ddaaj2adyqbg', 'order.channel_changed', 'order', 'ord_01m8gbr1db0000qt8zrypb49bm', '{"state":"shipped","version":2}', '{"state":"shipped","version":3,"rawStatus":"SHIPPED"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr2fc0001tshg3k3n49pw', '2026-11-28T05:58:43.947Z', 'job:channels.confirm-shipments', null, 'job_01m8gbr1j20000gtkcp6wv0nbe', 'shipment.confirmation', 'shipment', 'shp_01m8gbr1hv0000vt9pytfvymhv', null, '{"status":"confirmed"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr2xq00013hzfc9d9znmj', '2026-11-28T05:58:44.375Z', 'job:channels.pull-orders', null, 'job_01m8gbr22w00001jzcb5pdxr71', 'order.placed', 'order', 'ord_01m8gbr2wq0000gcppmzbgdz4x', null, '{"state":"allocated","version":1}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr2xq00026avs63wbzby0', '2026-11-28T05:58:44.375Z', 'job:channels.pull-orders', null, 'job_01m8gbr22w00001jzcb5pdxr71', 'order.placed', 'order', 'ord_01m8gbr2wq00021nrk37knh2rm', null, '{"state":"paid","version":1}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr30700008ec1d2xvygks', '2026-11-28T05:58:44.457Z', 'system', null, null, 'credit-note.taken', 'creditNote', 'crn_01m8gbr2zw0000re4ztkwt1jkm', null, '{"externalId":"C-1","totalMinor":-1000,"orderId":"ord_01m8gbr2wq0000gcppmzbgdz4x"}');
insert into categories (id, parent_id, name, slug, path, position, version, created_at, updated_at) values ('cat_01m8gbqyp80000znz1knc937s5', null, 'Kitchen', 'kitchen', 'kitchen', 0, 1, '2026-11-28T05:58:40.061Z', '2026-11-28T05:58:40.061Z');
insert into channel_after_sales (channel_id, external_id, modified_at, body, received_at) values ('sandbox', 'AS1795845517283000001', '2026-11-28T05:58:42.042Z', '{"case_id":"AS1795845517283000001","order_id":"1795845517283000001","kind":"refund","state":"OPEN","modified_at":"2026-11-28T05:58:42.042Z"}', '2026-11-28T05:58:44.157Z');
insert into channel_confirmations (shipment_id, channel_id, state, retries, retry_at, reason, created_at, finished_at) values ('shp_01m8gbr1hv0000vt9pytfvymhv', 'sandbox', 'confirmed', 1, null, null, '2026-11-28T05:58:42.983Z', '2026-11-28T05:58:43.947Z');
insert into channel_cursors (channel_id, stream, watermark, window_since, window_until, page_token, observed_until, version) values ('sandbox', 'orders', '2026-11-28T05:58:42.472Z', null, null, null, null, 1);
insert into channel_cursors (channel_id, stream, watermark, window_since, window_until, page_token, observed_until, version) values ('sandbox', 'afterSales', '2026-11-28T05:58:43.915Z', null, null, null, null, 1);
insert into channel_inbox (channel_id, delivery_id, topic, external_id, received_at) values ('sandbox', 'mx001xic-1', 'order.changed', '1795845517283000001', '2026-11-28T05:58:43.151Z');
insert into channel_inbox (channel_id, delivery_id, topic, external_id, received_at) values ('sandbox', 'mx001xic-2', 'order.changed', '1795845517283000001', '2026-11-28T05:58:43.948Z');
insert into channel_listings (id, channel_id, external_listing_id, sku, variant_id, state, buffer_units, ratio_bps, cap_units, stop_sell, stock_sequence, stock_done, stock_quantity, stock_pushed_at, stock_retries, stock_retry_at, price_sequence, price_done, price_retries, price_retry_at, rejected_reason, version, created_at, updated_at) values ('lst_01m8gbr1ec0000smz646svgrp8', 'sandbox', '6800000000000000100', 'MUG-CELADON', 'var_01m8gbr0m20001fczhx86pr9t0', 'active', null, null, null, null, 1, 1, 49, '2026-11-28T05:58:43.263Z', 0, null, 0, 0, 0, null, null, 1, '2026-11-28T05:58:42.831Z', '2026-11-28T05:58:42.831Z');
insert into channel_listings (id, channel_id, external_listing_id, sku, variant_id, state, buffer_units, ratio_bps, cap_units, stop_sell, stock_sequence, stock_done, stock_quantity, stock_pushed_at, stock_retries, stock_retry_at, price_sequence, price_done, price_retries, price_retry_at, rejected_reason, version, created_at, updated_at) values ('lst_01m8gbr2xf0000f3gzf25z5yqt', 'folder', 'MUG-GREEN', 'MUG-GREEN', 'var_01m8gbqz1y0000ebchp3wmgan0', 'active', null, null, null, null, 1, 1, 88, '2026-11-28T05:58:44.574Z', 0, null, 0, 0, 0, null, null, 1, '2026-11-28T05:58:44.375Z', '2026-11-28T05:58:44.375Z');
insert into channel_listings (id, channel_id, external_listing_id, sku, variant_id, state, buffer_units, ratio_bps, cap_units, stop_sell, stock_sequence, stock_done, stock_quantity, stock_pushed_at, stock_retries, stock_retry_at, price_sequence, price_done, price_retries, price_retry_at, rejected_reason, version, created_at, updated_at) values ('lst_01m8gbr2xf00012fa7ndp0dk2s', 'folder', 'GHOST', 'GHOST', null, 'active', null, null, null, null, 1, 1, null, '2026-11-28T05:58:44.574Z', 0, null, 0, 0, 0, null, null, 1, '2026-11-28T05:58:44.375Z', '2026-11-28T05:58:44.375Z');
insert into channel_rejected (id, channel_id, run_id, source, line, column_name, reason, external_id, entry_key, count, first_seen_at, last_seen_at, settled_at) values ('rej_01m8gbr2xp000090n7nyfjtggf', 'folder', 'run_01m8gbr2ay000095qvdxeapp5z', 'orders.csv', 3, 'quantity', 'QUANTITY_INVALID: "none": must be a whole number of 0 or more', 'F2', '3EbLK-78H6rPomFKy78xq2', 1, '2026-11-28T05:58:44.375Z', '2026-11-28T05:58:44.375Z', null);
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr17f0000pwe6gafsgvpa', 'sandbox', 'pullOrders', 'done', 1, 1, 0, 0, 0, 0, null, null, '2026-11-28T05:58:42.671Z', '2026-11-28T05:58:42.978Z', '2026-11-28T05:58:42.978Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr1k60000vw6r6e1ep65h', 'sandbox', 'pushStock', 'done', 1, 0, 1, 0, 0, 0, null, null, '2026-11-28T05:58:43.046Z', '2026-11-28T05:58:43.628Z', '2026-11-28T05:58:43.628Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr28r000076ft7r8tafgc', 'sandbox', 'fetchOrder', 'done', 1, 0, 1, 0, 0, 0, null, null, '2026-11-28T05:58:43.736Z', '2026-11-28T05:58:43.805Z', '2026-11-28T05:58:43.805Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr2cq0000p7vfhz9zcgt3', 'sandbox', 'confirmShipments', 'done', 1, 0, 1, 0, 0, 0, null, null, '2026-11-28T05:58:43.863Z', '2026-11-28T05:58:44.003Z', '2026-11-28T05:58:44.003Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr2hx0000dee7fbet58z4', 'sandbox', 'fetchOrder', 'done', 1, 0, 0, 1, 0, 0, null, null, '2026-11-28T05:58:44.029Z', '2026-11-28T05:58:44.064Z', '2026-11-28T05:58:44.064Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr2mc0000mdshzw5h608z', 'sandbox', 'pullAfterSales', 'done', 1, 1, 0, 0, 0, 0, null, null, '2026-11-28T05:58:44.108Z', '2026-11-28T05:58:44.234Z', '2026-11-28T05:58:44.234Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr2ay000095qvdxeapp5z', 'folder', 'pullOrders', 'done', 2, 2, 0, 0, 1, 0, null, null, '2026-11-28T05:58:43.806Z', '2026-11-28T05:58:44.424Z', '2026-11-28T05:58:44.424Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr30q0000xjnpkygtfrcg', 'folder', 'pushStock', 'done', 1, 0, 1, 0, 0, 0, null, null, '2026-11-28T05:58:44.503Z', '2026-11-28T05:58:44.577Z', '2026-11-28T05:58:44.577Z');
insert into channel_sources (channel_id, source_id, name, size_bytes, position, rows, pages, state, started_at, completed_at) values ('folder', '0bab56cf920403d5583ee5cbb3da6d6d23e1d5a42a03ce6c1df365463e11f65b', 'orders.csv', 412, null, 3, 1, 'complete', '2026-11-28T05:58:44.040Z', '2026-11-28T05:58:44.375Z');
insert into channels (id, platform, name, settings, secrets, buffer_units, ratio_bps, cap_units, stop_sell, unknown_skus, currency, pull_every_seconds, push_stock, push_prices, since, is_enabled, is_configured, paused_at, paused_reason, next_pull_at, last_pulled_at, subscribed_url, version, created_at, updated_at) values ('sandbox', 'sandbox', 'Sandbox', '{"baseUrl":"http://127.0.0.1:33141","seed":1,"ordersPerMinute":30}', 'v1.NQV3QNQwcrt_MNVJ._VPemQ9VX0uJ2E2T2Ly9Uw.idXjHKpZee5GOG1cmSwhAP91N3lINHbo0XitLmNWNIql2O0pfbWN-N_WJDRIwcQ0oT0BvmQYZFte', 0, 10000, null, 0, 'hold', 'CNY', 60, 1, 1, '2026-11-28T05:57:42.040Z', 1, 0, null, null, '2026-11-28T05:59:42.979Z', '2026-11-28T05:58:42.978Z', null, 1, '2026-11-28T05:58:42.165Z', '2026-11-28T05:58:42.165Z');
insert into channels (id, platform, name, settings, secrets, buffer_units, ratio_bps, cap_units, stop_sell, unknown_skus, currency, pull_every_seconds, push_stock, push_prices, since, is_enabled, is_configured, paused_at, paused_reason, next_pull_at, last_pulled_at, subscribed_url, version, created_at, updated_at) values ('folder', 'flat-file', 'Folder', '{"folder":"/tmp/shopkeeper-release-mYe36G","outFolder":"/tmp/shopkeeper-release-mYe36G","mapping":"generic","settleMs":0,"pattern":"*","encoding":"utf-8","decimal":".","zone":"UTC","currency":"CNY","maxFileBytes":2147483648,"maxRowBytes":1048576,"maxSheetBytes":134217728,"maxSheetRows":100000}', null, 0, 10000, null, 0, 'hold', 'CNY', 60, 1, 1, null, 1, 0, null, null, '2026-11-28T05:59:44.424Z', '2026-11-28T05:58:44.424Z', null, 1, '2026-11-28T05:58:43.265Z', '2026-11-28T05:58:43.265Z');
insert into credit_note_lines (credit_note_id, position, sku, title, quantity, total_minor) values ('crn_01m8gbr2zw0000re4ztkwt1jkm', 0, 'MUG-GREEN', 'Celadon mug', -1, -1000);
insert into credit_notes (id, channel_id, external_id, reason, order_id, order_external_id, currency, total_minor, customer_ref, issued_at, created_at) values ('crn_01m8gbr2zw0000re4ztkwt1jkm', 'folder', 'C-1', 'return', 'ord_01m8gbr2wq0000gcppmzbgdz4x', 'F1', 'CNY', -1000, 'B-1', '2026-11-28T05:58:44.456Z', '2026-11-28T05:58:44.457Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-1', 'oqifaRw1PA84eshJEvJzXgJqaFpTUMnw2UuJe3o8rDs', 201, '{"id":"cat_01m8gbqyp80000znz1knc937s5","parentId":null,"name":"Kitchen","slug":"kitchen","path":"kitchen","position":0,"version":1,"createdAt":"2026-11-28T05:58:40.061Z","updatedAt":"2026-11-28T05:58:40.061Z"}', '2026-11-29T05:58:40.061Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-2', 'JNmD3tx3U1o6Ck7_7-7w8IHPH8tGqxtYMmDiv3QV1gA', 201, '{"id":"prd_01m8gbqz190000v236dxbd640e","handle":"celadon-mug","title":"Celadon mug","description":"A mug.","categoryId":"cat_01m8gbqyp80000znz1knc937s5","taxClass":null,"attributes":{"material":"porcelain","capacityMl":350},"options":[{"name":"color","values":["green","white"]}],"lifecycle":"live","completeness":{"score":40,"missing":["description","taxClass","gtins","weights","mainImages"]},"version":1,"createdAt":"2026-11-28T05:58:40.424Z","updatedAt":"2026-11-28T05:58:40.424Z","variants":[{"id":"var_01m8gbqz1y0000ebchp3wmgan0","productId":"prd_01m8gbqz190000v236dxbd640e","sku":"MUG-GREEN","gtin":null,"title":null,"isTracked":true,"prices":[{"amountMinor":2550,"currency":"CNY"}],"weightGrams":null,"dimensions":null,"taxClass":null,"attributes":{},"optionValues":{"color":"green"},"position":0,"available":0,"version":1,"createdAt":"2026-11-28T05:58:40.424Z","updatedAt":"2026-11-28T05:58:40.424Z","cost":{"amountMinor":900,"currency":"CNY"}},{"id":"var_01m8gbqz1z0000626f1dpq4bnm","productId":"prd_01m8gbqz190000v236dxbd640e","sku":"MUG-WHITE","gtin":null,"title":null,"isTracked":true,"prices":[{"amountMinor":2550,"currency":"CNY"}],"weightGrams":null,"dimensions":null,"taxClass":null,"attributes":{},"optionValues":{"color":"white"},"position":1,"available":0,"version":1,"createdAt":"2026-11-28T05:58:40.424Z","updatedAt":"2026-11-28T05:58:40.424Z","cost":{"amountMinor":900,"currency":"CNY"}}],"media":[]}', '2026-11-29T05:58:40.424Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-3', 'VJuX40msyqsl7zdbrpVzel8S5eRqIj_SjWtV_64-AgU', 201, '{"id":"med_01m8gbqz8f0000dv94q97r8s8s","role":"main","position":0,"url":"https://cdn.example.org/mug.jpg","alt":"","width":null,"height":null,"bytes":null}', '2026-11-29T05:58:40.644Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-4', 'ODMpYBC2FUjZW_2nv9z4_D77CM54gBCqEvDh3WdEbFw', 201, '{"levels":[{"variantId":"var_01m8gbqz1y0000ebchp3wmgan0","sku":"MUG-GREEN","locationId":"loc_default","onHand":100,"allocated":0,"reserved":0,"incoming":0,"safetyStock":0,"available":100},{"variantId":"var_01m8gbqz1z0000626f1dpq4bnm","sku":"MUG-WHITE","locationId":"loc_default","onHand":3,"allocated":0,"reserved":0,"incoming":0,"safetyStock":0,"available":3}]}', '2026-11-29T05:58:40.692Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-5', 'tGxbFgcwUBkEk2KGemX0rzvDGDbqn_j_mxfbvwHYbIY', 201, '{"levels":[{"variantId":"var_01m8gbqz1y0000ebchp3wmgan0","sku":"MUG-GREEN","locationId":"loc_default","onHand":100,"allocated":0,"reserved":0,"incoming":100,"safetyStock":0,"available":100}]}', '2026-11-29T05:58:40.786Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-6', 'LoypyShgoarZ1bmzg3oUS9mosr1hgE7OoS_qtlbOc5g', 201, '{"id":"loc_01m8gbqzfa00002nf14dn5ksvx","name":"Back room","priority":100,"isEnabled":true,"version":1,"createdAt":"2026-11-28T05:58:40.874Z","updatedAt":"2026-11-28T05:58:40.874Z"}', '2026-11-29T05:58:40.874Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-7', 'HAZ-UFM4u0ymEKWkhVnxLTbgNydrWGPQMBF2px-ELt0', 201, '{"id":"trf_01m8gbqzq400003qxa3rtjkgng","state":"in_transit","fromLocationId":"loc_default","toLocationId":"loc_01m8gbqzfa00002nf14dn5ksvx","note":null,"version":1,"createdAt":"2026-11-28T05:58:41.123Z","receivedAt":null,"lines":[{"variantId":"var_01m8gbqz1y0000ebchp3wmgan0","sku":"MUG-GREEN","shipped":5,"received":0,"lost":0}]}', '2026-11-29T05:58:41.123Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-8', '9D3NMyIrpEx3GaBNByyubm-6dhKCu0eG3bZhOHKClqg', 201, '{"id":"rsv_01m8gbqzs60000tr360ym02dpr","state":"held","owner":"cart-1","expiresAt":"2026-12-28T05:58:41.181Z","orderId":null,"version":1,"createdAt":"2026-11-28T05:58:41.181Z","updatedAt":"2026-11-28T05:58:41.181Z","parts":[{"line":0,"variantId":"var_01m8gbqz1y0000ebchp3wmgan0","locationId":"loc_default","quantity":2}]}', '2026-11-29T05:58:41.181Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-9', 'sIYxIzSAErM_qIxhZoVhjUj2Htj0bVv9bNgKH3MdI8I', 201, '{"id":"cnt_01m8gbqzx40000c6gxx27egv23","locationId":"loc_default","state":"open","note":null,"requestedBy":"key_01m8gbqyft0000p4h08kdnehm0","decidedBy":null,"version":1,"createdAt":"2026-11-28T05:58:41.315Z","decidedAt":null,"lines":[{"variantId":"var_01m8gbqz1y0000ebchp3wmgan0","sku":"MUG-GREEN","expected":null,"counted":null,"variance":null,"isOverTolerance":false}]}', '2026-11-29T05:58:41.315Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-10', 'zdRsvnAZhddWDugOxcLpQ_Z-s9GG2ko4R8Mn8k-VrvI', 200, '{"id":"cnt_01m8gbqzx40000c6gxx27egv23","locationId":"loc_default","state":"open","note":null,"requestedBy":"key_01m8gbqyft0000p4h08kdnehm0","decidedBy":null,"version":2,"createdAt":"2026-11-28T05:58:41.315Z","decidedAt":null,"lines":[{"variantId":"var_01m8gbqz1y0000ebchp3wmgan0","sku":"MUG-GREEN","expected":95,"counted":90,"variance":-5,"isOverTolerance":true}]}', '2026-11-29T05:58:41.379Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-11', 'EDpcYE6w9XVtfxYU9KJ72CJzC4F-Pnw96b6kELCA3_w', 200, '{"data":[{"variantId":"var_01m8gbqz1z0000626f1dpq4bnm","sku":"MUG-WHITE","locationId":"loc_default","minUnits":10,"maxUnits":null,"computedMinUnits":null,"computedMaxUnits":null,"multipleUnits":1,"leadTimeDays":7,"leadTimeSdDays":0,"reviewDays":0,"serviceZ":1.6449,"marginUnits":1,"coverMinDays":null,"slowAfterDays":null,"slowCoverDays":null,"version":1,"createdAt":"2026-11-28T05:58:41.449Z","updatedAt":"2026-11-28T05:58:41.449Z"}]}', '2026-11-29T05:58:41.449Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-12', '-bhKjUn713RyueAnG50cLGzCs4bhq7PavNPkJDcRAoI', 201, '{"id":"ord_01m8gbr05p0000gakbc407kz4m","channelId":"direct","externalId":"BUSY-1","number":"261128-C407KZ4M","state":"awaiting_payment","rawStatus":"","paymentState":"unpaid","refundState":"none","currency":"CNY","subtotalMinor":10200,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":10200,"paidMinor":0,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:41.572Z","modifiedAt":"2026-11-28T05:58:41.572Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":null,"buyerNote":null,"flags":[],"splitFrom":null,"mergedInto":null,"version":1,"createdAt":"2026-11-28T05:58:41.572Z","updatedAt":"2026-11-28T05:58:41.572Z","lines":[{"id":"oln_01m8gbr05s00002j65z29ckdkr","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbqz1y0000ebchp3wmgan0","title":"Celadon mug","quantity":4,"unitPriceMinor":2550,"totalMinor":10200,"discountMinor":0,"taxMinor":0,"allocatedQuantity":4,"fulfilledQuantity":0,"canceledQuantity":0}]}', '2026-11-29T05:58:41.572Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-13', 'YVTj1qo1W1pPkkSzONQpttd9fcZMkQwF4vNYWeuAGD4', 200, '{"id":"ord_01m8gbr05p0000gakbc407kz4m","channelId":"direct","externalId":"BUSY-1","number":"261128-C407KZ4M","state":"awaiting_payment","rawStatus":"","paymentState":"unpaid","refundState":"none","currency":"CNY","subtotalMinor":10200,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":10200,"paidMinor":0,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:41.572Z","modifiedAt":"2026-11-28T05:58:41.572Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":"ring twice","buyerNote":null,"flags":["gift"],"splitFrom":null,"mergedInto":null,"version":2,"createdAt":"2026-11-28T05:58:41.572Z","updatedAt":"2026-11-28T05:58:41.696Z","lines":[{"id":"oln_01m8gbr05s00002j65z29ckdkr","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbqz1y0000ebchp3wmgan0","title":"Celadon mug","quantity":4,"unitPriceMinor":2550,"totalMinor":10200,"discountMinor":0,"taxMinor":0,"allocatedQuantity":4,"fulfilledQuantity":0,"canceledQuantity":0}]}', '2026-11-29T05:58:41.696Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-14', 'dvfdMVg5w3V4m5zTlh6n8irChfdXjsIpZuYBUPFtA48', 200, '{"id":"ord_01m8gbr05p0000gakbc407kz4m","channelId":"direct","externalId":"BUSY-1","number":"261128-C407KZ4M","state":"allocated","rawStatus":"","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":10200,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":10200,"paidMinor":10200,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:41.572Z","modifiedAt":"2026-11-28T05:58:41.572Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":"ring twice","buyerNote":null,"flags":["gift"],"splitFrom":null,"mergedInto":null,"version":3,"createdAt":"2026-11-28T05:58:41.572Z","updatedAt":"2026-11-28T05:58:41.773Z","lines":[{"id":"oln_01m8gbr05s00002j65z29ckdkr","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbqz1y0000ebchp3wmgan0","title":"Celadon mug","quantity":4,"unitPriceMinor":2550,"totalMinor":10200,"discountMinor":0,"taxMinor":0,"allocatedQuantity":4,"fulfilledQuantity":0,"canceledQuantity":0}]}', '2026-11-29T05:58:41.773Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-15', 'DHM6zl6UxTIKmwCeIbawOge2NVeqKM5XEwF9R4D3YQo', 201, '{"id":"ord_01m8gbr05p0000gakbc407kz4m","channelId":"direct","externalId":"BUSY-1","number":"261128-C407KZ4M","state":"partially_shipped","rawStatus":"","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":10200,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":10200,"paidMinor":10200,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:41.572Z","modifiedAt":"2026-11-28T05:58:41.572Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":"ring twice","buyerNote":null,"flags":["gift"],"splitFrom":null,"mergedInto":null,"version":4,"createdAt":"2026-11-28T05:58:41.572Z","updatedAt":"2026-11-28T05:58:41.860Z","lines":[{"id":"oln_01m8gbr05s00002j65z29ckdkr","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbqz1y0000ebchp3wmgan0","title":"Celadon mug","quantity":4,"unitPriceMinor":2550,"totalMinor":10200,"discountMinor":0,"taxMinor":0,"allocatedQuantity":3,"fulfilledQuantity":1,"canceledQuantity":0}]}', '2026-11-29T05:58:41.860Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-16', 'x5gSsgI7TWTvKbkiuTe2rxeTbkIugjyDSAhdsCdf40s', 201, '{"order":{"id":"ord_01m8gbr05p0000gakbc407kz4m","channelId":"direct","externalId":"BUSY-1","number":"261128-C407KZ4M","state":"partially_shipped","rawStatus":"","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":7650,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":7650,"paidMinor":10200,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:41.572Z","modifiedAt":"2026-11-28T05:58:41.572Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":"ring twice","buyerNote":null,"flags":["gift"],"splitFrom":null,"mergedInto":null,"version":5,"createdAt":"2026-11-28T05:58:41.572Z","updatedAt":"2026-11-28T05:58:41.975Z","lines":[{"id":"oln_01m8gbr05s00002j65z29ckdkr","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbqz1y0000ebchp3wmgan0","title":"Celadon mug","quantity":3,"unitPriceMinor":2550,"totalMinor":7650,"discountMinor":0,"taxMinor":0,"allocatedQuantity":2,"fulfilledQuantity":1,"canceledQuantity":0}]},"split":{"id":"ord_01m8gbr0j20000qzzmqnda6ef8","channelId":"direct","externalId":"BUSY-1/2","number":"261128-C407KZ4M-2","state":"partially_shipped","rawStatus":"","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":2550,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":2550,"paidMinor":0,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:41.572Z","modifiedAt":"2026-11-28T05:58:41.572Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":null,"buyerNote":null,"flags":[],"splitFrom":"ord_01m8gbr05p0000gakbc407kz4m","mergedInto":null,"version":1,"createdAt":"2026-11-28T05:58:41.975Z","updatedAt":"2026-11-28T05:58:41.975Z","lines":[{"id":"oln_01m8gbr0j200018nn3w8h4ghn5","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbqz1y0000ebchp3wmgan0","title":"Celadon mug","quantity":1,"unitPriceMinor":2550,"totalMinor":2550,"discountMinor":0,"taxMinor":0,"allocatedQuantity":1,"fulfilledQuantity":0,"canceledQuantity":0}]}}', '2026-11-29T05:58:41.975Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-17', 'F5BIw1sce0M2P6oOnn7mAN8ZhTduh3hWR0q1hGDsimA', 201, '{"id":"prd_01m8gbr0m20000jthkmxgp5mtp","handle":"prd_01m8gbr0m20000jthkmxgp5mtp","title":"From the sandbox","description":"","categoryId":null,"taxClass":null,"attributes":{},"options":[],"lifecycle":"live","completeness":{"score":30,"missing":["description","category","taxClass","gtins","weights","mainImages"]},"version":1,"createdAt":"2026-11-28T05:58:42.050Z","updatedAt":"2026-11-28T05:58:42.050Z","variants":[{"id":"var_01m8gbr0m20001fczhx86pr9t0","productId":"prd_01m8gbr0m20000jthkmxgp5mtp","sku":"MUG-CELADON","gtin":null,"title":null,"isTracked":true,"prices":[{"amountMinor":2550,"currency":"CNY"}],"weightGrams":null,"dimensions":null,"taxClass":null,"attributes":{},"optionValues":{},"position":0,"available":0,"version":1,"createdAt":"2026-11-28T05:58:42.050Z","updatedAt":"2026-11-28T05:58:42.050Z","cost":null}],"media":[]}', '2026-11-29T05:58:42.050Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-18', 'Zg2e5AvZc0qRJSw5xUuRzuj8IHjzVcrifO-kz1tbnR0', 201, '{"levels":[{"variantId":"var_01m8gbr0m20001fczhx86pr9t0","sku":"MUG-CELADON","locationId":"loc_default","onHand":50,"allocated":0,"reserved":0,"incoming":0,"safetyStock":0,"available":50}]}', '2026-11-29T05:58:42.075Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-19', 'HUaAirYE6sjelheBsaU792Gg8lcQddJHnegpyM6L1w0', 201, '{"id":"sandbox","platform":"sandbox","name":"Sandbox","settings":{"baseUrl":"http://127.0.0.1:33141","seed":1,"ordersPerMinute":30},"hasSecrets":true,"stockPolicy":{"bufferUnits":0,"ratioBps":10000,"capUnits":null,"stopSell":false},"unknownSkus":"hold","currency":"CNY","pullEverySeconds":60,"since":"2026-11-28T05:57:42.040Z","pushStock":true,"pushPrices":true,"isEnabled":true,"isConfigured":false,"pausedAt":null,"pausedReason":null,"nextPullAt":null,"lastPulledAt":null,"webhookPath":"/v1/channels/sandbox/webhook","version":1,"createdAt":"2026-11-28T05:58:42.165Z","updatedAt":"2026-11-28T05:58:42.165Z"}', '2026-11-29T05:58:42.165Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-20', 'jEydhhL6bHgPA5-n0YNeEbibZE8vm_LqL3j15dEW-4E', 201, '{"id":"ord_01m8gbr1db0000qt8zrypb49bm","channelId":"sandbox","externalId":"1795845517283000001","number":"1795845517283000001","state":"shipped","rawStatus":"WAIT_SHIP","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":5900,"discountMinor":0,"shippingMinor":800,"taxMinor":0,"totalMinor":6700,"paidMinor":6700,"refundedMinor":0,"customerRef":"B393","buyer":{"externalId":"B393","name":"Wei Example","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"杭州市","region":"浙江省","postalCode":"310000"},"country":"CN","placedAt":"2026-11-28T05:58:42.040Z","modifiedAt":"2026-11-28T05:58:42.041Z","shipBy":"2026-11-30T05:58:42.040Z","onHold":false,"holds":[],"holdNote":null,"note":null,"buyerNote":null,"flags":[],"splitFrom":null,"mergedInto":null,"version":2,"createdAt":"2026-11-28T05:58:42.831Z","updatedAt":"2026-11-28T05:58:42.983Z","lines":[{"id":"oln_01m8gbr1db00014frvx5yxskp9","externalId":"1","sku":"MUG-CELADON","variantId":"var_01m8gbr0m20001fczhx86pr9t0","title":"青瓷马克杯 350ml","quantity":1,"unitPriceMinor":5900,"totalMinor":5900,"discountMinor":0,"taxMinor":0,"allocatedQuantity":0,"fulfilledQuantity":1,"canceledQuantity":0}]}', '2026-11-29T05:58:42.983Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbqyft0000p4h08kdnehm0:busy-21', 'OFM6aYNZ0mliF0trwgt3aBZjnYLFeqz5_yXrKI_Rrmg', 201, '{"id":"folder","platform":"flat-file","name":"Folder","settings":{"folder":"/tmp/shopkeeper-release-mYe36G","outFolder":"/tmp/shopkeeper-release-mYe36G","mapping":"generic","settleMs":0,"pattern":"*","encoding":"utf-8","decimal":".","zone":"UTC","currency":"CNY","maxFileBytes":2147483648,"maxRowBytes":1048576,"maxSheetBytes":134217728,"maxSheetRows":100000},"hasSecrets":false,"stockPolicy":{"bufferUnits":0,"ratioBps":10000,"capUnits":null,"stopSell":false},"unknownSkus":"hold","currency":"CNY","pullEverySeconds":60,"since":null,"pushStock":true,"pushPrices":true,"isEnabled":true,"isConfigured":false,"pausedAt":null,"pausedReason":null,"nextPullAt":null,"lastPulledAt":null,"webhookPath":"/v1/channels/folder/webhook","version":1,"createdAt":"2026-11-28T05:58:43.265Z","updatedAt":"2026-11-28T05:58:43.265Z"}', '2026-11-29T05:58:43.265Z');
insert into jobs (id, name, queue, payload, payload_version, dedupe_key, priority, state, attempt, attempts_max, claims, run_at, worker, lease_until, progress_done, progress_total, cancel_requested, error, origin, created_at, finished_at) values ('job_01m8gbr1h300005m574xpcmfwk', 'channels.pull-orders', 'channel:sandbox', '{"channelId":"sandbox"}', 1, 'channels.pull-orders:sandbox', 50, 'delayed', 0, 10, 0, '2026-11-28T05:59:42.979Z', null, null, null, null, 0, null, 'job_01m8gbr0rb0000e7sqjncbyb04', '2026-11-28T05:58:42.978Z', null);
insert into jobs (id, name, queue, payload, payload_version, dedupe_key, priority, state, attempt, attempts_max, claims, run_at, worker, lease_until, progress_done, progress_total, cancel_requested, error, origin, created_at, finished_at) values ('job_01m8gbr2y90000xb0x1pa28z27', 'channels.pull-orders', 'channel:folder', '{"channelId":"folder"}', 1, 'channels.pull-orders:folder', 50, 'delayed', 0, 10, 0, '2026-11-28T05:59:44.424Z', null, null, null, null, 0, null, 'job_01m8gbr22w00001jzcb5pdxr71', '2026-11-28T05:58:44.424Z', null);
insert into locations (id, name, priority, is_enabled, version, created_at, updated_at) values ('loc_default', 'Main warehouse', 0, 1, 1, '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z');
insert into locations (id, name, priority, is_enabled, version, created_at, updated_at) values ('loc_01m8gbqzfa00002nf14dn5ksvx', 'Back room', 100, 1, 1, '2026-11-28T05:58:40.874Z', '2026-11-28T05:58:40.874Z');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr09c0000x7z7p970h8rp', 'ord_01m8gbr05p0000gakbc407kz4m', '2026-11-28T05:58:41.696Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'edited', '{"note":"ring twice","flags":["gift"]}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr0bf0000206e4w7vz6h0', 'ord_01m8gbr05p0000gakbc407kz4m', '2026-11-28T05:58:41.773Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'paid', '{"from":"awaiting_payment","to":"allocated","amountMinor":10200,"method":"transfer","reference":"T-1"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr0g40000remej1f984et', 'ord_01m8gbr05p0000gakbc407kz4m', '2026-11-28T05:58:41.860Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'shipped', '{"from":"allocated","to":"partially_shipped","shipmentIds":["shp_01m8gbr0g3000010f8a47548gr"],"carrier":"SF","trackingNumber":"SF-1"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr0jc0000gn0gmb8xnv2q', 'ord_01m8gbr05p0000gakbc407kz4m', '2026-11-28T05:58:41.975Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'split', '{"into":"ord_01m8gbr0j20000qzzmqnda6ef8"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr1hx0000mar4dwf03nc4', 'ord_01m8gbr1db0000qt8zrypb49bm', '2026-11-28T05:58:42.983Z', 'key_01m8gbqyft0000p4h08kdnehm0', 'shipped', '{"from":"allocated","to":"shipped","shipmentIds":["shp_01m8gbr1hv0000vt9pytfvymhv"],"carrier":"SF","trackingNumber":"SF-2"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr2b60000c7rhw55xh7dg', 'ord_01m8gbr1db0000qt8zrypb49bm', '2026-11-28T05:58:43.805Z', 'job:channels.fetch-order', 'channel_changed', '{"rawStatus":"SHIPPED"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr2fc0000sgw5xgddn3jf', 'ord_01m8gbr1db0000qt8zrypb49bm', '2026-11-28T05:58:43.947Z', 'job:channels.confirm-shipments', 'shipment_confirmed', '{"shipmentId":"shp_01m8gbr1hv0000vt9pytfvymhv"}');
insert into order_exceptions (id, order_id, order_line_id, kind, state, sku, variant_id, quantity, message, resolution, resolved_by, opened_at, resolved_at) values ('oex_01m8gbr2ws000075773e4devxq', 'ord_01m8gbr2wq00021nrk37knh2rm', 'oln_01m8gbr2wq0003aw4540kh7gxz', 'unmapped_sku', 'open', 'GHOST', null, null, 'SKU GHOST is not in the catalog', null, null, '2026-11-28T05:58:44.375Z', null);
insert into order_flags (order_id, flag) values ('ord_01m8gbr05p0000gakbc407kz4m', 'gift');
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr05s00002j65z29ckdkr', 'ord_01m8gbr05p0000gakbc407kz4m', '1', null, 'MUG-GREEN', 'var_01m8gbqz1y0000ebchp3wmgan0', 'Celadon mug', 3, 2550, 7650, 0, 0, 2, 1, 0, 1);
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr0j200018nn3w8h4ghn5', 'ord_01m8gbr0j20000qzzmqnda6ef8', '1', null, 'MUG-GREEN', 'var_01m8gbqz1y0000ebchp3wmgan0', 'Celadon mug', 1, 2550, 2550, 0, 0, 1, 0, 0, 0);
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr1db00014frvx5yxskp9', 'ord_01m8gbr1db0000qt8zrypb49bm', '1', null, 'MUG-CELADON', 'var_01m8gbr0m20001fczhx86pr9t0', '青瓷马克杯 350ml', 1, 5900, 5900, 0, 0, 0, 1, 0, 0);
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr2wq0001z0d90qy52jcz', 'ord_01m8gbr2wq0000gcppmzbgdz4x', '1', null, 'MUG-GREEN', 'var_01m8gbqz1y0000ebchp3wmgan0', 'MUG-GREEN', 1, 1000, 1000, 0, 0, 1, 0, 0, 0);
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr2wq0003aw4540kh7gxz', 'ord_01m8gbr2wq00021nrk37knh2rm', '1', null, 'GHOST', null, 'GHOST', 1, 1000, 1000, 0, 0, 0, 0, 0, 0);
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr05p0000gakbc407kz4m', 'direct', 'BUSY-1', '261128-C407KZ4M', 'partially_shipped', null, 'partially_shipped', '', 'paid', 'none', 'CNY', 7650, 0, 0, 0, 7650, 10200, 10200, 0, 'B-1', '{"externalId":"B-1","name":"Wei Example","phone":"13900000000","email":"wei@example.org"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"city":"Hangzhou","country":"CN"}', 'CN', '2026-11-28T05:58:41.572Z', '2026-11-28T05:58:41.572Z', null, 0, '', null, 'ring twice', null, '', null, null, 1, 5, '2026-11-28T05:58:41.572Z', '2026-11-28T05:58:41.975Z');
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr0j20000qzzmqnda6ef8', 'direct', 'BUSY-1/2', '261128-C407KZ4M-2', 'partially_shipped', null, 'partially_shipped', '', 'paid', 'none', 'CNY', 2550, 0, 0, 0, 2550, 0, 0, 0, 'B-1', '{"externalId":"B-1","name":"Wei Example","phone":"13900000000","email":"wei@example.org"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"city":"Hangzhou","country":"CN"}', 'CN', '2026-11-28T05:58:41.572Z', '2026-11-28T05:58:41.572Z', null, 0, '', null, null, null, '', 'ord_01m8gbr05p0000gakbc407kz4m', null, 0, 1, '2026-11-28T05:58:41.975Z', '2026-11-28T05:58:41.975Z');
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr1db0000qt8zrypb49bm', 'sandbox', '1795845517283000001', '1795845517283000001', 'shipped', 'shipped', 'shipped', 'SHIPPED', 'paid', 'none', 'CNY', 5900, 0, 800, 0, 6700, 6700, 0, 0, 'B393', '{"externalId":"B393","name":"Wei Example","phone":"13900000000"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"city":"杭州市","region":"浙江省","postalCode":"310000","country":"CN"}', 'CN', '2026-11-28T05:58:42.040Z', '2026-11-28T05:58:43.939Z', '2026-11-30T05:58:42.040Z', 0, '', null, null, null, '2OwHvKE0BkDRaW6yWL8oUjdDpcs', null, null, 0, 3, '2026-11-28T05:58:42.831Z', '2026-11-28T05:58:43.805Z');
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr2wq0000gcppmzbgdz4x', 'folder', 'F1', 'F1', 'allocated', 'paid', null, 'paid', 'paid', 'full', 'CNY', 1000, 0, 0, 0, 1000, 1000, 0, 1000, null, '{"externalId":null,"name":"Wei Example","email":"wei@example.org","phone":"13900000000"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"country":"CN"}', 'CN', '2026-03-01T10:00:00.000Z', '2026-11-28T05:58:43.210Z', null, 0, '', null, null, null, '8HW8JVCd--tuBcRqnXGvvtnBSLc', null, null, 0, 2, '2026-11-28T05:58:44.375Z', '2026-11-28T05:58:44.457Z');
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr2wq00021nrk37knh2rm', 'folder', 'F3', 'F3', 'paid', 'paid', null, 'paid', 'paid', 'none', 'CNY', 1000, 0, 0, 0, 1000, 1000, 0, 0, null, '{"externalId":null,"name":"Wei Example","email":"wei@example.org","phone":"13900000000"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"country":"CN"}', 'CN', '2026-03-01T10:00:00.000Z', '2026-11-28T05:58:43.210Z', null, 1, 'unmapped_sku', null, null, null, 'YVS1YCT-r0xoEneTOFqt6VOq60I', null, null, 0, 1, '2026-11-28T05:58:44.375Z', '2026-11-28T05:58:44.375Z');
insert into payments (id, order_id, amount_minor, currency, method, reference, paid_at, created_at) values ('pay_01m8gbr0be00009t9h5xc7dwmz', 'ord_01m8gbr05p0000gakbc407kz4m', 10200, 'CNY', 'transfer', 'T-1', '2026-11-28T05:58:41.773Z', '2026-11-28T05:58:41.773Z');
insert into prices (variant_id, currency, amount_minor, updated_at) values ('var_01m8gbqz1y0000ebchp3wmgan0', 'CNY', 2550, '2026-11-28T05:58:40.424Z');
insert into prices (variant_id, currency, amount_minor, updated_at) values ('var_01m8gbqz1z0000626f1dpq4bnm', 'CNY', 2550, '2026-11-28T05:58:40.424Z');
insert into prices (variant_id, currency, amount_minor, updated_at) values ('var_01m8gbr0m20001fczhx86pr9t0', 'CNY', 2550, '2026-11-28T05:58:42.050Z');
insert into product_media (id, product_id, role, position, url, alt, width, height, bytes, created_at) values ('med_01m8gbqz8f0000dv94q97r8s8s', 'prd_01m8gbqz190000v236dxbd640e', 'main', 0, 'https://cdn.example.org/mug.jpg', '', null, null, null, '2026-11-28T05:58:40.644Z');
insert into product_texts (id, product_id, content) values (1, 'prd_01m8gbqz190000v236dxbd640e', 'celadon mug
mug-green   mug-white  
a mug.
porcelain
350');
insert into product_texts (id, product_id, content) values (2, 'prd_01m8gbr0m20000jthkmxgp5mtp', 'from the sandbox
mug-celadon  
');
insert into products (id, handle, title, description, category_id, tax_class, attributes, options, lifecycle, score, missing, version, created_at, updated_at) values ('prd_01m8gbqz190000v236dxbd640e', 'celadon-mug', 'Celadon mug', 'A mug.', 'cat_01m8gbqyp80000znz1knc937s5', null, '{"material":"porcelain","capacityMl":350}', '[{"name":"color","values":["green","white"]}]', 'live', 40, '["description","taxClass","gtins","weights","mainImages"]', 2, '2026-11-28T05:58:40.424Z', '2026-11-28T05:58:40.644Z');
insert into products (id, handle, title, description, category_id, tax_class, attributes, options, lifecycle, score, missing, version, created_at, updated_at) values ('prd_01m8gbr0m20000jthkmxgp5mtp', 'prd_01m8gbr0m20000jthkmxgp5mtp', 'From the sandbox', '', null, null, '{}', '[]', 'live', 30, '["description","category","taxClass","gtins","weights","mainImages"]', 1, '2026-11-28T05:58:42.050Z', '2026-11-28T05:58:42.050Z');
insert into reservation_parts (reservation_id, line, variant_id, location_id, quantity, is_tracked) values ('rsv_01m8gbqzs60000tr360ym02dpr', 0, 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', 2, 1);
insert into reservations (id, state, owner, expires_at, order_id, version, created_at, updated_at) values ('rsv_01m8gbqzs60000tr360ym02dpr', 'held', 'cart-1', '2026-12-28T05:58:41.181Z', null, 1, '2026-11-28T05:58:41.181Z', '2026-11-28T05:58:41.181Z');
insert into schedules (name, cron, zone, next_at, last_at) values ('alerts.wake-snoozed', '* * * * *', 'Asia/Shanghai', '2026-11-28T05:59:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('inventory.expire-reservations', '* * * * *', 'Asia/Shanghai', '2026-11-28T05:59:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('inventory.review-policies', '20 3 * * *', 'Asia/Shanghai', '2026-11-28T19:20:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('orders.allocate-waiting', '*/10 * * * *', 'Asia/Shanghai', '2026-11-28T06:00:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('orders.find-late', '*/5 * * * *', 'Asia/Shanghai', '2026-11-28T06:00:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('orders.close-unpaid', '* * * * *', 'Asia/Shanghai', '2026-11-28T05:59:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('channels.reconcile-all', '30 4 * * *', 'Asia/Shanghai', '2026-11-28T20:30:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('channels.sweep', '* * * * *', 'Asia/Shanghai', '2026-11-28T05:59:00.000Z', null);
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('access', '0001-keys-and-audit', 'c1e7305cc2fe05a01ba147546d81ca57', '2026-11-28T05:58:39.395Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('alerts', '0001-alerts', '14ca17971030395daff9576542c59594', '2026-11-28T05:58:39.407Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('jobs', '0001-jobs', 'bbd6f8588ac72b946124784b90e8e029', '2026-11-28T05:58:39.410Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('catalog', '0001-catalog', 'b83c0e8169051f56d8a6014391f47b3b', '2026-11-28T05:58:39.415Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('inventory', '0001-inventory', '63a9405364df780be85035e2a6ff2d3b', '2026-11-28T05:58:39.429Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('orders', '0001-orders', '2a9a26ce8fa92e29df5a9527bb26194f', '2026-11-28T05:58:39.437Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('channels', '0001-channels', 'b6120aff811b6337141d718346f9078f', '2026-11-28T05:58:39.450Z');
insert into shipment_lines (shipment_id, order_line_id, external_id, sku, quantity, location_id) values ('shp_01m8gbr0g3000010f8a47548gr', 'oln_01m8gbr05s00002j65z29ckdkr', '1', 'MUG-GREEN', 1, 'loc_default');
insert into shipment_lines (shipment_id, order_line_id, external_id, sku, quantity, location_id) values ('shp_01m8gbr1hv0000vt9pytfvymhv', 'oln_01m8gbr1db00014frvx5yxskp9', '1', 'MUG-CELADON', 1, 'loc_default');
insert into shipments (id, order_id, packed_order_id, channel_id, carrier, tracking_number, shipped_at, confirm_state, confirmed_at, failed_reason, created_at) values ('shp_01m8gbr0g3000010f8a47548gr', 'ord_01m8gbr05p0000gakbc407kz4m', 'ord_01m8gbr05p0000gakbc407kz4m', 'direct', 'SF', 'SF-1', '2026-11-28T05:58:41.860Z', 'not_needed', null, null, '2026-11-28T05:58:41.860Z');
insert into shipments (id, order_id, packed_order_id, channel_id, carrier, tracking_number, shipped_at, confirm_state, confirmed_at, failed_reason, created_at) values ('shp_01m8gbr1hv0000vt9pytfvymhv', 'ord_01m8gbr1db0000qt8zrypb49bm', 'ord_01m8gbr1db0000qt8zrypb49bm', 'sandbox', 'SF', 'SF-2', '2026-11-28T05:58:42.983Z', 'confirmed', '2026-11-28T05:58:43.947Z', null, '2026-11-28T05:58:42.983Z');
insert into stock_alerts (kind, variant_id, location_id, raised_at) values ('stock.low', 'var_01m8gbqz1z0000626f1dpq4bnm', 'loc_default', '2026-11-28T05:58:41.449Z');
insert into stock_allocations (order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at) values ('oln_01m8gbr05s00002j65z29ckdkr', 'loc_default', 'var_01m8gbqz1y0000ebchp3wmgan0', 'ord_01m8gbr05p0000gakbc407kz4m', 1, 2, 1, '2026-11-28T05:58:41.975Z');
insert into stock_allocations (order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at) values ('oln_01m8gbr0j200018nn3w8h4ghn5', 'loc_default', 'var_01m8gbqz1y0000ebchp3wmgan0', 'ord_01m8gbr0j20000qzzmqnda6ef8', 1, 1, 0, '2026-11-28T05:58:41.975Z');
insert into stock_allocations (order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at) values ('oln_01m8gbr1db00014frvx5yxskp9', 'loc_default', 'var_01m8gbr0m20001fczhx86pr9t0', 'ord_01m8gbr1db0000qt8zrypb49bm', 1, 0, 1, '2026-11-28T05:58:42.983Z');
insert into stock_allocations (order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at) values ('oln_01m8gbr2wq0001z0d90qy52jcz', 'loc_default', 'var_01m8gbqz1y0000ebchp3wmgan0', 'ord_01m8gbr2wq0000gcppmzbgdz4x', 1, 1, 0, '2026-11-28T05:58:44.375Z');
insert into stock_count_lines (count_id, variant_id, expected, counted, counted_by, counted_at) values ('cnt_01m8gbqzx40000c6gxx27egv23', 'var_01m8gbqz1y0000ebchp3wmgan0', 95, 90, 'key_01m8gbqyft0000p4h08kdnehm0', '2026-11-28T05:58:41.379Z');
insert into stock_counts (id, location_id, state, note, requested_by, decided_by, version, created_at, decided_at) values ('cnt_01m8gbqzx40000c6gxx27egv23', 'loc_default', 'open', null, 'key_01m8gbqyft0000p4h08kdnehm0', null, 2, '2026-11-28T05:58:41.315Z', null);
insert into stock_demand (variant_id, location_id, day_on, quantity) values ('var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', '2026-11-28', 1);
insert into stock_demand (variant_id, location_id, day_on, quantity) values ('var_01m8gbr0m20001fczhx86pr9t0', 'loc_default', '2026-11-28', 1);
insert into stock_levels (variant_id, location_id, on_hand, allocated, reserved, incoming, safety_stock, updated_at) values ('var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', 94, 4, 2, 100, 0, '2026-11-28T05:58:44.375Z');
insert into stock_levels (variant_id, location_id, on_hand, allocated, reserved, incoming, safety_stock, updated_at) values ('var_01m8gbqz1z0000626f1dpq4bnm', 'loc_default', 3, 0, 0, 0, 0, '2026-11-28T05:58:40.692Z');
insert into stock_levels (variant_id, location_id, on_hand, allocated, reserved, incoming, safety_stock, updated_at) values ('var_01m8gbqz1y0000ebchp3wmgan0', 'loc_01m8gbqzfa00002nf14dn5ksvx', 0, 0, 0, 5, 0, '2026-11-28T05:58:41.123Z');
insert into stock_levels (variant_id, location_id, on_hand, allocated, reserved, incoming, safety_stock, updated_at) values ('var_01m8gbr0m20001fczhx86pr9t0', 'loc_default', 49, 0, 0, 0, 0, '2026-11-28T05:58:42.983Z');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbqza500002dpwyfnqj17d', '2026-11-28T05:58:40.692Z', 'receipt', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', 100, 100, 0, 0, 0, 'correction', null, null, null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbqza50001msrjyc7gj9ec', '2026-11-28T05:58:40.692Z', 'receipt', 'var_01m8gbqz1z0000626f1dpq4bnm', 'loc_default', 3, 3, 0, 0, 0, 'correction', null, null, null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbqzcy0000e6wajg8mk9d2', '2026-11-28T05:58:40.786Z', 'expected', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', 0, 0, 0, 0, 100, 'correction', null, null, null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbqzq50000jzn6chqhw6gn', '2026-11-28T05:58:41.123Z', 'transfer_out', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', -5, -5, 0, 0, 0, null, 'transfer', 'trf_01m8gbqzq400003qxa3rtjkgng', null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbqzq50001te2s30kmzxs0', '2026-11-28T05:58:41.123Z', 'transfer_expected', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_01m8gbqzfa00002nf14dn5ksvx', 0, 0, 0, 0, 5, null, 'transfer', 'trf_01m8gbqzq400003qxa3rtjkgng', null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbqzs80000z7s3m7cqqy9t', '2026-11-28T05:58:41.181Z', 'reservation', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', 0, 0, 0, 2, 0, null, 'reservation', 'rsv_01m8gbqzs60000tr360ym02dpr', null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr0660000nsw6zgzn8s1s', '2026-11-28T05:58:41.572Z', 'allocation', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', 0, 0, 4, 0, 0, null, 'orderLine', 'oln_01m8gbr05s00002j65z29ckdkr', null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr0fb0000xsr02fzkqn47', '2026-11-28T05:58:41.860Z', 'fulfillment', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', -1, -1, -1, 0, 0, null, 'orderLine', 'oln_01m8gbr05s00002j65z29ckdkr', null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr0ja0000bafzg5q0hzk5', '2026-11-28T05:58:41.975Z', 'release', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', 0, 0, -1, 0, 0, null, 'orderLine', 'oln_01m8gbr05s00002j65z29ckdkr', null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr0jb0000yf868r20fa79', '2026-11-28T05:58:41.975Z', 'allocation', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', 0, 0, 1, 0, 0, null, 'orderLine', 'oln_01m8gbr0j200018nn3w8h4ghn5', null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr0mw0000hhz5f0mgvzf1', '2026-11-28T05:58:42.075Z', 'receipt', 'var_01m8gbr0m20001fczhx86pr9t0', 'loc_default', 50, 50, 0, 0, 0, 'correction', null, null, null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr1dc00000ke1kt9twk1s', '2026-11-28T05:58:42.831Z', 'allocation', 'var_01m8gbr0m20001fczhx86pr9t0', 'loc_default', 0, 0, 1, 0, 0, null, 'orderLine', 'oln_01m8gbr1db00014frvx5yxskp9', null, 'job:channels.pull-orders');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr1h90000nez880yngj0q', '2026-11-28T05:58:42.983Z', 'fulfillment', 'var_01m8gbr0m20001fczhx86pr9t0', 'loc_default', -1, -1, -1, 0, 0, null, 'orderLine', 'oln_01m8gbr1db00014frvx5yxskp9', null, 'key_01m8gbqyft0000p4h08kdnehm0');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr2wr0000mrh2mwna28km', '2026-11-28T05:58:44.375Z', 'allocation', 'var_01m8gbqz1y0000ebchp3wmgan0', 'loc_default', 0, 0, 1, 0, 0, null, 'orderLine', 'oln_01m8gbr2wq0001z0d90qy52jcz', null, 'job:channels.pull-orders');
insert into stock_policies (variant_id, location_id, min_units, max_units, multiple_units, lead_time_days, lead_time_sd_days, review_days, service_z_e4, margin_units, cover_min_days, slow_after_days, slow_cover_days, computed_min_units, computed_max_units, version, created_at, updated_at) values ('var_01m8gbqz1z0000626f1dpq4bnm', 'loc_default', 10, null, 1, 7, 0, 0, 16449, 1, null, null, null, null, null, 1, '2026-11-28T05:58:41.449Z', '2026-11-28T05:58:41.449Z');
insert into stock_variants (variant_id, sku, is_tracked) values ('var_01m8gbqz1y0000ebchp3wmgan0', 'MUG-GREEN', 1);
insert into stock_variants (variant_id, sku, is_tracked) values ('var_01m8gbqz1z0000626f1dpq4bnm', 'MUG-WHITE', 1);
insert into stock_variants (variant_id, sku, is_tracked) values ('var_01m8gbr0m20001fczhx86pr9t0', 'MUG-CELADON', 1);
insert into transfer_lines (transfer_id, variant_id, shipped, received, lost) values ('trf_01m8gbqzq400003qxa3rtjkgng', 'var_01m8gbqz1y0000ebchp3wmgan0', 5, 0, 0);
insert into transfers (id, state, from_location_id, to_location_id, note, version, created_at, received_at) values ('trf_01m8gbqzq400003qxa3rtjkgng', 'in_transit', 'loc_default', 'loc_01m8gbqzfa00002nf14dn5ksvx', null, 1, '2026-11-28T05:58:41.123Z', null);
insert into variants (id, product_id, sku, gtin, title, is_tracked, cost_minor, cost_currency, weight_grams, length_mm, width_mm, height_mm, tax_class, attributes, option_values, position, version, created_at, updated_at) values ('var_01m8gbqz1y0000ebchp3wmgan0', 'prd_01m8gbqz190000v236dxbd640e', 'MUG-GREEN', null, null, 1, 900, 'CNY', null, null, null, null, null, '{}', '{"color":"green"}', 0, 1, '2026-11-28T05:58:40.424Z', '2026-11-28T05:58:40.424Z');
insert into variants (id, product_id, sku, gtin, title, is_tracked, cost_minor, cost_currency, weight_grams, length_mm, width_mm, height_mm, tax_class, attributes, option_values, position, version, created_at, updated_at) values ('var_01m8gbqz1z0000626f1dpq4bnm', 'prd_01m8gbqz190000v236dxbd640e', 'MUG-WHITE', null, null, 1, 900, 'CNY', null, null, null, null, null, '{}', '{"color":"white"}', 1, 1, '2026-11-28T05:58:40.424Z', '2026-11-28T05:58:40.424Z');
insert into variants (id, product_id, sku, gtin, title, is_tracked, cost_minor, cost_currency, weight_grams, length_mm, width_mm, height_mm, tax_class, attributes, option_values, position, version, created_at, updated_at) values ('var_01m8gbr0m20001fczhx86pr9t0', 'prd_01m8gbr0m20000jthkmxgp5mtp', 'MUG-CELADON', null, null, 1, null, null, null, null, null, null, null, '{}', '{}', 0, 1, '2026-11-28T05:58:42.050Z', '2026-11-28T05:58:42.050Z');
