import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../../scope.ts'
import { findPart } from '../repository.ts'
import { type PartOutcome, settleParts } from '../settle.ts'
import type { RefundPartRow } from '../tables.ts'
import { takeRefund } from '../take.ts'

/**
 * Takes what whoever was asked to give a part back says became of it. A part that has failed meanwhile, and was given back all
 * the same, is a refund of its own: what did not count does now.
 */
export async function takeOutcome(
  tx: Tx,
  scope: AftersalesScope,
  outcome: PartOutcome
): Promise<void> {
  const found = await findPart(tx, outcome.partId)
  if (!found) return
  // Read again, now that nobody else settles it.
  await scope.orders.lockMoney(tx, found.orderId)
  const part = (await findPart(tx, outcome.partId))!
  if (part.state === 'failed' && outcome.state === 'done') {
    await takeLate(tx, scope, part, outcome.reference)
  } else {
    await settleParts(tx, scope, part.orderId, [outcome])
  }
}

async function takeLate(
  tx: Tx,
  scope: AftersalesScope,
  part: RefundPartRow,
  reference: string | null
): Promise<void> {
  const { id, orderId, refundId, amountMinor, paymentId, method, way } = part
  const row = await tx
    .selectFrom('refunds')
    .leftJoin('platformCases', 'platformCases.caseId', 'refunds.caseId')
    .select(['refunds.caseId', 'platformCases.creditedMinor'])
    .where('refunds.id', '=', refundId)
    .executeTakeFirstOrThrow()
  // What the platform told of its case meanwhile is the same money.
  const knownMinor = way === 'channel' ? Number(row.creditedMinor ?? 0) : 0
  await takeRefund(tx, scope, {
    ...{ orderId, caseId: row.caseId, amountMinor: amountMinor - knownMinor, reference },
    ...{ by: { paymentId, method, way }, sourceId: `late:${id}` }
  })
}
