import type { Shop } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import { type Programme, type Tier, tierOf } from '../programme/programme.ts'
import type { MembershipRow, TierReason } from '../tables.ts'
import { endAfterMonths, nextEnd, startMonthsAgo } from './days.ts'
import { type Measure, measure } from './repository.ts'
import { earnedTier, keepOf, keptTier } from './standing.ts'
import { changeTiers, type TierChange } from './tiers.ts'

/** No job is away for so many terms; each round takes every membership one term further. */
const roundsMax = 240

/** A membership that gets a tier at an instant, with a new term. */
export function withTier(
  row: MembershipRow,
  tier: Tier | null,
  given: {
    at: string
    reason: TierReason
    measuredFrom: string | null
    standard: number | null
    shop: Shop
    /** Default: as long as the tier lasts. */
    termEndsAt?: string | null | undefined
  }
): MembershipRow {
  const { at, reason, measuredFrom, standard, shop } = given
  const months = tier?.termMonths ?? null
  const termEndsAt = months === null ? null : endAfterMonths(at, months, shop)
  return {
    ...row,
    tierId: tier?.id ?? null,
    tierReason: reason,
    tierSince: row.tierId === (tier?.id ?? null) ? row.tierSince : at,
    termStartsAt: at,
    termEndsAt: given.termEndsAt === undefined ? termEndsAt : given.termEndsAt,
    measuredFrom,
    standard,
    updatedAt: at
  }
}

/**
 * Ends the terms of memberships whose time is up: who has brought enough keeps the tier for another term, who has not
 * falls to the best tier that it was enough for. After a paid tier comes what orders have earned. Returns the memberships
 * as they are now.
 */
export async function endTerms(
  tx: Tx,
  scope: CrmScope,
  { programme, rows }: { programme: Programme; rows: readonly MembershipRow[] }
): Promise<MembershipRow[]> {
  const now = new Map(rows.map((row) => [row.memberId, row]))
  const changes: TierChange[] = []
  for (let round = 0; round < roundsMax; round++) {
    const ended = [...now.values()].filter((row) => isEnded(row, tx.now))
    if (ended.length === 0) break
    const spans = ended.map((row) => spanOf(row, programme, scope.ctx.shop))
    const sums = await measure(tx, programme.rule, spans)
    for (const [at, before] of ended.entries()) {
      const qualifying = sums.get(before.memberId) ?? 0
      const next = afterTerm(before, spans[at]!, { programme, qualifying, scope })
      const after = { ...next, updatedAt: tx.now }
      changes.push({ before, after, qualifying })
      now.set(after.memberId, after)
    }
  }
  await changeTiers(tx, scope, { programme, rows, changes })
  const changed = new Set(changes.map(({ after }) => after.memberId))
  return [...now.values()].map((row) =>
    changed.has(row.memberId) ? { ...row, version: row.version + 1 } : row
  )
}

function isEnded({ termEndsAt, isExcludedFromAutomatic }: MembershipRow, now: string): boolean {
  return termEndsAt !== null && termEndsAt <= now && isExcludedFromAutomatic === 0
}

/** What counts when a term ends: the term itself; after a paid one, the time that tiers are earned in. */
function spanOf(row: MembershipRow, programme: Programme, shop: Shop): Measure {
  const isPaid = tierOf(programme.tiers, row.tierId)?.kind !== 'earned'
  const from = isPaid ? qualifiesFrom(programme, row.termEndsAt!, shop) : row.termStartsAt
  return { key: row.memberId, customerId: row.customerId, from, until: row.termEndsAt }
}

/** Since when orders count for reaching a tier at an instant; null: all of them. */
export function qualifiesFrom({ rule }: Programme, now: string, shop: Shop): string | null {
  return rule.qualifyMonths === undefined ? null : startMonthsAgo(now, rule.qualifyMonths, shop)
}

function afterTerm(
  row: MembershipRow,
  { from }: Measure,
  { programme, qualifying, scope }: { programme: Programme; qualifying: number; scope: CrmScope }
): MembershipRow {
  const { shop } = scope.ctx
  const endedAt = row.termEndsAt!
  const now = tierOf(programme.tiers, row.tierId)
  const isEarned = now?.kind === 'earned'
  const tier = isEarned
    ? keptTier(programme.tiers, now, qualifying)
    : earnedTier(programme.tiers, qualifying)
  const isKept = tier !== null && tier.id === row.tierId
  const months = tier?.termMonths ?? null
  return withTier(row, tier, {
    at: endedAt,
    reason: isKept ? 'kept' : 'expired',
    measuredFrom: tier && (from ?? ''),
    standard: tier && (isEarned ? keepOf(tier) : tier.threshold),
    shop,
    termEndsAt: months === null ? null : nextEnd(endedAt, months, shop)
  })
}
