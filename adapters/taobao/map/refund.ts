import type { AfterSaleStatus, ChannelAfterSale } from '#core/channel/documents'
import { instantMs } from '#core/time'
import type { WireRefund } from '../wire.ts'
import { currency, toFen, toInstant } from './values.ts'

/** Their statuses of refunds and exchanges in our words. */
export const refundStatuses: Readonly<Record<string, AfterSaleStatus>> = {
  WAIT_SELLER_AGREE: 'awaiting_merchant',
  WAIT_BUYER_RETURN_GOODS: 'awaiting_return',
  WAIT_SELLER_CONFIRM_GOODS: 'awaiting_receipt',
  WAIT_SELLER_CONSIGN_GOODS: 'awaiting_merchant',
  WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS: 'awaiting_receipt',
  EXCHANGE_TRANSFORM_TO_REFUND: 'closed',
  SELLER_REFUSE_BUYER: 'refused',
  CLOSED: 'closed',
  SUCCESS: 'done'
}

/** Words of `cs_status` while Taobao itself looks at a case: wanted, at it, after a first answer, proof is asked for. */
const withTaobao = new Set([2, 3, 4, 5, 10, 11])

const types: Readonly<Record<string, ChannelAfterSale['type']>> = {
  REFUND: 'refund',
  REFUND_AND_RETURN: 'return',
  TMALL_EXCHANGE: 'exchange',
  TAOBAO_EXCHANGE: 'exchange',
  REPAIR: 'repair',
  RESHIPPING: 'reship'
}

/** What a case is about: by its type, else by whether goods come back. */
export function typeOf({
  dispute_type: type,
  has_good_return: hasReturn
}: WireRefund): ChannelAfterSale['type'] {
  if (type) return Object.hasOwn(types, type) ? types[type]! : 'other'
  return hasReturn === true ? 'return' : 'refund'
}

/**
 * Version of a case; where none is told, it is the time of its last change in ms, as theirs are.
 */
export function versionOf({ refund_version: version, modified }: WireRefund): string {
  return version === undefined ? String(instantMs(toInstant(modified))) : String(version)
}

/** Id of a case. Errors: TypeError without one. */
export function refundIdOf({ refund_id: id }: WireRefund): string {
  if (id === undefined || id === null) throw new TypeError('a refund without an id')
  return String(id)
}

/** Where a case stands: as long as it is not over, Taobao's looking at it comes first. */
function statusOf({ status, cs_status: support = 1 }: WireRefund): AfterSaleStatus {
  const known = Object.hasOwn(refundStatuses, status) ? refundStatuses[status]! : 'unmapped'
  const isOver = known === 'done' || known === 'closed'
  return !isOver && withTaobao.has(Number(support)) ? 'awaiting_platform' : known
}

/** Their case in our words. Errors: AMOUNT_INVALID, TypeError. */
export function toAfterSale(wire: WireRefund): ChannelAfterSale {
  const type = typeOf(wire)
  const isAboutMoney = type === 'refund' || type === 'return'
  const { oid, num, created, reason = '', desc, refund_remind_timeout: reminder } = wire
  return {
    kind: 'afterSale',
    externalId: refundIdOf(wire),
    orderExternalId: wire.tid === undefined ? null : String(wire.tid),
    type,
    status: statusOf(wire),
    rawStatus: wire.status,
    currency: isAboutMoney ? currency : null,
    amountMinor: isAboutMoney ? toFen(wire.refund_fee) : null,
    reason,
    ...(desc && { words: desc }),
    ...(oid !== undefined && {
      lines: [{ externalId: String(oid), sku: null, quantity: num ?? null }]
    }),
    version: versionOf(wire),
    ...(created && { openedAt: toInstant(created) }),
    ...(reminder?.exist_timeout && reminder.timeout && { dueAt: toInstant(reminder.timeout) }),
    modifiedAt: toInstant(wire.modified),
    body: { ...wire }
  }
}
