import { instantMs } from '#core/time'
import type { Promotion } from './promotion.ts'

/**
 * When a promotion is over: at its own end, when the balance of its presale can no longer be paid, or when its campaign
 * closes, whichever comes first; null: never. Exclusive.
 */
export function endOf({
  endsAt,
  reward,
  campaign
}: Pick<Promotion, 'endsAt' | 'reward' | 'campaign'>): string | null {
  const balanceTo = reward.kind === 'presale' ? reward.balanceTo : null
  const ends = [endsAt, balanceTo, campaign?.closesAt].filter((end) => end != null)
  return ends.reduce<string | null>(
    (first, end) => (first === null || instantMs(end) < instantMs(first) ? end : first),
    null
  )
}
