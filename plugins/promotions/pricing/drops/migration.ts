import type { Migration } from '#core/database/migrations'

/** What variants cost and were offered for, as either changed. */
export const marginMarksMigration: Migration = {
  id: '0011-margin-marks',
  sql: `
create table margin_marks (
  variant_id text not null,
  currency text not null,
  marked_at text not null,
  price_minor bigint not null,
  cost_minor bigint not null,
  is_price_change integer not null,
  primary key (variant_id, currency, marked_at));
create index margin_marks_at on margin_marks (marked_at);
`
}
