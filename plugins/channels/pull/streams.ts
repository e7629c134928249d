import type { Capabilities, WindowPull } from '#core/channel/capabilities'
import type { ChannelClient } from '#core/channel/client'
import type { RecordRow } from '../tables.ts'

/** Lists of records that are read beside the orders. */
export const recordStreams = ['afterSales', 'reviews', 'messages', 'traffic'] as const
export type RecordStream = (typeof recordStreams)[number]

const kinds = {
  afterSales: { kind: 'afterSale', run: 'pullAfterSales', list: 'listAfterSales' },
  reviews: { kind: 'review', run: 'pullReviews', list: 'listReviews' },
  messages: { kind: 'message', run: 'pullMessages', list: 'listMessages' },
  traffic: { kind: 'traffic', run: 'pullTraffic', list: 'listTraffic' }
} as const satisfies Record<
  RecordStream,
  { kind: RecordRow['kind']; run: string; list: keyof ChannelClient }
>

/** What the runs and records of a stream are called. */
export function namesOf(stream: RecordStream): (typeof kinds)[RecordStream] {
  return kinds[stream]
}

/** How a stream of records is read on an account; null: not at all. */
export function recordPullOf(capabilities: Capabilities, stream: RecordStream): WindowPull | null {
  const capability = capabilities[stream] ?? false
  return capability === false || capability.pull === false ? null : capability.pull
}
