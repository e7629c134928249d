import type { Migration } from '#core/database/migrations'
import { figureNames } from './figures.ts'
import { trafficGrains } from './tables.ts'

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const nullable = figureNames.map((name) => `  ${snake(name)} bigint`).join(',\n')
const counted = figureNames.map((name) => `  ${snake(name)} bigint not null`).join(',\n')
const views = trafficGrains
  .map(
    (grain) => `create view report_traffic_by_${snake(grain)} as
  select * from report_traffic_days where grain = '${grain}';`
  )
  .join('\n')

/** Who came, and what it took to make them come. */
export const trafficMigration: Migration = {
  id: '0011-traffic',
  sql: `
create table report_traffic (
  id text primary key,
  channel_id text not null,
  day_on text not null,
  source text not null,
  campaign text not null,
  sku text not null,
${nullable},
  currency text,
  origin text not null,
  version bigint not null,
  stated_at text not null,
  unique (channel_id, day_on, source, campaign, sku));
create index report_traffic_day on report_traffic (day_on, id);

create table report_traffic_versions (
  traffic_id text not null,
  version bigint not null,
${nullable},
  currency text,
  origin text not null,
  stated_at text not null,
  replaced_at text not null,
  primary key (traffic_id, version));

create table report_traffic_days (
  grain text not null,
  day_on text not null,
  channel_id text not null,
  source text not null,
  campaign text not null,
  sku text not null,
  currency text not null,
${counted},
  primary key (grain, day_on, channel_id, source, campaign, sku, currency));
create index report_traffic_days_channel on report_traffic_days (channel_id, day_on);
${views}

create table report_traffic_mappings (
  id text primary key,
  mapping text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
`
}
