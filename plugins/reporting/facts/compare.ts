import type { Reader } from '#core/database/db'
import type { FactParts } from './parts.ts'
import { noteIdsAfter, orderIdsAfter } from './repository/pages.ts'
import { readWalk } from './repository/walks.ts'
import { planSales } from './take.ts'

const pageSize = 200

/** Orders of which the facts are not what the orders say; a sentence each, at most `max`. */
export async function differingOrders(
  db: Reader,
  parts: FactParts,
  max: number
): Promise<string[]> {
  const findings: string[] = []
  const isComplete = await isBackfilled(db)
  for (let after = ''; findings.length < max; ) {
    const orderIds = await orderIdsAfter(db, after, pageSize)
    if (orderIds.length === 0) break
    after = orderIds.at(-1)!
    const { orders } = await planSales(db, parts, { placed: [], orderIds, noteIds: [] })
    for (const { before, after } of orders) {
      if (before === null && !isComplete) continue
      findings.push(sentence('order', (after ?? before)!.orderId, before, after))
    }
  }
  return findings.slice(0, max)
}

/** As `differingOrders`, of credit notes. */
export async function differingRefunds(
  db: Reader,
  parts: FactParts,
  max: number
): Promise<string[]> {
  const findings: string[] = []
  const isComplete = await isBackfilled(db)
  for (let after = ''; findings.length < max; ) {
    const noteIds = await noteIdsAfter(db, after, pageSize)
    if (noteIds.length === 0) break
    after = noteIds.at(-1)!
    const { refunds } = await planSales(db, parts, { placed: [], orderIds: [], noteIds })
    for (const { before, after } of refunds) {
      if (before === null && !isComplete) continue
      findings.push(sentence('credit note', (after ?? before)!.creditNoteId, before, after))
    }
  }
  return findings.slice(0, max)
}

/** Until the orders are in that were there before reporting was, some contribute nothing. */
async function isBackfilled(db: Reader): Promise<boolean> {
  return Boolean((await readWalk(db, 'backfill'))?.finishedAt)
}

function sentence(what: string, id: string, before: object | null, after: object | null): string {
  if (before === null || after === null) return `${what} ${id} contributes nothing to reports`
  const one = before as Record<string, unknown>
  const differs = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(one[name]) !== JSON.stringify(value)
  )
  const list = differs.map(([name, value]) => `${name} is ${one[name]}, should be ${value}`)
  return `${what} ${id}: ${list.join('; ').slice(0, 300)}`
}
