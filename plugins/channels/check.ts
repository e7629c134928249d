import { NotFound } from '#core/http/errors'
import type { ChannelsService } from './api.ts'
import { findChannel } from './repository/accounts.ts'
import type { ChannelWork } from './work.ts'

const lookBackMs = 60_000

/**
 * Asks a platform for the first page of the last minute, or what files there are; takes nothing in.
 */
export function checkAccount(work: ChannelWork): ChannelsService['check'] {
  return async (channelId) => {
    const { db, clock } = work.host
    const channel = await findChannel(db, channelId)
    if (!channel) throw new NotFound({ what: 'channel', id: channelId })
    const connection = work.connections.of(channel)
    const { pull } = connection.capabilities.orders
    const slice = { since: clock.after(-lookBackMs), until: clock.now() }
    const count = await connection.call('check', async ({ orders }) =>
      pull.by === 'source'
        ? (await orders.listSources!()).length
        : (await orders.listChanged!({ slice, pageToken: null })).documents.length
    )
    return { what: pull.by === 'source' ? 'sources' : 'documents', count }
  }
}
