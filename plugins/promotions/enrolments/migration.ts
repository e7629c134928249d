import type { Migration } from '#core/database/migrations'

/** Events of platforms, and enrolments in them with their steps. */
export const enrolmentsMigration: Migration = {
  id: '0013-enrolments',
  sql: `
create table platform_events (
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
create index platform_events_enrol on platform_events (enrol_until, id);
create index platform_events_ends on platform_events (ends_at, id);

create table enrolments (
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
create index enrolments_event on enrolments (event_id, state, id);
create index enrolments_state on enrolments (state, id);

create table enrolment_items (
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
create index enrolment_items_sku on enrolment_items (sku, enrolment_id);

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
  at text not null,
  primary key (enrolment_id, version));
`
}
