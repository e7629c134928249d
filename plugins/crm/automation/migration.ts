import type { Migration } from '#core/database/migrations'

/** Automations, who is on the way through them, and dates of customers that let them enter. */
export const automationMigration: Migration = {
  id: '0007-automation',
  sql: `
create table automations (
  id text primary key,
  handle text not null unique,
  title text not null,
  description text,
  state text not null,
  definition_version integer not null,
  listens text not null,
  subject text,
  active_since text,
  walk_on text,
  walk_after text not null,
  failures integer not null,
  failing_step text,
  version integer not null,
  created_at text not null,
  updated_at text not null);
create index automations_state on automations (state, id);

create table automation_versions (
  automation_id text not null,
  version integer not null,
  definition text not null,
  actor text not null,
  created_at text not null,
  primary key (automation_id, version));

create table automation_signals (
  id text primary key,
  event text not null,
  subject text,
  customer_id text,
  order_id text,
  source_id text not null,
  brought text not null,
  chain text not null,
  at text not null);

create table automation_runs (
  id text primary key,
  automation_id text not null,
  definition_version integer not null,
  member_id text not null,
  customer_id text not null,
  source_id text not null,
  state text not null,
  reason text,
  step text,
  due_at text,
  attempts integer not null,
  brought text not null,
  chain text not null,
  entered_at text not null,
  window_ends_at text not null,
  finished_at text,
  unique (automation_id, member_id, source_id));
create index automation_runs_due on automation_runs (automation_id, due_at, id) where state = 'running';
create index automation_runs_state on automation_runs (automation_id, state, id);
create index automation_runs_window on automation_runs (automation_id, entered_at);
create index automation_runs_customer on automation_runs (customer_id, automation_id, entered_at);
create index automation_runs_member on automation_runs (member_id);

create table automation_deeds (
  run_id text not null,
  step text not null,
  place integer not null,
  kind text not null,
  at text not null,
  primary key (run_id, step));

create table customer_dates (
  customer_id text not null,
  name text not null,
  date_on text not null,
  primary key (customer_id, name));
create index customer_dates_on on customer_dates (name, date_on, customer_id);
create index customer_dates_day on customer_dates (name, substr(date_on, 6), customer_id);

create index customers_birthday on customers (substr(birth_on, 6), id) where birth_on is not null;
create index memberships_joined on memberships (joined_at, customer_id);
`,
  sqlite: `
insert into customer_dates (customer_id, name, date_on)
select customers.id, attribute.key, attribute.value
from customers, json_each(customers.attributes) as attribute
where attribute.type = 'text' and date(attribute.value) = attribute.value;
`,
  postgres: `
insert into customer_dates (customer_id, name, date_on)
select customers.id, attribute.key, attribute.value
from customers, json_each_text(customers.attributes::json) as attribute
where attribute.value ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$';
`
}
