import type { Migration } from '#core/database/migrations'

/** Wrong codes that somebody has tried lately; not the codes themselves. */
export const guessesMigration: Migration = {
  id: '0012-code-guesses',
  sql: `
create table coupon_guesses (
  subject text not null,
  code_hash text not null,
  guessed_at text not null,
  primary key (subject, code_hash));
create index coupon_guesses_at on coupon_guesses (guessed_at);
`
}
