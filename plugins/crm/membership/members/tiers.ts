import { isDeepStrictEqual } from 'node:util'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { tellChanged } from '../../customers/changed.ts'
import { tellTimeline } from '../../customers/timeline.ts'
import type { CrmScope } from '../../scope.ts'
import { type Programme, type Tier, tierOf } from '../programme/programme.ts'
import type { MembershipRow, TierReason } from '../tables.ts'
import { insertEvents, saveMemberships } from './repository.ts'
import { best } from './standing.ts'

/** What becomes of a membership, and why. */
export interface TierChange {
  before: MembershipRow
  after: MembershipRow
  /** Null: nothing was measured. */
  qualifying: number | null
  note?: string | undefined
}

/** The tier of a customer whose memberships these are. */
export function tierAmong(tiers: readonly Tier[], rows: readonly MembershipRow[]): Tier | null {
  return best(rows.flatMap(({ tierId }) => tierOf(tiers, tierId) ?? []))
}

/**
 * Writes what becomes of memberships, with their history, and tells everybody of customers whose tier is another one now.
 * `rows` are all memberships of these customers as they were. A constant number of statements.
 */
export async function changeTiers(
  tx: Tx,
  scope: CrmScope,
  {
    programme,
    rows,
    changes
  }: {
    programme: Programme
    rows: readonly MembershipRow[]
    changes: readonly TierChange[]
  }
): Promise<void> {
  const real = changes.filter(({ before, after }) => !isDeepStrictEqual(before, after))
  if (real.length === 0) return
  const { tiers } = programme
  const written = lastOf(real)
  await saveMemberships(tx, [...written.values()])
  const handle = (id: string | null) => tierOf(tiers, id)?.handle ?? null
  await insertEvents(
    tx,
    real.map(({ before, after, qualifying, note = null }) => ({
      id: newId('mev'),
      memberId: after.memberId,
      customerId: after.customerId,
      at: tx.now,
      actor: tx.origin.actor,
      reason: after.tierReason,
      fromTier: handle(before.tierId),
      toTier: handle(after.tierId),
      qualifying,
      note
    }))
  )
  const reasons = new Map(real.map(({ after }) => [after.customerId, after.tierReason]))
  await tellTiers(
    tx,
    scope,
    [...reasons].flatMap(([customerId, reason]) => {
      const own = rows.filter((row) => row.customerId === customerId)
      const from = tierAmong(tiers, own)
      const to = tierAmong(
        tiers,
        own.map((row) => written.get(row.memberId) ?? row)
      )
      if (from?.id === to?.id) return []
      return [{ customerId, from: from?.handle ?? null, to: to?.handle ?? null, reason }]
    })
  )
}

/** What each membership is in the end: a term after the other may have ended meanwhile. */
function lastOf(changes: readonly TierChange[]): Map<string, MembershipRow> {
  const last = new Map<string, MembershipRow>()
  for (const { after } of changes) {
    last.set(after.memberId, { ...after, version: after.version + 1 })
  }
  return last
}

/** Tells that tiers of customers are other ones. */
export async function tellTiers(
  tx: Tx,
  scope: CrmScope,
  changed: readonly {
    customerId: string
    from: string | null
    to: string | null
    reason: TierReason
  }[]
): Promise<void> {
  if (changed.length === 0) return
  await tellTimeline(
    tx,
    changed.map(({ customerId, ...detail }) => ({ customerId, kind: 'tier.changed', detail }))
  )
  tx.audit(
    changed.map(({ customerId, from, to, reason }) => ({
      action: 'membership.tier',
      subjectType: 'customer',
      subjectId: customerId,
      before: { tier: from },
      after: { tier: to, reason }
    }))
  )
  await tellChanged(
    tx,
    scope,
    changed.map(({ customerId }) => customerId)
  )
  await tx.emit(
    'tier.changed',
    changed.map(({ customerId, from, to }) => ({ customerId, from, to }))
  )
}
