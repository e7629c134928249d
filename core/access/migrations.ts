import type { Migration } from '../database/migrations.ts'

export const accessMigrations: Migration[] = [
  {
    id: '0001-keys-and-audit',
    sql: `
create table api_keys (
  id text primary key, name text not null, hash text not null unique, role text not null, scopes text,
  created_at text not null, expires_at text, revoked_at text);
create table audit_log (
  id text primary key, at text not null, actor text not null, request_id text, job_id text, action text not null,
  subject_type text not null, subject_id text not null, before text, after text);
create index audit_log_subject on audit_log (subject_id, id);
create table idempotency_keys (
  scope text primary key, fingerprint text not null, status integer not null, body text not null,
  expires_at text not null);
create index idempotency_keys_expiry on idempotency_keys (expires_at);
`
  }
]
