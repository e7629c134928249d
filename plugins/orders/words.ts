import type { Tx } from '#core/transaction'
import type { OrderState } from './api.ts'
import { standingNews } from './exceptions.ts'
import type { OrderRecord } from './record.ts'
import { insertWords } from './repository/words.ts'
import type { ExceptionKind, OrderRow } from './tables.ts'

/**
 * What a channel last said of one of its orders. Kept for those that were split or merged here: there, the word on one
 * order concerns several, and several words concern one.
 */
export interface ChannelWord {
  state: OrderState | null
  /** Null: not known; the next word says it. */
  paidMinor: number | null
  isHeld: boolean
  causes: ReadonlyMap<ExceptionKind, string>
}

/** What is known of the word on an order that was regrouped before words were kept. */
export function wordOf({ channelState, holds }: Readonly<OrderRow>): ChannelWord {
  const isHeld = holds.split(',').includes('channel')
  return { state: channelState, paidMinor: null, isHeld, causes: new Map() }
}

/** Keeps what channels said of orders that are about to be regrouped. What was regrouped before keeps what it has. */
export async function keepWords(tx: Tx, records: readonly OrderRecord[]): Promise<void> {
  const words = records.flatMap((record) => {
    const { id, channelState, paidMinor, recordedMinor } = record.row
    if (channelState === null) return []
    const { isHeld, causes } = standingNews(record)
    // What was recorded here hides what the channel said of as much.
    const saidMinor = paidMinor > recordedMinor ? paidMinor : 0
    return [[id, { state: channelState, paidMinor: saidMinor, isHeld, causes }] as const]
  })
  await insertWords(tx, new Map(words))
}
