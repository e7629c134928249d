import type { Migration } from '#core/database/migrations'

/** Goods that came back, by grade, and goods that were sent anew for others. */
export const goodsMigration: Migration = {
  id: '0003-goods',
  sql: `
create table return_receipts (
  id text primary key,
  order_id text not null,
  case_id text,
  note text,
  received_on text not null,
  received_by text not null,
  created_at text not null);
create index return_receipts_order on return_receipts (order_id, id);
create index return_receipts_case on return_receipts (case_id) where case_id is not null;
create index return_receipts_day on return_receipts (received_on, id);

create table return_receipt_lines (
  id text primary key,
  receipt_id text not null references return_receipts (id),
  order_line_id text not null,
  sku text not null,
  variant_id text,
  grade text not null,
  quantity bigint not null,
  location_id text,
  note text,
  graded_on text not null,
  graded_by text not null,
  created_at text not null);
create index return_receipt_lines_receipt on return_receipt_lines (receipt_id, id);
create index return_receipt_lines_line on return_receipt_lines (order_line_id);
create index return_receipt_lines_day on return_receipt_lines (graded_on, sku);

create table replacements (
  id text primary key,
  order_id text not null,
  case_id text,
  kind text not null,
  new_order_id text not null,
  note text,
  created_by text not null,
  created_at text not null,
  sent_at text);
create index replacements_order on replacements (order_id, id);
create index replacements_case on replacements (case_id) where case_id is not null;
create unique index replacements_new_order on replacements (new_order_id);

create table replacement_lines (
  replacement_id text not null references replacements (id),
  position integer not null,
  order_line_id text not null,
  new_line_id text not null,
  sku text not null,
  quantity bigint not null,
  primary key (replacement_id, position));
create index replacement_lines_line on replacement_lines (order_line_id);
`
}
