import type { Migration } from '#core/database/migrations'

/** What is kept of after-sales, reviews and messages; writes of every kind; what runs have cost. */
export const writesMigration: Migration = {
  id: '0003-streams-and-writes',
  sql: `
create table channel_records (
  id text primary key,
  channel_id text not null references channels (id),
  kind text not null,
  external_id text not null,
  order_external_id text,
  modified_at text not null,
  document text not null,
  received_at text not null,
  unique (channel_id, kind, external_id));
create index channel_records_newest on channel_records (channel_id, kind, modified_at, id);
insert into channel_records
    (id, channel_id, kind, external_id, order_external_id, modified_at, document, received_at)
  select 'rec_' || channel_id || '_' || external_id, channel_id, 'afterSale', external_id, null, modified_at,
    '{"type":"other","status":"unmapped","rawStatus":"","currency":null,"amountMinor":null,"reason":"","version":null,"body":'
      || body || '}', received_at
  from channel_after_sales;
drop table channel_after_sales;

create table channel_backfills (
  channel_id text primary key references channels (id),
  since_at text not null,
  until_at text not null,
  state text not null,
  asked_at text not null,
  finished_at text);

create table channel_writes (
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
  finished_at text);
create index channel_writes_open on channel_writes (channel_id, id) where state in ('pending', 'sent', 'accepted');
create index channel_writes_newest on channel_writes (channel_id, state, id);
create index channel_writes_finished on channel_writes (finished_at);

alter table channel_runs add column calls bigint not null default 0;
alter table channel_runs add column retried bigint not null default 0;
alter table channel_runs add column throttled bigint not null default 0;
alter table channel_runs add column waited_ms bigint not null default 0;
alter table channel_runs add column renewals bigint not null default 0;
alter table channel_runs add column reasons text;

alter table channel_rejected add column class text;
alter table channel_rejected add column payload text;
`
}
