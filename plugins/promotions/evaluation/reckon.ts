import { formatAmount } from '#core/money'
import { type Amounts, type Basket, spread, sumOf, type Target, withTaxOnTop } from './basket.ts'
import type { CompiledPromotion } from './compile.ts'
import type { RewardInput, Take, Wanted } from './rewards/reward.ts'
import type { CustomerFacts, GiftLine, Refusal, Remaining } from './types.ts'

/** What one evaluation works with. */
export interface Round {
  basket: Basket
  customer: CustomerFacts
  remaining: ReadonlyMap<string, Remaining>
  nowMs: number
}

/** What a promotion takes off, all limits kept. */
export interface Granted {
  /** Each above zero. */
  takes: readonly Take[]
  amountMinor: number
  /** Its face value: what it would take off if prices had no end and no floor. */
  wantedMinor: number
  times: number
  /** Targets that are spoken for by it. */
  touched: readonly Target[]
  unitsBySku: ReadonlyMap<string, number>
  gifts: readonly GiftLine[]
  deposits: ReadonlyMap<Target, number>
}

const nothing = new Map<never, never>()

/** Reckons one promotion on what is left of its targets. Changes nothing. */
export function reckon(
  compiled: CompiledPromotion,
  targets: readonly Target[],
  { left, round }: { left: Readonly<Amounts>; round: Round }
): Granted | Refusal {
  const { promotion, reward } = compiled
  if (targets.length === 0) {
    return { reason: 'noLineInScope', detail: 'it is about none of the lines' }
  }
  const remaining = round.remaining.get(promotion.id)
  const isOnList = promotion.reckonedOn === 'list'
  const input: RewardInput = {
    promotionId: promotion.id,
    cart: round.basket.cart,
    customer: round.customer,
    remaining,
    nowMs: round.nowMs,
    targets,
    amountOf: (target) => (isOnList ? target.listMinor : left[target.index]!)
  }
  const wanted = reward.reckon(input)
  if ('reason' in wanted) return wanted
  const roomOf = (target: Target) =>
    Math.max(0, left[target.index]! - (promotion.mayBreakMarginFloor ? 0 : target.floorMinor))
  const granted = grant(wanted, roomOf, round.basket)
  if (granted.amountMinor === 0 && granted.gifts.length === 0 && granted.deposits.size === 0) {
    return nothingGiven(granted, targets, left)
  }
  const budgetMinor = remaining?.budgetMinor ?? Number.POSITIVE_INFINITY
  return granted.amountMinor > budgetMinor
    ? { reason: 'budgetExhausted', detail: budgetDetail(budgetMinor, promotion.currency) }
    : granted
}

/** Gives what is wanted, as far as there is room. */
function grant(wanted: Wanted, roomOf: (target: Target) => number, basket: Basket): Granted {
  const across = acrossTakes(wanted, roomOf, basket)
  const inRoom = wanted.takes.map((take) => ({
    ...take,
    amountMinor: Math.min(take.amountMinor, roomOf(take.target))
  }))
  const takes = [...inRoom, ...across].filter(({ amountMinor }) => amountMinor > 0)
  return {
    takes,
    amountMinor: sumOf(takes.map(({ amountMinor }) => amountMinor)),
    wantedMinor:
      sumOf(wanted.takes.map(({ amountMinor }) => amountMinor)) + (wanted.across?.amountMinor ?? 0),
    times: wanted.times,
    touched: [
      ...new Set([
        ...takes.map(({ target }) => target),
        ...(wanted.across?.over.map(({ target }) => target) ?? []),
        ...(wanted.uses ?? []),
        ...(wanted.deposits?.keys() ?? [])
      ])
    ],
    unitsBySku: wanted.unitsBySku ?? nothing,
    gifts: wanted.gifts ?? [],
    deposits: wanted.deposits ?? nothing
  }
}

function acrossTakes(
  { across }: Wanted,
  roomOf: (target: Target) => number,
  { hasMixedTaxes }: Basket
): Take[] {
  if (across === undefined) return []
  const { amountMinor, over } = across
  const weights = over.map(({ target, weightMinor }) =>
    hasMixedTaxes ? withTaxOnTop(weightMinor, target.taxRatesBps) : weightMinor
  )
  const parts = spread(
    amountMinor,
    weights,
    over.map(({ target }) => roomOf(target))
  )
  return over.map(({ target, quantity }, i) => ({ target, quantity, amountMinor: parts[i]! }))
}

function nothingGiven(
  { wantedMinor }: Granted,
  targets: readonly Target[],
  left: Readonly<Amounts>
): Refusal {
  if (wantedMinor > 0 && targets.some(({ index }) => left[index]! > 0)) {
    return { reason: 'marginFloor', detail: 'prices are at their margin floor already' }
  }
  return { reason: 'nothingLeftToDiscount', detail: 'it takes nothing off these prices' }
}

function budgetDetail(budgetMinor: number, currency: string): string {
  return `${formatAmount(budgetMinor, currency)} ${currency} are left of its budget`
}
