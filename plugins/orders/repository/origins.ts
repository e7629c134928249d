import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { OrderOrigin } from '../api.ts'

/** See `OrdersService.originsOf`. */
export async function originsOf(
  db: Reader,
  orderIds: readonly string[]
): Promise<Map<string, OrderOrigin>> {
  if (orderIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('orders')
    .select(['id', 'splitFrom', 'channelId', 'currency', 'customerRef', 'buyer', 'country'])
    .where(isOneOf(db, 'id', orderIds))
    .execute()
  return new Map(
    rows.map(({ id, splitFrom, channelId, currency, customerRef, buyer, country }) => {
      const { email, phone } = JSON.parse(buyer ?? '{}') as { email?: string; phone?: string }
      const named = { channelId, externalId: customerRef, email, phone, country }
      return [id, { placedId: splitFrom ?? id, channelId, currency, buyer: named }]
    })
  )
}
