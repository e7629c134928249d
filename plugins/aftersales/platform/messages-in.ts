import type { Tx } from '#core/transaction'
import type { StoredRecord } from '#plugins/channels'
import { sayInCases } from '../cases/say.ts'
import type { CaseMessageRow } from '../cases/tables.ts'
import type { AftersalesScope } from '../scope.ts'
import {
  insertPlatformMessages,
  markShown,
  messagesTaken,
  openCasesOf,
  unshownOf
} from './repository/messages.ts'

type MessageRecord = Extract<StoredRecord, { kind: 'message' }>

const sides: Readonly<Record<MessageRecord['from'], CaseMessageRow['side']>> = {
  buyer: 'customer',
  us: 'staff',
  platform: 'platform'
}

/**
 * Puts what buyers and platforms write about orders into the cases that are open of those orders, each message once. What we
 * have sent ourselves comes back from some platforms: that is no second message. A constant number of queries.
 */
export async function takeMessages(
  tx: Tx,
  scope: AftersalesScope,
  recordIds: readonly string[]
): Promise<void> {
  if (recordIds.length === 0) return
  const fresh = await freshOf(tx, scope, recordIds)
  const placed = new Map<string, string>()
  const caseOf = await casesOf(tx, scope, fresh)
  for (const record of fresh) {
    const caseId = caseOf(record)
    if (caseId !== undefined) placed.set(record.id, caseId)
  }
  const unshown = await unshownOf(tx, [...new Set(placed.values())])
  const shown: { messageId: string; recordId: string }[] = []
  const news = fresh.filter((record) => {
    const caseId = placed.get(record.id)
    if (caseId === undefined || record.from !== 'us') return caseId !== undefined
    const at = unshown.findIndex(
      (one) => one.caseId === caseId && one.text.trim() === record.text.trim()
    )
    if (at === -1) return true
    shown.push({ messageId: unshown.splice(at, 1)[0]!.id, recordId: record.id })
    return false
  })
  await markShown(tx, shown)
  // Noted before they are told of, so that nobody sends them back.
  const said = await sayInCases(
    tx,
    scope,
    news.map((record) => ({
      ...{ caseId: placed.get(record.id)!, side: sides[record.from], text: record.text },
      ...{ actor: record.channelId, at: record.modifiedAt }
    }))
  )
  await insertPlatformMessages(
    tx,
    said.map(({ id: messageId, caseId }, at) => ({
      ...{ messageId, caseId, recordId: news[at]!.id, failedReason: null }
    }))
  )
}

/** Messages about an order that are in no case yet. */
async function freshOf(
  tx: Tx,
  { channels }: AftersalesScope,
  recordIds: readonly string[]
): Promise<MessageRecord[]> {
  const stored = await channels!.recordsOf(tx, recordIds)
  const records = stored.filter(
    (one): one is MessageRecord => one.kind === 'message' && one.orderExternalId !== null
  )
  const taken = await messagesTaken(
    tx,
    records.map(({ id }) => id)
  )
  return records.filter(({ id, text }) => !taken.has(id) && text.trim() !== '')
}

/** Which open case a message belongs to. */
async function casesOf(
  tx: Tx,
  { orders }: AftersalesScope,
  records: readonly MessageRecord[]
): Promise<(record: MessageRecord) => string | undefined> {
  const keyOf = (channelId: string, externalId: string | null) =>
    JSON.stringify([channelId, externalId])
  const found = await orders.idsOf(
    tx,
    records.map(({ channelId, orderExternalId }) => ({ channelId, externalId: orderExternalId! }))
  )
  const orderIds = new Map(
    found.map(({ channelId, externalId, orderId }) => [keyOf(channelId, externalId), orderId])
  )
  const cases = await openCasesOf(tx, [...new Set(orderIds.values())])
  return ({ channelId, orderExternalId }) =>
    cases.get(orderIds.get(keyOf(channelId, orderExternalId)) ?? '')
}
