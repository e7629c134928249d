import type { Migration } from '#core/database/migrations'

export const jobMigrations: Migration[] = [
  {
    id: '0001-jobs',
    sql: `
create table jobs (
  id text primary key, name text not null, queue text not null, payload text not null,
  payload_version integer not null, dedupe_key text, priority integer not null, state text not null,
  attempt integer not null, attempts_max integer not null, claims integer not null, run_at text not null,
  worker text, lease_until text, progress_done bigint, progress_total bigint, cancel_requested integer not null,
  error text, origin text, created_at text not null, finished_at text);
create index jobs_delayed on jobs (run_at) where state = 'delayed';
create index jobs_ready on jobs (queue, priority, run_at, id) where state = 'ready';
create index jobs_handed on jobs (queue, priority, run_at, id) where state = 'handed';
create index jobs_running on jobs (queue) where state = 'running';
create index jobs_running_key on jobs (dedupe_key) where state = 'running' and dedupe_key is not null;
create index jobs_ended on jobs (id) where state in ('dead', 'canceled');
create unique index jobs_waiting_key on jobs (dedupe_key)
  where state in ('delayed', 'ready', 'handed') and dedupe_key is not null;
create table schedules (
  name text primary key, cron text not null, zone text not null, next_at text not null, last_at text);
`
  }
]
