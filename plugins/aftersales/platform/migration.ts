import type { Migration } from '#core/database/migrations'

/** What platforms tell of cases and are told about them; which credit notes are of which case. */
export const platformMigration: Migration = {
  id: '0006-platform',
  sql: `
create table platform_cases (
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
create index platform_cases_order on platform_cases (channel_id, order_external_id);

create table platform_decisions (
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
create index platform_decisions_case on platform_decisions (case_id, id);
create unique index platform_decisions_pending on platform_decisions (case_id) where state = 'pending';

create table platform_messages (
  message_id text primary key,
  case_id text not null,
  record_id text,
  failed_reason text);
create index platform_messages_case on platform_messages (case_id);
create unique index platform_messages_record on platform_messages (record_id) where record_id is not null;

create table case_credit_notes (
  channel_id text not null,
  external_id text not null,
  case_id text not null,
  primary key (channel_id, external_id));
create index case_credit_notes_case on case_credit_notes (case_id);

create table case_catch_ups (
  source text primary key,
  after text not null);
`
}
