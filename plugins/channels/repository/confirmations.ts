import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, rowsFrom } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { ConfirmationRow } from '../tables.ts'

/** Notes shipments that their channels have to be told of. */
export async function insertConfirmations(
  tx: Tx,
  shipments: readonly { shipmentId: string; channelId: string }[]
): Promise<void> {
  const rows = shipments.map(
    ({ shipmentId, channelId }): ConfirmationRow => ({
      shipmentId,
      channelId,
      state: 'pending',
      retries: 0,
      retryAt: null,
      reason: null,
      createdAt: tx.now,
      finishedAt: null
    })
  )
  await insertAll(tx, 'channelConfirmations', rows, { on: ['shipmentId'] })
}

/** The next shipments that a channel may be told of now. */
export async function pendingConfirmations(
  db: Reader,
  { channelId, now, limit }: { channelId: string; now: Instant; limit: number }
): Promise<ConfirmationRow[]> {
  const { rows } = await sql<ConfirmationRow>`select * from channel_confirmations
    where channel_id = ${channelId} and state = 'pending' and (retry_at is null or retry_at <= ${now})
    order by shipment_id limit ${limit}`.execute(db)
  return rows
}

/** When the next confirmation that was put off may be sent; null: none waits. */
export async function nextConfirmationAt(db: Reader, channelId: string): Promise<Instant | null> {
  const { rows } = await sql<{ at: Instant | null }>`select min(retry_at) as at
    from channel_confirmations where channel_id = ${channelId} and state = 'pending'`.execute(db)
  return rows[0]!.at
}

/** Channels that may be told of shipments now: what the sweep looks after. */
export async function channelsWithConfirmations(db: Reader, now: Instant): Promise<string[]> {
  const { rows } = await sql<{ channelId: string }>`select distinct channel_id
    from channel_confirmations
    where state = 'pending' and (retry_at is null or retry_at <= ${now})
    order by channel_id`.execute(db)
  return rows.map(({ channelId }) => channelId)
}

/** Records how confirmations ended, or until when they wait; of those that were sent it was one try more. */
export async function settleConfirmations(
  tx: Tx,
  rows: readonly (Pick<ConfirmationRow, 'shipmentId' | 'state' | 'retryAt' | 'reason'> & {
    isTried: boolean
  })[]
): Promise<void> {
  const columns = {
    shipmentId: 'text',
    state: 'text',
    retryAt: 'text',
    reason: 'text',
    tries: 'integer'
  } as const
  const source = rowsFrom(
    tx,
    'result',
    columns,
    rows.map(({ isTried, ...row }) => ({ ...row, tries: Number(isTried) }))
  )
  await sql`update channel_confirmations set state = result.state, reason = result.reason,
      retry_at = result.retry_at, retries = retries + result.tries,
      finished_at = case when result.state in ('pending', 'accepted') then null else ${tx.now} end
    from ${source}
    where channel_confirmations.shipment_id = result.shipment_id
      and channel_confirmations.state = 'pending'`.execute(tx)
}

/** Ends a confirmation that its platform had accepted and has now decided. */
export async function settleConfirmation(
  tx: Tx,
  shipmentId: string,
  { state, reason }: Pick<ConfirmationRow, 'state' | 'reason'>
): Promise<void> {
  await sql`update channel_confirmations
    set state = ${state}, reason = ${reason}, finished_at = ${tx.now}
    where shipment_id = ${shipmentId} and state = 'accepted'`.execute(tx)
}

/** Lets a confirmation that has failed be sent again. False: it has not failed. */
export async function retryConfirmation(
  tx: Tx,
  channelId: string,
  shipmentId: string
): Promise<boolean> {
  const { numAffectedRows } = await sql`update channel_confirmations
    set state = 'pending', reason = null, retry_at = null, finished_at = null, retries = retries + 1
    where channel_id = ${channelId} and shipment_id = ${shipmentId} and state = 'failed'`.execute(
    tx
  )
  return numAffectedRows === 1n
}
