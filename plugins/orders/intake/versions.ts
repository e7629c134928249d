import { createHash } from 'node:crypto'
import type { ChannelOrder } from '#core/channel/documents'
import type { IntakeResult } from '../api.ts'
import type { OrderRow } from '../tables.ts'

/** One version of an order, as it came. */
export interface Version {
  order: ChannelOrder
  contentHash: string
}

/** What is to be done with a page. */
export interface Verdicts {
  created: Version[]
  updated: { version: Version; row: OrderRow }[]
  /** Nothing new in them, except that the channel has touched them since. */
  touched: { id: string; modifiedAt: string }[]
  /** One a document, in the order they came. */
  results: IntakeResult[]
}

/** Names a version's content, its instant left out: equal hashes mean there is nothing to do. */
export function hashContent(order: ChannelOrder): string {
  const content = JSON.stringify({ ...order, modifiedAt: undefined })
  return createHash('sha1').update(content).digest('base64url')
}

/**
 * Decides what each document is, held against what is stored: `modifiedAt` says which is newer, and of two with the
 * same instant the one that came later, since platforms count in whole seconds. Of several versions of one order in a
 * page only the newest counts.
 */
export function judge(
  orders: readonly ChannelOrder[],
  stored: ReadonlyMap<string, OrderRow>
): Verdicts {
  const verdicts: Verdicts = { created: [], updated: [], touched: [], results: [] }
  const newest = new Map<string, number>()
  orders.forEach(({ externalId, modifiedAt }, index) => {
    const known = newest.get(externalId)
    if (known === undefined || modifiedAt >= orders[known]!.modifiedAt)
      newest.set(externalId, index)
  })
  verdicts.results = orders.map((order, index) =>
    newest.get(order.externalId) === index
      ? judgeNewest(order, stored.get(order.externalId), verdicts)
      : 'stale'
  )
  return verdicts
}

function judgeNewest(
  order: ChannelOrder,
  row: OrderRow | undefined,
  verdicts: Verdicts
): IntakeResult {
  if (row && order.modifiedAt < row.modifiedAt) return 'stale'
  const contentHash = hashContent(order)
  const version = { order, contentHash }
  if (!row) {
    verdicts.created.push(version)
    return 'created'
  }
  if (row.contentHash !== contentHash) {
    verdicts.updated.push({ version, row })
    return 'updated'
  }
  if (order.modifiedAt > row.modifiedAt) {
    verdicts.touched.push({ id: row.id, modifiedAt: order.modifiedAt })
  }
  return 'unchanged'
}
