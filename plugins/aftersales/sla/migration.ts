import type { Migration } from '#core/database/migrations'

/** Working time, promises, and clocks that hold cases to them. */
export const slaMigration: Migration = {
  id: '0005-sla',
  sql: `
create table sla_calendars (
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
create unique index sla_calendars_default on sla_calendars (is_default) where is_default = 1;
create table sla_policies (
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
create table sla_cases (
  case_id text primary key,
  policy_id text,
  last_reply_at text,
  last_customer_at text,
  is_answered integer not null);
create table sla_clocks (
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
create unique index sla_clocks_case on sla_clocks (case_id, target, ordinal);
create index sla_clocks_next on sla_clocks (next_at, id) where next_at is not null;
create index sla_clocks_due on sla_clocks (due_at, id) where state = 'running' and due_at is not null;
create index sla_clocks_open on sla_clocks (calendar_id, id) where state in ('running', 'paused');
create index sla_clocks_ended on sla_clocks (target, ended_at) where ended_at is not null;
`
}
