import type { Migration } from '#core/database/migrations'

/** Money given back: for what, and by which payments. */
export const refundsMigration: Migration = {
  id: '0002-refunds',
  sql: `
create table refunds (
  id text primary key,
  order_id text not null,
  case_id text,
  kind text not null,
  state text not null,
  allocation text not null,
  currency text not null,
  goods_minor bigint not null,
  shipping_minor bigint not null,
  extra_minor bigint not null,
  deducted_minor bigint not null,
  amount_minor bigint not null,
  done_minor bigint not null,
  reason text,
  note text,
  details text not null,
  source_id text,
  requested_by text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  settled_at text);
create index refunds_order on refunds (order_id, id);
create index refunds_case on refunds (case_id) where case_id is not null;
create index refunds_state on refunds (state, id);
create unique index refunds_source on refunds (source_id) where source_id is not null;

create table refund_lines (
  refund_id text not null references refunds (id),
  position integer not null,
  order_line_id text not null,
  sku text not null,
  title text not null,
  quantity bigint not null,
  amount_minor bigint not null,
  primary key (refund_id, position));
create index refund_lines_line on refund_lines (order_line_id);

create table refund_parts (
  id text primary key,
  refund_id text not null references refunds (id),
  order_id text not null,
  position integer not null,
  payment_id text,
  method text not null,
  way text not null,
  why text,
  amount_minor bigint not null,
  state text not null,
  reference text,
  reason text,
  attempts integer not null,
  sent_at text,
  settled_at text,
  updated_at text not null);
create index refund_parts_refund on refund_parts (refund_id, position);
create index refund_parts_order on refund_parts (order_id);
create index refund_parts_open on refund_parts (state, id) where state in ('pending', 'sent');
`
}
