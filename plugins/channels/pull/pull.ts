import type { Reader } from '#core/database/db'
import { ChannelUnsupported } from '../errors.ts'
import { pullBySource } from './by-source.ts'
import { pullByWindow } from './by-window.ts'
import { namesOf, type RecordStream, recordPullOf } from './streams.ts'
import type { PullResult, Walk } from './walk.ts'

/** Takes in all orders and other documents that are new, the way the platform hands them out. */
export function pullOrders(db: Reader, walk: Walk): Promise<PullResult> {
  const { connection } = walk
  const { pull, history } = connection.capabilities.orders
  if (pull.by === 'source') return pullBySource(db, walk)
  return pullByWindow(db, walk, {
    stream: 'orders',
    rules: pull,
    hasHistory: history !== undefined,
    list: (request) =>
      connection.call('listChanged', (client) => client.orders.listChanged!(request))
  })
}

/** Takes in records that are new. Errors: CHANNEL_UNSUPPORTED. */
export function pullRecords(db: Reader, walk: Walk, stream: RecordStream): Promise<PullResult> {
  const { connection } = walk
  const rules = recordPullOf(connection.capabilities, stream)
  if (rules === null) {
    const { platform } = connection.adapter
    throw new ChannelUnsupported({ platform, capability: stream })
  }
  const { list } = namesOf(stream)
  return pullByWindow(db, walk, {
    stream,
    rules,
    list: (request) => connection.call(list, (client) => client[list]!(request))
  })
}
