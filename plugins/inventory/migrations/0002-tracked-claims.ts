import type { Migration } from '#core/database/migrations'

/** Units that an order line claims while its variant is counted are apart from those it claims while it is not. */
export const trackedClaims: Migration = {
  id: '0002-tracked-claims',
  // SQLite changes no primary key: the rows move to a table that has the other one.
  sqlite: `
alter table stock_allocations rename to stock_allocations_before;
drop index stock_allocations_held;
create table stock_allocations (
  order_line_id text not null, location_id text not null, variant_id text not null, order_id text not null,
  is_tracked integer not null, allocated bigint not null check (allocated >= 0),
  fulfilled bigint not null check (fulfilled >= 0), updated_at text not null,
  primary key (order_line_id, variant_id, location_id, is_tracked));
insert into stock_allocations
    (order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at)
  select order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled, updated_at
  from stock_allocations_before;
drop table stock_allocations_before;
create index stock_allocations_held on stock_allocations (variant_id, location_id) where allocated > 0;
`,
  postgres: `
alter table stock_allocations drop constraint stock_allocations_pkey,
  add primary key (order_line_id, variant_id, location_id, is_tracked);
`
}
