import { instantMs } from '#core/time'
import { asksFor } from '../definition/asks-for.ts'
import { endOf } from '../definition/end.ts'
import type { Promotion } from '../definition/promotion.ts'
import { compareText } from './basket.ts'
import { type CandidateIndex, indexOf } from './candidates.ts'
import { type ConditionCheck, compileCondition, thresholdOf } from './conditions.ts'
import { compileReward } from './rewards/compile.ts'
import type { CompiledReward } from './rewards/reward.ts'

/** A promotion made ready: its rule as functions, its lists as sets, its instants as numbers. */
export interface CompiledPromotion {
  promotion: Promotion
  /** Its place among all by their ids: a number sorts faster. */
  rank: number
  reward: CompiledReward
  condition: ConditionCheck | null
  startsMs: number
  /** Exclusive; see `endOf`. */
  endsMs: number
  endsAt: string | null
  earlyAccess: { segments: readonly string[]; fromMs: number } | null
  /** Handles; `all`: it goes together with any. */
  stackableWith: 'all' | ReadonlySet<string>
  exclusiveGroup: string | null
  /** What its conditions ask to be spent; breaks ties. */
  thresholdMinor: number
}

/** All promotions that count, made ready for any cart. Never changed: a change makes a new one. */
export interface CompiledPromotions {
  /** The shop's, that windows are read in. */
  zone: string
  byId: ReadonlyMap<string, CompiledPromotion>
  index: CandidateIndex
  /** Whether any of them asks for more of a line than its SKU and price. */
  asksForProducts: boolean
  /** Whether any rule is for first orders, or for others. */
  asksForFirstOrder: boolean
}

/**
 * Compiles promotions: once when they change, not once a cart. Those that begin later are explained, so they belong in.
 * `times`: whether they start and end, or are reckoned with as if they always ran.
 */
export function compilePromotions(
  promotions: readonly Promotion[],
  zone: string,
  times: 'heeded' | 'ignored' = 'heeded'
): CompiledPromotions {
  const compiled = promotions
    .toSorted((a, b) => compareText(a.id, b.id))
    .map((promotion, rank) => compilePromotion(promotion, rank, times))
  return {
    zone,
    byId: new Map(compiled.map((one) => [one.promotion.id, one])),
    index: indexOf(compiled),
    asksForProducts: promotions.some(
      ({ reward, conditions }) => mentionsProducts(reward) || mentionsProducts(conditions)
    ),
    asksForFirstOrder: promotions.some(({ conditions }) => asksFor(conditions, ['firstOrder']))
  }
}

function compilePromotion(
  promotion: Promotion,
  rank: number,
  times: 'heeded' | 'ignored'
): CompiledPromotion {
  const { id, conditions, stackableWith } = promotion
  return {
    promotion,
    rank,
    reward: compileReward(promotion.reward),
    condition: conditions === undefined ? null : compileCondition(conditions, id),
    ...(times === 'heeded' ? timesOf(promotion) : always),
    stackableWith:
      stackableWith === 'all' ? 'all' : new Set(stackableWith === 'none' ? [] : stackableWith),
    exclusiveGroup: promotion.exclusiveGroup ?? null,
    thresholdMinor: thresholdOf(conditions)
  }
}

type Times = Pick<CompiledPromotion, 'startsMs' | 'endsMs' | 'endsAt' | 'earlyAccess'>

const always: Times = {
  startsMs: Number.NEGATIVE_INFINITY,
  endsMs: Number.POSITIVE_INFINITY,
  endsAt: null,
  earlyAccess: null
}

function timesOf(promotion: Promotion): Times {
  const { startsAt, earlyAccess } = promotion
  const endsAt = endOf(promotion)
  return {
    startsMs: startsAt ? instantMs(startsAt) : always.startsMs,
    endsMs: endsAt === null ? always.endsMs : instantMs(endsAt),
    endsAt,
    earlyAccess: earlyAccess
      ? { segments: earlyAccess.segments, fromMs: instantMs(earlyAccess.from) }
      : null
  }
}

const productFields = ['productIds', 'categoryIds', 'attributes', 'launchedWithinDays'] as const

/** Whether a scope in a rule, however deep, is about products; lists of names are not looked into. */
function mentionsProducts(rule: unknown): boolean {
  if (Array.isArray(rule)) return typeof rule[0] === 'object' && rule.some(mentionsProducts)
  if (typeof rule !== 'object' || rule === null) return false
  return productFields.some((field) => field in rule) || Object.values(rule).some(mentionsProducts)
}
