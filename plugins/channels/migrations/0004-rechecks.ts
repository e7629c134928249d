import type { Migration } from '#core/database/migrations'

/** How far a second reading of orders has come, and what it has found. */
export const rechecksMigration: Migration = {
  id: '0004-rechecks',
  sql: `
create table channel_rechecks (
  channel_id text primary key references channels (id),
  since_at text not null,
  until_at text not null,
  missing integer not null,
  outdated integer not null,
  names text not null);
`
}
