import type { Migration } from '#core/database/migrations'

/** Cases with their lines, events, messages, evidence, and what was recorded for their steps. */
export const casesMigration: Migration = {
  id: '0001-cases',
  sql: `
create table cases (
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
create unique index cases_external on cases (channel_id, external_id) where external_id is not null;
create index cases_opened on cases (opened_at, id);
create index cases_state on cases (state, opened_at, id);
create index cases_due on cases (due_at, id) where closed_at is null;
create index cases_order on cases (order_id);
create index cases_owner on cases (owner, opened_at, id);
create index cases_customer on cases (customer_id);
create index cases_member on cases (member_id);
create table case_lines (
  id text primary key,
  case_id text not null,
  order_line_id text,
  sku text not null,
  variant_id text,
  quantity integer not null,
  reason text not null);
create index case_lines_case on case_lines (case_id, id);
create index case_lines_order_line on case_lines (order_line_id);
create index case_lines_sku on case_lines (sku);
create table case_events (
  id text primary key,
  case_id text not null,
  at text not null,
  actor text not null,
  kind text not null,
  from_state text,
  to_state text,
  detail text not null);
create index case_events_case on case_events (case_id, id);
create table case_messages (
  id text primary key,
  case_id text not null,
  side text not null,
  is_note integer not null,
  is_automatic integer not null,
  text text not null,
  actor text not null,
  at text not null);
create index case_messages_case on case_messages (case_id, at, id);
create table case_evidence (
  id text primary key,
  case_id text not null,
  name text not null,
  content_type text not null,
  size_bytes integer not null,
  sha256 text not null,
  content text not null,
  added_by text not null,
  created_at text not null);
create unique index case_evidence_once on case_evidence (case_id, sha256);
create table case_artefacts (
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
create index case_artefacts_case on case_artefacts (case_id, case_version, id);
`
}
