import { allocate } from '#core/money'
import type { Tx } from '#core/transaction'
import type { OrderMoney } from '#plugins/orders'
import { recordArtefacts } from '../cases/record.ts'
import { latestArtefacts } from '../cases/repository/artefacts.ts'
import type { AftersalesScope } from '../scope.ts'
import {
  findPart,
  saveLineAmounts,
  saveParts,
  saveRefund,
  settlingRefund,
  type WholeRefund,
  wholeRefunds
} from './repository.ts'
import type { RefundPartRow } from './tables.ts'
import { tellRefund } from './tell.ts'

/** What became of a part; `sent`: not known yet, or not decided. */
export interface PartOutcome {
  partId: string
  state: 'sent' | 'done' | 'failed'
  reference: string | null
  reason: string | null
}

/**
 * Records what became of parts of an order's refunds; one that is settled stays as it is. A refund of which no part is open any
 * more is settled: what was given back becomes a credit note, and what was not does not count. Returns the refunds.
 */
export async function settleParts(
  tx: Tx,
  scope: AftersalesScope,
  orderId: string,
  outcomes: readonly PartOutcome[]
): Promise<WholeRefund[]> {
  const order = await scope.orders.lockMoney(tx, orderId)
  const refundIds = new Set<string>()
  for (const { partId } of outcomes) {
    const part = await findPart(tx, partId)
    if (part) refundIds.add(part.refundId)
  }
  const outcomeOf = new Map(outcomes.map((outcome) => [outcome.partId, outcome]))
  const settled: WholeRefund[] = []
  for (const whole of await wholeRefunds(tx, [...refundIds])) {
    const open = whole.parts.filter(isOpen)
    for (const part of open) {
      const outcome = outcomeOf.get(part.id)
      if (!outcome) continue
      const { state, reference, reason } = outcome
      Object.assign(part, { state, reason, updatedAt: tx.now })
      part.reference = reference ?? part.reference
      if (state !== 'sent') part.settledAt = tx.now
    }
    await saveParts(tx, open)
    settled.push(await finishRefund(tx, scope, { whole, order }))
  }
  return settled
}

function isOpen({ state }: RefundPartRow): boolean {
  return state === 'pending' || state === 'sent'
}

/** Settles a refund whose parts are all settled; any other stays as it is. */
export async function finishRefund(
  tx: Tx,
  scope: AftersalesScope,
  { whole, order }: { whole: WholeRefund; order: OrderMoney }
): Promise<WholeRefund> {
  const { refund, parts } = whole
  if (refund.state !== 'pending' || parts.some(isOpen)) return whole
  const done = parts.filter(({ state }) => state === 'done')
  refund.doneMinor = done.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const isWhole = refund.doneMinor === refund.amountMinor
  refund.state = isWhole ? 'done' : refund.doneMinor > 0 ? 'partial' : 'failed'
  Object.assign(refund, { settledAt: tx.now, updatedAt: tx.now, version: refund.version + 1 })
  if (refund.state === 'partial') await cutDown(tx, whole)
  await saveRefund(tx, refund)
  if (refund.doneMinor > 0) await issueNote(tx, scope, { whole, order })
  await tellPeople(tx, scope, whole)
  await tellRefund(tx, refund, refund.doneMinor > 0 ? 'done' : 'failed')
  if (refund.caseId !== null) await settleCase(tx, scope, refund.caseId)
  return whole
}

/** Brings what the refund is for down to what was given back, in proportion. */
async function cutDown(tx: Tx, { refund, lines }: WholeRefund): Promise<void> {
  const weights = [
    ...lines.map(({ amountMinor }) => amountMinor),
    refund.shippingMinor,
    refund.extraMinor
  ]
  const shares = allocate(refund.doneMinor, weights)
  lines.forEach((line, index) => {
    line.amountMinor = shares[index]!
  })
  const [shippingMinor, extraMinor] = shares.slice(lines.length) as [number, number]
  const goodsMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  Object.assign(refund, { goodsMinor, shippingMinor, extraMinor, deductedMinor: 0 })
  await saveLineAmounts(tx, lines)
}

/** The credit note is of the order that has the lines by now, which is not the one it was asked for if that was merged. */
async function issueNote(
  tx: Tx,
  { orders }: AftersalesScope,
  { whole, order: { orderId } }: { whole: WholeRefund; order: OrderMoney }
): Promise<void> {
  const { refund, lines } = whole
  const { id: externalId, kind, currency, shippingMinor } = refund
  await orders.issueCreditNotes(tx, [
    {
      ...{ externalId, orderId, currency, shippingMinor },
      reason: kind === 'return' ? 'return' : 'compensation',
      lines: lines.map(({ orderLineId, sku, title, quantity, amountMinor }) => ({
        ...{ orderLineId, sku, title, quantity, amountMinor }
      })),
      otherMinor: refund.extraMinor - refund.deductedMinor
    }
  ])
}

async function tellPeople(
  tx: Tx,
  { ctx }: AftersalesScope,
  { refund, parts }: WholeRefund
): Promise<void> {
  const subject = { subjectType: 'refund', subjectId: refund.id }
  await ctx.alerts.clear(tx, [{ kind: 'refund.waits', ...subject }])
  const failed = parts.filter(({ state }) => state === 'failed')
  if (failed.length === 0) return
  const amountMinor = failed.reduce((sum, part) => sum + part.amountMinor, 0)
  const { orderId, currency } = refund
  const { reason } = failed[0]!
  await ctx.alerts.raise(tx, [
    {
      ...{ kind: 'refund.failed', ...subject },
      message: `${amountMinor} ${currency} (minor units) of ${orderId} could not be given back: ${reason}`,
      fields: { orderId, amountMinor, currency, reason }
    }
  ])
}

/** A case is settled by what was given back for it, once none of its refunds is on its way. */
async function settleCase(tx: Tx, scope: AftersalesScope, caseId: string): Promise<void> {
  const refund = await settlingRefund(tx, caseId)
  if (!refund) return
  const { id: refundId, doneMinor, currency } = refund
  const known = (await latestArtefacts(tx, [caseId])).find(
    ({ artefact }) => artefact === 'settlement'
  )
  if (known && (JSON.parse(known.detail) as { refundId?: string }).refundId === refundId) return
  await recordArtefacts(tx, scope, [
    { caseId, artefact: 'settlement', detail: { refundId, doneMinor: Number(doneMinor), currency } }
  ])
}
