import type { ItemOutcome, ListingState } from '#core/channel/writes'
import type { Tx } from '#core/transaction'
import type { WriteSettledEvent } from '../api.ts'
import { clearRefusals } from '../push/batch.ts'
import { retryConfirmation, settleConfirmation } from '../repository/confirmations.ts'
import { insertListings, setListingState } from '../repository/listings.ts'
import { recordRefused, recordTaken } from '../repository/pushes.ts'
import { addToRun, type Run } from '../repository/runs.ts'
import { settleWrites } from '../repository/writes.ts'
import type { ChannelWork } from '../work.ts'
import { toResult, wasTried } from './outcomes.ts'
import type { WriteRow } from './tables.ts'

/** A write with what became of it. */
export interface Written {
  row: WriteRow
  outcome: ItemOutcome
}

const alertKind = 'channel.push-failed' as const

/**
 * Records what became of writes: what is done takes its effect here too, what was refused raises an alert, the
 * others wait.
 */
export async function settleWritten(
  tx: Tx,
  work: ChannelWork,
  run: Run,
  written: readonly Written[]
): Promise<void> {
  await settleWrites(
    tx,
    written.map(({ row, outcome }) => toResult(row, outcome, tx.now))
  )
  for (const { row, outcome } of written) {
    if (outcome.status === 'done') await takeEffect(tx, work, row, outcome.externalId)
    if (outcome.status === 'rejected') await takeRefusal(tx, work, row, outcome)
  }
  await raiseOrClear(tx, work, written)
  await tx.emit('channelWrite.settled', written.flatMap(toSettled))
  tx.audit(
    written
      .filter(({ outcome }) => outcome.status === 'done' || outcome.status === 'rejected')
      .map(({ row, outcome }) => ({
        action: `channel.write-${outcome.status}`,
        subjectType: 'channelWrite',
        subjectId: row.id,
        after: { kind: row.kind, subject: row.subject, ...outcome }
      }))
  )
  const tried = written.filter(({ outcome }) => wasTried(outcome))
  const count = (status: ItemOutcome['status']) =>
    tried.filter(({ outcome }) => outcome.status === status).length
  await addToRun(tx, run, {
    documents: tried.length,
    created: 0,
    updated: count('done'),
    unchanged: count('accepted'),
    rejected: count('rejected'),
    failed: count('retry')
  })
}

/** What is over, as whoever has asked for it is told. */
function toSettled({ row, outcome }: Written): WriteSettledEvent[] {
  const { id: writeId, channelId, kind, subject, reference } = row
  const common = { writeId, channelId, kind, subject, reference }
  if (outcome.status === 'done') {
    const externalId = outcome.externalId ?? row.externalId
    return [{ ...common, outcome: 'done', externalId, code: null, reason: null, class: null }]
  }
  if (outcome.status !== 'rejected') return []
  const { code, reason, class: rejectedAs = 'input' } = outcome
  return [{ ...common, outcome: 'rejected', externalId: null, code, reason, class: rejectedAs }]
}

async function takeEffect(
  tx: Tx,
  work: ChannelWork,
  row: WriteRow,
  externalId: string | undefined
): Promise<void> {
  const { channelId, kind, subject } = row
  if (kind === 'listing' && externalId !== undefined) {
    const variant = (await work.takers.catalog.variantsBySku(tx, [subject])).get(subject)
    const listing = { externalListingId: externalId, sku: subject, variantId: variant?.id ?? null }
    await insertListings(tx, channelId, [listing])
    await tx.enqueue('channels.push-stock', [{ payload: { channelId } }])
  }
  if (kind === 'listingState') {
    const { state } = JSON.parse(row.payload) as ListingState
    await setListingState(tx, { channelId, externalListingId: subject, state })
    await tx.enqueue('channels.push-stock', [{ payload: { channelId } }])
  }
  if (kind === 'stock' || kind === 'price') {
    await recordTaken(tx, kind, subject)
    await clearRefusals(tx, work.host.alerts, [subject])
  }
  if (kind === 'shipment') {
    await settleConfirmation(tx, subject, { state: 'confirmed', reason: null })
    await work.takers.orders.markShipmentConfirmed(tx, subject, { status: 'confirmed' })
  }
}

async function takeRefusal(
  tx: Tx,
  work: ChannelWork,
  { kind, subject }: WriteRow,
  { code, reason }: Extract<ItemOutcome, { status: 'rejected' }>
): Promise<void> {
  if (kind === 'stock' || kind === 'price') {
    await recordRefused(tx, kind, { id: subject, reason: `${code}: ${reason}` })
  }
  if (kind === 'shipment') {
    await settleConfirmation(tx, subject, { state: 'failed', reason })
    await work.takers.orders.markShipmentConfirmed(tx, subject, { status: 'failed', reason })
  }
}

async function raiseOrClear(
  tx: Tx,
  { host: { alerts } }: ChannelWork,
  written: readonly Written[]
): Promise<void> {
  const raised = written.flatMap(({ row, outcome }) =>
    // Who asked under a reference of its own is told, and says so in its own words.
    outcome.status === 'rejected' && row.reference === null
      ? [
          {
            kind: alertKind,
            ...subjectOf(row),
            message: `${row.kind} ${row.subject} was refused: ${outcome.reason}`,
            fields: {
              channelId: row.channelId,
              sku: row.kind === 'listing' ? row.subject : null,
              code: outcome.code,
              reason: outcome.reason
            }
          }
        ]
      : []
  )
  await alerts.raise(tx, raised)
  const healed = written.filter(
    ({ row, outcome }) => outcome.status === 'done' && subjectOf(row).subjectType !== 'listing'
  )
  await alerts.clear(
    tx,
    healed.map(({ row }) => ({ kind: alertKind, ...subjectOf(row) }))
  )
}

/** What an alert about a write names: stock, prices and shipments have subjects of their own. */
export function subjectOf({ kind, id, subject }: Pick<WriteRow, 'kind' | 'id' | 'subject'>) {
  if (kind === 'stock' || kind === 'price') return { subjectType: 'listing', subjectId: subject }
  if (kind === 'shipment') return { subjectType: 'shipment', subjectId: subject }
  return { subjectType: 'channelWrite', subjectId: id }
}

/** Lets a write that was rejected go out once more. */
export async function sendAgain(tx: Tx, work: ChannelWork, row: WriteRow): Promise<WriteRow> {
  const { channelId } = row
  const pending = {
    ...row,
    state: 'pending' as const,
    retryAt: null,
    // Names a new call: the old one's answer is not wanted again.
    retries: row.retries + 1,
    submissionId: null,
    code: null,
    class: null,
    reason: null,
    finishedAt: null
  }
  await settleWrites(tx, [pending])
  await work.host.alerts.clear(tx, [{ kind: alertKind, ...subjectOf(row) }])
  await tx.enqueue('channels.send-writes', [{ payload: { channelId } }])
  return pending
}

/** Has a channel told once more of a shipment that it has refused. False: it has not refused it. */
export async function confirmAgain(
  tx: Tx,
  work: ChannelWork,
  { channelId, shipmentId }: { channelId: string; shipmentId: string }
): Promise<boolean> {
  if (!(await retryConfirmation(tx, channelId, shipmentId))) return false
  const subject = { subjectType: 'shipment', subjectId: shipmentId }
  await work.host.alerts.clear(tx, [{ kind: alertKind, ...subject }])
  await tx.enqueue('channels.confirm-shipments', [{ payload: { channelId } }])
  return true
}
