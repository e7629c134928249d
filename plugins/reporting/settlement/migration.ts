import type { Migration } from '#core/database/migrations'

/** Statements of platforms and payment providers, held against orders. */
export const settlementMigration: Migration = {
  id: '0010-settlement',
  sql: `
create table settlement_accounts (
  id text primary key,
  provider text not null,
  name text not null,
  channel_id text,
  currency text not null,
  format text not null,
  mapping text,
  payment_methods text not null,
  settle_lag_days integer not null,
  tolerance_minor bigint not null,
  payout_days integer not null,
  version integer not null,
  created_at text not null,
  updated_at text not null);

create table settlement_statements (
  id text primary key,
  account_id text not null,
  format text not null,
  currency text not null,
  period_from_on text not null,
  period_to_on text not null,
  opening_minor bigint not null,
  closing_minor bigint not null,
  has_balances integer not null,
  total_minor bigint not null,
  file_rows bigint not null,
  line_count bigint not null,
  file_name text,
  file_hash text not null unique,
  superseded_by text,
  imported_by text not null,
  imported_at text not null,
  reconciled_at text not null);
create index settlement_statements_period on settlement_statements (account_id, period_from_on, period_to_on);

create table settlement_lines (
  id text primary key,
  statement_id text not null,
  account_id text not null,
  position bigint not null,
  file_line bigint not null,
  type text not null,
  raw_type text not null,
  txn_id text,
  reference text,
  order_no text,
  amount_minor bigint not null,
  posted_at text not null,
  description text,
  identity text not null,
  class text not null,
  match_id text,
  order_id text,
  unique (statement_id, position));
create index settlement_lines_identity on settlement_lines (account_id, identity);
create index settlement_lines_class on settlement_lines (statement_id, class, position);
create index settlement_lines_open on settlement_lines (account_id, posted_at)
  where class in ('missing_in_ledger', 'amount_mismatch');
create index settlement_lines_match on settlement_lines (match_id) where match_id is not null;
create index settlement_lines_order on settlement_lines (account_id, order_no) where order_no is not null;

create table settlement_matches (
  id text primary key,
  account_id text not null,
  pass integer not null,
  order_id text not null,
  lines_minor bigint not null,
  ledger_minor bigint not null,
  difference_minor bigint not null,
  matched_at text not null);

create table settlement_match_entries (
  account_id text not null,
  ledger_key text not null,
  match_id text not null,
  amount_minor bigint not null,
  occurred_at text not null,
  primary key (account_id, ledger_key));
create index settlement_match_entries_match on settlement_match_entries (match_id);

create table settlement_discrepancies (
  id text primary key,
  account_id text not null,
  statement_id text not null,
  kind text not null,
  subject text not null,
  order_id text,
  order_no text,
  amount_minor bigint not null,
  difference_minor bigint not null,
  occurred_at text not null,
  state text not null,
  note text,
  resolved_by text,
  resolved_at text,
  opened_at text not null,
  version integer not null,
  unique (account_id, subject));
create index settlement_discrepancies_statement on settlement_discrepancies (statement_id, state, kind, id);
create index settlement_discrepancies_open on settlement_discrepancies (state, id);

create table settlement_payouts (
  id text primary key,
  account_id text not null,
  statement_id text not null,
  line_id text,
  currency text not null,
  expected_minor bigint not null,
  expected_on text not null,
  state text not null,
  received_minor bigint,
  received_on text,
  reference text,
  version integer not null,
  created_at text not null);
create index settlement_payouts_due on settlement_payouts (state, expected_on, id);
create index settlement_payouts_statement on settlement_payouts (statement_id);
`
}
