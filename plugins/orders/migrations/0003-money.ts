import type { Migration } from '#core/database/migrations'

/** Credit notes name the lines they are for, and what of them is neither; what is still to be paid for a changed order. */
export const moneyMigration: Migration = {
  id: '0003-money',
  sql: `
alter table credit_notes add column shipping_minor bigint not null default 0;
alter table credit_notes add column other_minor bigint not null default 0;
alter table credit_note_lines add column order_line_id text;
create index credit_note_lines_line on credit_note_lines (order_line_id) where order_line_id is not null;

create table order_dues (
  order_id text primary key,
  due_minor bigint not null);
`
}
