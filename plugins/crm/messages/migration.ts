import type { Migration } from '#core/database/migrations'

/** Templates, and messages made of them. */
export const messagesMigration: Migration = {
  id: '0005-messages',
  sql: `
alter table customer_contacts add column undeliverable_at text;

create table crm_message_templates (
  id text primary key,
  handle text not null unique,
  medium text not null,
  title text not null,
  purpose text not null,
  content text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);

create table crm_message_template_versions (
  template_id text not null,
  version integer not null,
  title text not null,
  purpose text not null,
  content text not null,
  actor text not null,
  created_at text not null,
  primary key (template_id, version));

create table crm_messages (
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
create index crm_messages_customer on crm_messages (customer_id, id);
create index crm_messages_member on crm_messages (member_id);
create index crm_messages_state on crm_messages (state, id);
create index crm_messages_template on crm_messages (template, id);
create index crm_messages_batch on crm_messages (batch_id, id) where batch_id is not null;
create index crm_messages_claimed on crm_messages (customer_id, claimed_at)
  where state in ('sending', 'sent');

create table crm_message_batches (
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

create table crm_message_providers (
  name text primary key,
  failures integer not null,
  failing_since text,
  last_reason text);
`
}
