import type { Migration } from '#core/database/migrations'
import { auditedSubjects } from './actions/subjects.ts'

/** Why figures change: what people note, what is beyond its limits, and a way to find what the shop did. */
export const whyMigration: Migration = {
  id: '0012-why',
  sql: `
create table report_annotations (
  id text primary key,
  from_on text not null,
  to_on text not null,
  channel_id text not null,
  text text not null,
  created_by text not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create index report_annotations_days on report_annotations (from_on, id);

create table report_anomalies (
  id text primary key,
  day_on text not null,
  channel_id text not null,
  metric text not null,
  currency text not null,
  direction text not null,
  value text not null,
  expected text not null,
  lower text not null,
  upper text not null,
  cause text not null,
  detected_at text not null,
  unique (day_on, channel_id, metric));

create index report_audit_actions on audit_log (at) where ${auditedSubjects};
`
}
