import type { Migration } from '#core/database/migrations'

/** Segments, who is in them, and who was in them when somebody wrote it down. */
export const segmentsMigration: Migration = {
  id: '0003-segments',
  sql: `
create table crm_segments (
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

create table crm_segment_members (
  segment_id text not null,
  customer_id text not null,
  entered_at text not null,
  primary key (segment_id, customer_id));
create index crm_segment_members_customer on crm_segment_members (customer_id);

create table crm_segment_entries (
  segment_id text not null,
  member_id text not null,
  customer_id text not null,
  created_at text not null,
  primary key (segment_id, member_id));
create index crm_segment_entries_customer on crm_segment_entries (customer_id, segment_id);

create table crm_segment_snapshots (
  id text primary key,
  segment_id text not null,
  handle text not null,
  title text not null,
  rule text,
  size integer not null,
  note text,
  taken_at text not null);
create index crm_segment_snapshots_segment on crm_segment_snapshots (segment_id, id);

create table crm_segment_snapshot_members (
  snapshot_id text not null,
  customer_id text not null,
  primary key (snapshot_id, customer_id));
`
}
