import type { Deferred, Tx } from '#core/transaction'
import type { IssuedCreditNote } from '#plugins/orders'
import { type CaseRequest, openCases } from '../cases/open.ts'
import type { AftersalesScope } from '../scope.ts'
import { keepNotes, noteKey, notesWithCase } from './repository.ts'

/**
 * Opens a case that is closed for each credit note for a return that has none: what came back before after-sales were handled
 * here still counts. Any number with a constant number of queries; doing it again changes nothing.
 */
export async function openForNotes(
  tx: Tx,
  scope: AftersalesScope,
  notes: readonly IssuedCreditNote[]
): Promise<void> {
  const returns = notes.filter(({ reason }) => reason === 'return')
  const known = await notesWithCase(tx, returns)
  const fresh = returns.filter((note) => !known.has(noteKey(note)))
  if (fresh.length === 0) return
  const cases = await openCases(tx, scope, fresh.map(requestOf))
  await keepNotes(
    tx,
    fresh.map(({ channelId, externalId }, at) => ({
      ...{ channelId, externalId, caseId: cases[at]!.id }
    }))
  )
}

/** Work at the end of a commit, when what belongs to a refund of ours is written too. */
export function noteWork(scope: AftersalesScope): Deferred<string> {
  return {
    name: 'aftersales.credit-notes',
    async run(tx, noteIds) {
      await openForNotes(tx, scope, await scope.orders.creditNotesOf(tx, noteIds))
    }
  }
}

/** Units that came back, in a case that was over when we heard of it. */
function requestOf(note: IssuedCreditNote): CaseRequest {
  const lines = note.lines.flatMap(({ orderLineId, sku, quantity }) =>
    quantity === 0 ? [] : [{ orderLineId, sku, quantity: Math.abs(quantity) }]
  )
  const { channelId, currency, customerRef, issuedAt, orderId } = note
  return {
    kind: lines.length > 0 ? 'return_refund' : 'refund_only',
    ...{ openedBy: 'channel', reason: 'other', channelId, orderId, currency, lines },
    requestedMinor: Math.abs(note.totalMinor),
    ...(customerRef !== null && { buyer: { channelId, externalId: customerRef } }),
    ...{ state: 'closed', openedAt: issuedAt, closedAt: issuedAt }
  }
}
