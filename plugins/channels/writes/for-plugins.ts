import { ShopkeeperError } from '#core/errors'
import type { Tx } from '#core/transaction'
import { channelOf } from '../accounts/accounts.ts'
import type { Connections } from '../accounts/connections.ts'
import type { ChannelAbilities, ChannelsService, StoredRecord } from '../api.ts'
import { findChannel } from '../repository/accounts.ts'
import { findRecords, recordsAfter } from '../repository/records.ts'
import type { ChannelRow, RecordRow } from '../tables.ts'
import type { WriteRequests } from './requests.ts'
import type { WriteRow } from './tables.ts'

const streams = {
  afterSale: 'afterSales',
  review: 'reviews',
  message: 'messages',
  traffic: 'traffic'
} as const

/** What other plugins read of buyers' cases, reviews and messages, and have a platform told. */
export function buyersDesk(
  connections: Connections,
  writes: WriteRequests
): Pick<
  ChannelsService,
  | 'recordsOf'
  | 'recordsAfter'
  | 'capabilitiesOf'
  | 'decideAfterSale'
  | 'refund'
  | 'replyToReview'
  | 'sendMessage'
  | 'pullRecords'
> {
  const asking =
    <Asked>(ask: (tx: Tx, channel: ChannelRow, asked: Asked) => Promise<WriteRow>) =>
    async (tx: Tx, channelId: string, asked: Asked) =>
      (await ask(tx, await channelOf(tx, channelId), asked)).id
  return {
    recordsOf: async (db, ids) => (await findRecords(db, ids)).map(toStored),
    recordsAfter: async (db, page) => (await recordsAfter(db, page)).map(toStored),
    capabilitiesOf: async (db, channelId) => {
      const channel = await findChannel(db, channelId)
      return channel ? abilitiesOf(connections, channel) : null
    },
    decideAfterSale: asking((tx, channel, asked) =>
      writes.decide(tx, channel, { evidence: [], ...asked })
    ),
    refund: asking((tx, channel, asked) => writes.refund(tx, channel, asked)),
    replyToReview: asking((tx, channel, asked) => writes.reply(tx, channel, asked)),
    sendMessage: asking((tx, channel, asked) => writes.message(tx, channel, asked)),
    pullRecords: (tx, channelId, kind) =>
      tx.enqueue('channels.pull-records', [{ payload: { channelId, stream: streams[kind] } }])
  }
}

/** What an account can do now; one that cannot be opened does nothing, and says why. */
function abilitiesOf(connections: Connections, channel: ChannelRow): ChannelAbilities {
  try {
    const { afterSales, refunds, reviews, messages } = connections.of(channel).capabilities
    const off = channel.isEnabled === 0 ? 'it is switched off' : null
    return {
      agree: afterSales !== false && afterSales.agree,
      refuse: afterSales !== false && afterSales.refuse,
      refund: refunds !== false,
      reply: reviews !== false && reviews.reply,
      message: messages !== false && messages.send,
      pausedReason: channel.pausedAt === null ? off : (channel.pausedReason ?? 'paused')
    }
  } catch (error) {
    if (!(error instanceof ShopkeeperError)) throw error
    const nothing = { agree: false, refuse: false, refund: false, reply: false, message: false }
    return { ...nothing, pausedReason: error.message }
  }
}

function toStored({ document, receivedAt: _, ...row }: RecordRow): StoredRecord {
  return { ...JSON.parse(document), ...row }
}
