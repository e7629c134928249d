import { createHash } from 'node:crypto'
import type { Alerts } from '#core/alerts/types'
import type { ItemOutcome } from '#core/channel/writes'
import { type Instant, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import {
  listingsWithoutRefusal,
  type Pushed,
  type PushResult,
  putOff,
  reasonOf,
  recordPushed
} from '../repository/pushes.ts'
import { addToRun, type Run } from '../repository/runs.ts'
import { insertWrites } from '../repository/writes.ts'
import type { ListingRow } from '../tables.ts'
import { pollAtOf, retryAtOf, wasTried } from '../writes/outcomes.ts'
import type { WriteKind } from '../writes/tables.ts'

/** One listing of a batch: what it is written as, and what became of it. */
export interface Attempted {
  listing: ListingRow
  sequence: number
  /** Retries it has behind it. */
  retries: number
  quantity: number | null
  outcome: ItemOutcome
}

/**
 * Names one intended write: the same listings at the same sequences have the same key, so that a
 * call whose answer was lost is repeated as the same one.
 */
export function idempotencyKeyOf(channelId: string, parts: readonly (string | number)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([channelId, ...parts]))
    .digest('base64url')
    .slice(0, 32)
}

/** The later of the two: a job is never put before now. */
export function notBefore(now: Instant, at: Instant): Instant {
  return instantMs(at) < instantMs(now) ? now : at
}

/**
 * Records what became of a batch, item by item: what is done is clean unless there is newer news,
 * what was refused raises an alert, what was not done waits. What was not sent counts as if it had not been there.
 */
export async function settleBatch(
  tx: Tx,
  alerts: Alerts,
  { pushed, run, attempted }: { pushed: Pushed; run: Run; attempted: readonly Attempted[] }
): Promise<void> {
  const over = attempted.filter(({ outcome }) => outcome.status !== 'retry')
  const tried = attempted.filter(({ outcome }) => wasTried(outcome))
  const refused = attempted.filter(({ outcome }) => outcome.status === 'rejected')
  await recordPushed(tx, pushed, over.map(toResult))
  await putOff(
    tx,
    pushed,
    attempted.flatMap(({ listing: { id }, retries, outcome }) => {
      if (outcome.status !== 'retry') return []
      return [{ id, retryAt: retryAtOf(tx.now, retries, outcome), isTried: wasTried(outcome) }]
    })
  )
  await alerts.raise(tx, refused.map(toAlert))
  const healed = over.filter(
    ({ listing, outcome }) => outcome.status !== 'rejected' && reasonOf(pushed, listing) !== null
  )
  await clearRefusals(
    tx,
    alerts,
    healed.map(({ listing }) => listing.id)
  )
  await awaitDecisions(
    tx,
    run.channelId,
    attempted.flatMap(({ listing, outcome }) =>
      outcome.status === 'accepted'
        ? [{ kind: pushed, subject: listing.id, submissionId: outcome.submissionId }]
        : []
    )
  )
  await addToRun(tx, run, {
    documents: tried.length,
    created: 0,
    updated: over.length - refused.length,
    unchanged: 0,
    rejected: refused.length,
    failed: tried.length - over.length
  })
}

/** Ends the alerts of listings of which nothing is refused any more, neither stock nor price. */
export async function clearRefusals(tx: Tx, alerts: Alerts, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const healed = await listingsWithoutRefusal(tx, ids)
  await alerts.clear(
    tx,
    healed.map((subjectId) => ({
      kind: 'channel.push-failed' as const,
      subjectType: 'listing',
      subjectId
    }))
  )
}

/** Has the platform asked later what became of what it has accepted. */
export async function awaitDecisions(
  tx: Tx,
  channelId: string,
  accepted: readonly { kind: WriteKind; subject: string; submissionId: string }[]
): Promise<void> {
  if (accepted.length === 0) return
  const retryAt = pollAtOf(tx.now, 0)
  await insertWrites(
    tx,
    channelId,
    accepted.map(({ kind, subject, submissionId }) => ({
      kind,
      subject,
      payload: {},
      accepted: { submissionId, retryAt }
    }))
  )
  await tx.enqueue('channels.send-writes', [{ payload: { channelId }, runAt: retryAt }])
}

function toResult({ listing, sequence, quantity, outcome }: Attempted): PushResult {
  const isRefused = outcome.status === 'rejected'
  return {
    id: listing.id,
    sequence,
    quantity: isRefused ? null : quantity,
    rejectedReason: isRefused ? `${outcome.code}: ${outcome.reason}` : null
  }
}

function toAlert({ listing, outcome }: Attempted) {
  const { code, reason } = outcome as Extract<ItemOutcome, { status: 'rejected' }>
  const { id, sku, channelId, externalListingId } = listing
  return {
    kind: 'channel.push-failed' as const,
    subjectType: 'listing',
    subjectId: id,
    message: `${sku} (listing ${externalListingId}): the platform refused: ${reason}`,
    fields: { channelId, sku, code, reason }
  }
}
