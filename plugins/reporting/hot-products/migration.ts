import type { Migration } from '#core/database/migrations'

/** Products that sell well and are watched for it. */
export const hotProductsMigration: Migration = {
  id: '0013-hot-products',
  sql: `
create table report_hot_products (
  sku text primary key,
  metric text not null,
  note text,
  state text not null,
  base bigint,
  falls integer not null,
  fell_on text,
  seen_on text,
  since_on text not null,
  version integer not null,
  created_by text not null,
  created_at text not null,
  updated_at text not null);
`
}
