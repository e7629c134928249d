import type { Migration } from '../database/migrations.ts'

export const alertMigrations: Migration[] = [
  {
    id: '0001-alerts',
    sql: `
create table alerts (
  id text primary key, kind text not null, severity text not null, owner_role text not null,
  subject_type text not null, subject_id text not null, dedupe_key text not null, message text not null,
  fields text not null, state text not null, count integer not null, version integer not null,
  raised_at text not null, last_raised_at text not null, acknowledged_at text, acknowledged_by text,
  snoozed_until text, resolved_at text, resolved_by text);
create unique index alerts_open on alerts (dedupe_key) where state <> 'resolved';
create index alerts_state on alerts (state, id);
create index alerts_subject on alerts (subject_id, id);
`
  }
]
