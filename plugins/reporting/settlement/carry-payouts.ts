import type { Tx } from '#core/transaction'
import { linesOfStatement } from './repository/lines.ts'
import type { PayoutRow, SettlementLineRow } from './tables.ts'

/** A payout as a statement tells of it. */
export interface ToldPayout {
  /** Null: the statement as a whole is paid out. */
  line: SettlementLineRow | null
  expectedMinor: number
  expectedOn: string
}

/** A payout that is in the bank, and what had told of it. */
interface Received {
  row: PayoutRow
  line: SettlementLineRow | null
}

/** Whether both are the same payout, the surest first: a restated one may say another amount. */
const samenesses: readonly ((told: ToldPayout, received: Received) => boolean)[] = [
  (told, { line }) => told.line?.identity === line?.identity,
  (told, { line }) =>
    told.line !== null && told.line.txnId !== null && told.line.txnId === line?.txnId,
  (told, { row, line }) => told.expectedOn === row.expectedOn && !(told.line?.txnId && line?.txnId)
]

/**
 * Gives the statement that replaces another the payouts of that which are in the bank already: received, or differing by
 * what it says of them. Those that it does not tell of stay where they are. Returns what is still to come.
 */
export async function carryPayouts(
  tx: Tx,
  { from, to }: { from: string; to: string },
  told: readonly ToldPayout[]
): Promise<ToldPayout[]> {
  let received = await receivedOf(tx, from)
  const expected = [...told]
  for (const isSame of samenesses) {
    const rest: Received[] = []
    for (const one of received) {
      const at = expected.findIndex((payout) => isSame(payout, one))
      if (at < 0) rest.push(one)
      else await carry(tx, to, one.row, expected.splice(at, 1)[0]!)
    }
    received = rest
  }
  return expected
}

async function receivedOf(tx: Tx, statementId: string): Promise<Received[]> {
  const rows = await tx
    .selectFrom('settlementPayouts')
    .selectAll()
    .where('statementId', '=', statementId)
    .where('state', '<>', 'expected')
    .orderBy('id')
    .execute()
  if (rows.length === 0) return []
  const lines = new Map((await linesOfStatement(tx, statementId)).map((line) => [line.id, line]))
  return rows.map((row) => ({ row, line: lines.get(row.lineId ?? '') ?? null }))
}

async function carry(
  tx: Tx,
  statementId: string,
  { id, receivedMinor, version }: PayoutRow,
  { line, expectedMinor, expectedOn }: ToldPayout
): Promise<void> {
  await tx
    .updateTable('settlementPayouts')
    .set({
      ...{ statementId, lineId: line?.id ?? null, expectedMinor, expectedOn },
      state: receivedMinor === expectedMinor ? 'received' : 'differs',
      version: version + 1
    })
    .where('id', '=', id)
    .execute()
}
