import type { ChannelAfterSale } from '#core/channel/documents'
import type { StoredRecord } from '#plugins/channels'
import type { OrderMoney } from '#plugins/orders'
import type { CaseLineRequest, CaseRequest } from '../cases/open.ts'
import type { CaseFields } from '../cases/update.ts'
import { type ReasonRule, reasonFor } from './reasons.ts'
import { kindOfType } from './target.ts'

/** An after-sale of a platform, as channels keep it. */
export type AfterSaleRecord = Extract<StoredRecord, { kind: 'afterSale' }>

/** A record with our order that it is about, where there is one. */
export interface KnownRecord {
  record: AfterSaleRecord
  order: OrderMoney | undefined
}

/** What of a case follows from the platform's word, whether it is new or not. */
export function fieldsOf(
  { record, order }: KnownRecord,
  rules: readonly ReasonRule[]
): Omit<Required<Pick<CaseFields, PlatformField>>, never> {
  const isComparable = !order || record.currency === null || record.currency === order.currency
  return {
    kind: kindOfType[record.type],
    reason: reasonFor(record.reason, rules),
    requestedMinor: isComparable ? record.amountMinor : null,
    platformStatus: record.rawStatus,
    platformVersion: record.version,
    platformModifiedAt: record.modifiedAt,
    platformDueAt: isEnded(record) ? null : (record.dueAt ?? null)
  }
}
type PlatformField =
  | 'kind'
  | 'reason'
  | 'requestedMinor'
  | 'platformStatus'
  | 'platformVersion'
  | 'platformModifiedAt'
  | 'platformDueAt'

/** A case as it is opened for a record that has none yet. */
export function requestOf(
  known: KnownRecord,
  rules: readonly ReasonRule[]
): Omit<CaseRequest, 'flow' | 'state' | 'closedAt'> {
  const { record, order } = known
  return {
    ...fieldsOf(known, rules),
    openedBy: 'channel',
    channelId: record.channelId,
    orderId: order?.orderId ?? null,
    lines: linesOf(known),
    description: record.words ?? '',
    externalId: record.externalId,
    openedAt: record.openedAt ?? record.modifiedAt,
    ...(!order && record.currency !== null && { currency: record.currency })
  }
}

/**
 * What a case is about: the lines that the platform names, else the whole order. A line that our order does not have is kept
 * with its SKU, if it has one.
 */
export function linesOf({ record, order }: KnownRecord): CaseLineRequest[] {
  const own = order?.lines ?? []
  const named = record.lines ?? []
  if (named.length === 0) {
    return own.flatMap(({ lineId, sku, quantity, canceledQuantity }) => {
      const left = quantity - canceledQuantity
      return left > 0 ? [{ orderLineId: lineId, sku, quantity: left }] : []
    })
  }
  const lines = new Map<string, CaseLineRequest>()
  for (const { externalId, sku, quantity } of named) {
    const line = own.find((one) =>
      externalId === null ? one.sku === sku : one.externalId === externalId
    )
    const units = quantity ?? line?.quantity ?? 1
    const key = line?.lineId ?? `${externalId} ${sku}`
    const before = lines.get(key)?.quantity ?? 0
    if (units < 1 || (!line && sku === null)) continue
    lines.set(key, {
      orderLineId: line?.lineId ?? null,
      sku: line?.sku ?? sku ?? '',
      quantity: before + units
    })
  }
  return [...lines.values()]
}

/** Whether nothing is to be done any more on the platform. */
export function isEnded({ status }: Pick<ChannelAfterSale, 'status'>): boolean {
  return status === 'done' || status === 'closed'
}
