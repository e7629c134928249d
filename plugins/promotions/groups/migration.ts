import type { Migration } from '#core/database/migrations'

/** Groups that buy together, and the orders that have joined them. */
export const groupsMigration: Migration = {
  id: '0003-groups',
  sql: `
create table promotion_groups (
  id text primary key,
  promotion_id text not null,
  state text not null,
  members_min integer not null,
  members integer not null,
  deadline_at text not null,
  opened_by text not null,
  created_at text not null,
  ended_at text);
create index promotion_groups_promotion on promotion_groups (promotion_id, id);
create index promotion_groups_due on promotion_groups (deadline_at, id) where state = 'open';

create table promotion_group_members (
  group_id text not null,
  order_id text primary key,
  state text not null,
  joined_at text not null,
  to_refund_minor bigint not null,
  currency text not null);
create index promotion_group_members_group on promotion_group_members (group_id, order_id);

create table promotion_group_keys (
  group_id text not null,
  customer_key text not null,
  order_id text not null,
  primary key (group_id, customer_key));
create index promotion_group_keys_order on promotion_group_keys (order_id);
`
}
