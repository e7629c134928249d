import { createHash } from 'node:crypto'
import { StatementRestated } from './errors.ts'
import type { ParsedLine } from './statement.ts'
import type { SettlementLineRow } from './tables.ts'

/**
 * Names each line by what it says, so that the same one is known in another statement. Lines with a transaction that say the
 * same are the same; of lines without one, such as two parcels of equal cost, the second of a statement is another line.
 *
 * Shape: hex, one per line, same order.
 */
export function identitiesOf(lines: readonly ParsedLine[]): string[] {
  const seen = new Map<string, number>()
  return lines.map((line) => {
    const { type, rawType, txnId, reference, orderNo, amountMinor, postedAt, description } = line
    const what = [type, rawType, txnId, reference, orderNo, amountMinor, postedAt]
    const parts = txnId === null ? [...what, description] : what
    const text = JSON.stringify(parts)
    const before = seen.get(text) ?? 0
    seen.set(text, before + 1)
    const nth = txnId === null ? before : 0
    return createHash('sha256').update(`${text}#${nth}`).digest('hex').slice(0, 40)
  })
}

/** A statement's lines and those that the account has. */
export interface Restatement {
  lines: readonly SettlementLineRow[]
  /** Lines of other statements with the same identities. */
  known: readonly SettlementLineRow[]
  /** A statement of the same period, and its lines. */
  same: { statementId: string; lines: readonly SettlementLineRow[] } | null
}

/**
 * Refuses a statement of a period that there is one of already, if they share lines but not all of them: then one of the two
 * is not what the platform wrote, or the platform has restated it, which somebody has to say. Errors: STATEMENT_RESTATED.
 */
export function assertNotRestated({ lines, known, same }: Restatement): void {
  if (same === null) return
  const before = new Set(same.lines.map(({ identity }) => identity))
  const now = new Set(lines.map(({ identity }) => identity))
  const added = lines.filter(({ identity }) => !before.has(identity))
  const gone = same.lines.filter(({ identity }) => !now.has(identity))
  const isShared = known.some(({ statementId }) => statementId === same.statementId)
  const isAlike = added.some((line) => gone.some((other) => other.position === line.position))
  if (!(isShared || isAlike) || added.length + gone.length === 0) return
  const line = added[0]
  const other = line && gone.find(({ position }) => position === line.position)
  const reason = line
    ? `line ${line.fileLine} was not there: ${other ? difference(other, line) : say(line)}`
    : `${gone.length} of its lines are missing, first ${say(gone[0]!)}`
  throw new StatementRestated({ statementId: same.statementId, reason })
}

const compared = [
  'type',
  'rawType',
  'txnId',
  'reference',
  'orderNo',
  'amountMinor',
  'postedAt'
] as const

function difference(before: SettlementLineRow, after: SettlementLineRow): string {
  return compared
    .filter((field) => before[field] !== after[field])
    .map((field) => `${field} was ${before[field]}, is ${after[field]}`)
    .join(', ')
}

function say({ type, txnId, orderNo, amountMinor }: SettlementLineRow): string {
  return `${type} ${txnId ?? orderNo ?? ''} of ${amountMinor}`
}
