import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

/** A proof whose query lists what contradicts it, a sentence a row. */
function proofOf(name: string, title: string, query: ReturnType<typeof sql>): Proof {
  return {
    name: `reporting.${name}`,
    title,
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`${query} limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
}

/** What must be true of settlement at any time. */
export const settlementProofs: readonly Proof[] = [
  proofOf(
    'settlement-sums',
    'Lines of a statement add up to its total, and opening and total to closing',
    sql`select s.id || ': lines ' || coalesce(sum(l.amount_minor), 0) || ' (' || count(l.id) || '), total '
        || s.total_minor || ' (' || s.line_count || '), opening ' || s.opening_minor || ', closing '
        || s.closing_minor as finding
      from settlement_statements s left join settlement_lines l on l.statement_id = s.id
      group by s.id
      having coalesce(sum(l.amount_minor), 0) <> s.total_minor or count(l.id) <> s.line_count
        or s.opening_minor + s.total_minor <> s.closing_minor`
  ),
  proofOf(
    'settlement-classes',
    'Each line is in one class: with a match if it is matched or of another amount, else without',
    sql`select l.id || ' is ' || l.class || ' with the match ' || coalesce(l.match_id, 'none') as finding
      from settlement_lines l left join settlement_matches m on m.id = l.match_id
      where l.class not in ('matched', 'booked', 'duplicate', 'amount_mismatch', 'missing_in_ledger', 'unknown_type')
        or (l.class in ('matched', 'amount_mismatch')) <> (m.id is not null)`
  ),
  proofOf(
    'settlement-matches',
    'Lines of a match are its payments and refunds and the difference',
    sql`select m.id || ': lines ' || l.minor || ', ledger ' || e.minor || ', difference ' || m.difference_minor as finding
      from settlement_matches m
      join (select match_id, sum(amount_minor) as minor from settlement_lines
        where match_id is not null group by match_id) l on l.match_id = m.id
      join (select match_id, sum(amount_minor) as minor from settlement_match_entries
        group by match_id) e on e.match_id = m.id
      where l.minor <> m.lines_minor or e.minor <> m.ledger_minor
        or m.lines_minor - m.ledger_minor <> m.difference_minor`
  ),
  proofOf(
    'settlement-once',
    'No line is counted in two statements',
    sql`select min(l.id) || ' and ' || max(l.id) || ' are the same line' as finding
      from settlement_lines l join settlement_statements s on s.id = l.statement_id
      where s.superseded_by is null and l.class <> 'duplicate'
      group by l.account_id, l.identity having count(*) > 1`
  )
]
