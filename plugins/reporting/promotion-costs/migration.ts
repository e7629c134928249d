import type { Migration } from '#core/database/migrations'

/** What promotions take off by day, and how far those have come that follow the days of sales. */
export const promotionCostsMigration: Migration = {
  id: '0005-promotion-costs',
  sql: `
create table report_marks (
  name text primary key,
  seen_at text not null,
  token text not null);

create table report_promotion_days (
  day_on text not null,
  channel_id text not null,
  promotion_id text not null,
  campaign_id text not null,
  currency text not null,
  promotion_minor bigint not null,
  promotion_uses bigint not null,
  primary key (day_on, channel_id, promotion_id, campaign_id, currency));
create index report_promotion_days_promotion on report_promotion_days (promotion_id, day_on);
`
}
