import type { Tx } from '#core/transaction'
import type { OrderMoney } from '#plugins/orders'
import type { AftersalesScope } from '../scope.ts'
import type { KnownRecord } from './read-record.ts'

/** Records with the orders that they name. Three queries. */
export async function recordsWithOrders(
  tx: Tx,
  { channels, orders }: AftersalesScope,
  recordIds: readonly string[]
): Promise<KnownRecord[]> {
  const stored = await channels!.recordsOf(tx, recordIds)
  const records = stored.filter((record) => record.kind === 'afterSale')
  const refs = records.flatMap(({ channelId, orderExternalId: externalId }) =>
    externalId === null ? [] : [{ channelId, externalId }]
  )
  const ids = new Map((await orders.idsOf(tx, refs)).map((one) => [keyOf(one), one.orderId]))
  const money = await orders.moneyOf(tx, [...new Set(ids.values())].sort())
  return records.map((record) => ({ record, order: orderOf(record, ids, money) }))
}

function orderOf(
  { channelId, orderExternalId: externalId }: KnownRecord['record'],
  ids: ReadonlyMap<string, string>,
  money: ReadonlyMap<string, OrderMoney>
): OrderMoney | undefined {
  if (externalId === null) return undefined
  return money.get(ids.get(keyOf({ channelId, externalId })) ?? '')
}

function keyOf({ channelId, externalId }: { channelId: string; externalId: string | null }) {
  return JSON.stringify([channelId, externalId])
}
