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
CREATE TABLE automation_deeds (
  run_id text not null,
  step text not null,
  place integer not null,
  kind text not null,
  at text not null,
  primary key (run_id, step));
CREATE TABLE automation_runs (
  id text primary key,
  automation_id text not null,
  definition_version integer not null,
  member_id text not null,
  customer_id text not null,
  source_id text not null,
  state text not null,
  reason text,
  step text,
  due_at text,
  attempts integer not null,
  brought text not null,
  chain text not null,
  entered_at text not null,
  window_ends_at text not null,
  finished_at text,
  unique (automation_id, member_id, source_id));
CREATE TABLE automation_signals (
  id text primary key,
  event text not null,
  subject text,
  customer_id text,
  order_id text,
  source_id text not null,
  brought text not null,
  chain text not null,
  at text not null);
CREATE TABLE automation_versions (
  automation_id text not null,
  version integer not null,
  definition text not null,
  actor text not null,
  created_at text not null,
  primary key (automation_id, version));
CREATE TABLE automations (
  id text primary key,
  handle text not null unique,
  title text not null,
  description text,
  state text not null,
  definition_version integer not null,
  listens text not null,
  subject text,
  active_since text,
  walk_on text,
  walk_after text not null,
  failures integer not null,
  failing_step text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE campaign_days (
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
CREATE TABLE campaign_orders (
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
CREATE TABLE campaign_promotions (
  campaign_id text not null,
  promotion_id text not null,
  is_open integer not null,
  primary key (campaign_id, promotion_id));
CREATE TABLE campaign_reviews (
  campaign_id text not null,
  revision integer not null,
  result text not null,
  lessons text not null,
  reviewed_by text not null,
  reviewed_at text not null,
  primary key (campaign_id, revision));
CREATE TABLE campaign_spends (
  id text primary key,
  campaign_id text not null,
  key text not null,
  channel text not null,
  amount_minor bigint not null,
  day_on text not null,
  note text,
  recorded_by text not null,
  recorded_at text not null);
CREATE TABLE campaigns (
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
CREATE TABLE case_artefacts (
  id text primary key,
  case_id text not null,
  artefact text not null,
  at text not null,
  actor text not null,
  reopening integer not null,
  case_version integer not null,
  outcome text,
  detail text not null,
  note text);
CREATE TABLE case_catch_ups (
  source text primary key,
  after text not null);
CREATE TABLE case_credit_notes (
  channel_id text not null,
  external_id text not null,
  case_id text not null,
  primary key (channel_id, external_id));
CREATE TABLE case_events (
  id text primary key,
  case_id text not null,
  at text not null,
  actor text not null,
  kind text not null,
  from_state text,
  to_state text,
  detail text not null);
CREATE TABLE case_evidence (
  id text primary key,
  case_id text not null,
  name text not null,
  content_type text not null,
  size_bytes integer not null,
  sha256 text not null,
  content text not null,
  added_by text not null,
  created_at text not null);
CREATE TABLE case_lines (
  id text primary key,
  case_id text not null,
  order_line_id text,
  sku text not null,
  variant_id text,
  quantity integer not null,
  reason text not null);
CREATE TABLE case_messages (
  id text primary key,
  case_id text not null,
  side text not null,
  is_note integer not null,
  is_automatic integer not null,
  text text not null,
  actor text not null,
  at text not null);
CREATE TABLE cases (
  id text primary key,
  flow text not null,
  kind text not null,
  state text not null,
  state_since text not null,
  channel_id text not null,
  order_id text,
  customer_id text,
  member_id text,
  opened_by text not null,
  reason text not null,
  description text not null,
  currency text not null,
  requested_minor bigint,
  owner_role text not null,
  owner text,
  due_at text,
  sla_due_at text,
  external_id text,
  platform_status text,
  platform_version text,
  platform_modified_at text,
  platform_due_at text,
  is_substantiated integer,
  satisfaction integer,
  reopenings integer not null,
  reopened_at text,
  version integer not null,
  opened_at text not null,
  closed_at text,
  created_at text not null,
  updated_at text not null);
CREATE TABLE categories (
  id text primary key, parent_id text references categories (id), name text not null, slug text not null,
  path text not null unique, position integer not null, version integer not null,
  created_at text not null, updated_at text not null);
CREATE TABLE channel_backfills (
  channel_id text primary key references channels (id),
  since_at text not null,
  until_at text not null,
  state text not null,
  asked_at text not null,
  finished_at text);
CREATE TABLE channel_comparisons (
  channel_id text primary key references channels (id),
  recheck integer not null,
  after_id text not null,
  checked integer not null,
  differing integer not null,
  differences text not null);
CREATE TABLE channel_confirmations (
  shipment_id text primary key,
  channel_id text not null references channels (id),
  state text not null,
  retries integer not null,
  retry_at text,
  reason text,
  created_at text not null,
  finished_at text);
CREATE TABLE channel_consents (
  id text primary key,
  channel_id text not null references channels (id),
  state_hash text not null unique,
  callback_url text not null,
  created_at text not null,
  expires_at text not null,
  used_at text,
  granted_at text,
  reason text);
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
  updated_at text not null, price_rejected_reason text,
  unique (channel_id, external_listing_id));
CREATE TABLE channel_pace (
  channel_id text not null references channels (id),
  operation text not null,
  rate_per_second double precision not null,
  burst double precision not null,
  units double precision not null,
  filled_at text not null,
  primary key (channel_id, operation));
CREATE TABLE channel_rechecks (
  channel_id text primary key references channels (id),
  since_at text not null,
  until_at text not null,
  missing integer not null,
  outdated integer not null,
  names text not null);
CREATE TABLE channel_records (
  id text primary key,
  channel_id text not null references channels (id),
  kind text not null,
  external_id text not null,
  order_external_id text,
  modified_at text not null,
  document text not null,
  received_at text not null,
  unique (channel_id, kind, external_id));
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
  settled_at text, class text, payload text,
  unique (channel_id, entry_key));
CREATE TABLE channel_rests (
  channel_id text not null references channels (id),
  subject text not null,
  failures integer not null,
  until_at text not null,
  reason text not null,
  primary key (channel_id, subject));
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
  finished_at text, calls bigint not null default 0, retried bigint not null default 0, throttled bigint not null default 0, waited_ms bigint not null default 0, renewals bigint not null default 0, reasons text);
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
CREATE TABLE channel_tokens (
  channel_id text primary key references channels (id),
  sealed text,
  expires_at text,
  refresh_expires_at text,
  renewed_at text,
  lease_owner text,
  lease_until text);
CREATE TABLE channel_writes (
  id text primary key,
  channel_id text not null references channels (id),
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
  finished_at text, reference text);
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
CREATE TABLE communities (
  id text primary key,
  title text not null,
  channel_id text not null,
  external_id text,
  owner text not null,
  capacity integer,
  state text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE community_activities (
  id text primary key,
  community_id text not null references communities (id),
  kind text not null,
  title text not null,
  subject_id text,
  starts_at text not null,
  ends_at text,
  created_at text not null);
CREATE TABLE community_members (
  id text primary key,
  community_id text not null references communities (id),
  member_id text not null,
  customer_id text not null,
  joined_at text not null,
  left_at text,
  created_at text not null);
CREATE TABLE community_participations (
  id text primary key,
  activity_id text not null references community_activities (id),
  member_id text not null,
  customer_id text not null,
  took_part_at text not null,
  reference text,
  created_at text not null,
  unique (activity_id, member_id));
CREATE TABLE competitor_prices (
  variant_id text not null,
  currency text not null,
  competitor text not null,
  captured_at text not null,
  price_minor bigint not null,
  created_at text not null,
  primary key (variant_id, currency, competitor, captured_at));
CREATE TABLE coupon_batches (
  promotion_id text not null,
  name text not null,
  wanted bigint not null,
  made bigint not null,
  created_at text not null,
  updated_at text not null,
  primary key (promotion_id, name));
CREATE TABLE coupon_first_claims (
  coupon_id text primary key,
  customer_key text not null);
CREATE TABLE coupon_guesses (
  subject text not null,
  code_hash text not null,
  guessed_at text not null,
  primary key (subject, code_hash));
CREATE TABLE coupons (
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
CREATE TABLE credit_note_lines (
  credit_note_id text not null,
  position integer not null,
  sku text not null,
  title text not null,
  quantity bigint not null,
  total_minor bigint not null, order_line_id text,
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
  created_at text not null, shipping_minor bigint not null default 0, other_minor bigint not null default 0,
  unique (channel_id, external_id));
CREATE TABLE crm_backfills (
  name text primary key,
  after_id text not null,
  finished_at text);
CREATE TABLE crm_business_days (
  name text primary key,
  zone text not null,
  starts_at_hour integer not null,
  day_on text not null);
CREATE TABLE crm_clv_models (
  currency text primary key,
  observed_on text not null,
  customers integer not null,
  repeat_customers integer not null,
  model text not null,
  fitted_at text not null);
CREATE TABLE crm_cohort_cells (
  cohort_month text not null,
  month text not null,
  shard integer not null,
  customers integer not null,
  primary key (cohort_month, month, shard));
CREATE TABLE crm_customer_days (
  customer_id text not null,
  day_on text not null,
  currency text not null,
  facts integer not null,
  orders integer not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  units bigint not null,
  primary key (customer_id, day_on, currency));
CREATE TABLE crm_message_batches (
  id text primary key,
  source_id text not null unique,
  template text not null,
  segment text,
  segment_id text,
  variables text not null,
  not_before text not null,
  actor text not null,
  after_id text not null,
  queued integer not null,
  created_at text not null,
  finished_at text);
CREATE TABLE crm_message_providers (
  name text primary key,
  failures integer not null,
  failing_since text,
  last_reason text);
CREATE TABLE crm_message_template_versions (
  template_id text not null,
  version integer not null,
  title text not null,
  purpose text not null,
  content text not null,
  actor text not null,
  created_at text not null,
  primary key (template_id, version));
CREATE TABLE crm_message_templates (
  id text primary key,
  handle text not null unique,
  medium text not null,
  title text not null,
  purpose text not null,
  content text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE crm_messages (
  id text primary key,
  source_id text not null unique,
  batch_id text,
  member_id text not null,
  customer_id text not null,
  template_id text not null,
  template text not null,
  template_version integer,
  medium text not null,
  purpose text not null,
  variables text,
  language text,
  state text not null,
  reason text,
  contact_id text,
  provider text,
  provider_ref text,
  attempts integer not null,
  not_before text not null,
  due_at text not null,
  claimed_at text,
  created_at text not null,
  finished_at text);
CREATE TABLE crm_order_facts (
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
  placed_at text not null, split_from text);
CREATE TABLE crm_rfm_thresholds (
  currency text primary key,
  snapshot_on text not null,
  customers integer not null,
  thresholds text not null,
  computed_at text not null);
CREATE TABLE crm_segment_entries (
  segment_id text not null,
  member_id text not null,
  customer_id text not null,
  created_at text not null,
  primary key (segment_id, member_id));
CREATE TABLE crm_segment_members (
  segment_id text not null,
  customer_id text not null,
  entered_at text not null,
  primary key (segment_id, customer_id));
CREATE TABLE crm_segment_snapshot_members (
  snapshot_id text not null,
  customer_id text not null,
  primary key (snapshot_id, customer_id));
CREATE TABLE crm_segment_snapshots (
  id text primary key,
  segment_id text not null,
  handle text not null,
  title text not null,
  rule text,
  size integer not null,
  note text,
  taken_at text not null);
CREATE TABLE crm_segments (
  id text primary key,
  handle text not null unique,
  title text not null,
  description text,
  kind text not null,
  rule text,
  version integer not null,
  refreshed_at text,
  created_at text not null,
  updated_at text not null);
CREATE TABLE crm_tasks (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  title text not null,
  note text,
  due_at text not null,
  assignee text,
  priority text not null,
  state text not null,
  source text not null,
  source_id text unique,
  every_days integer,
  outcome text,
  closed_at text,
  closed_by text,
  overdue_at text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE customer_addresses (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  label text,
  sealed text not null,
  country text not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE customer_consent_events (
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
CREATE TABLE customer_consents (
  customer_id text not null,
  purpose text not null,
  status text not null,
  at text not null,
  primary key (customer_id, purpose));
CREATE TABLE customer_contacts (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  kind text not null,
  sealed text not null,
  blind_index text not null unique,
  created_at text not null, undeliverable_at text);
CREATE TABLE customer_dates (
  customer_id text not null,
  name text not null,
  date_on text not null,
  primary key (customer_id, name));
CREATE TABLE customer_identities (
  channel_id text not null,
  external_id text not null,
  member_id text not null,
  customer_id text not null,
  created_at text not null,
  primary key (channel_id, external_id));
CREATE TABLE customer_notes (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  sealed text not null,
  actor text not null,
  created_at text not null);
CREATE TABLE customer_tags (
  member_id text not null,
  customer_id text not null,
  tag text not null,
  created_at text not null,
  primary key (member_id, tag));
CREATE TABLE customer_timeline (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  at text not null,
  actor text not null,
  kind text not null,
  detail text not null);
CREATE TABLE customer_totals (
  customer_id text not null,
  currency text not null,
  orders bigint not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  units bigint not null,
  first_order_at text,
  last_order_at text,
  primary key (customer_id, currency));
CREATE TABLE customers (
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
CREATE TABLE draw_entries (
  id text primary key,
  draw_id text not null references draws (id),
  customer_id text not null,
  entered_as text not null,
  source_kind text not null,
  source_id text not null,
  state text not null,
  entered_at text not null);
CREATE TABLE draw_winners (
  draw_id text not null,
  place integer not null,
  prize integer not null,
  entry_id text not null unique,
  customer_id text not null,
  awarded_to text not null,
  state text not null,
  coupon_id text,
  problem text,
  retry_at text not null,
  settled_at text,
  primary key (draw_id, place));
CREATE TABLE draws (
  id text primary key,
  title text not null,
  state text not null,
  entry_from text not null,
  entry_until text not null,
  draw_at text not null,
  entries_per_customer integer not null,
  sources text not null,
  prizes text not null,
  commitment text not null,
  sealed_seed text,
  seed text,
  entries bigint,
  entries_digest text,
  version integer not null,
  created_by text not null,
  created_at text not null,
  updated_at text not null,
  closed_at text,
  drawn_at text);
CREATE TABLE enrolment_items (
  enrolment_id text not null references enrolments (id),
  place integer not null,
  sku text not null,
  variant_id text not null,
  price_minor bigint not null,
  units bigint not null,
  good_rate_bps integer,
  review_source text,
  review_on text,
  primary key (enrolment_id, sku));
CREATE TABLE enrolment_steps (
  enrolment_id text not null,
  version integer not null,
  step text not null,
  from_state text,
  to_state text not null,
  reason text,
  is_forced integer not null,
  broken text not null,
  actor text not null,
  at text not null,
  primary key (enrolment_id, version));
CREATE TABLE enrolments (
  id text primary key,
  event_id text not null references platform_events (id),
  state text not null,
  materials text not null,
  promotion_id text,
  is_forced integer not null,
  version integer not null,
  created_by text not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE flash_stock (
  promotion_id text not null,
  sku text not null,
  quantity integer not null,
  taken integer not null,
  reservation_id text,
  held_until text,
  primary key (promotion_id, sku));
CREATE TABLE flash_takes (
  order_id text not null,
  promotion_id text not null,
  sku text not null,
  units integer not null,
  is_returned integer not null,
  primary key (order_id, promotion_id, sku));
CREATE TABLE flash_use_keys (
  order_id text not null,
  promotion_id text not null,
  customer_key text not null,
  primary key (order_id, promotion_id, customer_key));
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
CREATE TABLE margin_marks (
  variant_id text not null,
  currency text not null,
  marked_at text not null,
  price_minor bigint not null,
  cost_minor bigint not null,
  is_price_change integer not null,
  primary key (variant_id, currency, marked_at));
CREATE TABLE membership_events (
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
CREATE TABLE membership_gifts (
  member_id text not null,
  customer_id text not null,
  kind text not null,
  year integer not null,
  tier text not null,
  points bigint not null,
  benefit text,
  granted_at text not null,
  primary key (member_id, kind, year));
CREATE TABLE membership_programmes (
  id text primary key,
  rule text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE membership_tiers (
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
CREATE TABLE memberships (
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
CREATE TABLE order_change_actions (
  id text primary key,
  change_id text not null references order_changes (id),
  position integer not null,
  kind text not null,
  body text not null,
  actor text not null,
  at text not null,
  unique (change_id, position));
CREATE TABLE order_changes (
  id text primary key,
  order_id text not null,
  case_id text,
  state text not null,
  note text,
  before_minor bigint not null,
  after_minor bigint,
  due_minor bigint,
  refund_minor bigint,
  refund_id text,
  version integer not null,
  created_by text not null,
  created_at text not null,
  updated_at text not null,
  settled_at text);
CREATE TABLE order_dues (
  order_id text primary key,
  due_minor bigint not null);
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
CREATE TABLE order_words (
  order_id text primary key,
  state text,
  paid_minor bigint,
  is_held integer not null,
  causes text not null);
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
  updated_at text not null, is_erased integer not null default 0,
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
CREATE TABLE platform_cases (
  case_id text primary key,
  record_id text not null,
  channel_id text not null,
  order_external_id text,
  told_flow text not null,
  told_state text not null,
  told_kind text not null,
  told_reason text not null,
  is_acted integer not null,
  raw_reason text not null,
  credited_minor bigint);
CREATE TABLE platform_decisions (
  id text primary key,
  case_id text not null,
  write_id text not null,
  action text not null,
  amount_minor bigint,
  currency text not null,
  reason_code text,
  note text not null,
  evidence_ids text not null,
  platform_version text,
  state text not null,
  decided_by text not null,
  code text,
  reason text,
  created_at text not null,
  settled_at text);
CREATE TABLE platform_events (
  id text primary key,
  title text not null,
  channel_id text,
  platform text,
  currency text not null,
  enrol_from text not null,
  enrol_until text not null,
  starts_at text not null,
  ends_at text not null,
  rules text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE platform_messages (
  message_id text primary key,
  case_id text not null,
  record_id text,
  failed_reason text);
CREATE TABLE points_accounts (
  member_id text primary key,
  customer_id text not null,
  balance bigint not null);
CREATE TABLE points_adjustments (
  id text primary key,
  customer_id text not null,
  points bigint not null,
  reason text not null,
  state text not null,
  requested_by text not null,
  requested_at text not null,
  decided_by text,
  decided_at text);
CREATE TABLE points_entries (
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
CREATE TABLE points_lots (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  points bigint not null,
  remaining bigint not null,
  source_id text not null,
  expires_at text,
  noticed_at text,
  created_at text not null);
CREATE TABLE points_orders (
  order_id text primary key,
  member_id text not null,
  points bigint not null,
  pending bigint not null,
  terms text not null,
  revision integer not null);
CREATE TABLE points_spends (
  source_id text not null,
  lot_id text not null,
  member_id text not null,
  points bigint not null,
  given_back bigint not null,
  primary key (source_id, lot_id));
CREATE TABLE presale_orders (
  order_id text primary key,
  promotion_id text not null,
  state text not null,
  currency text not null,
  due_now_minor bigint not null,
  balance_from text not null,
  balance_to text not null,
  kept_minor bigint not null,
  to_refund_minor bigint not null,
  created_at text not null);
CREATE TABLE price_changes (
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
CREATE TABLE price_list_entries (
  list_id text not null references price_lists (id),
  variant_id text not null,
  min_quantity bigint not null,
  unit_price_minor bigint not null,
  updated_at text not null,
  primary key (list_id, variant_id, min_quantity));
CREATE TABLE price_lists (
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
CREATE TABLE price_policies (
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
CREATE TABLE price_protection_claims (
  id text primary key,
  order_id text not null,
  order_line_id text not null unique,
  sku text not null,
  state text not null,
  quantity integer not null,
  currency text not null,
  paid_unit_minor bigint not null,
  current_unit_minor bigint not null,
  amount_minor bigint not null,
  note text,
  requested_by text not null,
  decided_by text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
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
  created_at text not null, updated_at text not null, launched_at text);
CREATE TABLE profit_models (
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
CREATE TABLE promotion_applications (
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
  created_at text not null, campaign_id text,
  primary key (order_id, promotion_id));
CREATE TABLE promotion_counters (
  promotion_id text primary key,
  is_counted integer not null,
  uses bigint not null,
  uses_max bigint,
  spent_minor bigint not null,
  budget_minor bigint);
CREATE TABLE promotion_customer_uses (
  promotion_id text not null,
  kind text not null,
  customer_key text not null,
  uses bigint not null,
  uses_max bigint,
  primary key (promotion_id, kind, customer_key));
CREATE TABLE promotion_group_keys (
  group_id text not null,
  customer_key text not null,
  order_id text not null,
  primary key (group_id, customer_key));
CREATE TABLE promotion_group_members (
  group_id text not null,
  order_id text primary key,
  state text not null,
  joined_at text not null,
  to_refund_minor bigint not null,
  currency text not null);
CREATE TABLE promotion_groups (
  id text primary key,
  promotion_id text not null,
  state text not null,
  members_min integer not null,
  members integer not null,
  deadline_at text not null,
  opened_by text not null,
  created_at text not null,
  ended_at text);
CREATE TABLE promotion_revisions (
  id integer primary key,
  token text not null);
CREATE TABLE promotion_shares (
  order_id text not null,
  promotion_id text not null,
  order_line_id text not null,
  amount_minor bigint not null,
  quantity bigint not null,
  returned_minor bigint not null,
  primary key (order_id, promotion_id, order_line_id));
CREATE TABLE promotion_use_keys (
  order_id text not null,
  promotion_id text not null,
  customer_key text not null,
  primary key (order_id, promotion_id, customer_key));
CREATE TABLE promotion_versions (
  promotion_id text not null,
  version integer not null,
  rule text not null,
  created_by text not null,
  created_at text not null,
  primary key (promotion_id, version));
CREATE TABLE promotions (
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
CREATE TABLE quality_counts (
  what text primary key,
  counted_at text not null);
CREATE TABLE quality_dirty (
  sku text primary key,
  marked_at text not null);
CREATE TABLE quality_issue_cases (
  issue_id text not null,
  case_id text not null,
  primary key (issue_id, case_id));
CREATE TABLE quality_issues (
  id text primary key,
  subject_type text not null,
  subject text not null,
  reason_class text not null,
  state text not null,
  owner_role text not null,
  assignee text,
  units_in_cases integer not null,
  cases integer not null,
  units_sold integer not null,
  rate_bps integer not null,
  threshold_bps integer not null,
  window_days integer not null,
  counts_after text,
  previous_issue_id text,
  conclusion text,
  opened_at text not null,
  measured_at text not null,
  ended_at text,
  ended_by text,
  version integer not null,
  updated_at text not null);
CREATE TABLE quality_skus (
  sku text primary key,
  supplier text,
  units_sold integer not null,
  measured_at text not null);
CREATE TABLE recommendation_baskets (
  run_id text not null,
  order_id text not null,
  product_id text not null,
  products integer not null,
  primary key (run_id, order_id, product_id));
CREATE TABLE recommendation_pairs (
  run_id text not null,
  product_id text not null,
  place integer not null,
  other_id text not null,
  orders bigint not null,
  lift_bps bigint not null,
  primary key (run_id, product_id, place));
CREATE TABLE recommendation_products (
  run_id text not null,
  product_id text not null,
  orders bigint not null,
  primary key (run_id, product_id));
CREATE TABLE recommendation_runs (
  id text primary key,
  state text not null,
  orders bigint not null,
  counted_from text not null,
  started_at text not null,
  finished_at text);
CREATE TABLE refund_lines (
  refund_id text not null references refunds (id),
  position integer not null,
  order_line_id text not null,
  sku text not null,
  title text not null,
  quantity bigint not null,
  amount_minor bigint not null,
  primary key (refund_id, position));
CREATE TABLE refund_parts (
  id text primary key,
  refund_id text not null references refunds (id),
  order_id text not null,
  position integer not null,
  payment_id text,
  method text not null,
  way text not null,
  why text,
  amount_minor bigint not null,
  state text not null,
  reference text,
  reason text,
  attempts integer not null,
  sent_at text,
  settled_at text,
  updated_at text not null);
CREATE TABLE refunds (
  id text primary key,
  order_id text not null,
  case_id text,
  kind text not null,
  state text not null,
  allocation text not null,
  currency text not null,
  goods_minor bigint not null,
  shipping_minor bigint not null,
  extra_minor bigint not null,
  deducted_minor bigint not null,
  amount_minor bigint not null,
  done_minor bigint not null,
  reason text,
  note text,
  details text not null,
  source_id text,
  requested_by text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  settled_at text);
CREATE TABLE replacement_lines (
  replacement_id text not null references replacements (id),
  position integer not null,
  order_line_id text not null,
  new_line_id text not null,
  sku text not null,
  quantity bigint not null,
  primary key (replacement_id, position));
CREATE TABLE replacements (
  id text primary key,
  order_id text not null,
  case_id text,
  kind text not null,
  new_order_id text not null,
  note text,
  created_by text not null,
  created_at text not null,
  sent_at text);
CREATE TABLE report_annotations (
  id text primary key,
  from_on text not null,
  to_on text not null,
  channel_id text not null,
  text text not null,
  created_by text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE report_anomalies (
  id text primary key,
  day_on text not null,
  channel_id text not null,
  metric text not null,
  currency text not null,
  direction text not null,
  value text not null,
  expected text not null,
  lower text not null,
  upper text not null,
  cause text not null,
  detected_at text not null,
  unique (day_on, channel_id, metric));
CREATE TABLE report_buyer_days (
  day_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  buyer text not null,
  currency text not null,
  orders bigint not null default 0,
  units bigint not null default 0,
  gross_minor bigint not null default 0,
  net_minor bigint not null default 0,
  refund_minor bigint not null default 0,
  buyer_key text generated always as (nullif(buyer, '')) stored,
  buying_key text generated always as (case when orders > 0 and buyer <> '' then buyer end) stored,
  primary key (day_on, channel_id, buyer, country, customer_type, currency)) without rowid;
CREATE TABLE report_buyer_months (
  month_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  buyer text not null,
  currency text not null,
  orders bigint not null default 0,
  units bigint not null default 0,
  gross_minor bigint not null default 0,
  net_minor bigint not null default 0,
  refund_minor bigint not null default 0,
  buyer_key text generated always as (nullif(buyer, '')) stored,
  buying_key text generated always as (case when orders > 0 and buyer <> '' then buyer end) stored,
  primary key (month_on, channel_id, buyer, country, customer_type, currency)) without rowid;
CREATE TABLE report_case_rows (
  case_id text not null,
  what text not null,
  sku text not null,
  day_on text not null,
  channel_id text not null,
  reason text not null,
  agent text not null,
  cases_opened bigint not null,
  cases_closed bigint not null,
  disputes_opened bigint not null,
  case_units bigint not null,
  cases_with bigint not null,
  first_response_ms bigint not null,
  cases_answered bigint not null,
  resolution_ms bigint not null,
  satisfaction_sum bigint not null,
  satisfaction_count bigint not null,
  primary key (case_id, what, sku));
CREATE TABLE report_channel_cost_days (
  day_on text not null,
  channel_id text not null,
  currency text not null,
  fee_minor bigint not null default 0,
  payment_fee_minor bigint not null default 0,
  shipping_cost_minor bigint not null default 0,
  packaging_minor bigint not null default 0,
  promotion_spend_minor bigint not null default 0,
  primary key (day_on, channel_id, currency));
CREATE TABLE report_cost_days (
  day_on text not null,
  channel_id text not null,
  sku text not null,
  currency text not null,
  fee_minor bigint not null default 0,
  payment_fee_minor bigint not null default 0,
  shipping_cost_minor bigint not null default 0,
  packaging_minor bigint not null default 0,
  promotion_spend_minor bigint not null default 0,
  primary key (day_on, channel_id, sku, currency));
CREATE TABLE report_cost_entries (
  key text primary key,
  source text not null,
  kind text not null,
  channel_id text not null,
  day_on text not null,
  order_id text,
  currency text not null,
  amount_minor bigint not null,
  note text,
  recorded_by text not null,
  recorded_at text not null);
CREATE TABLE report_cost_months (
  month_on text not null,
  channel_id text not null,
  sku text not null,
  currency text not null,
  fee_minor bigint not null default 0,
  payment_fee_minor bigint not null default 0,
  shipping_cost_minor bigint not null default 0,
  packaging_minor bigint not null default 0,
  promotion_spend_minor bigint not null default 0,
  primary key (month_on, channel_id, sku, currency));
CREATE TABLE report_cost_stale_days (day_on text primary key);
CREATE TABLE report_day_revisions (
  day_on text primary key,
  revision bigint not null,
  changed_at text not null);
CREATE TABLE report_definitions (
  id text primary key,
  name text not null,
  subject text not null,
  period text not null,
  language text not null,
  formats text not null,
  recipients text not null,
  schedule text,
  is_enabled integer not null,
  can_see_cost integer not null,
  next_run_at text,
  version integer not null,
  saved_by text not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE report_deliveries (
  id text primary key,
  run_id text not null references report_runs (id),
  recipient text not null,
  formats text not null,
  can_see_cost integer not null,
  state text not null,
  attempts integer not null,
  reason text,
  ref text,
  created_at text not null,
  finished_at text,
  unique (run_id, recipient));
CREATE TABLE report_goals (
  id text primary key,
  root_id text not null,
  parent_id text,
  level integer not null,
  position integer not null,
  title text not null,
  metric text not null,
  currency text,
  from_on text not null,
  to_on text not null,
  split_by text,
  filters text not null,
  owner text,
  target_units bigint not null,
  version integer not null,
  created_by text not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE report_hot_products (
  sku text primary key,
  metric text not null,
  note text,
  state text not null,
  base bigint,
  falls integer not null,
  fell_on text,
  seen_on text,
  since_on text not null,
  version integer not null,
  created_by text not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE report_marks (
  name text primary key,
  seen_at text not null,
  token text not null);
CREATE TABLE report_order_days (
  day_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  currency text not null,
  orders bigint not null default 0,
  canceled_orders bigint not null default 0,
  units bigint not null default 0,
  lines bigint not null default 0,
  gross_minor bigint not null default 0,
  line_discount_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  shipping_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  net_minor bigint not null default 0,
  total_minor bigint not null default 0,
  cost_minor bigint not null default 0,
  uncosted_units bigint not null default 0,
  uncosted_minor bigint not null default 0,
  refunds bigint not null default 0,
  refund_units bigint not null default 0,
  refund_minor bigint not null default 0,
  primary key (day_on, channel_id, country, customer_type, currency)) without rowid;
CREATE TABLE report_order_facts (
  order_id text primary key,
  placed_at text not null,
  day_on text not null,
  channel_id text not null,
  country text,
  buyer_key text,
  customer_type text not null,
  currency text not null,
  orders bigint not null,
  canceled_orders bigint not null,
  units bigint not null,
  lines bigint not null,
  gross_minor bigint not null,
  line_discount_minor bigint not null,
  discount_minor bigint not null,
  shipping_minor bigint not null,
  tax_minor bigint not null,
  net_minor bigint not null,
  total_minor bigint not null,
  cost_minor bigint not null,
  uncosted_units bigint not null,
  uncosted_minor bigint not null,
  skus text not null);
CREATE TABLE report_order_months (
  month_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  currency text not null,
  orders bigint not null default 0,
  canceled_orders bigint not null default 0,
  units bigint not null default 0,
  lines bigint not null default 0,
  gross_minor bigint not null default 0,
  line_discount_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  shipping_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  net_minor bigint not null default 0,
  total_minor bigint not null default 0,
  cost_minor bigint not null default 0,
  uncosted_units bigint not null default 0,
  uncosted_minor bigint not null default 0,
  refunds bigint not null default 0,
  refund_units bigint not null default 0,
  refund_minor bigint not null default 0,
  primary key (month_on, channel_id, country, customer_type, currency)) without rowid;
CREATE TABLE report_promotion_days (
  day_on text not null,
  channel_id text not null,
  promotion_id text not null,
  campaign_id text not null,
  currency text not null,
  promotion_minor bigint not null,
  promotion_uses bigint not null,
  primary key (day_on, channel_id, promotion_id, campaign_id, currency));
CREATE TABLE report_refund_facts (
  credit_note_id text primary key,
  order_id text,
  issued_at text not null,
  day_on text not null,
  channel_id text not null,
  country text,
  buyer_key text,
  customer_type text not null,
  currency text not null,
  refunds bigint not null,
  units bigint not null,
  refund_minor bigint not null,
  skus text not null);
CREATE TABLE report_runs (
  id text primary key,
  series_id text not null,
  revision integer not null,
  definition_id text,
  name text not null,
  subject text not null,
  language text not null,
  period_from text not null,
  period_to text not null,
  can_see_cost integer not null,
  document text not null,
  metric_versions text not null,
  read_days text not null,
  cause text not null,
  due_at text,
  made_by text not null,
  made_at text not null,
  unique (series_id, revision));
CREATE TABLE report_sku_days (
  day_on text not null,
  channel_id text not null,
  sku text not null,
  customer_type text not null,
  currency text not null,
  lines bigint not null default 0,
  units bigint not null default 0,
  orders_with bigint not null default 0,
  gross_minor bigint not null default 0,
  line_discount_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  net_minor bigint not null default 0,
  cost_minor bigint not null default 0,
  uncosted_units bigint not null default 0,
  uncosted_minor bigint not null default 0,
  refund_units bigint not null default 0,
  refund_minor bigint not null default 0,
  primary key (day_on, channel_id, sku, customer_type, currency)) without rowid;
CREATE TABLE report_sku_month_totals (
  month_on text not null,
  sku text not null,
  currency text not null,
  lines bigint not null default 0,
  units bigint not null default 0,
  orders_with bigint not null default 0,
  gross_minor bigint not null default 0,
  line_discount_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  net_minor bigint not null default 0,
  cost_minor bigint not null default 0,
  uncosted_units bigint not null default 0,
  uncosted_minor bigint not null default 0,
  refund_units bigint not null default 0,
  refund_minor bigint not null default 0,
  primary key (month_on, sku, currency)) without rowid;
CREATE TABLE report_sku_months (
  month_on text not null,
  channel_id text not null,
  sku text not null,
  customer_type text not null,
  currency text not null,
  lines bigint not null default 0,
  units bigint not null default 0,
  orders_with bigint not null default 0,
  gross_minor bigint not null default 0,
  line_discount_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  net_minor bigint not null default 0,
  cost_minor bigint not null default 0,
  uncosted_units bigint not null default 0,
  uncosted_minor bigint not null default 0,
  refund_units bigint not null default 0,
  refund_minor bigint not null default 0,
  primary key (month_on, channel_id, sku, customer_type, currency)) without rowid;
CREATE TABLE report_sku_week_totals (
  week_on text not null,
  sku text not null,
  currency text not null,
  lines bigint not null default 0,
  units bigint not null default 0,
  orders_with bigint not null default 0,
  gross_minor bigint not null default 0,
  line_discount_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  net_minor bigint not null default 0,
  cost_minor bigint not null default 0,
  uncosted_units bigint not null default 0,
  uncosted_minor bigint not null default 0,
  refund_units bigint not null default 0,
  refund_minor bigint not null default 0,
  primary key (week_on, sku, currency)) without rowid;
CREATE TABLE report_stock_days (
  day_on text not null,
  sku text not null,
  currency text not null,
  starts_on text not null,
  stock_units bigint not null,
  available_units bigint not null,
  stock_minor bigint not null,
  uncosted_stock_units bigint not null,
  primary key (day_on, sku, currency));
CREATE TABLE report_stock_runs (
  day_on text primary key,
  starts_on text not null unique,
  stock_days bigint not null,
  skus bigint not null,
  after_variant_id text not null,
  finished_at text);
CREATE TABLE report_stock_totals (
  day_on text not null,
  currency text not null,
  starts_on text not null,
  stock_units bigint not null,
  available_units bigint not null,
  stock_minor bigint not null,
  uncosted_stock_units bigint not null,
  primary key (day_on, currency));
CREATE TABLE report_traffic (
  id text primary key,
  channel_id text not null,
  day_on text not null,
  source text not null,
  campaign text not null,
  sku text not null,
  visitors bigint,
  page_views bigint,
  bounces bigint,
  dwell_ms bigint,
  adds_to_cart bigint,
  favorites bigint,
  impressions bigint,
  clicks bigint,
  ad_orders bigint,
  ad_cost_minor bigint,
  ad_sales_minor bigint,
  currency text,
  origin text not null,
  version bigint not null,
  stated_at text not null,
  unique (channel_id, day_on, source, campaign, sku));
CREATE TABLE report_traffic_days (
  grain text not null,
  day_on text not null,
  channel_id text not null,
  source text not null,
  campaign text not null,
  sku text not null,
  currency text not null,
  visitors bigint not null,
  page_views bigint not null,
  bounces bigint not null,
  dwell_ms bigint not null,
  adds_to_cart bigint not null,
  favorites bigint not null,
  impressions bigint not null,
  clicks bigint not null,
  ad_orders bigint not null,
  ad_cost_minor bigint not null,
  ad_sales_minor bigint not null,
  primary key (grain, day_on, channel_id, source, campaign, sku, currency));
CREATE TABLE report_traffic_mappings (
  id text primary key,
  mapping text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE report_traffic_versions (
  traffic_id text not null,
  version bigint not null,
  visitors bigint,
  page_views bigint,
  bounces bigint,
  dwell_ms bigint,
  adds_to_cart bigint,
  favorites bigint,
  impressions bigint,
  clicks bigint,
  ad_orders bigint,
  ad_cost_minor bigint,
  ad_sales_minor bigint,
  currency text,
  origin text not null,
  stated_at text not null,
  replaced_at text not null,
  primary key (traffic_id, version));
CREATE TABLE report_walks (
  name text primary key,
  step text not null,
  after_key text not null,
  fill_costs integer not null,
  changed bigint not null,
  zone text not null,
  starts_at_hour integer not null,
  started_at text not null,
  finished_at text);
CREATE TABLE reputation_snapshots (
  channel_id text not null,
  on_day text not null,
  window_days integer not null,
  good integer not null,
  neutral integer not null,
  bad integer not null,
  good_rate_bps integer,
  good_of_decided_bps integer,
  mean_hundredths integer,
  scored integer not null,
  score_hundredths integer,
  described_hundredths integer,
  service_hundredths integer,
  logistics_hundredths integer,
  created_at text not null,
  primary key (channel_id, on_day));
CREATE TABLE reservation_parts (
  reservation_id text not null, line integer not null, variant_id text not null, location_id text not null,
  quantity bigint not null, is_tracked integer not null, primary key (reservation_id, line, location_id));
CREATE TABLE reservations (
  id text primary key, state text not null, owner text not null, expires_at text not null, order_id text,
  version integer not null, created_at text not null, updated_at text not null);
CREATE TABLE return_receipt_lines (
  id text primary key,
  receipt_id text not null references return_receipts (id),
  order_line_id text not null,
  sku text not null,
  variant_id text,
  grade text not null,
  quantity bigint not null,
  location_id text,
  note text,
  graded_on text not null,
  graded_by text not null,
  created_at text not null);
CREATE TABLE return_receipts (
  id text primary key,
  order_id text not null,
  case_id text,
  note text,
  received_on text not null,
  received_by text not null,
  created_at text not null);
CREATE TABLE review_appeals (
  id text primary key,
  review_id text not null,
  state text not null,
  reason text not null,
  note text,
  evidence text not null,
  reference text,
  filed_by text not null,
  filed_at text not null,
  decided_at text,
  decision text,
  version integer not null,
  updated_at text not null);
CREATE TABLE review_tags (
  review_id text not null,
  tag text not null,
  primary key (review_id, tag));
CREATE TABLE review_topic_marks (
  review_id text not null,
  topic_id text not null,
  primary key (review_id, topic_id));
CREATE TABLE review_topics (
  id text primary key,
  code text not null unique,
  title_en text not null,
  title_zh text not null,
  keywords text not null,
  is_enabled integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE reviews (
  id text primary key,
  channel_id text not null,
  external_id text not null,
  order_external_id text,
  order_id text,
  external_listing_id text,
  sku text,
  rating integer,
  grade text,
  described_rating integer,
  service_rating integer,
  logistics_rating integer,
  text text not null,
  buyer_key text,
  modified_at text not null,
  written_at text not null,
  written_on text not null,
  reply_state text not null,
  reply text,
  replied_at text,
  replies integer not null,
  reply_reason text,
  is_excluded integer not null,
  is_erased integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE schedules (
  name text primary key, cron text not null, zone text not null, next_at text not null, last_at text);
CREATE TABLE schema_migrations (
        plugin text not null, migration text not null, checksum text not null, applied_at text not null,
        primary key (plugin, migration));
CREATE TABLE settlement_accounts (
  id text primary key,
  provider text not null,
  name text not null,
  channel_id text,
  currency text not null,
  format text not null,
  mapping text,
  payment_methods text not null,
  settle_lag_days integer not null,
  tolerance_minor bigint not null,
  payout_days integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE settlement_discrepancies (
  id text primary key,
  account_id text not null,
  statement_id text not null,
  kind text not null,
  subject text not null,
  order_id text,
  order_no text,
  amount_minor bigint not null,
  difference_minor bigint not null,
  occurred_at text not null,
  state text not null,
  note text,
  resolved_by text,
  resolved_at text,
  opened_at text not null,
  version integer not null,
  unique (account_id, subject));
CREATE TABLE settlement_lines (
  id text primary key,
  statement_id text not null,
  account_id text not null,
  position bigint not null,
  file_line bigint not null,
  type text not null,
  raw_type text not null,
  txn_id text,
  reference text,
  order_no text,
  amount_minor bigint not null,
  posted_at text not null,
  description text,
  identity text not null,
  class text not null,
  match_id text,
  order_id text,
  unique (statement_id, position));
CREATE TABLE settlement_match_entries (
  account_id text not null,
  ledger_key text not null,
  match_id text not null,
  amount_minor bigint not null,
  occurred_at text not null,
  primary key (account_id, ledger_key));
CREATE TABLE settlement_matches (
  id text primary key,
  account_id text not null,
  pass integer not null,
  order_id text not null,
  lines_minor bigint not null,
  ledger_minor bigint not null,
  difference_minor bigint not null,
  matched_at text not null);
CREATE TABLE settlement_payouts (
  id text primary key,
  account_id text not null,
  statement_id text not null,
  line_id text,
  currency text not null,
  expected_minor bigint not null,
  expected_on text not null,
  state text not null,
  received_minor bigint,
  received_on text,
  reference text,
  version integer not null,
  created_at text not null);
CREATE TABLE settlement_statements (
  id text primary key,
  account_id text not null,
  format text not null,
  currency text not null,
  period_from_on text not null,
  period_to_on text not null,
  opening_minor bigint not null,
  closing_minor bigint not null,
  has_balances integer not null,
  total_minor bigint not null,
  file_rows bigint not null,
  line_count bigint not null,
  file_name text,
  file_hash text not null unique,
  superseded_by text,
  imported_by text not null,
  imported_at text not null,
  reconciled_at text not null);
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
CREATE TABLE sla_calendars (
  id text primary key,
  title text not null,
  zone text,
  hours text not null,
  holidays text not null,
  working_days text not null,
  is_default integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE sla_cases (
  case_id text primary key,
  policy_id text,
  last_reply_at text,
  last_customer_at text,
  is_answered integer not null);
CREATE TABLE sla_clocks (
  id text primary key,
  case_id text not null,
  target text not null,
  ordinal integer not null,
  case_state text,
  calendar_id text,
  target_ms bigint,
  warn_at_bps integer not null,
  state text not null,
  history text not null,
  started_at text not null,
  ended_at text,
  worked_ms bigint not null,
  held_ms bigint not null,
  first_met_at text,
  first_worked_ms bigint,
  due_at text,
  warn_at text,
  warned_at text,
  breached_at text,
  is_breached integer not null,
  next_at text,
  updated_at text not null);
CREATE TABLE sla_policies (
  id text primary key,
  title text not null,
  flow text,
  kind text,
  channel_id text,
  calendar_id text,
  first_response_ms bigint,
  next_response_ms bigint,
  resolution_ms bigint,
  states text not null,
  warn_at_bps integer not null,
  pauses_after_reply integer not null,
  is_enabled integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
CREATE TABLE stock_alerts (
  kind text not null, variant_id text not null, location_id text not null, raised_at text not null,
  primary key (variant_id, location_id, kind));
CREATE TABLE stock_allocations (
  order_line_id text not null, location_id text not null, variant_id text not null, order_id text not null,
  is_tracked integer not null, allocated bigint not null check (allocated >= 0),
  fulfilled bigint not null check (fulfilled >= 0), updated_at text not null,
  primary key (order_line_id, variant_id, location_id, is_tracked));
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
CREATE TABLE webhook_attempts (
  delivery_id text not null,
  attempt integer not null,
  started_at text not null,
  duration_ms integer not null,
  status integer,
  error text,
  answer text not null,
  primary key (delivery_id, attempt));
CREATE TABLE webhook_deliveries (
  id text primary key,
  subscription_id text not null,
  message_id text not null,
  type text not null,
  state text not null,
  attempts integer not null,
  step integer not null,
  next_attempt_at text,
  created_at text not null,
  finished_at text);
CREATE TABLE webhook_messages (
  id text primary key,
  body text not null,
  created_at text not null);
CREATE TABLE webhook_subscriptions (
  id text primary key,
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
CREATE VIRTUAL TABLE product_search using fts5 (
  content, content='product_texts', content_rowid='id', tokenize='trigram');
CREATE UNIQUE INDEX alerts_open on alerts (dedupe_key) where state <> 'resolved';
CREATE INDEX alerts_state on alerts (state, id);
CREATE INDEX alerts_subject on alerts (subject_id, id);
CREATE INDEX audit_log_subject on audit_log (subject_id, id);
CREATE INDEX automation_runs_customer on automation_runs (customer_id, automation_id, entered_at);
CREATE INDEX automation_runs_due on automation_runs (automation_id, due_at, id) where state = 'running';
CREATE INDEX automation_runs_member on automation_runs (member_id);
CREATE INDEX automation_runs_state on automation_runs (automation_id, state, id);
CREATE INDEX automation_runs_window on automation_runs (automation_id, entered_at);
CREATE INDEX automations_state on automations (state, id);
CREATE INDEX campaign_orders_order on campaign_orders (order_id);
CREATE UNIQUE INDEX campaign_promotions_open on campaign_promotions (promotion_id) where is_open = 1;
CREATE UNIQUE INDEX campaign_spends_key on campaign_spends (campaign_id, key);
CREATE INDEX campaigns_state on campaigns (state, id);
CREATE INDEX case_artefacts_case on case_artefacts (case_id, case_version, id);
CREATE INDEX case_credit_notes_case on case_credit_notes (case_id);
CREATE INDEX case_events_case on case_events (case_id, id);
CREATE UNIQUE INDEX case_evidence_once on case_evidence (case_id, sha256);
CREATE INDEX case_lines_case on case_lines (case_id, id);
CREATE INDEX case_lines_order_line on case_lines (order_line_id);
CREATE INDEX case_lines_sku on case_lines (sku);
CREATE INDEX case_messages_case on case_messages (case_id, at, id);
CREATE INDEX cases_customer on cases (customer_id);
CREATE INDEX cases_due on cases (due_at, id) where closed_at is null;
CREATE UNIQUE INDEX cases_external on cases (channel_id, external_id) where external_id is not null;
CREATE INDEX cases_member on cases (member_id);
CREATE INDEX cases_opened on cases (opened_at, id);
CREATE INDEX cases_order on cases (order_id);
CREATE INDEX cases_owner on cases (owner, opened_at, id);
CREATE INDEX cases_state on cases (state, opened_at, id);
CREATE INDEX categories_parent on categories (parent_id);
CREATE INDEX channel_confirmations_pending on channel_confirmations (channel_id, shipment_id) where state = 'pending';
CREATE INDEX channel_inbox_received on channel_inbox (received_at);
CREATE INDEX channel_listings_price_dirty on channel_listings (channel_id, id) where price_sequence > price_done;
CREATE INDEX channel_listings_sku on channel_listings (sku);
CREATE INDEX channel_listings_stock_dirty on channel_listings (channel_id, id) where stock_sequence > stock_done;
CREATE INDEX channel_listings_variant on channel_listings (variant_id);
CREATE INDEX channel_records_newest on channel_records (channel_id, kind, modified_at, id);
CREATE INDEX channel_rejected_open on channel_rejected (channel_id, source) where settled_at is null;
CREATE INDEX channel_runs_newest on channel_runs (channel_id, id);
CREATE INDEX channel_runs_running on channel_runs (progress_at) where state = 'running';
CREATE INDEX channel_runs_started on channel_runs (started_at);
CREATE INDEX channel_writes_finished on channel_writes (finished_at);
CREATE INDEX channel_writes_newest on channel_writes (channel_id, state, id);
CREATE INDEX channel_writes_open on channel_writes (channel_id, id) where state in ('pending', 'sent', 'accepted');
CREATE UNIQUE INDEX channel_writes_reference on channel_writes (channel_id, kind, reference)
  where reference is not null;
CREATE UNIQUE INDEX communities_external on communities (channel_id, external_id) where external_id is not null;
CREATE INDEX community_activities_community on community_activities (community_id, id);
CREATE INDEX community_members_community on community_members (community_id, id);
CREATE INDEX community_members_customer on community_members (customer_id, community_id);
CREATE UNIQUE INDEX community_members_now on community_members (community_id, member_id) where left_at is null;
CREATE INDEX community_participations_activity on community_participations (activity_id, id);
CREATE INDEX community_participations_customer on community_participations (customer_id);
CREATE INDEX competitor_prices_captured on competitor_prices (captured_at);
CREATE INDEX coupon_first_claims_customer on coupon_first_claims (customer_key);
CREATE INDEX coupon_guesses_at on coupon_guesses (guessed_at);
CREATE INDEX coupons_claimed on coupons (claimed_by) where claimed_by is not null;
CREATE INDEX coupons_free on coupons (promotion_id, id) where claimed_by is null and order_id is null and is_shared = 0;
CREATE INDEX coupons_order on coupons (order_id) where order_id is not null;
CREATE INDEX coupons_promotion on coupons (promotion_id, id);
CREATE INDEX credit_note_lines_line on credit_note_lines (order_line_id) where order_line_id is not null;
CREATE INDEX credit_notes_early on credit_notes (channel_id, order_external_id)
  where order_id is null and order_external_id is not null;
CREATE INDEX credit_notes_issued on credit_notes (issued_at, id);
CREATE INDEX credit_notes_order on credit_notes (order_id) where order_id is not null;
CREATE INDEX crm_customer_days_day on crm_customer_days (day_on, customer_id);
CREATE INDEX crm_messages_batch on crm_messages (batch_id, id) where batch_id is not null;
CREATE INDEX crm_messages_claimed on crm_messages (customer_id, claimed_at)
  where state in ('sending', 'sent');
CREATE INDEX crm_messages_customer on crm_messages (customer_id, id);
CREATE INDEX crm_messages_member on crm_messages (member_id);
CREATE INDEX crm_messages_state on crm_messages (state, id);
CREATE INDEX crm_messages_template on crm_messages (template, id);
CREATE INDEX crm_order_facts_customer on crm_order_facts (customer_id, currency, counts, placed_at);
CREATE INDEX crm_segment_entries_customer on crm_segment_entries (customer_id, segment_id);
CREATE INDEX crm_segment_members_customer on crm_segment_members (customer_id);
CREATE INDEX crm_segment_snapshots_segment on crm_segment_snapshots (segment_id, id);
CREATE INDEX crm_tasks_assignee on crm_tasks (assignee, state, due_at, id);
CREATE INDEX crm_tasks_customer on crm_tasks (customer_id, due_at, id);
CREATE INDEX crm_tasks_due on crm_tasks (state, due_at, id);
CREATE INDEX crm_tasks_member on crm_tasks (member_id);
CREATE INDEX crm_tasks_unnoticed on crm_tasks (due_at, id) where state = 'open' and overdue_at is null;
CREATE INDEX customer_addresses_customer on customer_addresses (customer_id);
CREATE INDEX customer_consent_events_member on customer_consent_events (member_id, id);
CREATE INDEX customer_contacts_customer on customer_contacts (customer_id);
CREATE INDEX customer_dates_day on customer_dates (name, substr(date_on, 6), customer_id);
CREATE INDEX customer_dates_on on customer_dates (name, date_on, customer_id);
CREATE INDEX customer_identities_customer on customer_identities (customer_id);
CREATE INDEX customer_identities_external on customer_identities (external_id);
CREATE INDEX customer_notes_customer on customer_notes (customer_id, id);
CREATE INDEX customer_tags_customer on customer_tags (customer_id, tag);
CREATE INDEX customer_tags_tag on customer_tags (tag, customer_id);
CREATE INDEX customer_timeline_customer on customer_timeline (customer_id, at, id);
CREATE INDEX customers_birthday on customers (substr(birth_on, 6), id) where birth_on is not null;
CREATE INDEX customers_living on customers (living_id);
CREATE INDEX customers_state on customers (state, id);
CREATE INDEX draw_entries_customer on draw_entries (customer_id, draw_id);
CREATE INDEX draw_entries_draw on draw_entries (draw_id, id);
CREATE INDEX draw_entries_entered on draw_entries (entered_as);
CREATE INDEX draw_entries_order on draw_entries (source_id) where source_kind = 'order';
CREATE UNIQUE INDEX draw_entries_source on draw_entries (draw_id, source_kind, source_id);
CREATE INDEX draw_winners_awarded on draw_winners (awarded_to) where state = 'pending';
CREATE UNIQUE INDEX draw_winners_customer on draw_winners (draw_id, customer_id);
CREATE INDEX draw_winners_due on draw_winners (retry_at, draw_id, place) where state = 'pending';
CREATE INDEX draws_state on draws (state, id);
CREATE INDEX enrolment_items_sku on enrolment_items (sku, enrolment_id);
CREATE INDEX enrolments_event on enrolments (event_id, state, id);
CREATE INDEX enrolments_state on enrolments (state, id);
CREATE INDEX flash_takes_promotion on flash_takes (promotion_id, sku);
CREATE INDEX flash_use_keys_customer on flash_use_keys (customer_key);
CREATE INDEX idempotency_keys_expiry on idempotency_keys (expires_at);
CREATE INDEX jobs_delayed on jobs (run_at) where state = 'delayed';
CREATE INDEX jobs_ended on jobs (id) where state in ('dead', 'canceled');
CREATE INDEX jobs_handed on jobs (queue, priority, run_at, id) where state = 'handed';
CREATE INDEX jobs_ready on jobs (queue, priority, run_at, id) where state = 'ready';
CREATE INDEX jobs_running on jobs (queue) where state = 'running';
CREATE INDEX jobs_running_key on jobs (dedupe_key) where state = 'running' and dedupe_key is not null;
CREATE UNIQUE INDEX jobs_waiting_key on jobs (dedupe_key)
  where state in ('delayed', 'ready', 'handed') and dedupe_key is not null;
CREATE INDEX margin_marks_at on margin_marks (marked_at);
CREATE INDEX membership_events_customer on membership_events (customer_id, id);
CREATE INDEX membership_events_member on membership_events (member_id);
CREATE INDEX membership_gifts_customer on membership_gifts (customer_id, kind, year);
CREATE INDEX memberships_customer on memberships (customer_id);
CREATE INDEX memberships_joined on memberships (joined_at, customer_id);
CREATE INDEX memberships_term on memberships (term_ends_at) where term_ends_at is not null;
CREATE INDEX memberships_tier on memberships (tier_id, member_id);
CREATE UNIQUE INDEX order_changes_open on order_changes (order_id) where state = 'draft';
CREATE INDEX order_changes_order on order_changes (order_id, id);
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
CREATE INDEX platform_cases_order on platform_cases (channel_id, order_external_id);
CREATE INDEX platform_decisions_case on platform_decisions (case_id, id);
CREATE UNIQUE INDEX platform_decisions_pending on platform_decisions (case_id) where state = 'pending';
CREATE INDEX platform_events_ends on platform_events (ends_at, id);
CREATE INDEX platform_events_enrol on platform_events (enrol_until, id);
CREATE INDEX platform_messages_case on platform_messages (case_id);
CREATE UNIQUE INDEX platform_messages_record on platform_messages (record_id) where record_id is not null;
CREATE INDEX points_accounts_customer on points_accounts (customer_id);
CREATE INDEX points_adjustments_state on points_adjustments (state, id);
CREATE INDEX points_entries_customer on points_entries (customer_id, id);
CREATE INDEX points_entries_member on points_entries (member_id);
CREATE INDEX points_lots_expiry on points_lots (expires_at) where remaining > 0;
CREATE INDEX points_lots_member on points_lots (member_id);
CREATE INDEX points_lots_open on points_lots (customer_id) where remaining > 0;
CREATE INDEX points_orders_member on points_orders (member_id);
CREATE INDEX presale_orders_due on presale_orders (balance_to, order_id) where state = 'open';
CREATE INDEX price_changes_due on price_changes (effective_at, id) where state = 'approved';
CREATE INDEX price_changes_policy on price_changes (variant_id, policy_id) where policy_id is not null;
CREATE INDEX price_changes_state on price_changes (state, id);
CREATE INDEX price_changes_variant on price_changes (variant_id, currency, id);
CREATE INDEX price_list_entries_variant on price_list_entries (variant_id, list_id);
CREATE INDEX price_protection_claims_order on price_protection_claims (order_id, id);
CREATE INDEX price_protection_claims_state on price_protection_claims (state, id);
CREATE INDEX product_media_product on product_media (product_id, role, position, id);
CREATE INDEX products_category on products (category_id, id);
CREATE INDEX products_lifecycle on products (lifecycle, id);
CREATE INDEX products_title on products (title, id);
CREATE INDEX products_updated on products (updated_at, id);
CREATE INDEX promotion_applications_campaign on promotion_applications (campaign_id, order_id)
  where campaign_id is not null;
CREATE INDEX promotion_applications_promotion on promotion_applications (promotion_id, created_at, order_id);
CREATE INDEX promotion_customer_uses_key on promotion_customer_uses (customer_key);
CREATE INDEX promotion_group_keys_order on promotion_group_keys (order_id);
CREATE INDEX promotion_group_members_group on promotion_group_members (group_id, order_id);
CREATE INDEX promotion_groups_due on promotion_groups (deadline_at, id) where state = 'open';
CREATE INDEX promotion_groups_promotion on promotion_groups (promotion_id, id);
CREATE INDEX promotion_use_keys_customer on promotion_use_keys (promotion_id, customer_key);
CREATE INDEX promotions_ending on promotions (ends_at) where state in ('live', 'paused') and ends_at is not null;
CREATE INDEX promotions_state on promotions (state, id);
CREATE INDEX quality_issue_cases_case on quality_issue_cases (case_id);
CREATE INDEX quality_issues_ended on quality_issues (subject_type, subject, ended_at);
CREATE UNIQUE INDEX quality_issues_open on quality_issues (subject_type, subject) where ended_at is null;
CREATE INDEX quality_issues_state on quality_issues (state, id);
CREATE INDEX quality_skus_supplier on quality_skus (supplier) where supplier is not null;
CREATE INDEX recommendation_baskets_product on recommendation_baskets (run_id, product_id, order_id);
CREATE INDEX refund_lines_line on refund_lines (order_line_id);
CREATE INDEX refund_parts_open on refund_parts (state, id) where state in ('pending', 'sent');
CREATE INDEX refund_parts_order on refund_parts (order_id);
CREATE INDEX refund_parts_refund on refund_parts (refund_id, position);
CREATE INDEX refunds_case on refunds (case_id) where case_id is not null;
CREATE INDEX refunds_order on refunds (order_id, id);
CREATE UNIQUE INDEX refunds_source on refunds (source_id) where source_id is not null;
CREATE INDEX refunds_state on refunds (state, id);
CREATE INDEX replacement_lines_line on replacement_lines (order_line_id);
CREATE INDEX replacements_case on replacements (case_id) where case_id is not null;
CREATE UNIQUE INDEX replacements_new_order on replacements (new_order_id);
CREATE INDEX replacements_order on replacements (order_id, id);
CREATE INDEX report_annotations_days on report_annotations (from_on, id);
CREATE INDEX report_audit_actions on audit_log (at) where subject_type in ('campaign', 'channel', 'enrolment', 'listing', 'priceChange', 'priceList', 'pricePolicy', 'product', 'promotion', 'stockPolicy', 'variant');
CREATE INDEX report_case_rows_day on report_case_rows (day_on);
CREATE INDEX report_cost_entries_day on report_cost_entries (day_on, key);
CREATE INDEX report_cost_entries_order on report_cost_entries (order_id) where order_id is not null;
CREATE INDEX report_day_revisions_changed on report_day_revisions (changed_at);
CREATE INDEX report_definitions_due on report_definitions (next_run_at, id) where next_run_at is not null;
CREATE INDEX report_definitions_name on report_definitions (name, id);
CREATE INDEX report_deliveries_created on report_deliveries (created_at, id);
CREATE INDEX report_goals_list on report_goals (from_on, id) where parent_id is null;
CREATE INDEX report_goals_parent on report_goals (parent_id, position);
CREATE INDEX report_goals_root on report_goals (root_id, level, position);
CREATE INDEX report_order_facts_buyer on report_order_facts (buyer_key, orders, placed_at, order_id) where buyer_key is not null;
CREATE INDEX report_order_facts_day on report_order_facts (day_on, order_id);
CREATE INDEX report_promotion_days_promotion on report_promotion_days (promotion_id, day_on);
CREATE INDEX report_refund_facts_day on report_refund_facts (day_on, credit_note_id);
CREATE INDEX report_refund_facts_order on report_refund_facts (order_id) where order_id is not null;
CREATE INDEX report_runs_definition on report_runs (definition_id, made_at, id);
CREATE UNIQUE INDEX report_runs_due on report_runs (definition_id, due_at) where due_at is not null;
CREATE INDEX report_runs_made on report_runs (made_at, id);
CREATE INDEX report_stock_days_sku on report_stock_days (sku, day_on);
CREATE INDEX report_stock_days_start on report_stock_days (starts_on);
CREATE INDEX report_traffic_day on report_traffic (day_on, id);
CREATE INDEX report_traffic_days_channel on report_traffic_days (channel_id, day_on);
CREATE INDEX reservation_parts_variant on reservation_parts (variant_id);
CREATE INDEX reservations_due on reservations (expires_at) where state = 'held';
CREATE INDEX return_receipt_lines_day on return_receipt_lines (graded_on, sku);
CREATE INDEX return_receipt_lines_line on return_receipt_lines (order_line_id);
CREATE INDEX return_receipt_lines_receipt on return_receipt_lines (receipt_id, id);
CREATE INDEX return_receipts_case on return_receipts (case_id) where case_id is not null;
CREATE INDEX return_receipts_day on return_receipts (received_on, id);
CREATE INDEX return_receipts_order on return_receipts (order_id, id);
CREATE UNIQUE INDEX review_appeals_open on review_appeals (review_id) where state = 'open';
CREATE INDEX review_appeals_review on review_appeals (review_id, id);
CREATE INDEX review_tags_tag on review_tags (tag, review_id);
CREATE INDEX review_topic_marks_topic on review_topic_marks (topic_id, review_id);
CREATE INDEX reviews_channel on reviews (channel_id, written_on);
CREATE UNIQUE INDEX reviews_external on reviews (channel_id, external_id);
CREATE INDEX reviews_order on reviews (order_id);
CREATE INDEX reviews_sku on reviews (sku, written_at, id);
CREATE INDEX reviews_written on reviews (written_at, id);
CREATE INDEX settlement_discrepancies_open on settlement_discrepancies (state, id);
CREATE INDEX settlement_discrepancies_statement on settlement_discrepancies (statement_id, state, kind, id);
CREATE INDEX settlement_lines_class on settlement_lines (statement_id, class, position);
CREATE INDEX settlement_lines_identity on settlement_lines (account_id, identity);
CREATE INDEX settlement_lines_match on settlement_lines (match_id) where match_id is not null;
CREATE INDEX settlement_lines_open on settlement_lines (account_id, posted_at)
  where class in ('missing_in_ledger', 'amount_mismatch');
CREATE INDEX settlement_lines_order on settlement_lines (account_id, order_no) where order_no is not null;
CREATE INDEX settlement_match_entries_match on settlement_match_entries (match_id);
CREATE INDEX settlement_payouts_due on settlement_payouts (state, expected_on, id);
CREATE INDEX settlement_payouts_statement on settlement_payouts (statement_id);
CREATE INDEX settlement_statements_period on settlement_statements (account_id, period_from_on, period_to_on);
CREATE INDEX shipment_lines_line on shipment_lines (order_line_id);
CREATE INDEX shipments_order on shipments (packed_order_id, id);
CREATE INDEX shipments_source on shipments (order_id, id);
CREATE UNIQUE INDEX sla_calendars_default on sla_calendars (is_default) where is_default = 1;
CREATE UNIQUE INDEX sla_clocks_case on sla_clocks (case_id, target, ordinal);
CREATE INDEX sla_clocks_due on sla_clocks (due_at, id) where state = 'running' and due_at is not null;
CREATE INDEX sla_clocks_ended on sla_clocks (target, ended_at) where ended_at is not null;
CREATE INDEX sla_clocks_next on sla_clocks (next_at, id) where next_at is not null;
CREATE INDEX sla_clocks_open on sla_clocks (calendar_id, id) where state in ('running', 'paused');
CREATE INDEX stock_allocations_held on stock_allocations (variant_id, location_id) where allocated > 0;
CREATE INDEX stock_levels_location on stock_levels (location_id, variant_id);
CREATE INDEX stock_movements_location on stock_movements (location_id, id);
CREATE UNIQUE INDEX stock_movements_source on stock_movements (source_id) where source_id is not null;
CREATE INDEX stock_movements_variant on stock_movements (variant_id, id);
CREATE INDEX stock_variants_sku on stock_variants (sku);
CREATE INDEX variants_gtin on variants (gtin);
CREATE INDEX variants_product on variants (product_id, position, id);
CREATE INDEX webhook_deliveries_created on webhook_deliveries (created_at);
CREATE INDEX webhook_deliveries_failed on webhook_deliveries (subscription_id, created_at, id) where state = 'failed';
CREATE INDEX webhook_deliveries_message on webhook_deliveries (message_id);
CREATE INDEX webhook_deliveries_pending on webhook_deliveries (subscription_id, id) where state = 'pending';
CREATE INDEX webhook_deliveries_subscription on webhook_deliveries (subscription_id, id);
CREATE INDEX webhook_messages_created on webhook_messages (created_at);
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
CREATE VIEW report_kept_stock_days as
  select day_on, stock_days from report_stock_runs where finished_at is not null;
CREATE VIEW report_skus as select variants.sku, variants.id as variant_id, variants.product_id,
  coalesce(variants.title, products.title) as title, products.title as product_title,
  products.category_id, coalesce(variants.attributes ->> '$.supplier', products.attributes ->> '$.supplier') as supplier
from variants join products on products.id = variants.product_id;
CREATE VIEW report_stock_means as
  select day_on, sku, currency, stock_minor as stock_days_minor, stock_units as stock_days_units
  from report_stock_days;
CREATE VIEW report_stock_start_days as
  select starts_on as day_on from report_stock_runs where finished_at is not null;
CREATE VIEW report_stock_starts as
  select starts_on as day_on, sku, currency, stock_units as stock_start_units from report_stock_days;
CREATE VIEW report_stock_total_means as
  select day_on, currency, stock_minor as stock_days_minor, stock_units as stock_days_units
  from report_stock_totals;
CREATE VIEW report_stock_total_starts as
  select starts_on as day_on, currency, stock_units as stock_start_units from report_stock_totals;
CREATE VIEW report_traffic_by_campaign as
  select * from report_traffic_days where grain = 'campaign';
CREATE VIEW report_traffic_by_campaign_sku as
  select * from report_traffic_days where grain = 'campaignSku';
CREATE VIEW report_traffic_by_channel as
  select * from report_traffic_days where grain = 'channel';
CREATE VIEW report_traffic_by_sku as
  select * from report_traffic_days where grain = 'sku';
CREATE VIEW report_traffic_by_source as
  select * from report_traffic_days where grain = 'source';
CREATE VIEW report_v_buyer_days as select day_on, channel_id, buyer, country, customer_type, currency,
  orders, units, gross_minor, net_minor, refund_minor from report_buyer_days;
CREATE VIEW report_v_order_lines as select fact.day_on, fact.order_id, share.value ->> 0 as sku,
  fact.placed_at, fact.channel_id, fact.country, fact.buyer_key as buyer, fact.customer_type,
  fact.currency, share.value ->> 1 as lines, share.value ->> 2 as units, share.value ->> 3 as gross_minor,
  share.value ->> 4 as line_discount_minor, share.value ->> 5 as discount_minor, share.value ->> 6 as tax_minor,
  share.value ->> 7 as net_minor, share.value ->> 8 as unit_cost_minor
  from report_order_facts as fact cross join json_each(fact.skus) as share where share.value ->> 1 > 0;
CREATE VIEW report_v_orders as select fact.day_on, fact.order_id, fact.placed_at, fact.channel_id,
  orders.external_id, orders.number, orders.state, orders.payment_state, orders.refund_state,
  fact.country, fact.buyer_key as buyer, fact.customer_type, fact.currency,
  fact.orders, fact.canceled_orders, fact.units, fact.lines, fact.gross_minor, fact.line_discount_minor, fact.discount_minor,
  fact.shipping_minor, fact.tax_minor, fact.net_minor, fact.total_minor, fact.cost_minor, fact.uncosted_units, fact.uncosted_minor
  from report_order_facts as fact join orders on orders.id = fact.order_id;
CREATE VIEW report_v_refund_lines as select fact.day_on, fact.credit_note_id, share.value ->> 0 as sku,
  fact.issued_at, fact.channel_id, fact.order_id, fact.customer_type, fact.currency,
  share.value ->> 1 as units, share.value ->> 2 as refund_minor
  from report_refund_facts as fact cross join json_each(fact.skus) as share where fact.refunds > 0;
CREATE VIEW report_v_refunds as select fact.day_on, fact.credit_note_id, fact.issued_at,
  fact.channel_id, fact.order_id, fact.country, fact.buyer_key as buyer, fact.customer_type,
  fact.currency, fact.units, fact.refund_minor
  from report_refund_facts as fact where fact.refunds > 0;
CREATE VIEW report_v_sales_days as select day_on, channel_id, country, customer_type, currency, orders, canceled_orders, units, lines, gross_minor, line_discount_minor, discount_minor,
  shipping_minor, tax_minor, net_minor, total_minor, cost_minor, uncosted_units, uncosted_minor,
  refunds, refund_units, refund_minor from report_order_days;
CREATE VIEW report_v_sku_days as select sold.day_on, sold.channel_id, sold.sku, sold.customer_type,
  sold.currency, report_skus.product_id, report_skus.category_id, report_skus.supplier,
  lines, units, orders_with, gross_minor, line_discount_minor, discount_minor, tax_minor,
  net_minor, cost_minor, uncosted_units, uncosted_minor, refund_units, refund_minor from report_sku_days as sold left join report_skus on report_skus.sku = sold.sku;
