import type { Reader } from '#core/database/db'
import { ChannelUnsupported } from '../errors.ts'
import { pullBySource } from './by-source.ts'
import { pullByWindow } from './by-window.ts'
import type { PullResult, Walk } from './walk.ts'

/** Takes in all orders and other documents that are new, the way the platform hands them out. */
export function pullOrders(db: Reader, walk: Walk): Promise<PullResult> {
  const { connection } = walk
  const { pull } = connection.adapter.capabilities.orders
  if (pull.by === 'source') return pullBySource(db, walk)
  return pullByWindow(db, walk, {
    stream: 'orders',
    rules: pull,
    list: (request) =>
      connection.call('listChanged', (client) => client.orders.listChanged!(request))
  })
}

/** Takes in returns and refunds that are new. Errors: CHANNEL_UNSUPPORTED. */
export function pullAfterSales(db: Reader, walk: Walk): Promise<PullResult> {
  const { connection } = walk
  const { platform, capabilities } = connection.adapter
  const { pull } = capabilities.orders
  if (capabilities.afterSales === false || pull.by !== 'window') {
    throw new ChannelUnsupported({ platform, capability: 'afterSales' })
  }
  return pullByWindow(db, walk, {
    stream: 'afterSales',
    rules: pull,
    list: (request) =>
      connection.call('listAfterSales', (client) => client.listAfterSales!(request))
  })
}
