import type { Migration } from '#core/database/migrations'

/** Orders with their lines, what is wrong with them, what was paid, shipped and credited. */
export const ordersMigration: Migration = {
  id: '0001-orders',
  sql: `
create table orders (
  id text primary key,
  channel_id text not null,
  external_id text not null,
  number text not null,
  state text not null,
  channel_state text,
  own_state text,
  raw_status text not null,
  payment_state text not null,
  refund_state text not null,
  currency text not null,
  subtotal_minor bigint not null,
  discount_minor bigint not null,
  shipping_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  paid_minor bigint not null,
  recorded_minor bigint not null,
  refunded_minor bigint not null,
  customer_ref text,
  buyer text,
  address text,
  country text,
  placed_at text not null,
  modified_at text not null,
  ship_by text,
  on_hold integer not null,
  holds text not null,
  hold_note text,
  note text,
  buyer_note text,
  content_hash text not null,
  split_from text,
  merged_into text,
  is_restructured integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  unique (channel_id, external_id));
create index orders_placed on orders (placed_at, id);
create index orders_number on orders (number);
create index orders_held on orders (placed_at, id) where on_hold = 1;
create index orders_ship_by on orders (ship_by) where ship_by is not null and state in ('paid', 'allocated', 'partially_shipped');
create index orders_unpaid on orders (placed_at) where state = 'awaiting_payment';
create index orders_split_from on orders (split_from) where split_from is not null;

create table order_lines (
  id text primary key,
  order_id text not null,
  external_id text not null,
  source_order_id text,
  sku text not null,
  variant_id text,
  title text not null,
  quantity bigint not null,
  unit_price_minor bigint,
  total_minor bigint not null,
  discount_minor bigint not null,
  tax_minor bigint not null,
  allocated_quantity bigint not null,
  fulfilled_quantity bigint not null,
  canceled_quantity bigint not null,
  moved_quantity bigint not null,
  unique (order_id, external_id));
create index order_lines_sku on order_lines (sku, order_id);
create index order_lines_unmapped on order_lines (sku) where variant_id is null;

create table order_exceptions (
  id text primary key,
  order_id text not null,
  order_line_id text not null,
  kind text not null,
  state text not null,
  sku text,
  variant_id text,
  quantity bigint,
  message text not null,
  resolution text,
  resolved_by text,
  opened_at text not null,
  resolved_at text);
create unique index order_exceptions_open on order_exceptions (order_id, kind, order_line_id) where state = 'open';
create index order_exceptions_state on order_exceptions (state, id);
create index order_exceptions_order on order_exceptions (order_id);
create index order_exceptions_short on order_exceptions (variant_id, quantity) where state = 'open' and kind = 'short_stock';

create table order_events (
  id text primary key,
  order_id text not null,
  at text not null,
  actor text not null,
  kind text not null,
  detail text);
create index order_events_order on order_events (order_id, id);

create table order_flags (
  order_id text not null,
  flag text not null,
  primary key (order_id, flag));
create index order_flags_flag on order_flags (flag, order_id);

create table payments (
  id text primary key,
  order_id text not null,
  amount_minor bigint not null,
  currency text not null,
  method text not null,
  reference text,
  paid_at text not null,
  created_at text not null);
create index payments_order on payments (order_id, id);

create table shipments (
  id text primary key,
  order_id text not null,
  packed_order_id text not null,
  channel_id text not null,
  carrier text not null,
  tracking_number text not null,
  shipped_at text not null,
  confirm_state text not null,
  confirmed_at text,
  failed_reason text,
  created_at text not null);
create index shipments_order on shipments (packed_order_id, id);
create index shipments_source on shipments (order_id, id);

create table shipment_lines (
  shipment_id text not null,
  order_line_id text not null,
  external_id text not null,
  sku text not null,
  quantity bigint not null,
  location_id text not null,
  primary key (shipment_id, order_line_id, location_id));
create index shipment_lines_line on shipment_lines (order_line_id);

create table credit_notes (
  id text primary key,
  channel_id text not null,
  external_id text not null,
  reason text not null,
  order_id text,
  order_external_id text,
  currency text not null,
  total_minor bigint not null,
  customer_ref text,
  issued_at text not null,
  created_at text not null,
  unique (channel_id, external_id));
create index credit_notes_issued on credit_notes (issued_at, id);
create index credit_notes_order on credit_notes (order_id) where order_id is not null;

create table credit_note_lines (
  credit_note_id text not null,
  position integer not null,
  sku text not null,
  title text not null,
  quantity bigint not null,
  total_minor bigint not null,
  primary key (credit_note_id, position));
`
}
