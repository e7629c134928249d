import type { ItemOutcome, ShipmentWrite } from '#core/channel/writes'
import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import {
  nextConfirmationAt,
  pendingConfirmations,
  settleConfirmations
} from '../repository/confirmations.ts'
import { addToRun, finishRun } from '../repository/runs.ts'
import type { ConfirmationRow } from '../tables.ts'
import { takeTurn } from '../turn.ts'
import type { ChannelTask, ChannelWork } from '../work.ts'
import { retryAtOf, wasTried } from '../writes/outcomes.ts'
import { awaitDecisions, idempotencyKeyOf, notBefore } from './batch.ts'

type Job = JobContext<{ channelId: string }>

/** One confirmation with what became of it. A shipment that is gone meanwhile has no write. */
interface Confirmed {
  row: ConfirmationRow
  outcome: ItemOutcome
}

/** Job: tells the channel of parcels that have left, batch by batch. */
export function confirmShipmentsJobOf(work: ChannelWork): (job: Job) => Promise<void> {
  return (job) =>
    work.do(job, 'confirmShipments', async (task) => {
      const { channel, connection, run } = task
      const { shipments } = connection.capabilities
      if (shipments === false) return
      const { db, clock } = work.host
      const isMore = await takeTurn(clock, { signal: job.signal }, () =>
        confirmBatch(work, task, shipments.confirm.batchMax)
      )
      const retryAt = isMore ? clock.now() : await nextConfirmationAt(db, channel.id)
      await job.complete(async (tx) => {
        await finishRun(tx, run, { state: 'done', error: null })
        if (retryAt === null) return
        const payload = { channelId: channel.id }
        const runAt = notBefore(tx.now, retryAt)
        await tx.enqueue('channels.confirm-shipments', [{ payload, runAt }])
      })
    })
}

/** Confirms one batch. False: none was left. */
async function confirmBatch(
  work: ChannelWork,
  { job, channel, connection, run }: ChannelTask<{ channelId: string }>,
  batchMax: number
): Promise<boolean> {
  const { db, clock } = work.host
  const rows = await pendingConfirmations(db, {
    channelId: channel.id,
    now: clock.now(),
    limit: batchMax
  })
  if (rows.length === 0) return false
  const ids = rows.map(({ shipmentId }) => shipmentId)
  const writes = await work.takers.orders.shipmentsToConfirm(db, ids)
  const key = idempotencyKeyOf(
    channel.id,
    writes.map(({ shipmentId }) => shipmentId)
  )
  const outcomes =
    writes.length === 0
      ? []
      : await connection.write('confirmShipments', writes.length, (client) =>
          client.confirmShipments!(writes, key)
        )
  const confirmed = rows.map((row) => ({ row, outcome: outcomeOf(row, writes, outcomes) }))
  await job.transaction(async (tx) => {
    await settle(tx, work, confirmed)
    const tried = confirmed.filter(({ outcome }) => wasTried(outcome))
    const failed = tried.filter(({ outcome }) => outcome.status === 'rejected').length
    const late = tried.filter(({ outcome }) => outcome.status === 'retry').length
    await addToRun(tx, run, {
      documents: tried.length,
      created: 0,
      updated: tried.length - failed - late,
      unchanged: 0,
      rejected: failed,
      failed: late
    })
  })
  return true
}

function outcomeOf(
  { shipmentId }: ConfirmationRow,
  writes: readonly ShipmentWrite[],
  outcomes: readonly ItemOutcome[]
): ItemOutcome {
  const index = writes.findIndex((write) => write.shipmentId === shipmentId)
  return (
    outcomes[index] ?? {
      status: 'rejected',
      code: 'SHIPMENT_GONE',
      reason: 'the shipment was canceled before its channel was told'
    }
  )
}

async function settle(tx: Tx, work: ChannelWork, confirmed: readonly Confirmed[]): Promise<void> {
  await settleConfirmations(
    tx,
    confirmed.map(({ row, outcome }) => ({
      shipmentId: row.shipmentId,
      state: stateOf(outcome),
      retryAt: outcome.status === 'retry' ? retryAtOf(tx.now, row.retries, outcome) : null,
      reason: 'reason' in outcome ? outcome.reason : null,
      isTried: wasTried(outcome)
    }))
  )
  const [first] = confirmed
  const accepted = confirmed.flatMap(({ row: { shipmentId: subject }, outcome }) =>
    outcome.status === 'accepted'
      ? [{ kind: 'shipment' as const, subject, submissionId: outcome.submissionId }]
      : []
  )
  if (first) await awaitDecisions(tx, first.row.channelId, accepted)
  for (const { row, outcome } of confirmed) {
    if (outcome.status === 'accepted') continue
    if (outcome.status === 'retry' || isGone(outcome)) continue
    const mark =
      outcome.status === 'rejected'
        ? ({ status: 'failed', reason: outcome.reason } as const)
        : ({ status: 'confirmed' } as const)
    await work.takers.orders.markShipmentConfirmed(tx, row.shipmentId, mark)
  }
  await work.host.alerts.raise(
    tx,
    confirmed.flatMap(({ row, outcome }) => {
      if (outcome.status !== 'rejected' || isGone(outcome)) return []
      const { code, reason } = outcome
      return [
        {
          kind: 'channel.push-failed' as const,
          subjectType: 'shipment',
          subjectId: row.shipmentId,
          message: `shipment ${row.shipmentId}: the platform refused: ${reason}`,
          fields: { channelId: row.channelId, sku: null, code, reason }
        }
      ]
    })
  )
}

function stateOf({ status }: ItemOutcome): ConfirmationRow['state'] {
  if (status === 'retry') return 'pending'
  if (status === 'accepted') return 'accepted'
  return status === 'rejected' ? 'failed' : 'confirmed'
}

function isGone(outcome: ItemOutcome): boolean {
  return outcome.status === 'rejected' && outcome.code === 'SHIPMENT_GONE'
}
