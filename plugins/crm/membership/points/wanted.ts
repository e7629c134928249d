import type { Tx } from '#core/transaction'
import { MembershipInvalid } from '../errors.ts'
import { requireProgramme } from '../programme/programme.ts'
import type { SpendBodyShape } from '../schema.ts'
import { pointsFor } from './earn.ts'

/** How many points somebody wants to spend: as said, or what an amount takes. Errors: MEMBERSHIP_INVALID. */
export async function pointsWanted(
  tx: Tx,
  { points, amount }: Pick<SpendBodyShape, 'points' | 'amount'>
): Promise<number> {
  if ((points === undefined) === (amount === undefined)) {
    throw refused('#/points', 'send either points or an amount')
  }
  if (amount === undefined) return points!
  const { amountMinor, currency } = amount
  if (amountMinor <= 0) throw refused('#/amount/amountMinor', 'send an amount over zero')
  const { rule } = await requireProgramme(tx)
  const rate = rule.points.spendRates.find((one) => one.currency === currency)
  if (!rate) {
    throw refused('#/amount/currency', `points pay for nothing in ${currency}: give it a rate`)
  }
  return pointsFor(amountMinor, rate)
}

function refused(pointer: string, detail: string) {
  return new MembershipInvalid({ errors: [{ pointer, detail }] })
}
