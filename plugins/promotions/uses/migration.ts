import type { Migration } from '#core/database/migrations'

/** Who claimed codes before merges gave them to somebody else. */
export const firstClaimsMigration: Migration = {
  id: '0010-first-claims',
  sql: `
create table coupon_first_claims (
  coupon_id text primary key,
  customer_key text not null);
create index coupon_first_claims_customer on coupon_first_claims (customer_key);
`
}
