import type { Migration } from '#core/database/migrations'

/** Changes of orders: what is to become of them, action by action. */
export const changesMigration: Migration = {
  id: '0004-changes',
  sql: `
create table order_changes (
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
create index order_changes_order on order_changes (order_id, id);
create unique index order_changes_open on order_changes (order_id) where state = 'draft';

create table order_change_actions (
  id text primary key,
  change_id text not null references order_changes (id),
  position integer not null,
  kind text not null,
  body text not null,
  actor text not null,
  at text not null,
  unique (change_id, position));
`
}
