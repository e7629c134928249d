import type { Migration } from '#core/database/migrations'

/** What is to be reached, and how that is divided. */
export const goalsMigration: Migration = {
  id: '0007-goals',
  sql: `
create table report_goals (
  id text primary key,
  root_id text not null,
  parent_id text,
  level integer not null,
  position integer not null,
  title text not null,
  metric text not null,
  currency text,
  from_on text not null,
  to_on text not null,
  split_by text,
  filters text not null,
  owner text,
  target_units bigint not null,
  version integer not null,
  created_by text not null,
  created_at text not null,
  updated_at text not null);
create index report_goals_parent on report_goals (parent_id, position);
create index report_goals_root on report_goals (root_id, level, position);
create index report_goals_list on report_goals (from_on, id) where parent_id is null;
`
}
