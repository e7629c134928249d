import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'

/** How many different wrong codes somebody has tried. */
export interface Guessed {
  subject: string
  codes: number
  /** When the first of them is forgotten, a minute is over since then. */
  oldestAt: Instant
}

/** What subjects have tried since an instant: one query. */
export async function guessesSince(
  db: Reader,
  subjects: readonly string[],
  since: Instant
): Promise<Guessed[]> {
  const { rows } = await sql<Guessed>`
    select subject, count(*) as codes, min(guessed_at) as oldest_at from coupon_guesses
    where ${isOneOf(db, 'subject', subjects)} and guessed_at > ${since}
    group by subject`.execute(db)
  return rows
}

/** Counts codes for each subject; one that was tried before counts once, and is remembered anew. */
export async function insertGuesses(
  tx: Tx,
  subjects: readonly string[],
  codes: readonly string[]
): Promise<void> {
  const rows = [...subjects]
    .sort()
    .flatMap((subject) =>
      codes.map(hashOf).map((codeHash) => ({ subject, codeHash, guessedAt: tx.now }))
    )
  await insertAll(tx, 'couponGuesses', rows, {
    on: ['subject', 'codeHash'],
    update: ['guessedAt']
  })
}

export async function forgetGuesses(tx: Tx, before: Instant): Promise<void> {
  await tx.deleteFrom('couponGuesses').where('guessedAt', '<=', before).execute()
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
