import type { Migration } from '#core/database/migrations'
import { builtInTopics } from './topics/built-in.ts'

const text = (value: string) => `'${value.replaceAll("'", "''")}'`
const began = "'2026-01-01T00:00:00.000Z'"

/** The topics that every shop begins with, each on a line of its own. */
const topics = builtInTopics
  .map(({ code, titleEn, titleZh, keywords }) => {
    const cells = [`rtp_${code}`, code, titleEn, titleZh, JSON.stringify(keywords)].map(text)
    return `(${cells.join(', ')}, 1, 1, ${began}, ${began})`
  })
  .join(',\n')

/** Reviews, what is answered and objected to, what they are about, and how channels stand. */
export const reviewsMigration: Migration = {
  id: '0008-reviews',
  sql: `
create table reviews (
  id text primary key,
  channel_id text not null,
  external_id text not null,
  order_external_id text,
  order_id text,
  external_listing_id text,
  sku text,
  rating integer,
  grade text,
  described_rating integer,
  service_rating integer,
  logistics_rating integer,
  text text not null,
  buyer_key text,
  modified_at text not null,
  written_at text not null,
  written_on text not null,
  reply_state text not null,
  reply text,
  replied_at text,
  replies integer not null,
  reply_reason text,
  is_excluded integer not null,
  is_erased integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create unique index reviews_external on reviews (channel_id, external_id);
create index reviews_written on reviews (written_at, id);
create index reviews_channel on reviews (channel_id, written_on);
create index reviews_sku on reviews (sku, written_at, id);
create index reviews_order on reviews (order_id);
create table review_tags (
  review_id text not null,
  tag text not null,
  primary key (review_id, tag));
create index review_tags_tag on review_tags (tag, review_id);
create table review_appeals (
  id text primary key,
  review_id text not null,
  state text not null,
  reason text not null,
  note text,
  evidence text not null,
  reference text,
  filed_by text not null,
  filed_at text not null,
  decided_at text,
  decision text,
  version integer not null,
  updated_at text not null);
create unique index review_appeals_open on review_appeals (review_id) where state = 'open';
create index review_appeals_review on review_appeals (review_id, id);
create table review_topics (
  id text primary key,
  code text not null unique,
  title_en text not null,
  title_zh text not null,
  keywords text not null,
  is_enabled integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create table review_topic_marks (
  review_id text not null,
  topic_id text not null,
  primary key (review_id, topic_id));
create index review_topic_marks_topic on review_topic_marks (topic_id, review_id);
create table reputation_snapshots (
  channel_id text not null,
  on_day text not null,
  window_days integer not null,
  good integer not null,
  neutral integer not null,
  bad integer not null,
  good_rate_bps integer,
  good_of_decided_bps integer,
  mean_hundredths integer,
  scored integer not null,
  score_hundredths integer,
  described_hundredths integer,
  service_hundredths integer,
  logistics_hundredths integer,
  created_at text not null,
  primary key (channel_id, on_day));
insert into review_topics
  (id, code, title_en, title_zh, keywords, is_enabled, version, created_at, updated_at)
values
${topics};
`
}
