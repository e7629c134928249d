import type { Migration } from '#core/database/migrations'

/** How far a comparison of stock has come, and what it has found. */
export const comparisonsMigration: Migration = {
  id: '0007-comparisons',
  sql: `
create table channel_comparisons (
  channel_id text primary key references channels (id),
  recheck integer not null,
  after_id text not null,
  checked integer not null,
  differing integer not null,
  differences text not null);
`
}
