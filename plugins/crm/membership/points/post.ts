import { strict as assert } from 'node:assert'
import { insertAll, isOneOf } from '#core/database/rows'
import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { holdTrees } from '../../customers/repository/customers.ts'
import { PointsBook } from './book.ts'
import {
  ensureAccounts,
  lockAccounts,
  moveBalances,
  openLots,
  saveLots,
  saveSpends
} from './repository.ts'

/** What is changed, and who the members are reckoned to. */
export interface OpenBook {
  book: PointsBook
  /** The customer that each member is reckoned to now. */
  livingOf: ReadonlyMap<string, string>
  /** Balances as they were read. */
  was: ReadonlyMap<string, number>
}

/**
 * Opens the points of customers to change them: locked, settled, and without what has expired. `lotIds` are lots that are looked at
 * although nothing is left of them. Whoever locks customers or what is theirs before it holds the trees first. A constant number of
 * queries. Errors: NOT_FOUND.
 */
export async function openBook(
  tx: Tx,
  memberIds: readonly string[],
  lotIds: readonly string[] = []
): Promise<OpenBook> {
  await holdTrees(tx)
  const livingOf = await livingIdsOf(tx, memberIds)
  await ensureAccounts(
    tx,
    [...livingOf].map(([memberId, customerId]) => ({ memberId, customerId }))
  )
  const customerIds = [...new Set(livingOf.values())]
  const accounts = await lockAccounts(tx, customerIds)
  const book = new PointsBook(accounts, await openLots(tx, customerIds, lotIds), tx.now)
  // What fills a hole is no longer there to expire, as if the members had been one all along.
  book.settle()
  book.expire()
  const was = new Map(accounts.map(({ memberId, balance }) => [memberId, balance]))
  return { book, livingOf, was }
}

async function livingIdsOf(tx: Tx, memberIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('customers')
    .select(['id', 'livingId'])
    .where(isOneOf(tx, 'id', memberIds))
    .execute()
  const livingOf = new Map(rows.map(({ id, livingId }) => [id, livingId]))
  const missing = memberIds.find((id) => !livingOf.has(id))
  if (missing !== undefined) throw new NotFound({ what: 'customer', id: missing })
  return livingOf
}

/** Settles, writes what has changed, and tells of the balances. A constant number of statements. */
export async function closeBook(tx: Tx, { book, was }: OpenBook): Promise<void> {
  book.settle()
  if (book.entries.length === 0) return
  await saveLots(tx, [...book.changedLots])
  await saveSpends(tx, book.spends)
  await insertAll(
    tx,
    'pointsEntries',
    book.entries.map((entry) => ({ ...entry, actor: tx.origin.actor, at: tx.now }))
  )
  const moved = [...book.accounts.values()].flatMap(({ memberId, balance }) => {
    const before = was.get(memberId)!
    return balance === before ? [] : [{ memberId, was: before, delta: balance - before }]
  })
  const written = await moveBalances(tx, moved)
  assert.equal(written, moved.length, 'balances are locked while they change')
  const changed = new Set(book.entries.map(({ customerId }) => customerId))
  await tx.emit(
    'points.changed',
    [...changed].map((customerId) => ({ customerId, balance: book.balanceOf(customerId) }))
  )
}
