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
create table automation_deeds (
  run_id text not null,
  step text not null,
  place integer not null,
  kind text not null,
  at text not null);
create table automation_runs (
  id text not null,
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
  finished_at text);
create table automation_signals (
  id text not null,
  event text not null,
  subject text,
  customer_id text,
  order_id text,
  source_id text not null,
  brought text not null,
  chain text not null,
  at text not null);
create table automation_versions (
  automation_id text not null,
  version integer not null,
  definition text not null,
  actor text not null,
  created_at text not null);
create table automations (
  id text not null,
  handle text not null,
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
  new_customers bigint not null);
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
  new_customers integer not null);
create table campaign_promotions (
  campaign_id text not null,
  promotion_id text not null,
  is_open integer not null);
create table campaign_reviews (
  campaign_id text not null,
  revision integer not null,
  result text not null,
  lessons text not null,
  reviewed_by text not null,
  reviewed_at text not null);
create table campaign_spends (
  id text not null,
  campaign_id text not null,
  key text not null,
  channel text not null,
  amount_minor bigint not null,
  day_on text not null,
  note text,
  recorded_by text not null,
  recorded_at text not null);
create table campaigns (
  id text not null,
  handle text not null,
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
create table case_artefacts (
  id text not null,
  case_id text not null,
  artefact text not null,
  at text not null,
  actor text not null,
  reopening integer not null,
  case_version integer not null,
  outcome text,
  detail text not null,
  note text);
create table case_catch_ups (
  source text not null,
  after text not null);
create table case_credit_notes (
  channel_id text not null,
  external_id text not null,
  case_id text not null);
create table case_events (
  id text not null,
  case_id text not null,
  at text not null,
  actor text not null,
  kind text not null,
  from_state text,
  to_state text,
  detail text not null);
create table case_evidence (
  id text not null,
  case_id text not null,
  name text not null,
  content_type text not null,
  size_bytes integer not null,
  sha256 text not null,
  content text not null,
  added_by text not null,
  created_at text not null);
create table case_lines (
  id text not null,
  case_id text not null,
  order_line_id text,
  sku text not null,
  variant_id text,
  quantity integer not null,
  reason text not null);
create table case_messages (
  id text not null,
  case_id text not null,
  side text not null,
  is_note integer not null,
  is_automatic integer not null,
  text text not null,
  actor text not null,
  at text not null);
create table cases (
  id text not null,
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
create table channel_comparisons (
  channel_id text not null,
  recheck integer not null,
  after_id text not null,
  checked integer not null,
  differing integer not null,
  differences text not null);
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
  updated_at text not null,
  price_rejected_reason text);
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
  finished_at text,
  reference text);
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
create table communities (
  id text not null,
  title text not null,
  channel_id text not null,
  external_id text,
  owner text not null,
  capacity integer,
  state text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table community_activities (
  id text not null,
  community_id text not null,
  kind text not null,
  title text not null,
  subject_id text,
  starts_at text not null,
  ends_at text,
  created_at text not null);
create table community_members (
  id text not null,
  community_id text not null,
  member_id text not null,
  customer_id text not null,
  joined_at text not null,
  left_at text,
  created_at text not null);
create table community_participations (
  id text not null,
  activity_id text not null,
  member_id text not null,
  customer_id text not null,
  took_part_at text not null,
  reference text,
  created_at text not null);
create table competitor_prices (
  variant_id text not null,
  currency text not null,
  competitor text not null,
  captured_at text not null,
  price_minor bigint not null,
  created_at text not null);
create table coupon_batches (
  promotion_id text not null,
  name text not null,
  wanted bigint not null,
  made bigint not null,
  created_at text not null,
  updated_at text not null);
create table coupon_first_claims (
  coupon_id text not null,
  customer_key text not null);
create table coupon_guesses (
  subject text not null,
  code_hash text not null,
  guessed_at text not null);
create table coupons (
  id text not null,
  code text not null,
  promotion_id text not null,
  is_shared integer not null,
  batch text not null,
  expires_at text,
  claimed_by text,
  claimed_at text,
  order_id text,
  used_at text,
  created_at text not null);
create table credit_note_lines (
  credit_note_id text not null,
  position integer not null,
  sku text not null,
  title text not null,
  quantity bigint not null,
  total_minor bigint not null,
  order_line_id text);
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
  created_at text not null,
  shipping_minor bigint default 0 not null,
  other_minor bigint default 0 not null);
create table crm_backfills (
  name text not null,
  after_id text not null,
  finished_at text);
create table crm_business_days (
  name text not null,
  zone text not null,
  starts_at_hour integer not null,
  day_on text not null);
create table crm_clv_models (
  currency text not null,
  observed_on text not null,
  customers integer not null,
  repeat_customers integer not null,
  model text not null,
  fitted_at text not null);
create table crm_cohort_cells (
  cohort_month text not null,
  month text not null,
  shard integer not null,
  customers integer not null);
create table crm_customer_days (
  customer_id text not null,
  day_on text not null,
  currency text not null,
  facts integer not null,
  orders integer not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  units bigint not null);
