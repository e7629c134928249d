import type { Migration } from '#core/database/migrations'

/** How often what was sold comes back, and what is done about it. */
export const qualityMigration: Migration = {
  id: '0007-quality',
  sql: `
create table quality_skus (
  sku text primary key,
  supplier text,
  units_sold integer not null,
  measured_at text not null);
create index quality_skus_supplier on quality_skus (supplier) where supplier is not null;
create table quality_counts (
  what text primary key,
  counted_at text not null);
create table quality_dirty (
  sku text primary key,
  marked_at text not null);
create table quality_issues (
  id text primary key,
  subject_type text not null,
  subject text not null,
  reason_class text not null,
  state text not null,
  owner_role text not null,
  assignee text,
  units_in_cases integer not null,
  cases integer not null,
  units_sold integer not null,
  rate_bps integer not null,
  threshold_bps integer not null,
  window_days integer not null,
  counts_after text,
  previous_issue_id text,
  conclusion text,
  opened_at text not null,
  measured_at text not null,
  ended_at text,
  ended_by text,
  version integer not null,
  updated_at text not null);
create unique index quality_issues_open on quality_issues (subject_type, subject) where ended_at is null;
create index quality_issues_ended on quality_issues (subject_type, subject, ended_at);
create index quality_issues_state on quality_issues (state, id);
create table quality_issue_cases (
  issue_id text not null,
  case_id text not null,
  primary key (issue_id, case_id));
create index quality_issue_cases_case on quality_issue_cases (case_id);
`
}
