import type { Migration } from '#core/database/migrations'

/** Claims for lines that became cheaper after they were sold. */
export const protectionMigration: Migration = {
  id: '0005-protection',
  sql: `
create table price_protection_claims (
  id text primary key,
  order_id text not null,
  order_line_id text not null unique,
  sku text not null,
  state text not null,
  quantity integer not null,
  currency text not null,
  paid_unit_minor bigint not null,
  current_unit_minor bigint not null,
  amount_minor bigint not null,
  note text,
  requested_by text not null,
  decided_by text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create index price_protection_claims_order on price_protection_claims (order_id, id);
create index price_protection_claims_state on price_protection_claims (state, id);
`
}