create table crm_message_batches (
  id text not null,
  source_id text not null,
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
create table crm_message_providers (
  name text not null,
  failures integer not null,
  failing_since text,
  last_reason text);
create table crm_message_template_versions (
  template_id text not null,
  version integer not null,
  title text not null,
  purpose text not null,
  content text not null,
  actor text not null,
  created_at text not null);
create table crm_message_templates (
  id text not null,
  handle text not null,
  medium text not null,
  title text not null,
  purpose text not null,
  content text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table crm_messages (
  id text not null,
  source_id text not null,
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
create table crm_order_facts (
  order_id text not null,
  member_id text not null,
  customer_id text not null,
  channel_id text not null,
  currency text not null,
  counts integer not null,
  orders integer not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  units bigint not null,
  placed_at text not null,
  split_from text);
create table crm_rfm_thresholds (
  currency text not null,
  snapshot_on text not null,
  customers integer not null,
  thresholds text not null,
  computed_at text not null);
create table crm_segment_entries (
  segment_id text not null,
  member_id text not null,
  customer_id text not null,
  created_at text not null);
create table crm_segment_members (
  segment_id text not null,
  customer_id text not null,
  entered_at text not null);
create table crm_segment_snapshot_members (
  snapshot_id text not null,
  customer_id text not null);
create table crm_segment_snapshots (
  id text not null,
  segment_id text not null,
  handle text not null,
  title text not null,
  rule text,
  size integer not null,
  note text,
  taken_at text not null);
create table crm_segments (
  id text not null,
  handle text not null,
  title text not null,
  description text,
  kind text not null,
  rule text,
  version integer not null,
  refreshed_at text,
  created_at text not null,
  updated_at text not null);
create table crm_tasks (
  id text not null,
  member_id text not null,
  customer_id text not null,
  title text not null,
  note text,
  due_at text not null,
  assignee text,
  priority text not null,
  state text not null,
  source text not null,
  source_id text,
  every_days integer,
  outcome text,
  closed_at text,
  closed_by text,
  overdue_at text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table customer_addresses (
  id text not null,
  member_id text not null,
  customer_id text not null,
  label text,
  sealed text not null,
  country text not null,
  created_at text not null,
  updated_at text not null);
create table customer_consent_events (
  id text not null,
  member_id text not null,
  purpose text not null,
  status text not null,
  source text not null,
  text_version text,
  sealed_ip text,
  actor text not null,
  at text not null,
  created_at text not null);
create table customer_consents (
  customer_id text not null,
  purpose text not null,
  status text not null,
  at text not null);
create table customer_contacts (
  id text not null,
  member_id text not null,
  customer_id text not null,
  kind text not null,
  sealed text not null,
  blind_index text not null,
  created_at text not null,
  undeliverable_at text);
create table customer_dates (
  customer_id text not null,
  name text not null,
  date_on text not null);
create table customer_identities (
  channel_id text not null,
  external_id text not null,
  member_id text not null,
  customer_id text not null,
  created_at text not null);
create table customer_notes (
  id text not null,
  member_id text not null,
  customer_id text not null,
  sealed text not null,
  actor text not null,
  created_at text not null);
create table customer_tags (
  member_id text not null,
  customer_id text not null,
  tag text not null,
  created_at text not null);
create table customer_timeline (
  id text not null,
  member_id text not null,
  customer_id text not null,
  at text not null,
  actor text not null,
  kind text not null,
  detail text not null);
create table customer_totals (
  customer_id text not null,
  currency text not null,
  orders bigint not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  units bigint not null,
  first_order_at text,
  last_order_at text);
create table customers (
  id text not null,
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
create table draw_entries (
  id text not null,
  draw_id text not null,
  customer_id text not null,
  entered_as text not null,
  source_kind text not null,
  source_id text not null,
  state text not null,
  entered_at text not null);
create table draw_winners (
  draw_id text not null,
  place integer not null,
  prize integer not null,
  entry_id text not null,
  customer_id text not null,
  awarded_to text not null,
  state text not null,
  coupon_id text,
  problem text,
  retry_at text not null,
  settled_at text);
create table draws (
  id text not null,
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
create table enrolment_items (
  enrolment_id text not null,
  place integer not null,
  sku text not null,
  variant_id text not null,
  price_minor bigint not null,
  units bigint not null,
  good_rate_bps integer,
  review_source text,
  review_on text);
create table enrolment_steps (
  enrolment_id text not null,
  version integer not null,
  step text not null,
  from_state text,
  to_state text not null,
  reason text,
  is_forced integer not null,
  broken text not null,
  actor text not null,
  at text not null);
create table enrolments (
  id text not null,
  event_id text not null,
  state text not null,
  materials text not null,
  promotion_id text,
  is_forced integer not null,
  version integer not null,
  created_by text not null,
  created_at text not null,
  updated_at text not null);
create table flash_stock (
  promotion_id text not null,
  sku text not null,
  quantity integer not null,
  taken integer not null,
  reservation_id text,
  held_until text);
create table flash_takes (
  order_id text not null,
  promotion_id text not null,
  sku text not null,
  units integer not null,
  is_returned integer not null);
create table flash_use_keys (
  order_id text not null,
  promotion_id text not null,
  customer_key text not null);
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
create table margin_marks (
  variant_id text not null,
  currency text not null,
  marked_at text not null,
  price_minor bigint not null,
  cost_minor bigint not null,
  is_price_change integer not null);
create table membership_events (
  id text not null,
  member_id text not null,
  customer_id text not null,
  at text not null,
  actor text not null,
  reason text not null,
  from_tier text,
  to_tier text,
  qualifying bigint,
  note text);
create table membership_gifts (
  member_id text not null,
  customer_id text not null,
  kind text not null,
  year integer not null,
  tier text not null,
  points bigint not null,
  benefit text,
  granted_at text not null);
create table membership_programmes (
  id text not null,
  rule text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table membership_tiers (
  id text not null,
  handle text not null,
  title text not null,
  level integer not null,
  kind text not null,
  threshold bigint,
  keep bigint,
  term_months integer,
  benefits text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table memberships (
  member_id text not null,
  customer_id text not null,
  card_number text not null,
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
create table order_change_actions (
  id text not null,
  change_id text not null,
  position integer not null,
  kind text not null,
  body text not null,
  actor text not null,
  at text not null);
create table order_changes (
  id text not null,
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
create table order_dues (
  order_id text not null,
  due_minor bigint not null);
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
create table order_words (
  order_id text not null,
  state text,
  paid_minor bigint,
  is_held integer not null,
  causes text not null);
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
  updated_at text not null,
  is_erased integer default 0 not null);
create table payments (
  id text not null,
  order_id text not null,
  amount_minor bigint not null,
  currency text not null,
  method text not null,
  reference text,
  paid_at text not null,
  created_at text not null);
create table platform_cases (
  case_id text not null,
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
create table platform_decisions (
  id text not null,
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
create table platform_events (
  id text not null,
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
create table platform_messages (
  message_id text not null,
  case_id text not null,
  record_id text,
  failed_reason text);
create table points_accounts (
  member_id text not null,
  customer_id text not null,
  balance bigint not null);
create table points_adjustments (
  id text not null,
  customer_id text not null,
  points bigint not null,
  reason text not null,
  state text not null,
  requested_by text not null,
  requested_at text not null,
  decided_by text,
  decided_at text);
create table points_entries (
  id text not null,
  member_id text not null,
  customer_id text not null,
  kind text not null,
  points bigint not null,
  source_id text not null,
  part integer not null,
  reason text not null,
  actor text not null,
  at text not null);
create table points_lots (
  id text not null,
  member_id text not null,
  customer_id text not null,
  points bigint not null,
  remaining bigint not null,
  source_id text not null,
  expires_at text,
  noticed_at text,
  created_at text not null);
create table points_orders (
  order_id text not null,
  member_id text not null,
  points bigint not null,
  pending bigint not null,
  terms text not null,
  revision integer not null);
create table points_spends (
  source_id text not null,
  lot_id text not null,
  member_id text not null,
  points bigint not null,
  given_back bigint not null);
create table presale_orders (
  order_id text not null,
  promotion_id text not null,
  state text not null,
  currency text not null,
  due_now_minor bigint not null,
  balance_from text not null,
  balance_to text not null,
  kept_minor bigint not null,
  to_refund_minor bigint not null,
  created_at text not null);
create table price_changes (
  id text not null,
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
create table price_list_entries (
  list_id text not null,
  variant_id text not null,
  min_quantity bigint not null,
  unit_price_minor bigint not null,
  updated_at text not null);
create table price_lists (
  id text not null,
  handle text not null,
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
create table price_policies (
  id text not null,
  handle text not null,
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
create table price_protection_claims (
  id text not null,
  order_id text not null,
  order_line_id text not null,
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
  updated_at text not null,
  launched_at text);
create table profit_models (
  id text not null,
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
  updated_at text not null);
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
  campaign_id text);
create table promotion_counters (
  promotion_id text not null,
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
  uses_max bigint);
create table promotion_group_keys (
  group_id text not null,
  customer_key text not null,
  order_id text not null);
create table promotion_group_members (
  group_id text not null,
  order_id text not null,
  state text not null,
  joined_at text not null,
  to_refund_minor bigint not null,
  currency text not null);
create table promotion_groups (
  id text not null,
  promotion_id text not null,
  state text not null,
  members_min integer not null,
  members integer not null,
  deadline_at text not null,
  opened_by text not null,
  created_at text not null,
  ended_at text);
create table promotion_revisions (
  id integer not null,
  token text not null);
create table promotion_shares (
  order_id text not null,
  promotion_id text not null,
  order_line_id text not null,
  amount_minor bigint not null,
  quantity bigint not null,
  returned_minor bigint not null);
create table promotion_use_keys (
  order_id text not null,
  promotion_id text not null,
  customer_key text not null);
create table promotion_versions (
  promotion_id text not null,
  version integer not null,
  rule text not null,
  created_by text not null,
  created_at text not null);
create table promotions (
  id text not null,
  handle text not null,
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
create table quality_counts (
  what text not null,
  counted_at text not null);
create table quality_dirty (
  sku text not null,
  marked_at text not null);
create table quality_issue_cases (
  issue_id text not null,
  case_id text not null);
create table quality_issues (
  id text not null,
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
create table quality_skus (
  sku text not null,
  supplier text,
  units_sold integer not null,
  measured_at text not null);
create table recommendation_baskets (
  run_id text not null,
  order_id text not null,
  product_id text not null,
  products integer not null);
create table recommendation_pairs (
  run_id text not null,
  product_id text not null,
  place integer not null,
  other_id text not null,
  orders bigint not null,
  lift_bps bigint not null);
create table recommendation_products (
  run_id text not null,
  product_id text not null,
  orders bigint not null);
create table recommendation_runs (
  id text not null,
  state text not null,
  orders bigint not null,
  counted_from text not null,
  started_at text not null,
  finished_at text);
create table refund_lines (
  refund_id text not null,
  position integer not null,
  order_line_id text not null,
  sku text not null,
  title text not null,
  quantity bigint not null,
  amount_minor bigint not null);
create table refund_parts (
  id text not null,
  refund_id text not null,
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
create table refunds (
  id text not null,
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
create table replacement_lines (
  replacement_id text not null,
  position integer not null,
  order_line_id text not null,
  new_line_id text not null,
  sku text not null,
  quantity bigint not null);
create table replacements (
  id text not null,
  order_id text not null,
  case_id text,
  kind text not null,
  new_order_id text not null,
  note text,
  created_by text not null,
  created_at text not null,
  sent_at text);
create table report_annotations (
  id text not null,
  from_on text not null,
  to_on text not null,
  channel_id text not null,
  text text not null,
  created_by text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table report_anomalies (
  id text not null,
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
  detected_at text not null);
create table report_buyer_days (
  day_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  buyer text not null,
  currency text not null,
  orders bigint default 0 not null,
  units bigint default 0 not null,
  gross_minor bigint default 0 not null,
  net_minor bigint default 0 not null,
  refund_minor bigint default 0 not null,
  buyer_key text default NULLIF(buyer, ''::text),
  buying_key text default 
CASE
    WHEN ((orders > 0) AND (buyer <> ''::text)) THEN buyer
    ELSE NULL::text
END);
create table report_buyer_months (
  month_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  buyer text not null,
  currency text not null,
  orders bigint default 0 not null,
  units bigint default 0 not null,
  gross_minor bigint default 0 not null,
  net_minor bigint default 0 not null,
  refund_minor bigint default 0 not null,
  buyer_key text default NULLIF(buyer, ''::text),
  buying_key text default 
CASE
    WHEN ((orders > 0) AND (buyer <> ''::text)) THEN buyer
    ELSE NULL::text
END);
create table report_case_rows (
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
  satisfaction_count bigint not null);
create table report_channel_cost_days (
  day_on text not null,
  channel_id text not null,
  currency text not null,
  fee_minor bigint default 0 not null,
  payment_fee_minor bigint default 0 not null,
  shipping_cost_minor bigint default 0 not null,
  packaging_minor bigint default 0 not null,
  promotion_spend_minor bigint default 0 not null);
create table report_cost_days (
  day_on text not null,
  channel_id text not null,
  sku text not null,
  currency text not null,
  fee_minor bigint default 0 not null,
  payment_fee_minor bigint default 0 not null,
  shipping_cost_minor bigint default 0 not null,
  packaging_minor bigint default 0 not null,
  promotion_spend_minor bigint default 0 not null);
create table report_cost_entries (
  key text not null,
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
create table report_cost_months (
  month_on text not null,
  channel_id text not null,
  sku text not null,
  currency text not null,
  fee_minor bigint default 0 not null,
  payment_fee_minor bigint default 0 not null,
  shipping_cost_minor bigint default 0 not null,
  packaging_minor bigint default 0 not null,
  promotion_spend_minor bigint default 0 not null);
create table report_cost_stale_days (
  day_on text not null);
create table report_day_revisions (
  day_on text not null,
  revision bigint not null,
  changed_at text not null);
create table report_definitions (
  id text not null,
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
create table report_deliveries (
  id text not null,
  run_id text not null,
  recipient text not null,
  formats text not null,
  can_see_cost integer not null,
  state text not null,
  attempts integer not null,
  reason text,
  ref text,
  created_at text not null,
  finished_at text);
create table report_goals (
  id text not null,
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
create table report_hot_products (
  sku text not null,
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
create table report_marks (
  name text not null,
  seen_at text not null,
  token text not null);
create table report_order_days (
  day_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  currency text not null,
  orders bigint default 0 not null,
  canceled_orders bigint default 0 not null,
  units bigint default 0 not null,
  lines bigint default 0 not null,
  gross_minor bigint default 0 not null,
  line_discount_minor bigint default 0 not null,
  discount_minor bigint default 0 not null,
  shipping_minor bigint default 0 not null,
  tax_minor bigint default 0 not null,
  net_minor bigint default 0 not null,
  total_minor bigint default 0 not null,
  cost_minor bigint default 0 not null,
  uncosted_units bigint default 0 not null,
  uncosted_minor bigint default 0 not null,
  refunds bigint default 0 not null,
  refund_units bigint default 0 not null,
  refund_minor bigint default 0 not null);
create table report_order_facts (
  order_id text not null,
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
create table report_order_months (
  month_on text not null,
  channel_id text not null,
  country text not null,
  customer_type text not null,
  currency text not null,
  orders bigint default 0 not null,
  canceled_orders bigint default 0 not null,
  units bigint default 0 not null,
  lines bigint default 0 not null,
  gross_minor bigint default 0 not null,
  line_discount_minor bigint default 0 not null,
  discount_minor bigint default 0 not null,
  shipping_minor bigint default 0 not null,
  tax_minor bigint default 0 not null,
  net_minor bigint default 0 not null,
  total_minor bigint default 0 not null,
  cost_minor bigint default 0 not null,
  uncosted_units bigint default 0 not null,
  uncosted_minor bigint default 0 not null,
  refunds bigint default 0 not null,
  refund_units bigint default 0 not null,
  refund_minor bigint default 0 not null);
create table report_promotion_days (
  day_on text not null,
  channel_id text not null,
  promotion_id text not null,
  campaign_id text not null,
  currency text not null,
  promotion_minor bigint not null,
  promotion_uses bigint not null);
create table report_refund_facts (
  credit_note_id text not null,
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
create table report_runs (
  id text not null,
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
  made_at text not null);
create table report_sku_days (
  day_on text not null,
  channel_id text not null,
  sku text not null,
  customer_type text not null,
  currency text not null,
  lines bigint default 0 not null,
  units bigint default 0 not null,
  orders_with bigint default 0 not null,
  gross_minor bigint default 0 not null,
  line_discount_minor bigint default 0 not null,
  discount_minor bigint default 0 not null,
  tax_minor bigint default 0 not null,
  net_minor bigint default 0 not null,
  cost_minor bigint default 0 not null,
  uncosted_units bigint default 0 not null,
  uncosted_minor bigint default 0 not null,
  refund_units bigint default 0 not null,
  refund_minor bigint default 0 not null);
create table report_sku_month_totals (
  month_on text not null,
  sku text not null,
  currency text not null,
  lines bigint default 0 not null,
  units bigint default 0 not null,
  orders_with bigint default 0 not null,
  gross_minor bigint default 0 not null,
  line_discount_minor bigint default 0 not null,
  discount_minor bigint default 0 not null,
  tax_minor bigint default 0 not null,
  net_minor bigint default 0 not null,
  cost_minor bigint default 0 not null,
  uncosted_units bigint default 0 not null,
  uncosted_minor bigint default 0 not null,
  refund_units bigint default 0 not null,
  refund_minor bigint default 0 not null);
create table report_sku_months (
  month_on text not null,
  channel_id text not null,
  sku text not null,
  customer_type text not null,
  currency text not null,
  lines bigint default 0 not null,
  units bigint default 0 not null,
  orders_with bigint default 0 not null,
  gross_minor bigint default 0 not null,
  line_discount_minor bigint default 0 not null,
  discount_minor bigint default 0 not null,
  tax_minor bigint default 0 not null,
  net_minor bigint default 0 not null,
  cost_minor bigint default 0 not null,
  uncosted_units bigint default 0 not null,
  uncosted_minor bigint default 0 not null,
  refund_units bigint default 0 not null,
  refund_minor bigint default 0 not null);
create table report_sku_week_totals (
  week_on text not null,
  sku text not null,
  currency text not null,
  lines bigint default 0 not null,
  units bigint default 0 not null,
  orders_with bigint default 0 not null,
  gross_minor bigint default 0 not null,
  line_discount_minor bigint default 0 not null,
  discount_minor bigint default 0 not null,
  tax_minor bigint default 0 not null,
  net_minor bigint default 0 not null,
  cost_minor bigint default 0 not null,
  uncosted_units bigint default 0 not null,
  uncosted_minor bigint default 0 not null,
  refund_units bigint default 0 not null,
  refund_minor bigint default 0 not null);
create table report_stock_days (
  day_on text not null,
  sku text not null,
  currency text not null,
  starts_on text not null,
  stock_units bigint not null,
  available_units bigint not null,
  stock_minor bigint not null,
  uncosted_stock_units bigint not null);
create table report_stock_runs (
  day_on text not null,
  starts_on text not null,
  stock_days bigint not null,
  skus bigint not null,
  after_variant_id text not null,
  finished_at text);
create table report_stock_totals (
  day_on text not null,
  currency text not null,
  starts_on text not null,
  stock_units bigint not null,
  available_units bigint not null,
  stock_minor bigint not null,
  uncosted_stock_units bigint not null);
create table report_traffic (
  id text not null,
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
  stated_at text not null);
create table report_traffic_days (
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
  ad_sales_minor bigint not null);
create table report_traffic_mappings (
  id text not null,
  mapping text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table report_traffic_versions (
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
  replaced_at text not null);
create table report_walks (
  name text not null,
  step text not null,
  after_key text not null,
  fill_costs integer not null,
  changed bigint not null,
  zone text not null,
  starts_at_hour integer not null,
  started_at text not null,
  finished_at text);
create table reputation_snapshots (
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
  created_at text not null);
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
create table return_receipt_lines (
  id text not null,
  receipt_id text not null,
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
create table return_receipts (
  id text not null,
  order_id text not null,
  case_id text,
  note text,
  received_on text not null,
  received_by text not null,
  created_at text not null);
create table review_appeals (
  id text not null,
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
create table review_tags (
  review_id text not null,
  tag text not null);
create table review_topic_marks (
  review_id text not null,
  topic_id text not null);
create table review_topics (
  id text not null,
  code text not null,
  title_en text not null,
  title_zh text not null,
  keywords text not null,
  is_enabled integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table reviews (
  id text not null,
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
create table settlement_accounts (
  id text not null,
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
create table settlement_discrepancies (
  id text not null,
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
  version integer not null);
create table settlement_lines (
  id text not null,
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
  order_id text);
create table settlement_match_entries (
  account_id text not null,
  ledger_key text not null,
  match_id text not null,
  amount_minor bigint not null,
  occurred_at text not null);
create table settlement_matches (
  id text not null,
  account_id text not null,
  pass integer not null,
  order_id text not null,
  lines_minor bigint not null,
  ledger_minor bigint not null,
  difference_minor bigint not null,
  matched_at text not null);
create table settlement_payouts (
  id text not null,
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
create table settlement_statements (
  id text not null,
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
  file_hash text not null,
  superseded_by text,
  imported_by text not null,
  imported_at text not null,
  reconciled_at text not null);
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
create table sla_calendars (
  id text not null,
  title text not null,
  zone text,
  hours text not null,
  holidays text not null,
  working_days text not null,
  is_default integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table sla_cases (
  case_id text not null,
  policy_id text,
  last_reply_at text,
  last_customer_at text,
  is_answered integer not null);
create table sla_clocks (
  id text not null,
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
create table sla_policies (
  id text not null,
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
alter table automation_deeds add constraint automation_deeds_pkey PRIMARY KEY (run_id, step);
alter table automation_runs add constraint automation_runs_automation_id_member_id_source_id_key UNIQUE (automation_id, member_id, source_id);
alter table automation_runs add constraint automation_runs_pkey PRIMARY KEY (id);
alter table automation_signals add constraint automation_signals_pkey PRIMARY KEY (id);
alter table automation_versions add constraint automation_versions_pkey PRIMARY KEY (automation_id, version);
alter table automations add constraint automations_handle_key UNIQUE (handle);
alter table automations add constraint automations_pkey PRIMARY KEY (id);
alter table campaign_days add constraint campaign_days_pkey PRIMARY KEY (campaign_id, day_on, shard);
alter table campaign_orders add constraint campaign_orders_pkey PRIMARY KEY (campaign_id, order_id);
alter table campaign_promotions add constraint campaign_promotions_pkey PRIMARY KEY (campaign_id, promotion_id);
alter table campaign_reviews add constraint campaign_reviews_pkey PRIMARY KEY (campaign_id, revision);
alter table campaign_spends add constraint campaign_spends_pkey PRIMARY KEY (id);
alter table campaigns add constraint campaigns_handle_key UNIQUE (handle);
alter table campaigns add constraint campaigns_pkey PRIMARY KEY (id);
alter table case_artefacts add constraint case_artefacts_pkey PRIMARY KEY (id);
alter table case_catch_ups add constraint case_catch_ups_pkey PRIMARY KEY (source);
alter table case_credit_notes add constraint case_credit_notes_pkey PRIMARY KEY (channel_id, external_id);
alter table case_events add constraint case_events_pkey PRIMARY KEY (id);
alter table case_evidence add constraint case_evidence_pkey PRIMARY KEY (id);
alter table case_lines add constraint case_lines_pkey PRIMARY KEY (id);
alter table case_messages add constraint case_messages_pkey PRIMARY KEY (id);
alter table cases add constraint cases_pkey PRIMARY KEY (id);
alter table categories add constraint categories_path_key UNIQUE (path);
alter table categories add constraint categories_pkey PRIMARY KEY (id);
alter table channel_backfills add constraint channel_backfills_pkey PRIMARY KEY (channel_id);
alter table channel_comparisons add constraint channel_comparisons_pkey PRIMARY KEY (channel_id);
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
alter table communities add constraint communities_pkey PRIMARY KEY (id);
alter table community_activities add constraint community_activities_pkey PRIMARY KEY (id);
alter table community_members add constraint community_members_pkey PRIMARY KEY (id);
alter table community_participations add constraint community_participations_activity_id_member_id_key UNIQUE (activity_id, member_id);
alter table community_participations add constraint community_participations_pkey PRIMARY KEY (id);
alter table competitor_prices add constraint competitor_prices_pkey PRIMARY KEY (variant_id, currency, competitor, captured_at);
alter table coupon_batches add constraint coupon_batches_pkey PRIMARY KEY (promotion_id, name);
alter table coupon_first_claims add constraint coupon_first_claims_pkey PRIMARY KEY (coupon_id);
alter table coupon_guesses add constraint coupon_guesses_pkey PRIMARY KEY (subject, code_hash);
alter table coupons add constraint coupons_code_key UNIQUE (code);
alter table coupons add constraint coupons_pkey PRIMARY KEY (id);
alter table credit_note_lines add constraint credit_note_lines_pkey PRIMARY KEY (credit_note_id, "position");
alter table credit_notes add constraint credit_notes_channel_id_external_id_key UNIQUE (channel_id, external_id);
alter table credit_notes add constraint credit_notes_pkey PRIMARY KEY (id);
alter table crm_backfills add constraint crm_backfills_pkey PRIMARY KEY (name);
alter table crm_business_days add constraint crm_business_days_pkey PRIMARY KEY (name);
alter table crm_clv_models add constraint crm_clv_models_pkey PRIMARY KEY (currency);
alter table crm_cohort_cells add constraint crm_cohort_cells_pkey PRIMARY KEY (cohort_month, month, shard);
alter table crm_customer_days add constraint crm_customer_days_pkey PRIMARY KEY (customer_id, day_on, currency);
alter table crm_message_batches add constraint crm_message_batches_pkey PRIMARY KEY (id);
alter table crm_message_batches add constraint crm_message_batches_source_id_key UNIQUE (source_id);
alter table crm_message_providers add constraint crm_message_providers_pkey PRIMARY KEY (name);
alter table crm_message_template_versions add constraint crm_message_template_versions_pkey PRIMARY KEY (template_id, version);
alter table crm_message_templates add constraint crm_message_templates_handle_key UNIQUE (handle);
alter table crm_message_templates add constraint crm_message_templates_pkey PRIMARY KEY (id);
alter table crm_messages add constraint crm_messages_pkey PRIMARY KEY (id);
alter table crm_messages add constraint crm_messages_source_id_key UNIQUE (source_id);
alter table crm_order_facts add constraint crm_order_facts_pkey PRIMARY KEY (order_id);
alter table crm_rfm_thresholds add constraint crm_rfm_thresholds_pkey PRIMARY KEY (currency);
alter table crm_segment_entries add constraint crm_segment_entries_pkey PRIMARY KEY (segment_id, member_id);
alter table crm_segment_members add constraint crm_segment_members_pkey PRIMARY KEY (segment_id, customer_id);
alter table crm_segment_snapshot_members add constraint crm_segment_snapshot_members_pkey PRIMARY KEY (snapshot_id, customer_id);
alter table crm_segment_snapshots add constraint crm_segment_snapshots_pkey PRIMARY KEY (id);
alter table crm_segments add constraint crm_segments_handle_key UNIQUE (handle);
alter table crm_segments add constraint crm_segments_pkey PRIMARY KEY (id);
alter table crm_tasks add constraint crm_tasks_pkey PRIMARY KEY (id);
alter table crm_tasks add constraint crm_tasks_source_id_key UNIQUE (source_id);
alter table customer_addresses add constraint customer_addresses_pkey PRIMARY KEY (id);
alter table customer_consent_events add constraint customer_consent_events_pkey PRIMARY KEY (id);
alter table customer_consents add constraint customer_consents_pkey PRIMARY KEY (customer_id, purpose);
alter table customer_contacts add constraint customer_contacts_blind_index_key UNIQUE (blind_index);
alter table customer_contacts add constraint customer_contacts_pkey PRIMARY KEY (id);
alter table customer_dates add constraint customer_dates_pkey PRIMARY KEY (customer_id, name);
alter table customer_identities add constraint customer_identities_pkey PRIMARY KEY (channel_id, external_id);
alter table customer_notes add constraint customer_notes_pkey PRIMARY KEY (id);
alter table customer_tags add constraint customer_tags_pkey PRIMARY KEY (member_id, tag);
alter table customer_timeline add constraint customer_timeline_pkey PRIMARY KEY (id);
alter table customer_totals add constraint customer_totals_pkey PRIMARY KEY (customer_id, currency);
alter table customers add constraint customers_pkey PRIMARY KEY (id);
alter table draw_entries add constraint draw_entries_pkey PRIMARY KEY (id);
alter table draw_winners add constraint draw_winners_entry_id_key UNIQUE (entry_id);
alter table draw_winners add constraint draw_winners_pkey PRIMARY KEY (draw_id, place);
alter table draws add constraint draws_pkey PRIMARY KEY (id);
alter table enrolment_items add constraint enrolment_items_pkey PRIMARY KEY (enrolment_id, sku);
alter table enrolment_steps add constraint enrolment_steps_pkey PRIMARY KEY (enrolment_id, version);
alter table enrolments add constraint enrolments_pkey PRIMARY KEY (id);
alter table flash_stock add constraint flash_stock_pkey PRIMARY KEY (promotion_id, sku);
alter table flash_takes add constraint flash_takes_pkey PRIMARY KEY (order_id, promotion_id, sku);
alter table flash_use_keys add constraint flash_use_keys_pkey PRIMARY KEY (order_id, promotion_id, customer_key);
alter table idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (scope);
alter table jobs add constraint jobs_pkey PRIMARY KEY (id);
alter table locations add constraint locations_pkey PRIMARY KEY (id);
alter table margin_marks add constraint margin_marks_pkey PRIMARY KEY (variant_id, currency, marked_at);
alter table membership_events add constraint membership_events_pkey PRIMARY KEY (id);
alter table membership_gifts add constraint membership_gifts_pkey PRIMARY KEY (member_id, kind, year);
alter table membership_programmes add constraint membership_programmes_pkey PRIMARY KEY (id);
alter table membership_tiers add constraint membership_tiers_handle_key UNIQUE (handle);
alter table membership_tiers add constraint membership_tiers_level_key UNIQUE (level);
alter table membership_tiers add constraint membership_tiers_pkey PRIMARY KEY (id);
alter table memberships add constraint memberships_card_number_key UNIQUE (card_number);
alter table memberships add constraint memberships_pkey PRIMARY KEY (member_id);
alter table order_change_actions add constraint order_change_actions_change_id_position_key UNIQUE (change_id, "position");
alter table order_change_actions add constraint order_change_actions_pkey PRIMARY KEY (id);
alter table order_changes add constraint order_changes_pkey PRIMARY KEY (id);
alter table order_dues add constraint order_dues_pkey PRIMARY KEY (order_id);
alter table order_events add constraint order_events_pkey PRIMARY KEY (id);
alter table order_exceptions add constraint order_exceptions_pkey PRIMARY KEY (id);
alter table order_flags add constraint order_flags_pkey PRIMARY KEY (order_id, flag);
alter table order_lines add constraint order_lines_order_id_external_id_key UNIQUE (order_id, external_id);
alter table order_lines add constraint order_lines_pkey PRIMARY KEY (id);
alter table order_words add constraint order_words_pkey PRIMARY KEY (order_id);
alter table orders add constraint orders_channel_id_external_id_key UNIQUE (channel_id, external_id);
alter table orders add constraint orders_pkey PRIMARY KEY (id);
alter table payments add constraint payments_pkey PRIMARY KEY (id);
alter table platform_cases add constraint platform_cases_pkey PRIMARY KEY (case_id);
alter table platform_decisions add constraint platform_decisions_pkey PRIMARY KEY (id);
alter table platform_events add constraint platform_events_pkey PRIMARY KEY (id);
alter table platform_messages add constraint platform_messages_pkey PRIMARY KEY (message_id);
alter table points_accounts add constraint points_accounts_pkey PRIMARY KEY (member_id);
alter table points_adjustments add constraint points_adjustments_pkey PRIMARY KEY (id);
alter table points_entries add constraint points_entries_pkey PRIMARY KEY (id);
alter table points_entries add constraint points_entries_source_id_part_key UNIQUE (source_id, part);
alter table points_lots add constraint points_lots_pkey PRIMARY KEY (id);
alter table points_orders add constraint points_orders_pkey PRIMARY KEY (order_id);
alter table points_spends add constraint points_spends_pkey PRIMARY KEY (source_id, lot_id);
alter table presale_orders add constraint presale_orders_pkey PRIMARY KEY (order_id);
alter table price_changes add constraint price_changes_pkey PRIMARY KEY (id);
alter table price_list_entries add constraint price_list_entries_pkey PRIMARY KEY (list_id, variant_id, min_quantity);
alter table price_lists add constraint price_lists_handle_key UNIQUE (handle);
alter table price_lists add constraint price_lists_pkey PRIMARY KEY (id);
alter table price_policies add constraint price_policies_handle_key UNIQUE (handle);
alter table price_policies add constraint price_policies_pkey PRIMARY KEY (id);
alter table price_protection_claims add constraint price_protection_claims_order_line_id_key UNIQUE (order_line_id);
alter table price_protection_claims add constraint price_protection_claims_pkey PRIMARY KEY (id);
alter table prices add constraint prices_pkey PRIMARY KEY (variant_id, currency);
alter table product_media add constraint product_media_pkey PRIMARY KEY (id);
alter table product_texts add constraint product_texts_pkey PRIMARY KEY (product_id);
alter table products add constraint products_handle_key UNIQUE (handle);
alter table products add constraint products_pkey PRIMARY KEY (id);
alter table profit_models add constraint profit_models_channel_id_currency_key UNIQUE (channel_id, currency);
alter table profit_models add constraint profit_models_pkey PRIMARY KEY (id);
alter table promotion_applications add constraint promotion_applications_pkey PRIMARY KEY (order_id, promotion_id);
alter table promotion_counters add constraint promotion_counters_pkey PRIMARY KEY (promotion_id);
alter table promotion_customer_uses add constraint promotion_customer_uses_pkey PRIMARY KEY (promotion_id, kind, customer_key);
alter table promotion_group_keys add constraint promotion_group_keys_pkey PRIMARY KEY (group_id, customer_key);
alter table promotion_group_members add constraint promotion_group_members_pkey PRIMARY KEY (order_id);
alter table promotion_groups add constraint promotion_groups_pkey PRIMARY KEY (id);
alter table promotion_revisions add constraint promotion_revisions_pkey PRIMARY KEY (id);
alter table promotion_shares add constraint promotion_shares_pkey PRIMARY KEY (order_id, promotion_id, order_line_id);
alter table promotion_use_keys add constraint promotion_use_keys_pkey PRIMARY KEY (order_id, promotion_id, customer_key);
alter table promotion_versions add constraint promotion_versions_pkey PRIMARY KEY (promotion_id, version);
alter table promotions add constraint promotions_handle_key UNIQUE (handle);
alter table promotions add constraint promotions_pkey PRIMARY KEY (id);
alter table quality_counts add constraint quality_counts_pkey PRIMARY KEY (what);
alter table quality_dirty add constraint quality_dirty_pkey PRIMARY KEY (sku);
alter table quality_issue_cases add constraint quality_issue_cases_pkey PRIMARY KEY (issue_id, case_id);
alter table quality_issues add constraint quality_issues_pkey PRIMARY KEY (id);
alter table quality_skus add constraint quality_skus_pkey PRIMARY KEY (sku);
alter table recommendation_baskets add constraint recommendation_baskets_pkey PRIMARY KEY (run_id, order_id, product_id);
alter table recommendation_pairs add constraint recommendation_pairs_pkey PRIMARY KEY (run_id, product_id, place);
alter table recommendation_products add constraint recommendation_products_pkey PRIMARY KEY (run_id, product_id);
alter table recommendation_runs add constraint recommendation_runs_pkey PRIMARY KEY (id);
alter table refund_lines add constraint refund_lines_pkey PRIMARY KEY (refund_id, "position");
alter table refund_parts add constraint refund_parts_pkey PRIMARY KEY (id);
alter table refunds add constraint refunds_pkey PRIMARY KEY (id);
alter table replacement_lines add constraint replacement_lines_pkey PRIMARY KEY (replacement_id, "position");
alter table replacements add constraint replacements_pkey PRIMARY KEY (id);
alter table report_annotations add constraint report_annotations_pkey PRIMARY KEY (id);
alter table report_anomalies add constraint report_anomalies_day_on_channel_id_metric_key UNIQUE (day_on, channel_id, metric);
alter table report_anomalies add constraint report_anomalies_pkey PRIMARY KEY (id);
alter table report_buyer_days add constraint report_buyer_days_pkey PRIMARY KEY (day_on, channel_id, buyer, country, customer_type, currency);
alter table report_buyer_months add constraint report_buyer_months_pkey PRIMARY KEY (month_on, channel_id, buyer, country, customer_type, currency);
alter table report_case_rows add constraint report_case_rows_pkey PRIMARY KEY (case_id, what, sku);
alter table report_channel_cost_days add constraint report_channel_cost_days_pkey PRIMARY KEY (day_on, channel_id, currency);
alter table report_cost_days add constraint report_cost_days_pkey PRIMARY KEY (day_on, channel_id, sku, currency);
alter table report_cost_entries add constraint report_cost_entries_pkey PRIMARY KEY (key);
alter table report_cost_months add constraint report_cost_months_pkey PRIMARY KEY (month_on, channel_id, sku, currency);
alter table report_cost_stale_days add constraint report_cost_stale_days_pkey PRIMARY KEY (day_on);
alter table report_day_revisions add constraint report_day_revisions_pkey PRIMARY KEY (day_on);
alter table report_definitions add constraint report_definitions_pkey PRIMARY KEY (id);
alter table report_deliveries add constraint report_deliveries_pkey PRIMARY KEY (id);
alter table report_deliveries add constraint report_deliveries_run_id_recipient_key UNIQUE (run_id, recipient);
alter table report_goals add constraint report_goals_pkey PRIMARY KEY (id);
alter table report_hot_products add constraint report_hot_products_pkey PRIMARY KEY (sku);
alter table report_marks add constraint report_marks_pkey PRIMARY KEY (name);
alter table report_order_days add constraint report_order_days_pkey PRIMARY KEY (day_on, channel_id, country, customer_type, currency);
alter table report_order_facts add constraint report_order_facts_pkey PRIMARY KEY (order_id);
alter table report_order_months add constraint report_order_months_pkey PRIMARY KEY (month_on, channel_id, country, customer_type, currency);
alter table report_promotion_days add constraint report_promotion_days_pkey PRIMARY KEY (day_on, channel_id, promotion_id, campaign_id, currency);
alter table report_refund_facts add constraint report_refund_facts_pkey PRIMARY KEY (credit_note_id);
alter table report_runs add constraint report_runs_pkey PRIMARY KEY (id);
alter table report_runs add constraint report_runs_series_id_revision_key UNIQUE (series_id, revision);
alter table report_sku_days add constraint report_sku_days_pkey PRIMARY KEY (day_on, channel_id, sku, customer_type, currency);
alter table report_sku_month_totals add constraint report_sku_month_totals_pkey PRIMARY KEY (month_on, sku, currency);
alter table report_sku_months add constraint report_sku_months_pkey PRIMARY KEY (month_on, channel_id, sku, customer_type, currency);
alter table report_sku_week_totals add constraint report_sku_week_totals_pkey PRIMARY KEY (week_on, sku, currency);
alter table report_stock_days add constraint report_stock_days_pkey PRIMARY KEY (day_on, sku, currency);
alter table report_stock_runs add constraint report_stock_runs_pkey PRIMARY KEY (day_on);
alter table report_stock_runs add constraint report_stock_runs_starts_on_key UNIQUE (starts_on);
alter table report_stock_totals add constraint report_stock_totals_pkey PRIMARY KEY (day_on, currency);
alter table report_traffic add constraint report_traffic_channel_id_day_on_source_campaign_sku_key UNIQUE (channel_id, day_on, source, campaign, sku);
alter table report_traffic add constraint report_traffic_pkey PRIMARY KEY (id);
alter table report_traffic_days add constraint report_traffic_days_pkey PRIMARY KEY (grain, day_on, channel_id, source, campaign, sku, currency);
alter table report_traffic_mappings add constraint report_traffic_mappings_pkey PRIMARY KEY (id);
alter table report_traffic_versions add constraint report_traffic_versions_pkey PRIMARY KEY (traffic_id, version);
alter table report_walks add constraint report_walks_pkey PRIMARY KEY (name);
alter table reputation_snapshots add constraint reputation_snapshots_pkey PRIMARY KEY (channel_id, on_day);
alter table reservation_parts add constraint reservation_parts_pkey PRIMARY KEY (reservation_id, line, location_id);
alter table reservations add constraint reservations_pkey PRIMARY KEY (id);
alter table return_receipt_lines add constraint return_receipt_lines_pkey PRIMARY KEY (id);
alter table return_receipts add constraint return_receipts_pkey PRIMARY KEY (id);
alter table review_appeals add constraint review_appeals_pkey PRIMARY KEY (id);
alter table review_tags add constraint review_tags_pkey PRIMARY KEY (review_id, tag);
alter table review_topic_marks add constraint review_topic_marks_pkey PRIMARY KEY (review_id, topic_id);
alter table review_topics add constraint review_topics_code_key UNIQUE (code);
alter table review_topics add constraint review_topics_pkey PRIMARY KEY (id);
alter table reviews add constraint reviews_pkey PRIMARY KEY (id);
alter table schedules add constraint schedules_pkey PRIMARY KEY (name);
alter table schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (plugin, migration);
alter table settlement_accounts add constraint settlement_accounts_pkey PRIMARY KEY (id);
alter table settlement_discrepancies add constraint settlement_discrepancies_account_id_subject_key UNIQUE (account_id, subject);
alter table settlement_discrepancies add constraint settlement_discrepancies_pkey PRIMARY KEY (id);
alter table settlement_lines add constraint settlement_lines_pkey PRIMARY KEY (id);
alter table settlement_lines add constraint settlement_lines_statement_id_position_key UNIQUE (statement_id, "position");
alter table settlement_match_entries add constraint settlement_match_entries_pkey PRIMARY KEY (account_id, ledger_key);
alter table settlement_matches add constraint settlement_matches_pkey PRIMARY KEY (id);
alter table settlement_payouts add constraint settlement_payouts_pkey PRIMARY KEY (id);
alter table settlement_statements add constraint settlement_statements_file_hash_key UNIQUE (file_hash);
alter table settlement_statements add constraint settlement_statements_pkey PRIMARY KEY (id);
alter table shipment_lines add constraint shipment_lines_pkey PRIMARY KEY (shipment_id, order_line_id, location_id);
alter table shipments add constraint shipments_pkey PRIMARY KEY (id);
alter table sla_calendars add constraint sla_calendars_pkey PRIMARY KEY (id);
alter table sla_cases add constraint sla_cases_pkey PRIMARY KEY (case_id);
alter table sla_clocks add constraint sla_clocks_pkey PRIMARY KEY (id);
alter table sla_policies add constraint sla_policies_pkey PRIMARY KEY (id);
alter table stock_alerts add constraint stock_alerts_pkey PRIMARY KEY (variant_id, location_id, kind);
alter table stock_allocations add constraint stock_allocations_allocated_check CHECK ((allocated >= 0));
alter table stock_allocations add constraint stock_allocations_fulfilled_check CHECK ((fulfilled >= 0));
alter table stock_allocations add constraint stock_allocations_pkey PRIMARY KEY (order_line_id, variant_id, location_id, is_tracked);
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
alter table channel_comparisons add constraint channel_comparisons_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id);
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
alter table community_activities add constraint community_activities_community_id_fkey FOREIGN KEY (community_id) REFERENCES communities(id);
alter table community_members add constraint community_members_community_id_fkey FOREIGN KEY (community_id) REFERENCES communities(id);
alter table community_participations add constraint community_participations_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES community_activities(id);
alter table draw_entries add constraint draw_entries_draw_id_fkey FOREIGN KEY (draw_id) REFERENCES draws(id);
alter table enrolment_items add constraint enrolment_items_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id);
alter table enrolments add constraint enrolments_event_id_fkey FOREIGN KEY (event_id) REFERENCES platform_events(id);
alter table order_change_actions add constraint order_change_actions_change_id_fkey FOREIGN KEY (change_id) REFERENCES order_changes(id);
alter table price_list_entries add constraint price_list_entries_list_id_fkey FOREIGN KEY (list_id) REFERENCES price_lists(id);
alter table prices add constraint prices_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES variants(id) DEFERRABLE INITIALLY DEFERRED;
alter table product_media add constraint product_media_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id);
alter table products add constraint products_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id);
alter table refund_lines add constraint refund_lines_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES refunds(id);
alter table refund_parts add constraint refund_parts_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES refunds(id);
alter table replacement_lines add constraint replacement_lines_replacement_id_fkey FOREIGN KEY (replacement_id) REFERENCES replacements(id);
alter table report_deliveries add constraint report_deliveries_run_id_fkey FOREIGN KEY (run_id) REFERENCES report_runs(id);
alter table return_receipt_lines add constraint return_receipt_lines_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES return_receipts(id);
alter table stock_levels add constraint stock_levels_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations(id);
alter table variants add constraint variants_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id) DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX alerts_open on alerts USING btree (dedupe_key) WHERE (state <> 'resolved'::text);
CREATE INDEX alerts_state on alerts USING btree (state, id);
CREATE INDEX alerts_subject on alerts USING btree (subject_id, id);
CREATE INDEX audit_log_subject on audit_log USING btree (subject_id, id);
CREATE INDEX automation_runs_customer on automation_runs USING btree (customer_id, automation_id, entered_at);
CREATE INDEX automation_runs_due on automation_runs USING btree (automation_id, due_at, id) WHERE (state = 'running'::text);
CREATE INDEX automation_runs_member on automation_runs USING btree (member_id);
CREATE INDEX automation_runs_state on automation_runs USING btree (automation_id, state, id);
CREATE INDEX automation_runs_window on automation_runs USING btree (automation_id, entered_at);
CREATE INDEX automations_state on automations USING btree (state, id);
CREATE INDEX campaign_orders_order on campaign_orders USING btree (order_id);
CREATE UNIQUE INDEX campaign_promotions_open on campaign_promotions USING btree (promotion_id) WHERE (is_open = 1);
CREATE UNIQUE INDEX campaign_spends_key on campaign_spends USING btree (campaign_id, key);
CREATE INDEX campaigns_state on campaigns USING btree (state, id);
CREATE INDEX case_artefacts_case on case_artefacts USING btree (case_id, case_version, id);
CREATE INDEX case_credit_notes_case on case_credit_notes USING btree (case_id);
CREATE INDEX case_events_case on case_events USING btree (case_id, id);
CREATE UNIQUE INDEX case_evidence_once on case_evidence USING btree (case_id, sha256);
CREATE INDEX case_lines_case on case_lines USING btree (case_id, id);
CREATE INDEX case_lines_order_line on case_lines USING btree (order_line_id);
CREATE INDEX case_lines_sku on case_lines USING btree (sku);
CREATE INDEX case_messages_case on case_messages USING btree (case_id, at, id);
CREATE INDEX cases_customer on cases USING btree (customer_id);
CREATE INDEX cases_due on cases USING btree (due_at, id) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX cases_external on cases USING btree (channel_id, external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX cases_member on cases USING btree (member_id);
CREATE INDEX cases_opened on cases USING btree (opened_at, id);
CREATE INDEX cases_order on cases USING btree (order_id);
CREATE INDEX cases_owner on cases USING btree (owner, opened_at, id);
CREATE INDEX cases_state on cases USING btree (state, opened_at, id);
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
CREATE UNIQUE INDEX channel_writes_reference on channel_writes USING btree (channel_id, kind, reference) WHERE (reference IS NOT NULL);
CREATE UNIQUE INDEX communities_external on communities USING btree (channel_id, external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX community_activities_community on community_activities USING btree (community_id, id);
CREATE INDEX community_members_community on community_members USING btree (community_id, id);
CREATE INDEX community_members_customer on community_members USING btree (customer_id, community_id);
CREATE UNIQUE INDEX community_members_now on community_members USING btree (community_id, member_id) WHERE (left_at IS NULL);
CREATE INDEX community_participations_activity on community_participations USING btree (activity_id, id);
CREATE INDEX community_participations_customer on community_participations USING btree (customer_id);
CREATE INDEX competitor_prices_captured on competitor_prices USING btree (captured_at);
CREATE INDEX coupon_first_claims_customer on coupon_first_claims USING btree (customer_key);
CREATE INDEX coupon_guesses_at on coupon_guesses USING btree (guessed_at);
CREATE INDEX coupons_claimed on coupons USING btree (claimed_by) WHERE (claimed_by IS NOT NULL);
CREATE INDEX coupons_free on coupons USING btree (promotion_id, id) WHERE ((claimed_by IS NULL) AND (order_id IS NULL) AND (is_shared = 0));
CREATE INDEX coupons_order on coupons USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX coupons_promotion on coupons USING btree (promotion_id, id);
CREATE INDEX credit_note_lines_line on credit_note_lines USING btree (order_line_id) WHERE (order_line_id IS NOT NULL);
CREATE INDEX credit_notes_early on credit_notes USING btree (channel_id, order_external_id) WHERE ((order_id IS NULL) AND (order_external_id IS NOT NULL));
CREATE INDEX credit_notes_issued on credit_notes USING btree (issued_at, id);
CREATE INDEX credit_notes_order on credit_notes USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX crm_customer_days_day on crm_customer_days USING btree (day_on, customer_id);
CREATE INDEX crm_messages_batch on crm_messages USING btree (batch_id, id) WHERE (batch_id IS NOT NULL);
CREATE INDEX crm_messages_claimed on crm_messages USING btree (customer_id, claimed_at) WHERE (state = ANY (ARRAY['sending'::text, 'sent'::text]));
CREATE INDEX crm_messages_customer on crm_messages USING btree (customer_id, id);
CREATE INDEX crm_messages_member on crm_messages USING btree (member_id);
CREATE INDEX crm_messages_state on crm_messages USING btree (state, id);
CREATE INDEX crm_messages_template on crm_messages USING btree (template, id);
CREATE INDEX crm_order_facts_customer on crm_order_facts USING btree (customer_id, currency, counts, placed_at);
CREATE INDEX crm_segment_entries_customer on crm_segment_entries USING btree (customer_id, segment_id);
CREATE INDEX crm_segment_members_customer on crm_segment_members USING btree (customer_id);
CREATE INDEX crm_segment_snapshots_segment on crm_segment_snapshots USING btree (segment_id, id);
CREATE INDEX crm_tasks_assignee on crm_tasks USING btree (assignee, state, due_at, id);
CREATE INDEX crm_tasks_customer on crm_tasks USING btree (customer_id, due_at, id);
CREATE INDEX crm_tasks_due on crm_tasks USING btree (state, due_at, id);
CREATE INDEX crm_tasks_member on crm_tasks USING btree (member_id);
CREATE INDEX crm_tasks_unnoticed on crm_tasks USING btree (due_at, id) WHERE ((state = 'open'::text) AND (overdue_at IS NULL));
CREATE INDEX customer_addresses_customer on customer_addresses USING btree (customer_id);
CREATE INDEX customer_consent_events_member on customer_consent_events USING btree (member_id, id);
CREATE INDEX customer_contacts_customer on customer_contacts USING btree (customer_id);
CREATE INDEX customer_dates_day on customer_dates USING btree (name, substr(date_on, 6), customer_id);
CREATE INDEX customer_dates_on on customer_dates USING btree (name, date_on, customer_id);
CREATE INDEX customer_identities_customer on customer_identities USING btree (customer_id);
CREATE INDEX customer_identities_external on customer_identities USING btree (external_id);
CREATE INDEX customer_notes_customer on customer_notes USING btree (customer_id, id);
CREATE INDEX customer_tags_customer on customer_tags USING btree (customer_id, tag);
CREATE INDEX customer_tags_tag on customer_tags USING btree (tag, customer_id);
CREATE INDEX customer_timeline_customer on customer_timeline USING btree (customer_id, at, id);
CREATE INDEX customers_birthday on customers USING btree (substr(birth_on, 6), id) WHERE (birth_on IS NOT NULL);
CREATE INDEX customers_living on customers USING btree (living_id);
CREATE INDEX customers_state on customers USING btree (state, id);
CREATE INDEX draw_entries_customer on draw_entries USING btree (customer_id, draw_id);
CREATE INDEX draw_entries_draw on draw_entries USING btree (draw_id, id);
CREATE INDEX draw_entries_entered on draw_entries USING btree (entered_as);
CREATE INDEX draw_entries_order on draw_entries USING btree (source_id) WHERE (source_kind = 'order'::text);
CREATE UNIQUE INDEX draw_entries_source on draw_entries USING btree (draw_id, source_kind, source_id);
CREATE INDEX draw_winners_awarded on draw_winners USING btree (awarded_to) WHERE (state = 'pending'::text);
CREATE UNIQUE INDEX draw_winners_customer on draw_winners USING btree (draw_id, customer_id);
CREATE INDEX draw_winners_due on draw_winners USING btree (retry_at, draw_id, place) WHERE (state = 'pending'::text);
CREATE INDEX draws_state on draws USING btree (state, id);
CREATE INDEX enrolment_items_sku on enrolment_items USING btree (sku, enrolment_id);
CREATE INDEX enrolments_event on enrolments USING btree (event_id, state, id);
CREATE INDEX enrolments_state on enrolments USING btree (state, id);
CREATE INDEX flash_takes_promotion on flash_takes USING btree (promotion_id, sku);
CREATE INDEX flash_use_keys_customer on flash_use_keys USING btree (customer_key);
CREATE INDEX idempotency_keys_expiry on idempotency_keys USING btree (expires_at);
CREATE INDEX jobs_delayed on jobs USING btree (run_at) WHERE (state = 'delayed'::text);
CREATE INDEX jobs_ended on jobs USING btree (id) WHERE (state = ANY (ARRAY['dead'::text, 'canceled'::text]));
CREATE INDEX jobs_handed on jobs USING btree (queue, priority, run_at, id) WHERE (state = 'handed'::text);
CREATE INDEX jobs_ready on jobs USING btree (queue, priority, run_at, id) WHERE (state = 'ready'::text);
CREATE INDEX jobs_running on jobs USING btree (queue) WHERE (state = 'running'::text);
CREATE INDEX jobs_running_key on jobs USING btree (dedupe_key) WHERE ((state = 'running'::text) AND (dedupe_key IS NOT NULL));
CREATE UNIQUE INDEX jobs_waiting_key on jobs USING btree (dedupe_key) WHERE ((state = ANY (ARRAY['delayed'::text, 'ready'::text, 'handed'::text])) AND (dedupe_key IS NOT NULL));
CREATE INDEX margin_marks_at on margin_marks USING btree (marked_at);
CREATE INDEX membership_events_customer on membership_events USING btree (customer_id, id);
CREATE INDEX membership_events_member on membership_events USING btree (member_id);
CREATE INDEX membership_gifts_customer on membership_gifts USING btree (customer_id, kind, year);
CREATE INDEX memberships_customer on memberships USING btree (customer_id);
CREATE INDEX memberships_joined on memberships USING btree (joined_at, customer_id);
CREATE INDEX memberships_term on memberships USING btree (term_ends_at) WHERE (term_ends_at IS NOT NULL);
CREATE INDEX memberships_tier on memberships USING btree (tier_id, member_id);
CREATE UNIQUE INDEX order_changes_open on order_changes USING btree (order_id) WHERE (state = 'draft'::text);
CREATE INDEX order_changes_order on order_changes USING btree (order_id, id);
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
CREATE INDEX platform_cases_order on platform_cases USING btree (channel_id, order_external_id);
CREATE INDEX platform_decisions_case on platform_decisions USING btree (case_id, id);
CREATE UNIQUE INDEX platform_decisions_pending on platform_decisions USING btree (case_id) WHERE (state = 'pending'::text);
CREATE INDEX platform_events_ends on platform_events USING btree (ends_at, id);
CREATE INDEX platform_events_enrol on platform_events USING btree (enrol_until, id);
CREATE INDEX platform_messages_case on platform_messages USING btree (case_id);
CREATE UNIQUE INDEX platform_messages_record on platform_messages USING btree (record_id) WHERE (record_id IS NOT NULL);
CREATE INDEX points_accounts_customer on points_accounts USING btree (customer_id);
CREATE INDEX points_adjustments_state on points_adjustments USING btree (state, id);
CREATE INDEX points_entries_customer on points_entries USING btree (customer_id, id);
CREATE INDEX points_entries_member on points_entries USING btree (member_id);
CREATE INDEX points_lots_expiry on points_lots USING btree (expires_at) WHERE (remaining > 0);
CREATE INDEX points_lots_member on points_lots USING btree (member_id);
CREATE INDEX points_lots_open on points_lots USING btree (customer_id) WHERE (remaining > 0);
CREATE INDEX points_orders_member on points_orders USING btree (member_id);
CREATE INDEX presale_orders_due on presale_orders USING btree (balance_to, order_id) WHERE (state = 'open'::text);
CREATE INDEX price_changes_due on price_changes USING btree (effective_at, id) WHERE (state = 'approved'::text);
CREATE INDEX price_changes_policy on price_changes USING btree (variant_id, policy_id) WHERE (policy_id IS NOT NULL);
CREATE INDEX price_changes_state on price_changes USING btree (state, id);
CREATE INDEX price_changes_variant on price_changes USING btree (variant_id, currency, id);
CREATE INDEX price_list_entries_variant on price_list_entries USING btree (variant_id, list_id);
CREATE INDEX price_protection_claims_order on price_protection_claims USING btree (order_id, id);
CREATE INDEX price_protection_claims_state on price_protection_claims USING btree (state, id);
CREATE INDEX product_media_product on product_media USING btree (product_id, role, "position", id);
CREATE INDEX product_texts_trigrams on product_texts USING gin (content gin_trgm_ops);
CREATE INDEX products_category on products USING btree (category_id, id);
CREATE INDEX products_lifecycle on products USING btree (lifecycle, id);
CREATE INDEX products_title on products USING btree (title, id);
CREATE INDEX products_updated on products USING btree (updated_at, id);
CREATE INDEX promotion_applications_campaign on promotion_applications USING btree (campaign_id, order_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX promotion_applications_promotion on promotion_applications USING btree (promotion_id, created_at, order_id);
CREATE INDEX promotion_customer_uses_key on promotion_customer_uses USING btree (customer_key);
CREATE INDEX promotion_group_keys_order on promotion_group_keys USING btree (order_id);
CREATE INDEX promotion_group_members_group on promotion_group_members USING btree (group_id, order_id);
CREATE INDEX promotion_groups_due on promotion_groups USING btree (deadline_at, id) WHERE (state = 'open'::text);
CREATE INDEX promotion_groups_promotion on promotion_groups USING btree (promotion_id, id);
CREATE INDEX promotion_use_keys_customer on promotion_use_keys USING btree (promotion_id, customer_key);
CREATE INDEX promotions_ending on promotions USING btree (ends_at) WHERE ((state = ANY (ARRAY['live'::text, 'paused'::text])) AND (ends_at IS NOT NULL));
CREATE INDEX promotions_state on promotions USING btree (state, id);
CREATE INDEX quality_issue_cases_case on quality_issue_cases USING btree (case_id);
CREATE INDEX quality_issues_ended on quality_issues USING btree (subject_type, subject, ended_at);
CREATE UNIQUE INDEX quality_issues_open on quality_issues USING btree (subject_type, subject) WHERE (ended_at IS NULL);
CREATE INDEX quality_issues_state on quality_issues USING btree (state, id);
CREATE INDEX quality_skus_supplier on quality_skus USING btree (supplier) WHERE (supplier IS NOT NULL);
CREATE INDEX recommendation_baskets_product on recommendation_baskets USING btree (run_id, product_id, order_id);
CREATE INDEX refund_lines_line on refund_lines USING btree (order_line_id);
CREATE INDEX refund_parts_open on refund_parts USING btree (state, id) WHERE (state = ANY (ARRAY['pending'::text, 'sent'::text]));
CREATE INDEX refund_parts_order on refund_parts USING btree (order_id);
CREATE INDEX refund_parts_refund on refund_parts USING btree (refund_id, "position");
CREATE INDEX refunds_case on refunds USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE INDEX refunds_order on refunds USING btree (order_id, id);
CREATE UNIQUE INDEX refunds_source on refunds USING btree (source_id) WHERE (source_id IS NOT NULL);
CREATE INDEX refunds_state on refunds USING btree (state, id);
CREATE INDEX replacement_lines_line on replacement_lines USING btree (order_line_id);
CREATE INDEX replacements_case on replacements USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE UNIQUE INDEX replacements_new_order on replacements USING btree (new_order_id);
CREATE INDEX replacements_order on replacements USING btree (order_id, id);
CREATE INDEX report_annotations_days on report_annotations USING btree (from_on, id);
CREATE INDEX report_audit_actions on audit_log USING btree (at) WHERE (subject_type = ANY (ARRAY['campaign'::text, 'channel'::text, 'enrolment'::text, 'listing'::text, 'priceChange'::text, 'priceList'::text, 'pricePolicy'::text, 'product'::text, 'promotion'::text, 'stockPolicy'::text, 'variant'::text]));
CREATE INDEX report_case_rows_day on report_case_rows USING btree (day_on);
CREATE INDEX report_cost_entries_day on report_cost_entries USING btree (day_on, key);
CREATE INDEX report_cost_entries_order on report_cost_entries USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX report_day_revisions_changed on report_day_revisions USING btree (changed_at);
CREATE INDEX report_definitions_due on report_definitions USING btree (next_run_at, id) WHERE (next_run_at IS NOT NULL);
CREATE INDEX report_definitions_name on report_definitions USING btree (name, id);
CREATE INDEX report_deliveries_created on report_deliveries USING btree (created_at, id);
CREATE INDEX report_goals_list on report_goals USING btree (from_on, id) WHERE (parent_id IS NULL);
CREATE INDEX report_goals_parent on report_goals USING btree (parent_id, "position");
CREATE INDEX report_goals_root on report_goals USING btree (root_id, level, "position");
CREATE INDEX report_order_facts_buyer on report_order_facts USING btree (buyer_key, orders, placed_at, order_id) WHERE (buyer_key IS NOT NULL);
CREATE INDEX report_order_facts_day on report_order_facts USING btree (day_on, order_id);
CREATE INDEX report_promotion_days_promotion on report_promotion_days USING btree (promotion_id, day_on);
CREATE INDEX report_refund_facts_day on report_refund_facts USING btree (day_on, credit_note_id);
CREATE INDEX report_refund_facts_order on report_refund_facts USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX report_runs_definition on report_runs USING btree (definition_id, made_at, id);
CREATE UNIQUE INDEX report_runs_due on report_runs USING btree (definition_id, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX report_runs_made on report_runs USING btree (made_at, id);
CREATE INDEX report_stock_days_sku on report_stock_days USING btree (sku, day_on);
CREATE INDEX report_stock_days_start on report_stock_days USING btree (starts_on);
CREATE INDEX report_traffic_day on report_traffic USING btree (day_on, id);
CREATE INDEX report_traffic_days_channel on report_traffic_days USING btree (channel_id, day_on);
CREATE INDEX reservation_parts_variant on reservation_parts USING btree (variant_id);
CREATE INDEX reservations_due on reservations USING btree (expires_at) WHERE (state = 'held'::text);
CREATE INDEX return_receipt_lines_day on return_receipt_lines USING btree (graded_on, sku);
CREATE INDEX return_receipt_lines_line on return_receipt_lines USING btree (order_line_id);
CREATE INDEX return_receipt_lines_receipt on return_receipt_lines USING btree (receipt_id, id);
CREATE INDEX return_receipts_case on return_receipts USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE INDEX return_receipts_day on return_receipts USING btree (received_on, id);
CREATE INDEX return_receipts_order on return_receipts USING btree (order_id, id);
CREATE UNIQUE INDEX review_appeals_open on review_appeals USING btree (review_id) WHERE (state = 'open'::text);
CREATE INDEX review_appeals_review on review_appeals USING btree (review_id, id);
CREATE INDEX review_tags_tag on review_tags USING btree (tag, review_id);
CREATE INDEX review_topic_marks_topic on review_topic_marks USING btree (topic_id, review_id);
CREATE INDEX reviews_channel on reviews USING btree (channel_id, written_on);
CREATE UNIQUE INDEX reviews_external on reviews USING btree (channel_id, external_id);
CREATE INDEX reviews_order on reviews USING btree (order_id);
CREATE INDEX reviews_sku on reviews USING btree (sku, written_at, id);
CREATE INDEX reviews_written on reviews USING btree (written_at, id);
CREATE INDEX settlement_discrepancies_open on settlement_discrepancies USING btree (state, id);
CREATE INDEX settlement_discrepancies_statement on settlement_discrepancies USING btree (statement_id, state, kind, id);
CREATE INDEX settlement_lines_class on settlement_lines USING btree (statement_id, class, "position");
CREATE INDEX settlement_lines_identity on settlement_lines USING btree (account_id, identity);
CREATE INDEX settlement_lines_match on settlement_lines USING btree (match_id) WHERE (match_id IS NOT NULL);
CREATE INDEX settlement_lines_open on settlement_lines USING btree (account_id, posted_at) WHERE (class = ANY (ARRAY['missing_in_ledger'::text, 'amount_mismatch'::text]));
CREATE INDEX settlement_lines_order on settlement_lines USING btree (account_id, order_no) WHERE (order_no IS NOT NULL);
CREATE INDEX settlement_match_entries_match on settlement_match_entries USING btree (match_id);
CREATE INDEX settlement_payouts_due on settlement_payouts USING btree (state, expected_on, id);
CREATE INDEX settlement_payouts_statement on settlement_payouts USING btree (statement_id);
CREATE INDEX settlement_statements_period on settlement_statements USING btree (account_id, period_from_on, period_to_on);
CREATE INDEX shipment_lines_line on shipment_lines USING btree (order_line_id);
CREATE INDEX shipments_order on shipments USING btree (packed_order_id, id);
CREATE INDEX shipments_source on shipments USING btree (order_id, id);
CREATE UNIQUE INDEX sla_calendars_default on sla_calendars USING btree (is_default) WHERE (is_default = 1);
CREATE UNIQUE INDEX sla_clocks_case on sla_clocks USING btree (case_id, target, ordinal);
CREATE INDEX sla_clocks_due on sla_clocks USING btree (due_at, id) WHERE ((state = 'running'::text) AND (due_at IS NOT NULL));
CREATE INDEX sla_clocks_ended on sla_clocks USING btree (target, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX sla_clocks_next on sla_clocks USING btree (next_at, id) WHERE (next_at IS NOT NULL);
CREATE INDEX sla_clocks_open on sla_clocks USING btree (calendar_id, id) WHERE (state = ANY (ARRAY['running'::text, 'paused'::text]));
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
