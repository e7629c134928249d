import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ChannelWord } from '../words.ts'

/** The words that are kept of these orders, by id. */
export async function findWords(
  tx: Tx,
  orderIds: readonly string[]
): Promise<Map<string, ChannelWord>> {
  const rows = await tx
    .selectFrom('orderWords')
    .selectAll()
    .where(isOneOf(tx, 'orderId', orderIds))
    .execute()
  return new Map(
    rows.map(({ orderId, state, paidMinor, isHeld, causes }) => [
      orderId,
      { state, paidMinor, isHeld: isHeld === 1, causes: new Map(JSON.parse(causes)) }
    ])
  )
}

/** Writes words of orders of which none is kept. */
export async function insertWords(tx: Tx, words: ReadonlyMap<string, ChannelWord>): Promise<void> {
  await insertAll(tx, 'orderWords', rowsOf(words), { on: ['orderId'], update: [] })
}

/** Writes words in place of those that are kept. */
export async function saveWords(tx: Tx, words: ReadonlyMap<string, ChannelWord>): Promise<void> {
  const update = ['state', 'paidMinor', 'isHeld', 'causes']
  await insertAll(tx, 'orderWords', rowsOf(words), { on: ['orderId'], update })
}

function rowsOf(words: ReadonlyMap<string, ChannelWord>) {
  return [...words].map(([orderId, { state, paidMinor, isHeld, causes }]) => ({
    ...{ orderId, state, paidMinor },
    isHeld: isHeld ? 1 : 0,
    causes: JSON.stringify([...causes])
  }))
}
