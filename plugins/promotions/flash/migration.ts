import type { Migration } from '#core/database/migrations'

/** Locked units of flash prices, and which order has how many of them. */
export const flashMigration: Migration = {
  id: '0002-flash',
  sql: `
create table flash_stock (
  promotion_id text not null,
  sku text not null,
  quantity integer not null,
  taken integer not null,
  reservation_id text,
  held_until text,
  primary key (promotion_id, sku));

create table flash_takes (
  order_id text not null,
  promotion_id text not null,
  sku text not null,
  units integer not null,
  is_returned integer not null,
  primary key (order_id, promotion_id, sku));
create index flash_takes_promotion on flash_takes (promotion_id, sku);

create table flash_use_keys (
  order_id text not null,
  promotion_id text not null,
  customer_key text not null,
  primary key (order_id, promotion_id, customer_key));
create index flash_use_keys_customer on flash_use_keys (customer_key);
`
}
