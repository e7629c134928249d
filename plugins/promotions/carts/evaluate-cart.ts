import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { CartRequest } from '../api.ts'
import { asksFor } from '../definition/asks-for.ts'
import type { Promotion } from '../definition/promotion.ts'
import type { RewardShape } from '../definition/reward.ts'
import { basketOf } from '../evaluation/basket.ts'
import { candidatesFor } from '../evaluation/candidates.ts'
import type { CompiledPromotions } from '../evaluation/compile.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import type { CartSnapshot, CustomerFacts, Evaluation } from '../evaluation/types.ts'
import type { PromotionsScope } from '../scope.ts'
import { asksForCustomer, countsPerCustomer } from '../uses/per-customer.ts'
import { selectCustomerUses } from '../uses/repository.ts'
import { resolveCodes } from './codes.ts'
import { type BuyerFacts, findBuyer, lockBuyer, nobody } from './customer.ts'
import { buildLines, type NamedLine } from './lines.ts'
import { remainingOf } from './remaining.ts'

/** A cart with its variants. */
export interface NamedCart extends Omit<CartRequest, 'lines'> {
  lines: readonly NamedLine[]
}

/** What a cart comes to, and what was looked up for it. */
export interface EvaluatedCart {
  evaluation: Evaluation
  cart: CartSnapshot
  /** Looks the buyer up when it is first asked for: most carts are reckoned without knowing it. */
  askBuyer: () => Promise<BuyerFacts>
  compiled: CompiledPromotions
  /** Places of lines that have no price; nothing was reckoned for them. */
  unpriced: readonly number[]
}

/**
 * Reckons a cart by the rules that count now. Looks everything up in batches: the number of queries depends neither on the
 * lines nor on the promotions.
 *
 * `mustKnowBuyer`: offers that are limited per customer, or for first orders, are only for customers one can tell apart; in a transaction only, since
 * others who reckon for the same buyer wait where a first order matters.
 */
export async function evaluateCart(
  scope: PromotionsScope,
  db: Reader,
  request: NamedCart,
  { at, mustKnowBuyer }: { at: Instant; mustKnowBuyer: boolean }
): Promise<EvaluatedCart> {
  const { compiled, hasPriceLists, hasProfitModels } = await scope.compiled.readWith(db)
  const { channelId, currency, pricesIncludeTax, groupId, region } = request
  const named = request.buyer && { ...request.buyer, channelId, region }
  if (mustKnowBuyer && compiled.asksForFirstOrder && named) {
    await lockBuyer(db, scope.contactIndex, named)
  }
  let found: Promise<BuyerFacts> | undefined
  const askBuyer = () => {
    found ??= findBuyer(scope, db, named)
    return found
  }
  const { lines, unpriced } = await buildLines(scope, db, request.lines, {
    channelId,
    currency,
    pricesIncludeTax,
    at,
    askBuyer,
    asksForProducts: compiled.asksForProducts,
    hasPriceLists,
    hasProfitModels
  })
  const customerKeys = request.codes.length > 0 ? await (await askBuyer()).keys() : []
  const entering = { channelId, customerKeys, at }
  const coupons = await resolveCodes(db, request.codes, entering)
  const groupOf = groupId === null ? null : await scope.findGroup?.(db, groupId, at)
  const cart: CartSnapshot = {
    currency,
    pricesIncludeTax,
    lines,
    shippingMinor: request.shippingMinor,
    shippingTaxRatesBps: request.shippingTaxRatesBps,
    channelId,
    region,
    payment: request.payment,
    coupons,
    giftChoices: request.giftChoices,
    group: groupId !== null && groupOf ? { groupId, promotionId: groupOf } : null
  }
  const candidates = candidatesOf(compiled, cart)
  const isAsked = candidates.some((one) => concernsCustomer(scope, one))
  const buyer = isAsked ? await askBuyer() : nobody
  const { asksForFirstOrder } = compiled
  const customer = await factsOf(scope, db, candidates, { buyer, mustKnowBuyer, asksForFirstOrder })
  const remaining = await remainingOf(scope, db, candidates, cart)
  const evaluation = evaluate(cart, compiled, { customer, remaining, now: at })
  return { evaluation, cart, askBuyer, compiled, unpriced }
}

/** Whether it matters to a promotion who buys: to its rule, or to what its kind keeps of each customer. */
export function concernsCustomer(
  { extensions }: Pick<PromotionsScope, 'extensions'>,
  promotion: Promotion
): boolean {
  return (
    asksForCustomer(promotion) ||
    extensions.some(({ kinds }) => kinds.includes(promotion.reward.kind))
  )
}

/** The promotions that the evaluation may look at, by the lines or by a code. */
function candidatesOf(compiled: CompiledPromotions, cart: CartSnapshot): Promotion[] {
  const found = candidatesFor(compiled.index, basketOf(cart).lines)
  for (const { promotionId } of cart.coupons) {
    const one = promotionId === null ? undefined : compiled.byId.get(promotionId)
    if (one) found.add(one)
  }
  return [...found].map(({ promotion }) => promotion)
}

async function factsOf(
  { extensions }: PromotionsScope,
  db: Reader,
  promotions: readonly Promotion[],
  {
    buyer,
    mustKnowBuyer,
    asksForFirstOrder
  }: { buyer: BuyerFacts; mustKnowBuyer: boolean; asksForFirstOrder: boolean }
): Promise<CustomerFacts> {
  const { customerId, summary } = buyer
  const counted = promotions.filter(countsPerCustomer).map(({ id }) => id)
  const isKept = extensions.some(({ kinds, unitsBought }) =>
    promotions.some(({ reward }) => unitsBought && kinds.includes(reward.kind))
  )
  const isFirstAsked =
    asksForFirstOrder && promotions.some(({ conditions }) => asksFor(conditions, ['firstOrder']))
  const keys = counted.length > 0 || isKept || isFirstAsked ? await buyer.keys() : []
  const isUnknown = mustKnowBuyer && keys.length === 0
  const uses = isUnknown
    ? new Map(counted.map((id) => [id, Number.MAX_SAFE_INTEGER]))
    : await selectCustomerUses(db, counted, keys)
  const flashUnits = new Map<string, ReadonlyMap<string, number>>()
  for (const { kinds, unitsBought } of extensions) {
    const own = promotions.filter(({ reward }) => kinds.includes(reward.kind))
    if (!unitsBought || own.length === 0) continue
    if (isUnknown) for (const { id, reward } of own) flashUnits.set(id, allUnitsOf(reward))
    if (keys.length === 0) continue
    for (const [id, units] of await unitsBought(db, own, keys)) flashUnits.set(id, units)
  }
  return {
    customerId,
    segments: summary?.segments ?? new Set(),
    tier: summary?.tier ?? null,
    orders: isUnknown ? null : (summary?.orders ?? 0),
    uses,
    flashUnits
  }
}

/** As if a customer nobody can tell apart had had all units already. */
function allUnitsOf(reward: RewardShape): ReadonlyMap<string, number> {
  const items = reward.kind === 'flash' ? reward.items : []
  return new Map(items.map(({ sku }) => [sku, Number.MAX_SAFE_INTEGER]))
}
