import type { Migration } from '#core/database/migrations'

/** Communities, who was in them when, and what they did there. */
export const communitiesMigration: Migration = {
  id: '0011-communities',
  sql: `
create table communities (
  id text primary key,
  title text not null,
  channel_id text not null,
  external_id text,
  owner text not null,
  capacity integer,
  state text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create unique index communities_external on communities (channel_id, external_id) where external_id is not null;

create table community_members (
  id text primary key,
  community_id text not null references communities (id),
  member_id text not null,
  customer_id text not null,
  joined_at text not null,
  left_at text,
  created_at text not null);
create unique index community_members_now on community_members (community_id, member_id) where left_at is null;
create index community_members_customer on community_members (customer_id, community_id);
create index community_members_community on community_members (community_id, id);

create table community_activities (
  id text primary key,
  community_id text not null references communities (id),
  kind text not null,
  title text not null,
  subject_id text,
  starts_at text not null,
  ends_at text,
  created_at text not null);
create index community_activities_community on community_activities (community_id, id);

create table community_participations (
  id text primary key,
  activity_id text not null references community_activities (id),
  member_id text not null,
  customer_id text not null,
  took_part_at text not null,
  reference text,
  created_at text not null,
  unique (activity_id, member_id));
create index community_participations_customer on community_participations (customer_id);
create index community_participations_activity on community_participations (activity_id, id);
`
}
