import type { Migration } from '#core/database/migrations'

/** Prize draws with their entries and winners. */
export const drawsMigration: Migration = {
  id: '0014-draws',
  sql: `
create table draws (
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
create index draws_state on draws (state, id);

create table draw_entries (
  id text primary key,
  draw_id text not null references draws (id),
  customer_id text not null,
  entered_as text not null,
  source_kind text not null,
  source_id text not null,
  state text not null,
  entered_at text not null);
create unique index draw_entries_source on draw_entries (draw_id, source_kind, source_id);
create index draw_entries_draw on draw_entries (draw_id, id);
create index draw_entries_customer on draw_entries (customer_id, draw_id);
create index draw_entries_entered on draw_entries (entered_as);
create index draw_entries_order on draw_entries (source_id) where source_kind = 'order';

create table draw_winners (
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
create unique index draw_winners_customer on draw_winners (draw_id, customer_id);
create index draw_winners_due on draw_winners (retry_at, draw_id, place) where state = 'pending';
create index draw_winners_awarded on draw_winners (awarded_to) where state = 'pending';
`
}
