import { formatAmount } from '#core/money'
import { type Amounts, type Basket, spread, type Target, withTaxOnTop } from './basket.ts'
import type { CompiledPromotion } from './compile.ts'
import type { Across, GivenUnits, RewardInput, Take, Wanted } from './rewards/reward.ts'
import type { CustomerFacts, GiftLine, Refusal, Remaining } from './types.ts'

/** What one evaluation works with. */
export interface Round {
  basket: Basket
  customer: CustomerFacts
  remaining: ReadonlyMap<string, Remaining>
  nowMs: number
}

/** What the promotions before have left to one. */
export interface Standing {
  left: Readonly<Amounts>
  /** Gifts that they give. */
  given: GivenUnits
  round: Round
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
const none: readonly never[] = []

/** Reckons one promotion on what is left of its targets. Changes nothing. */
export function reckon(
  compiled: CompiledPromotion,
  targets: readonly Target[],
  { left, given, round }: Standing
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
    given,
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
  if (granted.amountMinor <= budgetMinor) return granted
  if (remaining?.isCutToBudget && budgetMinor > 0) return cutTo(budgetMinor, granted)
  return { reason: 'budgetExhausted', detail: budgetDetail(budgetMinor, promotion.currency) }
}

/** The same with less, by what each target would have had. */
function cutTo(amountMinor: number, granted: Granted): Granted {
  const wanted = granted.takes.map((take) => take.amountMinor)
  const parts = spread(amountMinor, wanted, wanted)
  const takes = granted.takes
    .map((take, i) => ({ ...take, amountMinor: parts[i]! }))
    .filter((take) => take.amountMinor > 0)
  return { ...granted, takes, amountMinor }
}

/** Gives what is wanted, as far as there is room. */
function grant(wanted: Wanted, roomOf: (target: Target) => number, basket: Basket): Granted {
  const takes: Take[] = []
  const touched = new Set<Target>(wanted.uses)
  let amountMinor = 0
  let wantedMinor = wanted.across?.amountMinor ?? 0
  for (const take of wanted.takes) {
    wantedMinor += take.amountMinor
    const roomMinor = roomOf(take.target)
    if (roomMinor === 0 || take.amountMinor === 0) continue
    takes.push(take.amountMinor > roomMinor ? { ...take, amountMinor: roomMinor } : take)
  }
  if (wanted.across !== undefined) takes.push(...acrossTakes(wanted.across, roomOf, basket))
  for (const take of takes) {
    amountMinor += take.amountMinor
    touched.add(take.target)
  }
  for (const { target } of wanted.across?.over ?? []) touched.add(target)
  for (const target of wanted.deposits?.keys() ?? []) touched.add(target)
  return {
    takes,
    amountMinor,
    wantedMinor,
    times: wanted.times,
    touched: [...touched],
    unitsBySku: wanted.unitsBySku ?? nothing,
    gifts: wanted.gifts ?? none,
    deposits: wanted.deposits ?? nothing
  }
}

function acrossTakes(
  { amountMinor, over }: Across,
  roomOf: (target: Target) => number,
  { hasMixedTaxes }: Basket
): Take[] {
  const weights = over.map(({ target, weightMinor }) =>
    hasMixedTaxes ? withTaxOnTop(weightMinor, target.taxRatesBps) : weightMinor
  )
  const parts = spread(
    amountMinor,
    weights,
    over.map(({ target }) => roomOf(target))
  )
  return over
    .map(({ target, quantity }, i) => ({ target, quantity, amountMinor: parts[i]! }))
    .filter((take) => take.amountMinor > 0)
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
