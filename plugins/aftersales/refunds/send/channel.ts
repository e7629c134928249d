import type { Tx } from '#core/transaction'
import type { WriteSettledEvent } from '#plugins/channels'
import type { AftersalesScope } from '../../scope.ts'
import type { RefundPartRow } from '../tables.ts'
import type { NewRefund } from './begin.ts'
import { takeOutcome } from './take-outcome.ts'

/**
 * Has the channel give money back: by agreeing to the buyer's case where the case is the channel's own and it lets us,
 * otherwise by a refund of the order. The part's id names the write, so that asking twice is asking once.
 */
export async function askChannel(
  tx: Tx,
  { channels }: AftersalesScope,
  { whole, order, ofCase }: NewRefund,
  part: RefundPartRow
): Promise<void> {
  const { channelId, currency, externalId: orderExternalId } = order
  const { refund, lines } = whole
  const { amountMinor, id: reference } = part
  const abilities = await channels!.capabilitiesOf(tx, channelId)
  if (ofCase?.externalId && abilities?.agree) {
    await channels!.decideAfterSale(tx, channelId, {
      ...{ externalId: ofCase.externalId, action: 'agree', amountMinor, reference },
      note: refund.note ?? refund.reason ?? 'refund'
    })
  } else {
    const isWhole = amountMinor === refund.goodsMinor
    const externalOf = new Map(order.lines.map((line) => [line.lineId, line.externalId]))
    await channels!.refund(tx, channelId, {
      ...{ orderExternalId, amountMinor, currency, reference },
      reason: refund.reason ?? refund.kind,
      lines: isWhole
        ? lines.map(({ orderLineId, quantity, amountMinor: minor }) => ({
            externalId: externalOf.get(orderLineId)!,
            ...{ quantity, amountMinor: minor }
          }))
        : []
    })
  }
  Object.assign(part, { state: 'sent', sentAt: tx.now })
}

/** Takes what became of writes that parts of refunds have asked for. */
export async function takeSettledWrites(
  tx: Tx,
  scope: AftersalesScope,
  settled: readonly WriteSettledEvent[]
): Promise<void> {
  for (const { kind, reference, outcome, externalId, code, reason } of settled) {
    if (reference === null || (kind !== 'refund' && kind !== 'decision')) continue
    await takeOutcome(
      tx,
      scope,
      outcome === 'done'
        ? { partId: reference, state: 'done', reference: externalId, reason: null }
        : { partId: reference, state: 'failed', reference: null, reason: `${code}: ${reason}` }
    )
  }
}
