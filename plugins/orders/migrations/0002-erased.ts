import type { Migration } from '#core/database/migrations'

/** Orders remember that their buyer was erased: a channel that mentions them again does not bring it back. */
export const erasedMigration: Migration = {
  id: '0002-erased',
  sql: `
alter table orders add column is_erased integer not null default 0;
`
}
