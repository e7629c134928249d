import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import { MembershipInvalid } from '../errors.ts'
import { requireProgramme } from '../programme/programme.ts'
import { endOfDay } from './days.ts'
import { loadMember } from './join.ts'
import { withTier } from './terms.ts'
import { changeTiers } from './tiers.ts'

/** What somebody decides about a member. What is left out stays. */
export interface Override {
  /** Handle; null: none. */
  tier?: string | null | undefined
  /** Last day, in the shop's zone. */
  endsOn?: string | undefined
  isExcludedFromAutomatic?: boolean | undefined
  reason: string
}

/**
 * Gives a member a tier by hand, or one that it has paid for. An order that counts is the next to change it: a member that
 * was lowered although its orders are enough stays there until then. Errors: MEMBERSHIP_INVALID, NOT_A_MEMBER; those of
 * `loadLiving`.
 */
export async function overrideTier(
  tx: Tx,
  scope: CrmScope,
  { customerId, wanted }: { customerId: string; wanted: Override }
): Promise<void> {
  const programme = await requireProgramme(tx)
  const { rows, acting } = await loadMember(tx, scope, programme, customerId)
  const { shop } = scope.ctx
  const tier = programme.tiers.find(({ handle }) => handle === wanted.tier) ?? null
  const isExcluded = wanted.isExcludedFromAutomatic ?? acting.isExcludedFromAutomatic === 1
  const refuse = (pointer: string, detail: string) => {
    throw new MembershipInvalid({ errors: [{ pointer, detail }] })
  }
  if (wanted.tier != null && tier === null) {
    refuse('#/tier', `there is no tier ${wanted.tier}: write the handle of one`)
  }
  if (wanted.endsOn !== undefined && tier === null) {
    refuse('#/endsOn', 'goes with a tier: name the tier too')
  }
  if (wanted.endsOn !== undefined && isExcluded) {
    refuse('#/endsOn', 'never comes for a member that is excluded from automatic changes')
  }
  const termEndsAt = wanted.endsOn === undefined ? undefined : endOfDay(wanted.endsOn, shop)
  if (termEndsAt !== undefined && termEndsAt <= tx.now) {
    refuse('#/endsOn', 'is over: give a day that is not')
  }
  const own = rows.filter((row) => row.customerId === customerId)
  const changes = own.map((before) => {
    // A tier given by hand replaces those of all the customer's memberships, or a better one would still count.
    const isActing = before.memberId === acting.memberId
    const given = {
      at: tx.now,
      reason: tier?.kind === 'paid' ? ('paid' as const) : ('manual' as const),
      ...{ measuredFrom: null, standard: null, shop, termEndsAt }
    }
    const flagged = {
      ...before,
      tierReason: 'manual' as const,
      isExcludedFromAutomatic: Number(isExcluded),
      updatedAt: tx.now
    }
    if (wanted.tier === undefined) {
      return { before, after: flagged, qualifying: null, note: wanted.reason }
    }
    const after = withTier(flagged, isActing ? tier : null, {
      ...given,
      ...(!isActing && { termEndsAt: null })
    })
    return { before, after, qualifying: null, note: wanted.reason }
  })
  await changeTiers(tx, scope, { programme, rows, changes })
}
