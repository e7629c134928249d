import type { Migration } from '#core/database/migrations'

/** What is to be done about customers. */
export const tasksMigration: Migration = {
  id: '0006-tasks',
  sql: `
create table crm_tasks (
  id text primary key,
  member_id text not null,
  customer_id text not null,
  title text not null,
  note text,
  due_at text not null,
  assignee text,
  priority text not null,
  state text not null,
  source text not null,
  source_id text unique,
  every_days integer,
  outcome text,
  closed_at text,
  closed_by text,
  overdue_at text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create index crm_tasks_due on crm_tasks (state, due_at, id);
create index crm_tasks_assignee on crm_tasks (assignee, state, due_at, id);
create index crm_tasks_customer on crm_tasks (customer_id, due_at, id);
create index crm_tasks_member on crm_tasks (member_id);
create index crm_tasks_unnoticed on crm_tasks (due_at, id) where state = 'open' and overdue_at is null;
`
}
