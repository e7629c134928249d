import type { ChannelClient } from '#core/channel/client'
import type {
  AfterSaleDecision,
  ItemOutcome,
  ListingState,
  ListingWrite,
  MessageWrite,
  RefundWrite,
  ReviewReply
} from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'
import type { Connection } from '../accounts/connection.ts'
import type { Evidence, StoredPicture } from './evidence.ts'
import type { WriteKind, WriteRow } from './tables.ts'

/** A decision as its row keeps it: pictures as base64, or as addresses until they are fetched. */
export type StoredDecision = Omit<AfterSaleDecision, 'evidence'> & { evidence: Evidence[] }

/** How many writes of a kind go out in one call. */
export function batchMaxOf({ capabilities }: Connection, kind: WriteKind): number {
  const isBatched = kind === 'listing' || kind === 'listingState'
  return isBatched && capabilities.listings !== false ? capabilities.listings.batchMax : 1
}

/**
 * Sends writes of one kind in one call. Shape: one outcome a write, same order. A call that is refused as a
 * whole is the refusal of each. Errors: as any call.
 */
export async function sendWrites(
  connection: Connection,
  rows: readonly WriteRow[],
  key: string
): Promise<ItemOutcome[]> {
  try {
    return await sent(connection, rows, key)
  } catch (error) {
    const rejected = refusalOf(error)
    if (!rejected) throw error
    return rows.map(() => rejected)
  }
}

/** What an error says of the writes it is about, if it is the platform's refusal. */
export function refusalOf(error: unknown): ItemOutcome | null {
  if (!(error instanceof ShopkeeperError) || error.code !== 'CHANNEL_CALL_REJECTED') return null
  const { platformCode, reason } = error.fields as { platformCode: string; reason: string }
  return { status: 'rejected', code: platformCode, reason }
}

function sent(
  connection: Connection,
  rows: readonly WriteRow[],
  key: string
): Promise<ItemOutcome[]> {
  const payloads = rows.map(({ payload }) => JSON.parse(payload) as unknown)
  const [first] = payloads
  const { length } = payloads
  const one = (operation: string, work: (client: ChannelClient) => Promise<ItemOutcome>) =>
    connection.write(operation, 1, async (client) => [await work(client)])
  switch (rows[0]!.kind) {
    case 'listing':
      return connection.write('writeListings', length, (client) =>
        client.writeListings!(payloads as ListingWrite[], key)
      )
    case 'listingState':
      return connection.write('setListingStates', length, (client) =>
        client.setListingStates!(payloads as ListingState[], key)
      )
    case 'decision': {
      const { evidence, ...decision } = first as StoredDecision
      const pictures = (evidence as StoredPicture[]).map(({ contentType, base64 }) => ({
        contentType,
        bytes: Buffer.from(base64, 'base64')
      }))
      return one('decideAfterSale', (client) =>
        client.decideAfterSale!({ ...decision, evidence: pictures }, key)
      )
    }
    case 'refund':
      return one('refund', (client) => client.refund!(first as RefundWrite, key))
    case 'reply':
      return one('replyToReview', (client) => client.replyToReview!(first as ReviewReply, key))
    case 'message':
      return one('sendMessage', (client) => client.sendMessage!(first as MessageWrite, key))
    default:
      throw new TypeError(`a ${rows[0]!.kind} is not sent from here`)
  }
}
