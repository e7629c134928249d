import type { Migration } from '#core/database/migrations'

/** What orders with a presale pay, and when. */
export const presaleMigration: Migration = {
  id: '0004-presale',
  sql: `
create table presale_orders (
  order_id text primary key,
  promotion_id text not null,
  state text not null,
  currency text not null,
  due_now_minor bigint not null,
  balance_from text not null,
  balance_to text not null,
  kept_minor bigint not null,
  to_refund_minor bigint not null,
  created_at text not null);
create index presale_orders_due on presale_orders (balance_to, order_id) where state = 'open';
`
}
