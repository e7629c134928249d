import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import { type Programme, tierOf } from '../programme/programme.ts'
import type { MembershipRow } from '../tables.ts'
import { type Measure, measure } from './repository.ts'
import { earnedTier } from './standing.ts'
import { qualifiesFrom, withTier } from './terms.ts'
import { changeTiers, type TierChange, tierAmong } from './tiers.ts'

/** Customers of whom more counts than before, and of whom less does. */
export interface Movement {
  risen: ReadonlySet<string>
  /** Evaluated at once: their refunds, or what an unmerge took from them. */
  fallen: ReadonlyMap<string, 'refunded' | 'unmerged'>
}

/**
 * Gives customers the tiers they have reached, whatever levels lie between, and takes from those of whom less counts what
 * they no longer come up to. Terms have been ended already. A constant number of statements.
 */
export async function evaluate(
  tx: Tx,
  scope: CrmScope,
  {
    programme,
    rows,
    movement
  }: {
    programme: Programme
    rows: readonly MembershipRow[]
    movement: Movement
  }
): Promise<void> {
  const from = qualifiesFrom(programme, tx.now, scope.ctx.shop)
  const fallen = rows.filter((row) => isStandardOpen(row) && movement.fallen.has(row.customerId))
  const risen = [...actingOf(rows).values()].filter(({ customerId }) =>
    movement.risen.has(customerId)
  )
  const sums = await measure(tx, programme.rule, [
    ...fallen.map((row) => spanOf('standard', row, row.measuredFrom)),
    ...risen.map((row) => spanOf('reach', row, from))
  ])
  const changes: TierChange[] = []
  for (const before of fallen) {
    const met = sums.get(`standard ${before.memberId}`) ?? 0
    if (met >= before.standard!) continue
    const reason = movement.fallen.get(before.customerId)!
    const tier = earnedTier(programme.tiers, met)
    const given = { at: tx.now, reason, measuredFrom: before.measuredFrom, shop: scope.ctx.shop }
    const after = withTier(before, tier, { ...given, standard: tier?.threshold ?? null })
    changes.push({ before, after, qualifying: met })
  }
  for (const before of risen) {
    const qualifying = sums.get(`reach ${before.memberId}`) ?? 0
    const tier = earnedTier(programme.tiers, qualifying)
    const own = rows.filter(({ customerId }) => customerId === before.customerId)
    const now = tierAmong(programme.tiers, own)
    if (tier === null || before.isExcludedFromAutomatic === 1) continue
    if (now !== null && tier.level <= now.level) continue
    const given = { at: tx.now, reason: 'upgraded' as const, shop: scope.ctx.shop }
    const standard = { measuredFrom: from ?? '', standard: tier.threshold }
    changes.push({ before, after: withTier(before, tier, { ...given, ...standard }), qualifying })
  }
  await changeTiers(tx, scope, { programme, rows, changes })

  function isStandardOpen(row: MembershipRow): boolean {
    const isEarned = tierOf(programme.tiers, row.tierId)?.kind === 'earned'
    return isEarned && row.standard !== null && row.isExcludedFromAutomatic === 0
  }
}

/** The membership of each customer that tiers are earned for: its own, else the oldest that it was merged with. */
export function actingOf(rows: readonly MembershipRow[]): Map<string, MembershipRow> {
  const acting = new Map<string, MembershipRow>()
  for (const row of rows) {
    const best = acting.get(row.customerId)
    const isBetter = !best || (best.memberId !== row.customerId && row.memberId === row.customerId)
    if (isBetter) acting.set(row.customerId, row)
  }
  return acting
}

function spanOf(what: string, row: MembershipRow, from: string | null): Measure {
  return { key: `${what} ${row.memberId}`, customerId: row.customerId, from, until: null }
}
