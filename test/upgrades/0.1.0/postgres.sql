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
create table channel_after_sales (
  channel_id text not null,
  external_id text not null,
  modified_at text not null,
  body text not null,
  received_at text not null);
create table channel_confirmations (
  shipment_id text not null,
  channel_id text not null,
  state text not null,
  retries integer not null,
  retry_at text,
  reason text,
  created_at text not null,
  finished_at text);
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
  settled_at text);
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
  finished_at text);
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
insert into alerts (id, kind, severity, owner_role, subject_type, subject_id, dedupe_key, message, fields, state, count, version, raised_at, last_raised_at, acknowledged_at, acknowledged_by, snoozed_until, resolved_at, resolved_by) values ('alt_01m8gbr7cr000044nr43b78tvc', 'stock.count-variance', 'warning', 'manager', 'stockCount', 'cnt_01m8gbr7bh00001tcg8xeaz60j', 'stock.count-variance:stockCount:cnt_01m8gbr7bh00001tcg8xeaz60j', '1 lines of cnt_01m8gbr7bh00001tcg8xeaz60j differ; MUG-GREEN: 90 counted, 95 expected', '{"sku":"MUG-GREEN","locationId":"loc_default","value":90,"threshold":95}', 'open', 1, 1, '2026-11-28T05:58:48.970Z', '2026-11-28T05:58:48.970Z', null, null, null, null, null);
insert into alerts (id, kind, severity, owner_role, subject_type, subject_id, dedupe_key, message, fields, state, count, version, raised_at, last_raised_at, acknowledged_at, acknowledged_by, snoozed_until, resolved_at, resolved_by) values ('alt_01m8gbr7dy0000ffwp09qj6srb', 'stock.low', 'warning', 'buyer', 'stockLevel', 'var_01m8gbr6sd000167keda86r91g@loc_default', 'stock.low:stockLevel:var_01m8gbr6sd000167keda86r91g@loc_default', 'MUG-WHITE at loc_default: 3 available, the minimum is 10', '{"sku":"MUG-WHITE","locationId":"loc_default","value":3,"threshold":10}', 'open', 1, 1, '2026-11-28T05:58:49.002Z', '2026-11-28T05:58:49.002Z', null, null, null, null, null);
insert into alerts (id, kind, severity, owner_role, subject_type, subject_id, dedupe_key, message, fields, state, count, version, raised_at, last_raised_at, acknowledged_at, acknowledged_by, snoozed_until, resolved_at, resolved_by) values ('alt_01m8gbr9ny0000kv7jna6skehd', 'order.unmapped-sku', 'warning', 'clerk', 'order', 'ord_01m8gbr9gm0002n5a6k7wct79x', 'order.unmapped-sku:order:ord_01m8gbr9gm0002n5a6k7wct79x', 'Order F3: SKU GHOST is not in the catalog', '{"number":"F3","channelId":"folder","skus":["GHOST"]}', 'open', 1, 1, '2026-11-28T05:58:51.110Z', '2026-11-28T05:58:51.110Z', null, null, null, null, null);
insert into alerts (id, kind, severity, owner_role, subject_type, subject_id, dedupe_key, message, fields, state, count, version, raised_at, last_raised_at, acknowledged_at, acknowledged_by, snoozed_until, resolved_at, resolved_by) values ('alt_01m8gbr9qw0000426p1j1fnds4', 'channel.rejected-rows', 'warning', 'clerk', 'channel', 'folder', 'channel.rejected-rows:channel:folder', 'orders.csv, line 3, quantity: QUANTITY_INVALID: "none": must be a whole number of 0 or more', '{"count":1,"source":"orders.csv"}', 'open', 1, 1, '2026-11-28T05:58:51.110Z', '2026-11-28T05:58:51.110Z', null, null, null, null, null);
insert into api_keys (id, name, hash, role, scopes, created_at, expires_at, revoked_at) values ('key_01m8gbr6p60000eba9m0ykajtg', 'owner', 'qNRJFmlI4HpC2WGKjc3hk7geseSNk1e7SUGKJtTnU18', 'owner', null, '2026-11-28T05:58:48.262Z', null, null);
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr6pe0000a07stnzvp4cb', '2026-11-28T05:58:48.262Z', 'system', null, null, 'key.create', 'key', 'key_01m8gbr6p60000eba9m0ykajtg', null, '{"name":"owner","role":"owner","scopes":null}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr6r200006n05z39je142', '2026-11-28T05:58:48.285Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr6pp0000ek6nqvp9z92h', null, 'category.create', 'category', 'cat_01m8gbr6qe0000zz3wqht54g8e', null, '{"name":"Kitchen","path":"kitchen"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr6zj00006b34ww40yj3n', '2026-11-28T05:58:48.354Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr6ry0000amp1zevsmggm', null, 'product.create', 'product', 'prd_01m8gbr6s300004skyv5te2pbm', null, '{"title":"Celadon mug","handle":"celadon-mug","lifecycle":"live"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr6zj000119wp749k5xb7', '2026-11-28T05:58:48.354Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr6ry0000amp1zevsmggm', null, 'variant.create', 'variant', 'var_01m8gbr6sd0000675s49b6byj4', null, '{"sku":"MUG-GREEN","productId":"prd_01m8gbr6s300004skyv5te2pbm","prices":[{"amountMinor":2550,"currency":"CNY"}]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr6zj0002e6zktag1755n', '2026-11-28T05:58:48.354Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr6ry0000amp1zevsmggm', null, 'variant.create', 'variant', 'var_01m8gbr6sd000167keda86r91g', null, '{"sku":"MUG-WHITE","productId":"prd_01m8gbr6s300004skyv5te2pbm","prices":[{"amountMinor":2550,"currency":"CNY"}]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr71h0000gc0v9gqr34y8', '2026-11-28T05:58:48.585Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr6zs0000tef5ssy0dg3c', null, 'media.create', 'product', 'prd_01m8gbr6s300004skyv5te2pbm', null, '{"role":"main","url":"https://cdn.example.org/mug.jpg"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr73s00007e341260acxp', '2026-11-28T05:58:48.638Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr71t00000fpmmgp03v6p', null, 'stock.receipt', 'stockLevel', 'var_01m8gbr6sd0000675s49b6byj4@loc_default', '{"onHand":0,"incoming":0,"safetyStock":0}', '{"onHand":100,"incoming":0,"safetyStock":0}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr73s0001pa9s1es1stfm', '2026-11-28T05:58:48.638Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr71t00000fpmmgp03v6p', null, 'stock.receipt', 'stockLevel', 'var_01m8gbr6sd000167keda86r91g@loc_default', '{"onHand":0,"incoming":0,"safetyStock":0}', '{"onHand":3,"incoming":0,"safetyStock":0}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr74y0000hcxf8n6m375j', '2026-11-28T05:58:48.713Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7460000fcxy7qsjh350', null, 'stock.expected', 'stockLevel', 'var_01m8gbr6sd0000675s49b6byj4@loc_default', '{"onHand":100,"incoming":0,"safetyStock":0}', '{"onHand":100,"incoming":100,"safetyStock":0}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr75t00001gtbkjc9ssga', '2026-11-28T05:58:48.745Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7520000tnxtrj73bdb9', null, 'location.create', 'location', 'loc_01m8gbr75a0000ej5gtesakbs4', null, '{"id":"loc_01m8gbr75a0000ej5gtesakbs4","name":"Back room","priority":100,"isEnabled":1,"version":1,"createdAt":"2026-11-28T05:58:48.745Z","updatedAt":"2026-11-28T05:58:48.745Z"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr799000089mztna8ert4', '2026-11-28T05:58:48.809Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7720000jwf3md3dmcrq', null, 'transfer.ship', 'transfer', 'trf_01m8gbr77p0000ygvh5y8cczk4', null, '{"id":"trf_01m8gbr77p0000ygvh5y8cczk4","state":"in_transit","fromLocationId":"loc_default","toLocationId":"loc_01m8gbr75a0000ej5gtesakbs4","note":null,"version":1,"createdAt":"2026-11-28T05:58:48.809Z","receivedAt":null}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7c200007ehe8vregpc1', '2026-11-28T05:58:48.945Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7be0000twyabsnhf9n7', null, 'stock-count.plan', 'stockCount', 'cnt_01m8gbr7bh00001tcg8xeaz60j', null, '{"id":"cnt_01m8gbr7bh00001tcg8xeaz60j","locationId":"loc_default","state":"open","note":null,"requestedBy":"key_01m8gbr6p60000eba9m0ykajtg","decidedBy":null,"version":1,"createdAt":"2026-11-28T05:58:48.945Z","decidedAt":null}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7e600002p90b7pmt868', '2026-11-28T05:58:49.002Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7d200004vyjp5bwf425', null, 'stock-policy.save', 'stockPolicy', 'var_01m8gbr6sd000167keda86r91g@loc_default', null, '{"variantId":"var_01m8gbr6sd000167keda86r91g","locationId":"loc_default","minUnits":10,"maxUnits":null,"multipleUnits":1,"leadTimeDays":7,"leadTimeSdDays":0,"reviewDays":0,"serviceZE4":16449,"marginUnits":1,"coverMinDays":null,"slowAfterDays":null,"slowCoverDays":null,"computedMinUnits":null,"computedMaxUnits":null,"version":1,"createdAt":"2026-11-28T05:58:49.002Z","updatedAt":"2026-11-28T05:58:49.002Z"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7fj00004v70db5ntp84', '2026-11-28T05:58:49.036Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7ea0000qwbyyp8mkt1f', null, 'order.placed', 'order', 'ord_01m8gbr7en00000f95tpkatsgc', null, '{"state":"awaiting_payment","version":1}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7hb0000fkypeqmf83r5', '2026-11-28T05:58:49.088Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7fv0000sbtk4eq35qr6', null, 'order.edited', 'order', 'ord_01m8gbr7en00000f95tpkatsgc', '{"state":"awaiting_payment","version":1}', '{"state":"awaiting_payment","version":2,"note":"ring twice","flags":["gift"]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7kt0000tgtbf4k3zmfr', '2026-11-28T05:58:49.155Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7hq0000japrefwz55s3', null, 'order.paid', 'order', 'ord_01m8gbr7en00000f95tpkatsgc', '{"state":"awaiting_payment","version":2}', '{"state":"allocated","version":3,"amountMinor":10200,"method":"transfer","reference":"T-1"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7qt0000kpmfn4v06cdz', '2026-11-28T05:58:49.222Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7m20000mqmqr44q59hy', null, 'order.shipped', 'order', 'ord_01m8gbr7en00000f95tpkatsgc', '{"state":"allocated","version":3}', '{"state":"partially_shipped","version":4,"shipmentIds":["shp_01m8gbr7nc0000cbq0wzth622y"],"carrier":"SF","trackingNumber":"SF-1"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7w50000x4w79fzspb9r', '2026-11-28T05:58:49.349Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7qy0000zpwmph8jc2x3', null, 'order.split', 'order', 'ord_01m8gbr7en00000f95tpkatsgc', '{"state":"partially_shipped","version":4}', '{"state":"partially_shipped","version":5,"into":"ord_01m8gbr7rh00008gy77f5x4epa"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7w50001yqcjveg5ds49', '2026-11-28T05:58:49.349Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7qy0000zpwmph8jc2x3', null, 'order.split_off', 'order', 'ord_01m8gbr7rh00008gy77f5x4epa', null, '{"state":"partially_shipped","version":1,"from":"ord_01m8gbr7en00000f95tpkatsgc"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7yc00002fgrnm2fjq06', '2026-11-28T05:58:49.489Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7wd0000eajzdbfhzcf7', null, 'product.create', 'product', 'prd_01m8gbr7wt00004323kf5g07qa', null, '{"title":"From the sandbox","handle":"prd_01m8gbr7wt00004323kf5g07qa","lifecycle":"live"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7yc0001xyrb306cpmyc', '2026-11-28T05:58:49.489Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7wd0000eajzdbfhzcf7', null, 'variant.create', 'variant', 'var_01m8gbr7wt000193btq1qja6tp', null, '{"sku":"MUG-CELADON","productId":"prd_01m8gbr7wt00004323kf5g07qa","prices":[{"amountMinor":2550,"currency":"CNY"}]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr7z80000cr4d8ep062wh', '2026-11-28T05:58:49.561Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7yh00005aa5t47hgnbs', null, 'stock.receipt', 'stockLevel', 'var_01m8gbr7wt000193btq1qja6tp@loc_default', '{"onHand":0,"incoming":0,"safetyStock":0}', '{"onHand":50,"incoming":0,"safetyStock":0}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr80w00000ge15zkm6r88', '2026-11-28T05:58:49.593Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr7zb0000vz7qyn82z443', null, 'channel.create', 'channel', 'sandbox', null, '{"id":"sandbox","platform":"sandbox","name":"Sandbox","bufferUnits":0,"ratioBps":10000,"capUnits":null,"stopSell":0,"unknownSkus":"hold","currency":"CNY","pullEverySeconds":60,"pushStock":1,"pushPrices":1,"since":"2026-11-28T05:57:49.484Z","isEnabled":1,"isConfigured":0,"pausedAt":null,"pausedReason":null,"nextPullAt":null,"lastPulledAt":null,"subscribedUrl":null,"version":1,"createdAt":"2026-11-28T05:58:49.593Z","updatedAt":"2026-11-28T05:58:49.593Z","settings":{"baseUrl":"http://127.0.0.1:43575","seed":1,"ordersPerMinute":30},"secretsChanged":["apiKey","webhookSecret"]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr8hn0000keyhswqgms8k', '2026-11-28T05:58:50.074Z', 'job:channels.pull-orders', null, 'job_01m8gbr8010000hwtxc9mqg64g', 'order.placed', 'order', 'ord_01m8gbr8fe0000vdjrhxkn1des', null, '{"state":"allocated","version":1}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr8r60000g4wqdwah10vz', '2026-11-28T05:58:50.287Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr8na0000wx6t9aem5x7x', null, 'order.shipped', 'order', 'ord_01m8gbr8fe0000vdjrhxkn1des', '{"state":"allocated","version":1}', '{"state":"shipped","version":2,"shipmentIds":["shp_01m8gbr8pt0000809y93hd5a94"],"carrier":"SF","trackingNumber":"SF-2"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr90800007wzmk3g5c9tg', '2026-11-28T05:58:50.564Z', 'job:channels.fetch-order', null, 'job_01m8gbr8te0000t859wj9yzbj0', 'order.channel_changed', 'order', 'ord_01m8gbr8fe0000vdjrhxkn1des', '{"state":"shipped","version":2}', '{"state":"shipped","version":3,"rawStatus":"SHIPPED"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr90n00007pcda1b0jbh5', '2026-11-28T05:58:50.574Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'req_01m8gbr8xd000047y4k8yzdfsx', null, 'channel.create', 'channel', 'folder', null, '{"id":"folder","platform":"flat-file","name":"Folder","bufferUnits":0,"ratioBps":10000,"capUnits":null,"stopSell":0,"unknownSkus":"hold","currency":"CNY","pullEverySeconds":60,"pushStock":1,"pushPrices":1,"since":null,"isEnabled":1,"isConfigured":0,"pausedAt":null,"pausedReason":null,"nextPullAt":null,"lastPulledAt":null,"subscribedUrl":null,"version":1,"createdAt":"2026-11-28T05:58:50.574Z","updatedAt":"2026-11-28T05:58:50.574Z","settings":{"folder":"/tmp/shopkeeper-release-Dux2t0","outFolder":"/tmp/shopkeeper-release-Dux2t0","mapping":"generic","settleMs":0,"pattern":"*","encoding":"utf-8","decimal":".","zone":"UTC","currency":"CNY","maxFileBytes":2147483648,"maxRowBytes":1048576,"maxSheetBytes":134217728,"maxSheetRows":100000},"secretsChanged":[]}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr93s0000t7v36e6q47aa', '2026-11-28T05:58:50.706Z', 'job:channels.confirm-shipments', null, 'job_01m8gbr8qp0000szp4ceqnzzbh', 'shipment.confirmation', 'shipment', 'shp_01m8gbr8pt0000809y93hd5a94', null, '{"status":"confirmed"}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr9r10000r044rpcpq295', '2026-11-28T05:58:51.110Z', 'job:channels.pull-orders', null, 'job_01m8gbr90000009qg7snqyjgxm', 'order.placed', 'order', 'ord_01m8gbr9gm00006k01453nr84m', null, '{"state":"allocated","version":1}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr9r10001em7va6cv9zm7', '2026-11-28T05:58:51.110Z', 'job:channels.pull-orders', null, 'job_01m8gbr90000009qg7snqyjgxm', 'order.placed', 'order', 'ord_01m8gbr9gm0002n5a6k7wct79x', null, '{"state":"paid","version":1}');
insert into audit_log (id, at, actor, request_id, job_id, action, subject_type, subject_id, before, after) values ('aud_01m8gbr9xy0000mb8h9wskky5b', '2026-11-28T05:58:51.455Z', 'system', null, null, 'credit-note.taken', 'creditNote', 'crn_01m8gbr9xb0000gjfh079m2w7y', null, '{"externalId":"C-1","totalMinor":-1000,"orderId":"ord_01m8gbr9gm00006k01453nr84m"}');
insert into categories (id, parent_id, name, slug, path, position, version, created_at, updated_at) values ('cat_01m8gbr6qe0000zz3wqht54g8e', null, 'Kitchen', 'kitchen', 'kitchen', 0, 1, '2026-11-28T05:58:48.285Z', '2026-11-28T05:58:48.285Z');
insert into channel_after_sales (channel_id, external_id, modified_at, body, received_at) values ('sandbox', 'AS1795845525343000001', '2026-11-28T05:58:49.486Z', '{"case_id":"AS1795845525343000001","order_id":"1795845525343000001","kind":"refund","state":"OPEN","modified_at":"2026-11-28T05:58:49.486Z"}', '2026-11-28T05:58:51.190Z');
insert into channel_confirmations (shipment_id, channel_id, state, retries, retry_at, reason, created_at, finished_at) values ('shp_01m8gbr8pt0000809y93hd5a94', 'sandbox', 'confirmed', 1, null, null, '2026-11-28T05:58:50.287Z', '2026-11-28T05:58:50.706Z');
insert into channel_cursors (channel_id, stream, watermark, window_since, window_until, page_token, observed_until, version) values ('sandbox', 'orders', '2026-11-28T05:58:49.844Z', null, null, null, null, 1);
insert into channel_cursors (channel_id, stream, watermark, window_since, window_until, page_token, observed_until, version) values ('sandbox', 'afterSales', '2026-11-28T05:58:50.922Z', null, null, null, null, 1);
insert into channel_inbox (channel_id, delivery_id, topic, external_id, received_at) values ('sandbox', 'mx0023q7-1', 'order.changed', '1795845525343000001', '2026-11-28T05:58:50.433Z');
insert into channel_inbox (channel_id, delivery_id, topic, external_id, received_at) values ('sandbox', 'mx0023q7-2', 'order.changed', '1795845525343000001', '2026-11-28T05:58:50.787Z');
insert into channel_listings (id, channel_id, external_listing_id, sku, variant_id, state, buffer_units, ratio_bps, cap_units, stop_sell, stock_sequence, stock_done, stock_quantity, stock_pushed_at, stock_retries, stock_retry_at, price_sequence, price_done, price_retries, price_retry_at, rejected_reason, version, created_at, updated_at) values ('lst_01m8gbr8gp0000ga4t7d8esrw8', 'sandbox', '6800000000000000100', 'MUG-CELADON', 'var_01m8gbr7wt000193btq1qja6tp', 'active', null, null, null, null, 1, 1, 49, '2026-11-28T05:58:50.330Z', 0, null, 0, 0, 0, null, null, 1, '2026-11-28T05:58:50.074Z', '2026-11-28T05:58:50.074Z');
insert into channel_listings (id, channel_id, external_listing_id, sku, variant_id, state, buffer_units, ratio_bps, cap_units, stop_sell, stock_sequence, stock_done, stock_quantity, stock_pushed_at, stock_retries, stock_retry_at, price_sequence, price_done, price_retries, price_retry_at, rejected_reason, version, created_at, updated_at) values ('lst_01m8gbr9ph0001pvjqvag2q46w', 'folder', 'GHOST', 'GHOST', null, 'active', null, null, null, null, 1, 1, null, '2026-11-28T05:58:51.593Z', 0, null, 0, 0, 0, null, null, 1, '2026-11-28T05:58:51.110Z', '2026-11-28T05:58:51.110Z');
insert into channel_listings (id, channel_id, external_listing_id, sku, variant_id, state, buffer_units, ratio_bps, cap_units, stop_sell, stock_sequence, stock_done, stock_quantity, stock_pushed_at, stock_retries, stock_retry_at, price_sequence, price_done, price_retries, price_retry_at, rejected_reason, version, created_at, updated_at) values ('lst_01m8gbr9ph0000ycqqba5avdxc', 'folder', 'MUG-GREEN', 'MUG-GREEN', 'var_01m8gbr6sd0000675s49b6byj4', 'active', null, null, null, null, 1, 1, 88, '2026-11-28T05:58:51.593Z', 0, null, 0, 0, 0, null, null, 1, '2026-11-28T05:58:51.110Z', '2026-11-28T05:58:51.110Z');
insert into channel_rejected (id, channel_id, run_id, source, line, column_name, reason, external_id, entry_key, count, first_seen_at, last_seen_at, settled_at) values ('rej_01m8gbr9qs000082spdqj3fyz5', 'folder', 'run_01m8gbr9ag0000sgwmkd1htatg', 'orders.csv', 3, 'quantity', 'QUANTITY_INVALID: "none": must be a whole number of 0 or more', 'F2', '3EbLK-78H6rPomFKy78xq2', 1, '2026-11-28T05:58:51.110Z', '2026-11-28T05:58:51.110Z', null);
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr8dw0000k06hbhwng4hx', 'sandbox', 'pullOrders', 'done', 1, 1, 0, 0, 0, 0, null, null, '2026-11-28T05:58:50.044Z', '2026-11-28T05:58:50.176Z', '2026-11-28T05:58:50.176Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr8np0000tyxj004hh5p4', 'sandbox', 'pushStock', 'done', 1, 0, 1, 0, 0, 0, null, null, '2026-11-28T05:58:50.294Z', '2026-11-28T05:58:50.365Z', '2026-11-28T05:58:50.365Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr8xb000042snr7570z0p', 'sandbox', 'fetchOrder', 'done', 1, 0, 1, 0, 0, 0, null, null, '2026-11-28T05:58:50.539Z', '2026-11-28T05:58:50.564Z', '2026-11-28T05:58:50.564Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr91a0000c9jvk590ak5q', 'sandbox', 'confirmShipments', 'done', 1, 0, 1, 0, 0, 0, null, null, '2026-11-28T05:58:50.666Z', '2026-11-28T05:58:50.787Z', '2026-11-28T05:58:50.787Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr9a20000cd8v3qsspwjp', 'sandbox', 'fetchOrder', 'done', 1, 0, 0, 1, 0, 0, null, null, '2026-11-28T05:58:50.946Z', '2026-11-28T05:58:50.958Z', '2026-11-28T05:58:50.958Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr9fc00007ytjw4fjhjk6', 'sandbox', 'pullAfterSales', 'done', 1, 1, 0, 0, 0, 0, null, null, '2026-11-28T05:58:51.116Z', '2026-11-28T05:58:51.326Z', '2026-11-28T05:58:51.326Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr9ag0000sgwmkd1htatg', 'folder', 'pullOrders', 'done', 2, 2, 0, 0, 1, 0, null, null, '2026-11-28T05:58:50.960Z', '2026-11-28T05:58:51.402Z', '2026-11-28T05:58:51.402Z');
insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged, rejected, failed, error, detail, started_at, progress_at, finished_at) values ('run_01m8gbr9xa0000b2t0w1rejcs2', 'folder', 'pushStock', 'done', 1, 0, 1, 0, 0, 0, null, null, '2026-11-28T05:58:51.562Z', '2026-11-28T05:58:51.615Z', '2026-11-28T05:58:51.615Z');
insert into channel_sources (channel_id, source_id, name, size_bytes, position, rows, pages, state, started_at, completed_at) values ('folder', '0bab56cf920403d5583ee5cbb3da6d6d23e1d5a42a03ce6c1df365463e11f65b', 'orders.csv', 412, null, 3, 1, 'complete', '2026-11-28T05:58:51.067Z', '2026-11-28T05:58:51.110Z');
insert into channels (id, platform, name, settings, secrets, buffer_units, ratio_bps, cap_units, stop_sell, unknown_skus, currency, pull_every_seconds, push_stock, push_prices, since, is_enabled, is_configured, paused_at, paused_reason, next_pull_at, last_pulled_at, subscribed_url, version, created_at, updated_at) values ('sandbox', 'sandbox', 'Sandbox', '{"baseUrl":"http://127.0.0.1:43575","seed":1,"ordersPerMinute":30}', 'v1.PwUP8jqdHh10lp8A.VMOUxQ-o7WygSCnVk-sIHg.XrQ3rP8YCTP9Pj1SqBb6NCjccW_RXrxjgJMxGXSihuQws7BSOnGnbCznHlKccDEoht9AUbDxbfS9', 0, 10000, null, 0, 'hold', 'CNY', 60, 1, 1, '2026-11-28T05:57:49.484Z', 1, 0, null, null, '2026-11-28T05:59:50.178Z', '2026-11-28T05:58:50.176Z', null, 1, '2026-11-28T05:58:49.593Z', '2026-11-28T05:58:49.593Z');
insert into channels (id, platform, name, settings, secrets, buffer_units, ratio_bps, cap_units, stop_sell, unknown_skus, currency, pull_every_seconds, push_stock, push_prices, since, is_enabled, is_configured, paused_at, paused_reason, next_pull_at, last_pulled_at, subscribed_url, version, created_at, updated_at) values ('folder', 'flat-file', 'Folder', '{"folder":"/tmp/shopkeeper-release-Dux2t0","outFolder":"/tmp/shopkeeper-release-Dux2t0","mapping":"generic","settleMs":0,"pattern":"*","encoding":"utf-8","decimal":".","zone":"UTC","currency":"CNY","maxFileBytes":2147483648,"maxRowBytes":1048576,"maxSheetBytes":134217728,"maxSheetRows":100000}', null, 0, 10000, null, 0, 'hold', 'CNY', 60, 1, 1, null, 1, 0, null, null, '2026-11-28T05:59:51.408Z', '2026-11-28T05:58:51.402Z', null, 1, '2026-11-28T05:58:50.574Z', '2026-11-28T05:58:50.574Z');
insert into credit_note_lines (credit_note_id, position, sku, title, quantity, total_minor) values ('crn_01m8gbr9xb0000gjfh079m2w7y', 0, 'MUG-GREEN', 'Celadon mug', -1, -1000);
insert into credit_notes (id, channel_id, external_id, reason, order_id, order_external_id, currency, total_minor, customer_ref, issued_at, created_at) values ('crn_01m8gbr9xb0000gjfh079m2w7y', 'folder', 'C-1', 'return', 'ord_01m8gbr9gm00006k01453nr84m', 'F1', 'CNY', -1000, 'B-1', '2026-11-28T05:58:51.454Z', '2026-11-28T05:58:51.455Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-22', 'oqifaRw1PA84eshJEvJzXgJqaFpTUMnw2UuJe3o8rDs', 201, '{"id":"cat_01m8gbr6qe0000zz3wqht54g8e","parentId":null,"name":"Kitchen","slug":"kitchen","path":"kitchen","position":0,"version":1,"createdAt":"2026-11-28T05:58:48.285Z","updatedAt":"2026-11-28T05:58:48.285Z"}', '2026-11-29T05:58:48.285Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-23', 'R1pUZmInrA4FP2CnLoiTI3styCxrOrRT3eE-ZvIPrx4', 201, '{"id":"prd_01m8gbr6s300004skyv5te2pbm","handle":"celadon-mug","title":"Celadon mug","description":"A mug.","categoryId":"cat_01m8gbr6qe0000zz3wqht54g8e","taxClass":null,"attributes":{"material":"porcelain","capacityMl":350},"options":[{"name":"color","values":["green","white"]}],"lifecycle":"live","completeness":{"score":40,"missing":["description","taxClass","gtins","weights","mainImages"]},"version":1,"createdAt":"2026-11-28T05:58:48.354Z","updatedAt":"2026-11-28T05:58:48.354Z","variants":[{"id":"var_01m8gbr6sd0000675s49b6byj4","productId":"prd_01m8gbr6s300004skyv5te2pbm","sku":"MUG-GREEN","gtin":null,"title":null,"isTracked":true,"prices":[{"amountMinor":2550,"currency":"CNY"}],"weightGrams":null,"dimensions":null,"taxClass":null,"attributes":{},"optionValues":{"color":"green"},"position":0,"available":0,"version":1,"createdAt":"2026-11-28T05:58:48.354Z","updatedAt":"2026-11-28T05:58:48.354Z","cost":{"amountMinor":900,"currency":"CNY"}},{"id":"var_01m8gbr6sd000167keda86r91g","productId":"prd_01m8gbr6s300004skyv5te2pbm","sku":"MUG-WHITE","gtin":null,"title":null,"isTracked":true,"prices":[{"amountMinor":2550,"currency":"CNY"}],"weightGrams":null,"dimensions":null,"taxClass":null,"attributes":{},"optionValues":{"color":"white"},"position":1,"available":0,"version":1,"createdAt":"2026-11-28T05:58:48.354Z","updatedAt":"2026-11-28T05:58:48.354Z","cost":{"amountMinor":900,"currency":"CNY"}}],"media":[]}', '2026-11-29T05:58:48.354Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-24', 'ybjWausdPxEEJmHN3pGPbFgovO_yUouw2mYH96wM18M', 201, '{"id":"med_01m8gbr70g0000t4yt4b69gq5s","role":"main","position":0,"url":"https://cdn.example.org/mug.jpg","alt":"","width":null,"height":null,"bytes":null}', '2026-11-29T05:58:48.585Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-25', 'ODMpYBC2FUjZW_2nv9z4_D77CM54gBCqEvDh3WdEbFw', 201, '{"levels":[{"variantId":"var_01m8gbr6sd0000675s49b6byj4","sku":"MUG-GREEN","locationId":"loc_default","onHand":100,"allocated":0,"reserved":0,"incoming":0,"safetyStock":0,"available":100},{"variantId":"var_01m8gbr6sd000167keda86r91g","sku":"MUG-WHITE","locationId":"loc_default","onHand":3,"allocated":0,"reserved":0,"incoming":0,"safetyStock":0,"available":3}]}', '2026-11-29T05:58:48.638Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-26', 'tGxbFgcwUBkEk2KGemX0rzvDGDbqn_j_mxfbvwHYbIY', 201, '{"levels":[{"variantId":"var_01m8gbr6sd0000675s49b6byj4","sku":"MUG-GREEN","locationId":"loc_default","onHand":100,"allocated":0,"reserved":0,"incoming":100,"safetyStock":0,"available":100}]}', '2026-11-29T05:58:48.713Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-27', 'LoypyShgoarZ1bmzg3oUS9mosr1hgE7OoS_qtlbOc5g', 201, '{"id":"loc_01m8gbr75a0000ej5gtesakbs4","name":"Back room","priority":100,"isEnabled":true,"version":1,"createdAt":"2026-11-28T05:58:48.745Z","updatedAt":"2026-11-28T05:58:48.745Z"}', '2026-11-29T05:58:48.745Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-28', '97U7vXDUp8ZXMm9JZo-rm9PwwgpU6l9TBBGWRo4_zMk', 201, '{"id":"trf_01m8gbr77p0000ygvh5y8cczk4","state":"in_transit","fromLocationId":"loc_default","toLocationId":"loc_01m8gbr75a0000ej5gtesakbs4","note":null,"version":1,"createdAt":"2026-11-28T05:58:48.809Z","receivedAt":null,"lines":[{"variantId":"var_01m8gbr6sd0000675s49b6byj4","sku":"MUG-GREEN","shipped":5,"received":0,"lost":0}]}', '2026-11-29T05:58:48.809Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-29', '9D3NMyIrpEx3GaBNByyubm-6dhKCu0eG3bZhOHKClqg', 201, '{"id":"rsv_01m8gbr7a50000jqrjezq1vehs","state":"held","owner":"cart-1","expiresAt":"2026-12-28T05:58:48.897Z","orderId":null,"version":1,"createdAt":"2026-11-28T05:58:48.897Z","updatedAt":"2026-11-28T05:58:48.897Z","parts":[{"line":0,"variantId":"var_01m8gbr6sd0000675s49b6byj4","locationId":"loc_default","quantity":2}]}', '2026-11-29T05:58:48.897Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-30', 'sIYxIzSAErM_qIxhZoVhjUj2Htj0bVv9bNgKH3MdI8I', 201, '{"id":"cnt_01m8gbr7bh00001tcg8xeaz60j","locationId":"loc_default","state":"open","note":null,"requestedBy":"key_01m8gbr6p60000eba9m0ykajtg","decidedBy":null,"version":1,"createdAt":"2026-11-28T05:58:48.945Z","decidedAt":null,"lines":[{"variantId":"var_01m8gbr6sd0000675s49b6byj4","sku":"MUG-GREEN","expected":null,"counted":null,"variance":null,"isOverTolerance":false}]}', '2026-11-29T05:58:48.945Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-31', 'hw-lrOyRWKzZG7psfOhWtt6GmRFATmdjO-al3z8z4V4', 200, '{"id":"cnt_01m8gbr7bh00001tcg8xeaz60j","locationId":"loc_default","state":"open","note":null,"requestedBy":"key_01m8gbr6p60000eba9m0ykajtg","decidedBy":null,"version":2,"createdAt":"2026-11-28T05:58:48.945Z","decidedAt":null,"lines":[{"variantId":"var_01m8gbr6sd0000675s49b6byj4","sku":"MUG-GREEN","expected":95,"counted":90,"variance":-5,"isOverTolerance":true}]}', '2026-11-29T05:58:48.970Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-32', 'EDpcYE6w9XVtfxYU9KJ72CJzC4F-Pnw96b6kELCA3_w', 200, '{"data":[{"variantId":"var_01m8gbr6sd000167keda86r91g","sku":"MUG-WHITE","locationId":"loc_default","minUnits":10,"maxUnits":null,"computedMinUnits":null,"computedMaxUnits":null,"multipleUnits":1,"leadTimeDays":7,"leadTimeSdDays":0,"reviewDays":0,"serviceZ":1.6449,"marginUnits":1,"coverMinDays":null,"slowAfterDays":null,"slowCoverDays":null,"version":1,"createdAt":"2026-11-28T05:58:49.002Z","updatedAt":"2026-11-28T05:58:49.002Z"}]}', '2026-11-29T05:58:49.002Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-33', '-bhKjUn713RyueAnG50cLGzCs4bhq7PavNPkJDcRAoI', 201, '{"id":"ord_01m8gbr7en00000f95tpkatsgc","channelId":"direct","externalId":"BUSY-1","number":"261128-TPKATSGC","state":"awaiting_payment","rawStatus":"","paymentState":"unpaid","refundState":"none","currency":"CNY","subtotalMinor":10200,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":10200,"paidMinor":0,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:49.036Z","modifiedAt":"2026-11-28T05:58:49.036Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":null,"buyerNote":null,"flags":[],"splitFrom":null,"mergedInto":null,"version":1,"createdAt":"2026-11-28T05:58:49.036Z","updatedAt":"2026-11-28T05:58:49.036Z","lines":[{"id":"oln_01m8gbr7en0001sw03jt9yyj2t","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbr6sd0000675s49b6byj4","title":"Celadon mug","quantity":4,"unitPriceMinor":2550,"totalMinor":10200,"discountMinor":0,"taxMinor":0,"allocatedQuantity":4,"fulfilledQuantity":0,"canceledQuantity":0}]}', '2026-11-29T05:58:49.036Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-34', 'omYt95UMP9paWpAEBfazK4uPYVS4vfaThd19y36eRa8', 200, '{"id":"ord_01m8gbr7en00000f95tpkatsgc","channelId":"direct","externalId":"BUSY-1","number":"261128-TPKATSGC","state":"awaiting_payment","rawStatus":"","paymentState":"unpaid","refundState":"none","currency":"CNY","subtotalMinor":10200,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":10200,"paidMinor":0,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:49.036Z","modifiedAt":"2026-11-28T05:58:49.036Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":"ring twice","buyerNote":null,"flags":["gift"],"splitFrom":null,"mergedInto":null,"version":2,"createdAt":"2026-11-28T05:58:49.036Z","updatedAt":"2026-11-28T05:58:49.088Z","lines":[{"id":"oln_01m8gbr7en0001sw03jt9yyj2t","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbr6sd0000675s49b6byj4","title":"Celadon mug","quantity":4,"unitPriceMinor":2550,"totalMinor":10200,"discountMinor":0,"taxMinor":0,"allocatedQuantity":4,"fulfilledQuantity":0,"canceledQuantity":0}]}', '2026-11-29T05:58:49.088Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-35', 'io6RurQn8JA-qzTmXiT_2__H5JxoIoO0a4tvMADEqi4', 200, '{"id":"ord_01m8gbr7en00000f95tpkatsgc","channelId":"direct","externalId":"BUSY-1","number":"261128-TPKATSGC","state":"allocated","rawStatus":"","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":10200,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":10200,"paidMinor":10200,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:49.036Z","modifiedAt":"2026-11-28T05:58:49.036Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":"ring twice","buyerNote":null,"flags":["gift"],"splitFrom":null,"mergedInto":null,"version":3,"createdAt":"2026-11-28T05:58:49.036Z","updatedAt":"2026-11-28T05:58:49.155Z","lines":[{"id":"oln_01m8gbr7en0001sw03jt9yyj2t","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbr6sd0000675s49b6byj4","title":"Celadon mug","quantity":4,"unitPriceMinor":2550,"totalMinor":10200,"discountMinor":0,"taxMinor":0,"allocatedQuantity":4,"fulfilledQuantity":0,"canceledQuantity":0}]}', '2026-11-29T05:58:49.155Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-36', 'QshFQ7W7ko9yFXpffNE1iaEB7_bC_NJ_4vFx4-_krQM', 201, '{"id":"ord_01m8gbr7en00000f95tpkatsgc","channelId":"direct","externalId":"BUSY-1","number":"261128-TPKATSGC","state":"partially_shipped","rawStatus":"","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":10200,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":10200,"paidMinor":10200,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:49.036Z","modifiedAt":"2026-11-28T05:58:49.036Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":"ring twice","buyerNote":null,"flags":["gift"],"splitFrom":null,"mergedInto":null,"version":4,"createdAt":"2026-11-28T05:58:49.036Z","updatedAt":"2026-11-28T05:58:49.222Z","lines":[{"id":"oln_01m8gbr7en0001sw03jt9yyj2t","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbr6sd0000675s49b6byj4","title":"Celadon mug","quantity":4,"unitPriceMinor":2550,"totalMinor":10200,"discountMinor":0,"taxMinor":0,"allocatedQuantity":3,"fulfilledQuantity":1,"canceledQuantity":0}]}', '2026-11-29T05:58:49.222Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-37', 'W9jHOd2j2rhoV2_KlEX8gN1AZfrfHMC3k-_qZiI0MwM', 201, '{"order":{"id":"ord_01m8gbr7en00000f95tpkatsgc","channelId":"direct","externalId":"BUSY-1","number":"261128-TPKATSGC","state":"partially_shipped","rawStatus":"","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":7650,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":7650,"paidMinor":10200,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:49.036Z","modifiedAt":"2026-11-28T05:58:49.036Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":"ring twice","buyerNote":null,"flags":["gift"],"splitFrom":null,"mergedInto":null,"version":5,"createdAt":"2026-11-28T05:58:49.036Z","updatedAt":"2026-11-28T05:58:49.349Z","lines":[{"id":"oln_01m8gbr7en0001sw03jt9yyj2t","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbr6sd0000675s49b6byj4","title":"Celadon mug","quantity":3,"unitPriceMinor":2550,"totalMinor":7650,"discountMinor":0,"taxMinor":0,"allocatedQuantity":2,"fulfilledQuantity":1,"canceledQuantity":0}]},"split":{"id":"ord_01m8gbr7rh00008gy77f5x4epa","channelId":"direct","externalId":"BUSY-1/2","number":"261128-TPKATSGC-2","state":"partially_shipped","rawStatus":"","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":2550,"discountMinor":0,"shippingMinor":0,"taxMinor":0,"totalMinor":2550,"paidMinor":0,"refundedMinor":0,"customerRef":"B-1","buyer":{"externalId":"B-1","name":"Wei Example","email":"wei@example.org","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"Hangzhou"},"country":"CN","placedAt":"2026-11-28T05:58:49.036Z","modifiedAt":"2026-11-28T05:58:49.036Z","shipBy":null,"onHold":false,"holds":[],"holdNote":null,"note":null,"buyerNote":null,"flags":[],"splitFrom":"ord_01m8gbr7en00000f95tpkatsgc","mergedInto":null,"version":1,"createdAt":"2026-11-28T05:58:49.349Z","updatedAt":"2026-11-28T05:58:49.349Z","lines":[{"id":"oln_01m8gbr7rh0001r3dcx0d3rejh","externalId":"1","sku":"MUG-GREEN","variantId":"var_01m8gbr6sd0000675s49b6byj4","title":"Celadon mug","quantity":1,"unitPriceMinor":2550,"totalMinor":2550,"discountMinor":0,"taxMinor":0,"allocatedQuantity":1,"fulfilledQuantity":0,"canceledQuantity":0}]}}', '2026-11-29T05:58:49.349Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-38', 'F5BIw1sce0M2P6oOnn7mAN8ZhTduh3hWR0q1hGDsimA', 201, '{"id":"prd_01m8gbr7wt00004323kf5g07qa","handle":"prd_01m8gbr7wt00004323kf5g07qa","title":"From the sandbox","description":"","categoryId":null,"taxClass":null,"attributes":{},"options":[],"lifecycle":"live","completeness":{"score":30,"missing":["description","category","taxClass","gtins","weights","mainImages"]},"version":1,"createdAt":"2026-11-28T05:58:49.489Z","updatedAt":"2026-11-28T05:58:49.489Z","variants":[{"id":"var_01m8gbr7wt000193btq1qja6tp","productId":"prd_01m8gbr7wt00004323kf5g07qa","sku":"MUG-CELADON","gtin":null,"title":null,"isTracked":true,"prices":[{"amountMinor":2550,"currency":"CNY"}],"weightGrams":null,"dimensions":null,"taxClass":null,"attributes":{},"optionValues":{},"position":0,"available":0,"version":1,"createdAt":"2026-11-28T05:58:49.489Z","updatedAt":"2026-11-28T05:58:49.489Z","cost":null}],"media":[]}', '2026-11-29T05:58:49.489Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-39', 'Zg2e5AvZc0qRJSw5xUuRzuj8IHjzVcrifO-kz1tbnR0', 201, '{"levels":[{"variantId":"var_01m8gbr7wt000193btq1qja6tp","sku":"MUG-CELADON","locationId":"loc_default","onHand":50,"allocated":0,"reserved":0,"incoming":0,"safetyStock":0,"available":50}]}', '2026-11-29T05:58:49.561Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-40', 'S1NGXYLv_KjeJ9n1XVL0U54BhmzCwusfcnOTO0CBZ7g', 201, '{"id":"sandbox","platform":"sandbox","name":"Sandbox","settings":{"baseUrl":"http://127.0.0.1:43575","seed":1,"ordersPerMinute":30},"hasSecrets":true,"stockPolicy":{"bufferUnits":0,"ratioBps":10000,"capUnits":null,"stopSell":false},"unknownSkus":"hold","currency":"CNY","pullEverySeconds":60,"since":"2026-11-28T05:57:49.484Z","pushStock":true,"pushPrices":true,"isEnabled":true,"isConfigured":false,"pausedAt":null,"pausedReason":null,"nextPullAt":null,"lastPulledAt":null,"webhookPath":"/v1/channels/sandbox/webhook","version":1,"createdAt":"2026-11-28T05:58:49.593Z","updatedAt":"2026-11-28T05:58:49.593Z"}', '2026-11-29T05:58:49.593Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-41', 'RiSFdr14J11kKXkpibPl3SHPWi41L5WRjZFTT753CUE', 201, '{"id":"ord_01m8gbr8fe0000vdjrhxkn1des","channelId":"sandbox","externalId":"1795845525343000001","number":"1795845525343000001","state":"shipped","rawStatus":"WAIT_SHIP","paymentState":"paid","refundState":"none","currency":"CNY","subtotalMinor":5900,"discountMinor":0,"shippingMinor":800,"taxMinor":0,"totalMinor":6700,"paidMinor":6700,"refundedMinor":0,"customerRef":"B393","buyer":{"externalId":"B393","name":"Wei Example","phone":"13900000000"},"address":{"lines":["1 Example Street"],"country":"CN","recipient":"Wei Example","phone":"13900000000","city":"杭州市","region":"浙江省","postalCode":"310000"},"country":"CN","placedAt":"2026-11-28T05:58:49.484Z","modifiedAt":"2026-11-28T05:58:49.485Z","shipBy":"2026-11-30T05:58:49.485Z","onHold":false,"holds":[],"holdNote":null,"note":null,"buyerNote":null,"flags":[],"splitFrom":null,"mergedInto":null,"version":2,"createdAt":"2026-11-28T05:58:50.074Z","updatedAt":"2026-11-28T05:58:50.287Z","lines":[{"id":"oln_01m8gbr8fe0001d2gq4fpt2hdj","externalId":"1","sku":"MUG-CELADON","variantId":"var_01m8gbr7wt000193btq1qja6tp","title":"青瓷马克杯 350ml","quantity":1,"unitPriceMinor":5900,"totalMinor":5900,"discountMinor":0,"taxMinor":0,"allocatedQuantity":0,"fulfilledQuantity":1,"canceledQuantity":0}]}', '2026-11-29T05:58:50.287Z');
insert into idempotency_keys (scope, fingerprint, status, body, expires_at) values ('key_01m8gbr6p60000eba9m0ykajtg:busy-42', 'mUsKEq8QcaNlrKMlZ6z0Cvq4uQhGiFFq7PYx7d5uLIs', 201, '{"id":"folder","platform":"flat-file","name":"Folder","settings":{"folder":"/tmp/shopkeeper-release-Dux2t0","outFolder":"/tmp/shopkeeper-release-Dux2t0","mapping":"generic","settleMs":0,"pattern":"*","encoding":"utf-8","decimal":".","zone":"UTC","currency":"CNY","maxFileBytes":2147483648,"maxRowBytes":1048576,"maxSheetBytes":134217728,"maxSheetRows":100000},"hasSecrets":false,"stockPolicy":{"bufferUnits":0,"ratioBps":10000,"capUnits":null,"stopSell":false},"unknownSkus":"hold","currency":"CNY","pullEverySeconds":60,"since":null,"pushStock":true,"pushPrices":true,"isEnabled":true,"isConfigured":false,"pausedAt":null,"pausedReason":null,"nextPullAt":null,"lastPulledAt":null,"webhookPath":"/v1/channels/folder/webhook","version":1,"createdAt":"2026-11-28T05:58:50.574Z","updatedAt":"2026-11-28T05:58:50.574Z"}', '2026-11-29T05:58:50.574Z');
insert into jobs (id, name, queue, payload, payload_version, dedupe_key, priority, state, attempt, attempts_max, claims, run_at, worker, lease_until, progress_done, progress_total, cancel_requested, error, origin, created_at, finished_at) values ('job_01m8gbr8j30000632nfr07nw47', 'channels.pull-orders', 'channel:sandbox', '{"channelId":"sandbox"}', 1, 'channels.pull-orders:sandbox', 50, 'delayed', 0, 10, 0, '2026-11-28T05:59:50.178Z', null, null, null, null, 0, null, 'job_01m8gbr8010000hwtxc9mqg64g', '2026-11-28T05:58:50.176Z', null);
insert into jobs (id, name, queue, payload, payload_version, dedupe_key, priority, state, attempt, attempts_max, claims, run_at, worker, lease_until, progress_done, progress_total, cancel_requested, error, origin, created_at, finished_at) values ('job_01m8gbr9ry000008vdgs7jnhj9', 'channels.pull-orders', 'channel:folder', '{"channelId":"folder"}', 1, 'channels.pull-orders:folder', 50, 'delayed', 0, 10, 0, '2026-11-28T05:59:51.408Z', null, null, null, null, 0, null, 'job_01m8gbr90000009qg7snqyjgxm', '2026-11-28T05:58:51.402Z', null);
insert into locations (id, name, priority, is_enabled, version, created_at, updated_at) values ('loc_default', 'Main warehouse', 0, 1, 1, '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z');
insert into locations (id, name, priority, is_enabled, version, created_at, updated_at) values ('loc_01m8gbr75a0000ej5gtesakbs4', 'Back room', 100, 1, 1, '2026-11-28T05:58:48.745Z', '2026-11-28T05:58:48.745Z');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr7gh0000618674jcd5j4', 'ord_01m8gbr7en00000f95tpkatsgc', '2026-11-28T05:58:49.088Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'edited', '{"note":"ring twice","flags":["gift"]}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr7k500004jmb8rnwcdr2', 'ord_01m8gbr7en00000f95tpkatsgc', '2026-11-28T05:58:49.155Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'paid', '{"from":"awaiting_payment","to":"allocated","amountMinor":10200,"method":"transfer","reference":"T-1"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr7pe0000c49ptzmzvssk', 'ord_01m8gbr7en00000f95tpkatsgc', '2026-11-28T05:58:49.222Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'shipped', '{"from":"allocated","to":"partially_shipped","shipmentIds":["shp_01m8gbr7nc0000cbq0wzth622y"],"carrier":"SF","trackingNumber":"SF-1"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr7v70000ebj0tzweg274', 'ord_01m8gbr7en00000f95tpkatsgc', '2026-11-28T05:58:49.349Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'split', '{"into":"ord_01m8gbr7rh00008gy77f5x4epa"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr8qj0000ad1ha6zykf0s', 'ord_01m8gbr8fe0000vdjrhxkn1des', '2026-11-28T05:58:50.287Z', 'key_01m8gbr6p60000eba9m0ykajtg', 'shipped', '{"from":"allocated","to":"shipped","shipmentIds":["shp_01m8gbr8pt0000809y93hd5a94"],"carrier":"SF","trackingNumber":"SF-2"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr8zt0000ytjh65hn59r9', 'ord_01m8gbr8fe0000vdjrhxkn1des', '2026-11-28T05:58:50.564Z', 'job:channels.fetch-order', 'channel_changed', '{"rawStatus":"SHIPPED"}');
insert into order_events (id, order_id, at, actor, kind, detail) values ('oev_01m8gbr93b00008z4sznv6frk8', 'ord_01m8gbr8fe0000vdjrhxkn1des', '2026-11-28T05:58:50.706Z', 'job:channels.confirm-shipments', 'shipment_confirmed', '{"shipmentId":"shp_01m8gbr8pt0000809y93hd5a94"}');
insert into order_exceptions (id, order_id, order_line_id, kind, state, sku, variant_id, quantity, message, resolution, resolved_by, opened_at, resolved_at) values ('oex_01m8gbr9ne0000qstarrjz7v4p', 'ord_01m8gbr9gm0002n5a6k7wct79x', 'oln_01m8gbr9gm00033s7a1jbzbgy8', 'unmapped_sku', 'open', 'GHOST', null, null, 'SKU GHOST is not in the catalog', null, null, '2026-11-28T05:58:51.110Z', null);
insert into order_flags (order_id, flag) values ('ord_01m8gbr7en00000f95tpkatsgc', 'gift');
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr7rh0001r3dcx0d3rejh', 'ord_01m8gbr7rh00008gy77f5x4epa', '1', null, 'MUG-GREEN', 'var_01m8gbr6sd0000675s49b6byj4', 'Celadon mug', 1, 2550, 2550, 0, 0, 1, 0, 0, 0);
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr7en0001sw03jt9yyj2t', 'ord_01m8gbr7en00000f95tpkatsgc', '1', null, 'MUG-GREEN', 'var_01m8gbr6sd0000675s49b6byj4', 'Celadon mug', 3, 2550, 7650, 0, 0, 2, 1, 0, 1);
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr8fe0001d2gq4fpt2hdj', 'ord_01m8gbr8fe0000vdjrhxkn1des', '1', null, 'MUG-CELADON', 'var_01m8gbr7wt000193btq1qja6tp', '青瓷马克杯 350ml', 1, 5900, 5900, 0, 0, 0, 1, 0, 0);
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr9gm0001px0nzk8kd4qz', 'ord_01m8gbr9gm00006k01453nr84m', '1', null, 'MUG-GREEN', 'var_01m8gbr6sd0000675s49b6byj4', 'MUG-GREEN', 1, 1000, 1000, 0, 0, 1, 0, 0, 0);
insert into order_lines (id, order_id, external_id, source_order_id, sku, variant_id, title, quantity, unit_price_minor, total_minor, discount_minor, tax_minor, allocated_quantity, fulfilled_quantity, canceled_quantity, moved_quantity) values ('oln_01m8gbr9gm00033s7a1jbzbgy8', 'ord_01m8gbr9gm0002n5a6k7wct79x', '1', null, 'GHOST', null, 'GHOST', 1, 1000, 1000, 0, 0, 0, 0, 0, 0);
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr7rh00008gy77f5x4epa', 'direct', 'BUSY-1/2', '261128-TPKATSGC-2', 'partially_shipped', null, 'partially_shipped', '', 'paid', 'none', 'CNY', 2550, 0, 0, 0, 2550, 0, 0, 0, 'B-1', '{"externalId":"B-1","name":"Wei Example","phone":"13900000000","email":"wei@example.org"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"city":"Hangzhou","country":"CN"}', 'CN', '2026-11-28T05:58:49.036Z', '2026-11-28T05:58:49.036Z', null, 0, '', null, null, null, '', 'ord_01m8gbr7en00000f95tpkatsgc', null, 0, 1, '2026-11-28T05:58:49.349Z', '2026-11-28T05:58:49.349Z');
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr7en00000f95tpkatsgc', 'direct', 'BUSY-1', '261128-TPKATSGC', 'partially_shipped', null, 'partially_shipped', '', 'paid', 'none', 'CNY', 7650, 0, 0, 0, 7650, 10200, 10200, 0, 'B-1', '{"externalId":"B-1","name":"Wei Example","phone":"13900000000","email":"wei@example.org"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"city":"Hangzhou","country":"CN"}', 'CN', '2026-11-28T05:58:49.036Z', '2026-11-28T05:58:49.036Z', null, 0, '', null, 'ring twice', null, '', null, null, 1, 5, '2026-11-28T05:58:49.036Z', '2026-11-28T05:58:49.349Z');
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr8fe0000vdjrhxkn1des', 'sandbox', '1795845525343000001', '1795845525343000001', 'shipped', 'shipped', 'shipped', 'SHIPPED', 'paid', 'none', 'CNY', 5900, 0, 800, 0, 6700, 6700, 0, 0, 'B393', '{"externalId":"B393","name":"Wei Example","phone":"13900000000"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"city":"杭州市","region":"浙江省","postalCode":"310000","country":"CN"}', 'CN', '2026-11-28T05:58:49.484Z', '2026-11-28T05:58:50.680Z', '2026-11-30T05:58:49.485Z', 0, '', null, null, null, '7NRNiL3LEm9_lNmLZhkJ73RyZKM', null, null, 0, 3, '2026-11-28T05:58:50.074Z', '2026-11-28T05:58:50.564Z');
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr9gm0002n5a6k7wct79x', 'folder', 'F3', 'F3', 'paid', 'paid', null, 'paid', 'paid', 'none', 'CNY', 1000, 0, 0, 0, 1000, 1000, 0, 0, null, '{"externalId":null,"name":"Wei Example","email":"wei@example.org","phone":"13900000000"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"country":"CN"}', 'CN', '2026-03-01T10:00:00.000Z', '2026-11-28T05:58:50.534Z', null, 1, 'unmapped_sku', null, null, null, 'YVS1YCT-r0xoEneTOFqt6VOq60I', null, null, 0, 1, '2026-11-28T05:58:51.110Z', '2026-11-28T05:58:51.110Z');
insert into orders (id, channel_id, external_id, number, state, channel_state, own_state, raw_status, payment_state, refund_state, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, paid_minor, recorded_minor, refunded_minor, customer_ref, buyer, address, country, placed_at, modified_at, ship_by, on_hold, holds, hold_note, note, buyer_note, content_hash, split_from, merged_into, is_restructured, version, created_at, updated_at) values ('ord_01m8gbr9gm00006k01453nr84m', 'folder', 'F1', 'F1', 'allocated', 'paid', null, 'paid', 'paid', 'full', 'CNY', 1000, 0, 0, 0, 1000, 1000, 0, 1000, null, '{"externalId":null,"name":"Wei Example","email":"wei@example.org","phone":"13900000000"}', '{"recipient":"Wei Example","phone":"13900000000","lines":["1 Example Street"],"country":"CN"}', 'CN', '2026-03-01T10:00:00.000Z', '2026-11-28T05:58:50.534Z', null, 0, '', null, null, null, '8HW8JVCd--tuBcRqnXGvvtnBSLc', null, null, 0, 2, '2026-11-28T05:58:51.110Z', '2026-11-28T05:58:51.455Z');
insert into payments (id, order_id, amount_minor, currency, method, reference, paid_at, created_at) values ('pay_01m8gbr7jd0000w02d614e3ybp', 'ord_01m8gbr7en00000f95tpkatsgc', 10200, 'CNY', 'transfer', 'T-1', '2026-11-28T05:58:49.155Z', '2026-11-28T05:58:49.155Z');
insert into prices (variant_id, currency, amount_minor, updated_at) values ('var_01m8gbr6sd0000675s49b6byj4', 'CNY', 2550, '2026-11-28T05:58:48.354Z');
insert into prices (variant_id, currency, amount_minor, updated_at) values ('var_01m8gbr6sd000167keda86r91g', 'CNY', 2550, '2026-11-28T05:58:48.354Z');
insert into prices (variant_id, currency, amount_minor, updated_at) values ('var_01m8gbr7wt000193btq1qja6tp', 'CNY', 2550, '2026-11-28T05:58:49.489Z');
insert into product_media (id, product_id, role, position, url, alt, width, height, bytes, created_at) values ('med_01m8gbr70g0000t4yt4b69gq5s', 'prd_01m8gbr6s300004skyv5te2pbm', 'main', 0, 'https://cdn.example.org/mug.jpg', '', null, null, null, '2026-11-28T05:58:48.585Z');
insert into product_texts (product_id, content) values ('prd_01m8gbr6s300004skyv5te2pbm', 'celadon mug
mug-green   mug-white  
a mug.
porcelain
350');
insert into product_texts (product_id, content) values ('prd_01m8gbr7wt00004323kf5g07qa', 'from the sandbox
mug-celadon  
');
insert into products (id, handle, title, description, category_id, tax_class, attributes, options, lifecycle, score, missing, version, created_at, updated_at) values ('prd_01m8gbr6s300004skyv5te2pbm', 'celadon-mug', 'Celadon mug', 'A mug.', 'cat_01m8gbr6qe0000zz3wqht54g8e', null, '{"material":"porcelain","capacityMl":350}', '[{"name":"color","values":["green","white"]}]', 'live', 40, '["description","taxClass","gtins","weights","mainImages"]', 2, '2026-11-28T05:58:48.354Z', '2026-11-28T05:58:48.585Z');
insert into products (id, handle, title, description, category_id, tax_class, attributes, options, lifecycle, score, missing, version, created_at, updated_at) values ('prd_01m8gbr7wt00004323kf5g07qa', 'prd_01m8gbr7wt00004323kf5g07qa', 'From the sandbox', '', null, null, '{}', '[]', 'live', 30, '["description","category","taxClass","gtins","weights","mainImages"]', 1, '2026-11-28T05:58:49.489Z', '2026-11-28T05:58:49.489Z');
insert into reservation_parts (reservation_id, line, variant_id, location_id, quantity, is_tracked) values ('rsv_01m8gbr7a50000jqrjezq1vehs', 0, 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', 2, 1);
insert into reservations (id, state, owner, expires_at, order_id, version, created_at, updated_at) values ('rsv_01m8gbr7a50000jqrjezq1vehs', 'held', 'cart-1', '2026-12-28T05:58:48.897Z', null, 1, '2026-11-28T05:58:48.897Z', '2026-11-28T05:58:48.897Z');
insert into schedules (name, cron, zone, next_at, last_at) values ('alerts.wake-snoozed', '* * * * *', 'Asia/Shanghai', '2026-11-28T05:59:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('inventory.expire-reservations', '* * * * *', 'Asia/Shanghai', '2026-11-28T05:59:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('inventory.review-policies', '20 3 * * *', 'Asia/Shanghai', '2026-11-28T19:20:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('orders.allocate-waiting', '*/10 * * * *', 'Asia/Shanghai', '2026-11-28T06:00:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('orders.find-late', '*/5 * * * *', 'Asia/Shanghai', '2026-11-28T06:00:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('orders.close-unpaid', '* * * * *', 'Asia/Shanghai', '2026-11-28T05:59:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('channels.reconcile-all', '30 4 * * *', 'Asia/Shanghai', '2026-11-28T20:30:00.000Z', null);
insert into schedules (name, cron, zone, next_at, last_at) values ('channels.sweep', '* * * * *', 'Asia/Shanghai', '2026-11-28T05:59:00.000Z', null);
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('access', '0001-keys-and-audit', 'c1e7305cc2fe05a01ba147546d81ca57', '2026-11-28T05:58:45.837Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('alerts', '0001-alerts', '14ca17971030395daff9576542c59594', '2026-11-28T05:58:46.032Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('jobs', '0001-jobs', 'bbd6f8588ac72b946124784b90e8e029', '2026-11-28T05:58:46.121Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('catalog', '0001-catalog', '9acb5a678e5ab37bd4c8d2e41a2ba602', '2026-11-28T05:58:46.271Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('inventory', '0001-inventory', '63a9405364df780be85035e2a6ff2d3b', '2026-11-28T05:58:46.650Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('orders', '0001-orders', '2a9a26ce8fa92e29df5a9527bb26194f', '2026-11-28T05:58:47.019Z');
insert into schema_migrations (plugin, migration, checksum, applied_at) values ('channels', '0001-channels', 'b6120aff811b6337141d718346f9078f', '2026-11-28T05:58:47.364Z');
insert into shipment_lines (shipment_id, order_line_id, external_id, sku, quantity, location_id) values ('shp_01m8gbr7nc0000cbq0wzth622y', 'oln_01m8gbr7en0001sw03jt9yyj2t', '1', 'MUG-GREEN', 1, 'loc_default');
insert into shipment_lines (shipment_id, order_line_id, external_id, sku, quantity, location_id) values ('shp_01m8gbr8pt0000809y93hd5a94', 'oln_01m8gbr8fe0001d2gq4fpt2hdj', '1', 'MUG-CELADON', 1, 'loc_default');
insert into shipments (id, order_id, packed_order_id, channel_id, carrier, tracking_number, shipped_at, confirm_state, confirmed_at, failed_reason, created_at) values ('shp_01m8gbr7nc0000cbq0wzth622y', 'ord_01m8gbr7en00000f95tpkatsgc', 'ord_01m8gbr7en00000f95tpkatsgc', 'direct', 'SF', 'SF-1', '2026-11-28T05:58:49.222Z', 'not_needed', null, null, '2026-11-28T05:58:49.222Z');
insert into shipments (id, order_id, packed_order_id, channel_id, carrier, tracking_number, shipped_at, confirm_state, confirmed_at, failed_reason, created_at) values ('shp_01m8gbr8pt0000809y93hd5a94', 'ord_01m8gbr8fe0000vdjrhxkn1des', 'ord_01m8gbr8fe0000vdjrhxkn1des', 'sandbox', 'SF', 'SF-2', '2026-11-28T05:58:50.287Z', 'confirmed', '2026-11-28T05:58:50.706Z', null, '2026-11-28T05:58:50.287Z');
insert into stock_alerts (kind, variant_id, location_id, raised_at) values ('stock.low', 'var_01m8gbr6sd000167keda86r91g', 'loc_default', '2026-11-28T05:58:49.002Z');
insert into stock_allocations (order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at) values ('oln_01m8gbr7en0001sw03jt9yyj2t', 'loc_default', 'var_01m8gbr6sd0000675s49b6byj4', 'ord_01m8gbr7en00000f95tpkatsgc', 1, 2, 1, '2026-11-28T05:58:49.349Z');
insert into stock_allocations (order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at) values ('oln_01m8gbr7rh0001r3dcx0d3rejh', 'loc_default', 'var_01m8gbr6sd0000675s49b6byj4', 'ord_01m8gbr7rh00008gy77f5x4epa', 1, 1, 0, '2026-11-28T05:58:49.349Z');
insert into stock_allocations (order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at) values ('oln_01m8gbr8fe0001d2gq4fpt2hdj', 'loc_default', 'var_01m8gbr7wt000193btq1qja6tp', 'ord_01m8gbr8fe0000vdjrhxkn1des', 1, 0, 1, '2026-11-28T05:58:50.287Z');
insert into stock_allocations (order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at) values ('oln_01m8gbr9gm0001px0nzk8kd4qz', 'loc_default', 'var_01m8gbr6sd0000675s49b6byj4', 'ord_01m8gbr9gm00006k01453nr84m', 1, 1, 0, '2026-11-28T05:58:51.110Z');
insert into stock_count_lines (count_id, variant_id, expected, counted, counted_by, counted_at) values ('cnt_01m8gbr7bh00001tcg8xeaz60j', 'var_01m8gbr6sd0000675s49b6byj4', 95, 90, 'key_01m8gbr6p60000eba9m0ykajtg', '2026-11-28T05:58:48.970Z');
insert into stock_counts (id, location_id, state, note, requested_by, decided_by, version, created_at, decided_at) values ('cnt_01m8gbr7bh00001tcg8xeaz60j', 'loc_default', 'open', null, 'key_01m8gbr6p60000eba9m0ykajtg', null, 2, '2026-11-28T05:58:48.945Z', null);
insert into stock_demand (variant_id, location_id, day_on, quantity) values ('var_01m8gbr6sd0000675s49b6byj4', 'loc_default', '2026-11-28', 1);
insert into stock_demand (variant_id, location_id, day_on, quantity) values ('var_01m8gbr7wt000193btq1qja6tp', 'loc_default', '2026-11-28', 1);
insert into stock_levels (variant_id, location_id, on_hand, allocated, reserved, incoming, safety_stock, updated_at) values ('var_01m8gbr6sd000167keda86r91g', 'loc_default', 3, 0, 0, 0, 0, '2026-11-28T05:58:48.638Z');
insert into stock_levels (variant_id, location_id, on_hand, allocated, reserved, incoming, safety_stock, updated_at) values ('var_01m8gbr6sd0000675s49b6byj4', 'loc_01m8gbr75a0000ej5gtesakbs4', 0, 0, 0, 5, 0, '2026-11-28T05:58:48.809Z');
insert into stock_levels (variant_id, location_id, on_hand, allocated, reserved, incoming, safety_stock, updated_at) values ('var_01m8gbr7wt000193btq1qja6tp', 'loc_default', 49, 0, 0, 0, 0, '2026-11-28T05:58:50.287Z');
insert into stock_levels (variant_id, location_id, on_hand, allocated, reserved, incoming, safety_stock, updated_at) values ('var_01m8gbr6sd0000675s49b6byj4', 'loc_default', 94, 4, 2, 100, 0, '2026-11-28T05:58:51.110Z');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr72x0000cf9xaprzttr0', '2026-11-28T05:58:48.638Z', 'receipt', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', 100, 100, 0, 0, 0, 'correction', null, null, null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr72x000127fp2x6k91fm', '2026-11-28T05:58:48.638Z', 'receipt', 'var_01m8gbr6sd000167keda86r91g', 'loc_default', 3, 3, 0, 0, 0, 'correction', null, null, null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr74k0000hn9nqxcpan02', '2026-11-28T05:58:48.713Z', 'expected', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', 0, 0, 0, 0, 100, 'correction', null, null, null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr7880000rgfp2b6pyzzg', '2026-11-28T05:58:48.809Z', 'transfer_out', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', -5, -5, 0, 0, 0, null, 'transfer', 'trf_01m8gbr77p0000ygvh5y8cczk4', null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr7880001b891dbkkqhx5', '2026-11-28T05:58:48.809Z', 'transfer_expected', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_01m8gbr75a0000ej5gtesakbs4', 0, 0, 0, 0, 5, null, 'transfer', 'trf_01m8gbr77p0000ygvh5y8cczk4', null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr7ah00004kk84kjbz7vs', '2026-11-28T05:58:48.897Z', 'reservation', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', 0, 0, 0, 2, 0, null, 'reservation', 'rsv_01m8gbr7a50000jqrjezq1vehs', null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr7ex000058692cwgmrqa', '2026-11-28T05:58:49.036Z', 'allocation', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', 0, 0, 4, 0, 0, null, 'orderLine', 'oln_01m8gbr7en0001sw03jt9yyj2t', null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr7n3000066rvxda94dmc', '2026-11-28T05:58:49.222Z', 'fulfillment', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', -1, -1, -1, 0, 0, null, 'orderLine', 'oln_01m8gbr7en0001sw03jt9yyj2t', null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr7s90000kf104tmmadeq', '2026-11-28T05:58:49.349Z', 'release', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', 0, 0, -1, 0, 0, null, 'orderLine', 'oln_01m8gbr7en0001sw03jt9yyj2t', null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr7sz0000q1hr40px7gwm', '2026-11-28T05:58:49.349Z', 'allocation', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', 0, 0, 1, 0, 0, null, 'orderLine', 'oln_01m8gbr7rh0001r3dcx0d3rejh', null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr7yz0000cn2dqdbn8cbv', '2026-11-28T05:58:49.561Z', 'receipt', 'var_01m8gbr7wt000193btq1qja6tp', 'loc_default', 50, 50, 0, 0, 0, 'correction', null, null, null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr8ft0000cngr7sb7ddva', '2026-11-28T05:58:50.074Z', 'allocation', 'var_01m8gbr7wt000193btq1qja6tp', 'loc_default', 0, 0, 1, 0, 0, null, 'orderLine', 'oln_01m8gbr8fe0001d2gq4fpt2hdj', null, 'job:channels.pull-orders');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr8pd0000cx57zsnjm4h2', '2026-11-28T05:58:50.287Z', 'fulfillment', 'var_01m8gbr7wt000193btq1qja6tp', 'loc_default', -1, -1, -1, 0, 0, null, 'orderLine', 'oln_01m8gbr8fe0001d2gq4fpt2hdj', null, 'key_01m8gbr6p60000eba9m0ykajtg');
insert into stock_movements (id, at, kind, variant_id, location_id, quantity, on_hand, allocated, reserved, incoming, reason, ref_type, ref_id, source_id, actor) values ('mov_01m8gbr9jd0000mvkpcghqf6x2', '2026-11-28T05:58:51.110Z', 'allocation', 'var_01m8gbr6sd0000675s49b6byj4', 'loc_default', 0, 0, 1, 0, 0, null, 'orderLine', 'oln_01m8gbr9gm0001px0nzk8kd4qz', null, 'job:channels.pull-orders');
insert into stock_policies (variant_id, location_id, min_units, max_units, multiple_units, lead_time_days, lead_time_sd_days, review_days, service_z_e4, margin_units, cover_min_days, slow_after_days, slow_cover_days, computed_min_units, computed_max_units, version, created_at, updated_at) values ('var_01m8gbr6sd000167keda86r91g', 'loc_default', 10, null, 1, 7, 0, 0, 16449, 1, null, null, null, null, null, 1, '2026-11-28T05:58:49.002Z', '2026-11-28T05:58:49.002Z');
insert into stock_variants (variant_id, sku, is_tracked) values ('var_01m8gbr6sd0000675s49b6byj4', 'MUG-GREEN', 1);
insert into stock_variants (variant_id, sku, is_tracked) values ('var_01m8gbr6sd000167keda86r91g', 'MUG-WHITE', 1);
insert into stock_variants (variant_id, sku, is_tracked) values ('var_01m8gbr7wt000193btq1qja6tp', 'MUG-CELADON', 1);
insert into transfer_lines (transfer_id, variant_id, shipped, received, lost) values ('trf_01m8gbr77p0000ygvh5y8cczk4', 'var_01m8gbr6sd0000675s49b6byj4', 5, 0, 0);
insert into transfers (id, state, from_location_id, to_location_id, note, version, created_at, received_at) values ('trf_01m8gbr77p0000ygvh5y8cczk4', 'in_transit', 'loc_default', 'loc_01m8gbr75a0000ej5gtesakbs4', null, 1, '2026-11-28T05:58:48.809Z', null);
insert into variants (id, product_id, sku, gtin, title, is_tracked, cost_minor, cost_currency, weight_grams, length_mm, width_mm, height_mm, tax_class, attributes, option_values, position, version, created_at, updated_at) values ('var_01m8gbr6sd0000675s49b6byj4', 'prd_01m8gbr6s300004skyv5te2pbm', 'MUG-GREEN', null, null, 1, 900, 'CNY', null, null, null, null, null, '{}', '{"color":"green"}', 0, 1, '2026-11-28T05:58:48.354Z', '2026-11-28T05:58:48.354Z');
insert into variants (id, product_id, sku, gtin, title, is_tracked, cost_minor, cost_currency, weight_grams, length_mm, width_mm, height_mm, tax_class, attributes, option_values, position, version, created_at, updated_at) values ('var_01m8gbr6sd000167keda86r91g', 'prd_01m8gbr6s300004skyv5te2pbm', 'MUG-WHITE', null, null, 1, 900, 'CNY', null, null, null, null, null, '{}', '{"color":"white"}', 1, 1, '2026-11-28T05:58:48.354Z', '2026-11-28T05:58:48.354Z');
insert into variants (id, product_id, sku, gtin, title, is_tracked, cost_minor, cost_currency, weight_grams, length_mm, width_mm, height_mm, tax_class, attributes, option_values, position, version, created_at, updated_at) values ('var_01m8gbr7wt000193btq1qja6tp', 'prd_01m8gbr7wt00004323kf5g07qa', 'MUG-CELADON', null, null, 1, null, null, null, null, null, null, null, '{}', '{}', 0, 1, '2026-11-28T05:58:49.489Z', '2026-11-28T05:58:49.489Z');
alter table alerts add constraint alerts_pkey PRIMARY KEY (id);
alter table api_keys add constraint api_keys_hash_key UNIQUE (hash);
alter table api_keys add constraint api_keys_pkey PRIMARY KEY (id);
alter table audit_log add constraint audit_log_pkey PRIMARY KEY (id);
alter table categories add constraint categories_path_key UNIQUE (path);
alter table categories add constraint categories_pkey PRIMARY KEY (id);
alter table channel_after_sales add constraint channel_after_sales_pkey PRIMARY KEY (channel_id, external_id);
alter table channel_confirmations add constraint channel_confirmations_pkey PRIMARY KEY (shipment_id);
alter table channel_cursors add constraint channel_cursors_pkey PRIMARY KEY (channel_id, stream);
alter table channel_inbox add constraint channel_inbox_pkey PRIMARY KEY (channel_id, delivery_id);
alter table channel_listings add constraint channel_listings_channel_id_external_listing_id_key UNIQUE (channel_id, external_listing_id);
alter table channel_listings add constraint channel_listings_pkey PRIMARY KEY (id);
alter table channel_rejected add constraint channel_rejected_channel_id_entry_key_key UNIQUE (channel_id, entry_key);
alter table channel_rejected add constraint channel_rejected_pkey PRIMARY KEY (id);
alter table channel_runs add constraint channel_runs_pkey PRIMARY KEY (id);
alter table channel_sources add constraint channel_sources_pkey PRIMARY KEY (channel_id, source_id);
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
alter table categories add constraint categories_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES categories(id);
alter table channel_after_sales add constraint channel_after_sales_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_confirmations add constraint channel_confirmations_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_cursors add constraint channel_cursors_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_inbox add constraint channel_inbox_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_listings add constraint channel_listings_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_rejected add constraint channel_rejected_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_runs add constraint channel_runs_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
alter table channel_sources add constraint channel_sources_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
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
CREATE INDEX channel_rejected_open on channel_rejected USING btree (channel_id, source) WHERE (settled_at IS NULL);
CREATE INDEX channel_runs_newest on channel_runs USING btree (channel_id, id);
CREATE INDEX channel_runs_running on channel_runs USING btree (progress_at) WHERE (state = 'running'::text);
CREATE INDEX channel_runs_started on channel_runs USING btree (started_at);
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
