import type { Migration } from '#core/database/migrations'

/** Subscriptions, and what is on its way to them. */
export const webhooksMigration: Migration = {
  id: '0001-webhooks',
  sql: `
create table webhook_subscriptions (
  id text primary key,
  url text not null,
  events text not null,
  description text not null,
  state text not null,
  disabled_reason text,
  disabled_at text,
  failing_since text,
  secret text not null,
  previous_secret text,
  previous_secret_until text,
  version integer not null,
  created_at text not null,
  updated_at text not null);

create table webhook_messages (
  id text primary key,
  body text not null,
  created_at text not null);
create index webhook_messages_created on webhook_messages (created_at);

create table webhook_deliveries (
  id text primary key,
  subscription_id text not null,
  message_id text not null,
  type text not null,
  state text not null,
  attempts integer not null,
  step integer not null,
  next_attempt_at text,
  created_at text not null,
  finished_at text);
create index webhook_deliveries_subscription on webhook_deliveries (subscription_id, id);
create index webhook_deliveries_message on webhook_deliveries (message_id);
create index webhook_deliveries_created on webhook_deliveries (created_at);
create index webhook_deliveries_pending on webhook_deliveries (subscription_id, id) where state = 'pending';
create index webhook_deliveries_failed on webhook_deliveries (subscription_id, created_at, id) where state = 'failed';

create table webhook_attempts (
  delivery_id text not null,
  attempt integer not null,
  started_at text not null,
  duration_ms integer not null,
  status integer,
  error text,
  answer text not null,
  primary key (delivery_id, attempt));
`
}
