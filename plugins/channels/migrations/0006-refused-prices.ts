import type { Migration } from '#core/database/migrations'

/** Why a platform refused a price; why it refused stock stays where it is. */
export const refusedPricesMigration: Migration = {
  id: '0006-refused-prices',
  sql: `
alter table channel_listings add column price_rejected_reason text;
`
}
