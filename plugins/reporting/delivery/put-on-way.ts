import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { Format } from '../rendering/files/files.ts'
import { insertDeliveries } from './repository.ts'
import type { ReportDeliveryRow } from './tables.ts'

export interface Sending {
  runId: string
  recipients: readonly string[]
  formats: readonly Format[]
  canSeeCost: boolean
}

/**
 * Puts a run on its way to recipients, in the transaction that made it; who has it, or is about to, does not get it again.
 * Returns the ids of what is new on its way. A constant number of statements.
 */
export async function putOnWay(
  tx: Tx,
  { runId, recipients, formats, canSeeCost }: Sending
): Promise<string[]> {
  if (recipients.length === 0) return []
  const rows = recipients.map(
    (recipient): ReportDeliveryRow => ({
      ...{ id: newId('rdl'), runId, recipient: recipient.toLowerCase() },
      ...{ formats: JSON.stringify(formats), canSeeCost: Number(canSeeCost) },
      ...{ state: 'pending', attempts: 0, reason: null, ref: null },
      ...{ createdAt: tx.now, finishedAt: null }
    })
  )
  const ids = await insertDeliveries(tx, rows)
  await tx.enqueue(
    'reports.deliver',
    ids.map((deliveryId) => ({ payload: { deliveryId } }))
  )
  return ids
}
