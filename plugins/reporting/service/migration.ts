import type { Migration } from '#core/database/migrations'

/** What cases contribute to reports. They are few beside orders: a report adds up the rows themselves. */
export const serviceMigration: Migration = {
  id: '0004-service',
  sql: `
create table report_case_rows (
  case_id text not null,
  what text not null,
  sku text not null,
  day_on text not null,
  channel_id text not null,
  reason text not null,
  agent text not null,
  cases_opened bigint not null,
  cases_closed bigint not null,
  disputes_opened bigint not null,
  case_units bigint not null,
  cases_with bigint not null,
  first_response_ms bigint not null,
  cases_answered bigint not null,
  resolution_ms bigint not null,
  satisfaction_sum bigint not null,
  satisfaction_count bigint not null,
  primary key (case_id, what, sku));
create index report_case_rows_day on report_case_rows (day_on);
`
}
