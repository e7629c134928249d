import type { Tx } from '#core/transaction'
import type { WriteSettledEvent } from '#plugins/channels'
import { findCases } from '../cases/repository/cases.ts'
import type { CaseMessageRow, CaseRow } from '../cases/tables.ts'
import { updateCases } from '../cases/update.ts'
import type { AftersalesScope } from '../scope.ts'
import { abilitiesOf } from './abilities.ts'
import { insertPlatformMessages, markSent } from './repository/messages.ts'

/**
 * Sends what staff writes to customers through the channels that can. Where one cannot for the time being, the timeline says
 * so; where it never can, nothing is tried: `platformCan.message` says so before. Messages are written one by one, so each
 * asks on its own.
 */
export async function sendMessages(
  tx: Tx,
  scope: AftersalesScope,
  messages: readonly CaseMessageRow[]
): Promise<void> {
  // What platforms have told us is said by the channel, and stays here.
  const written = messages.filter(({ side, isNote }) => side === 'staff' && isNote === 0)
  if (!scope.channels || written.length === 0) return
  const cases = await findCases(tx, [...new Set(written.map(({ caseId }) => caseId))])
  for (const message of written) {
    const row = cases.get(message.caseId)!
    if (message.actor !== row.channelId) await send(tx, scope, { message, row })
  }
}

async function send(
  tx: Tx,
  scope: AftersalesScope,
  { message, row }: { message: CaseMessageRow; row: CaseRow }
): Promise<void> {
  const able = await abilitiesOf(tx, scope, row)
  const order = row.orderId && (await scope.orders.moneyOf(tx, [row.orderId])).get(row.orderId)
  if (!able?.can.message || !order) return
  const { id: messageId, caseId, text } = message
  const failedReason = able.pausedReason
  await insertPlatformMessages(tx, [{ messageId, caseId, recordId: null, failedReason }])
  if (failedReason !== null) return tellUnsent(tx, scope, [{ messageId, caseId, failedReason }])
  await scope.channels!.sendMessage(tx, row.channelId, {
    ...{ reference: messageId, orderExternalId: order.externalId, template: null, text }
  })
}

/** Takes in what became of messages of cases. */
export async function settleMessages(
  tx: Tx,
  scope: AftersalesScope,
  writes: readonly WriteSettledEvent[]
): Promise<void> {
  const sent = writes.flatMap(({ kind, reference, outcome, code, reason }) =>
    kind === 'message' && reference !== null
      ? [{ messageId: reference, failedReason: outcome === 'done' ? null : `${code}: ${reason}` }]
      : []
  )
  const known = await markSent(tx, sent)
  await tellUnsent(
    tx,
    scope,
    known.filter(({ failedReason }) => failedReason !== null)
  )
}

async function tellUnsent(
  tx: Tx,
  scope: AftersalesScope,
  unsent: readonly { messageId: string; caseId: string; failedReason: string | null }[]
): Promise<void> {
  await updateCases(
    tx,
    scope,
    unsent.map(({ messageId, caseId, failedReason: reason }) => ({
      ...{ caseId, set: {}, isTold: true },
      event: { kind: 'message_not_sent', detail: { messageId, reason } }
    }))
  )
}
