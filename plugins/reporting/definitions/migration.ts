import type { Migration } from '#core/database/migrations'

/** Reports that are kept, what they said, and whom they were sent to. */
export const definitionsMigration: Migration = {
  id: '0008-definitions',
  sql: `
create table report_definitions (
  id text primary key,
  name text not null,
  subject text not null,
  period text not null,
  language text not null,
  formats text not null,
  recipients text not null,
  schedule text,
  is_enabled integer not null,
  can_see_cost integer not null,
  next_run_at text,
  version integer not null,
  saved_by text not null,
  created_at text not null,
  updated_at text not null);
create index report_definitions_name on report_definitions (name, id);
create index report_definitions_due on report_definitions (next_run_at, id) where next_run_at is not null;

create table report_runs (
  id text primary key,
  series_id text not null,
  revision integer not null,
  definition_id text,
  name text not null,
  subject text not null,
  language text not null,
  period_from text not null,
  period_to text not null,
  can_see_cost integer not null,
  document text not null,
  metric_versions text not null,
  read_days text not null,
  cause text not null,
  due_at text,
  made_by text not null,
  made_at text not null,
  unique (series_id, revision));
create index report_runs_made on report_runs (made_at, id);
create index report_runs_definition on report_runs (definition_id, made_at, id);
create unique index report_runs_due on report_runs (definition_id, due_at) where due_at is not null;

create table report_deliveries (
  id text primary key,
  run_id text not null references report_runs (id),
  recipient text not null,
  formats text not null,
  can_see_cost integer not null,
  state text not null,
  attempts integer not null,
  reason text,
  ref text,
  created_at text not null,
  finished_at text,
  unique (run_id, recipient));
create index report_deliveries_created on report_deliveries (created_at, id);
`
}
