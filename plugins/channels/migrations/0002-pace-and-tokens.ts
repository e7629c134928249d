import type { Migration } from '#core/database/migrations'

/** What platforms allow an account, when they want to be left alone, and what they let us in with. */
export const paceMigration: Migration = {
  id: '0002-pace-and-tokens',
  sql: `
create table channel_pace (
  channel_id text not null references channels (id),
  operation text not null,
  rate_per_second double precision not null,
  burst double precision not null,
  units double precision not null,
  filled_at text not null,
  primary key (channel_id, operation));

create table channel_rests (
  channel_id text not null references channels (id),
  subject text not null,
  failures integer not null,
  until_at text not null,
  reason text not null,
  primary key (channel_id, subject));

create table channel_tokens (
  channel_id text primary key references channels (id),
  sealed text,
  expires_at text,
  refresh_expires_at text,
  renewed_at text,
  lease_owner text,
  lease_until text);

create table channel_consents (
  id text primary key,
  channel_id text not null references channels (id),
  state_hash text not null unique,
  callback_url text not null,
  created_at text not null,
  expires_at text not null,
  used_at text,
  granted_at text,
  reason text);
`
}
