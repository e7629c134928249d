import type { Migration } from '#core/database/migrations'

/** Since when a product is offered. Of those that were offered before this was kept, we know when they were made. */
export const launchedProducts: Migration = {
  id: '0002-launched',
  sql: `
alter table products add column launched_at text;
update products set launched_at = created_at where lifecycle <> 'draft';
`
}
