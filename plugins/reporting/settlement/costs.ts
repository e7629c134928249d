import type { Tx } from '#core/transaction'
import { type CostInput, recordCosts, removeCosts } from '../costs/record.ts'
import type { CostKind } from '../costs/tables.ts'
import { businessDay } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'
import { bookedWithoutOrder, inBatches, saveOutcomes } from './repository/lines.ts'
import type { LineType, SettlementAccountRow, SettlementLineRow } from './tables.ts'

/**
 * Tells reports what selling has really cost: fees, commissions, shipping and coupons that a statement takes off. Those of
 * orders are of their day and channel. Advertising is not among them: it is told as traffic.
 */
export async function bookCosts(
  tx: Tx,
  { ctx, orders }: ReportingScope,
  { account, lines }: { account: SettlementAccountRow; lines: readonly SettlementLineRow[] }
): Promise<void> {
  const channelId = account.channelId ?? orders.directChannelId
  const costs = lines.flatMap((line): CostInput[] => {
    const kind = kindOf(account, line.type)
    if (kind === null || line.class !== 'booked') return []
    return [
      {
        ...{ key: keyOf(line), source: 'statement', kind, channelId, orderId: line.orderId },
        ...{ dayOn: businessDay(ctx.shop, line.postedAt), currency: account.currency },
        ...{ amountMinor: 0 - line.amountMinor, note: line.description ?? line.orderNo }
      }
    ]
  })
  await inBatches(costs, (batch) => recordCosts(tx, batch))
}

/** Takes back the costs of a statement that no longer counts. */
export async function unbookCosts(tx: Tx, lines: readonly SettlementLineRow[]): Promise<void> {
  const keys = lines.filter((line) => line.class === 'booked').map(keyOf)
  await inBatches(keys, (batch) => removeCosts(tx, batch))
}

/** Gives fees that were told before their order was known to it. Returns them. */
export async function adoptFees(
  tx: Tx,
  accountId: string,
  lines: readonly SettlementLineRow[]
): Promise<SettlementLineRow[]> {
  const orderIds = new Map(
    lines.flatMap(({ orderNo, orderId }) => (orderNo && orderId ? [[orderNo, orderId]] : []))
  )
  if (orderIds.size === 0) return []
  const found = await bookedWithoutOrder(tx, accountId, [...orderIds.keys()])
  const adopted = found.map((line) => ({ ...line, orderId: orderIds.get(line.orderNo!)! }))
  await saveOutcomes(tx, adopted)
  return adopted
}

/** The same line in a restated statement is the same cost. */
function keyOf({ accountId, identity }: SettlementLineRow): string {
  return `settlement:${accountId}:${identity}`
}

/** What a line costs; null: it is no cost of selling, or told otherwise. */
function kindOf({ format, paymentMethods }: SettlementAccountRow, type: LineType): CostKind | null {
  // Who settles payments takes its fee for them; a marketplace takes its commission.
  const isOfPayments = format === 'wechatpay' || paymentMethods !== '[]'
  switch (type) {
    case 'fee':
      return isOfPayments ? 'payment' : 'fee'
    case 'commission':
      return 'fee'
    case 'shipping':
      return 'shipping'
    case 'promo_subsidy':
      return 'promotion'
    default:
      return null
  }
}
