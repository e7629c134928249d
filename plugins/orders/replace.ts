import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { Replacement } from './money-api.ts'
import { directChannelId, type PlaceParts, placeOrder } from './place.ts'
import { findOrder, replaceFlags } from './repository/lists.ts'
import type { OrderInputShape } from './schema.ts'
import type { OrderRow } from './tables.ts'

/** What orders of goods that are sent anew are marked with. */
const flag = 'replacement'

/** See `OrdersService.placeReplacement`. */
export async function placeReplacement(
  tx: Tx,
  parts: PlaceParts,
  { externalId, orderId, lines, note }: Replacement
): Promise<string> {
  const origin = await findOrder(tx, orderId)
  if (!origin) throw new NotFound({ what: 'order', id: orderId })
  const { row } = await placeOrder(tx, parts, {
    externalId,
    currency: origin.currency,
    lines: lines.map((line) => ({ ...line })),
    ...buyerOf(origin),
    ...(origin.address !== null && { address: JSON.parse(origin.address) }),
    note
  })
  await replaceFlags(tx, row.id, [flag])
  return row.id
}

/** What another channel calls the buyer means nothing here. */
function buyerOf({ buyer, channelId }: OrderRow): Pick<OrderInputShape, 'buyer'> {
  if (buyer === null) return {}
  const named = JSON.parse(buyer) as NonNullable<OrderInputShape['buyer']>
  return { buyer: channelId === directChannelId ? named : { ...named, externalId: null } }
}
