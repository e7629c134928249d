import type { Migration } from '#core/database/migrations'

/** What a channel last said of an order of its own, where the lines of it were regrouped here. */
export const wordsMigration: Migration = {
  id: '0005-words',
  sql: `
create table order_words (
  order_id text primary key,
  state text,
  paid_minor bigint,
  is_held integer not null,
  causes text not null);
`
}
