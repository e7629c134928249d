import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { CartRequest } from '../api.ts'
import type { Promotion } from '../definition/promotion.ts'
import { basketOf } from '../evaluation/basket.ts'
import { candidatesFor } from '../evaluation/candidates.ts'
import type { CompiledPromotions } from '../evaluation/compile.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import type { CartSnapshot, CustomerFacts, Evaluation } from '../evaluation/types.ts'
import type { PromotionsScope } from '../scope.ts'
import { countsPerCustomer } from '../uses/per-customer.ts'
import { selectCustomerUses } from '../uses/repository.ts'
import { resolveCodes } from './codes.ts'
import { type BuyerFacts, findBuyer } from './customer.ts'
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
  buyer: BuyerFacts
  compiled: CompiledPromotions
  /** Places of lines that have no price; nothing was reckoned for them. */
  unpriced: readonly number[]
}

/**
 * Reckons a cart by the rules that count now. Looks everything up in batches: the number of queries depends neither on the
 * lines nor on the promotions.
 *
 * `mustKnowBuyer`: offers that are limited per customer are only for customers one can tell apart.
 */
export async function evaluateCart(
  scope: PromotionsScope,
  db: Reader,
  request: NamedCart,
  { at, mustKnowBuyer }: { at: Instant; mustKnowBuyer: boolean }
): Promise<EvaluatedCart> {
  const compiled = await scope.compiled.read(db)
  const { channelId, currency, pricesIncludeTax, groupId, region } = request
  const buyer = await findBuyer(scope, db, request.buyer && { ...request.buyer, channelId, region })
  const { lines, unpriced } = await buildLines(scope, db, request.lines, {
    channelId,
    currency,
    pricesIncludeTax,
    at,
    buyer,
    hasPromotions: compiled.byId.size > 0
  })
  const entering = { channelId, customerKeys: buyer.keys, at }
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
  const customer = await factsOf(scope, db, candidates, { buyer, mustKnowBuyer })
  const remaining = await remainingOf(scope, db, candidates, cart)
  const evaluation = evaluate(cart, compiled, { customer, remaining, now: at })
  return { evaluation, cart, buyer, compiled, unpriced }
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
  { buyer, mustKnowBuyer }: { buyer: BuyerFacts; mustKnowBuyer: boolean }
): Promise<CustomerFacts> {
  const { customerId, summary, keys } = buyer
  const counted = promotions.filter(countsPerCustomer).map(({ id }) => id)
  const isUnknown = mustKnowBuyer && keys.length === 0
  const uses = isUnknown
    ? new Map(counted.map((id) => [id, Number.MAX_SAFE_INTEGER]))
    : await selectCustomerUses(db, counted, keys)
  const flashUnits = new Map<string, ReadonlyMap<string, number>>()
  for (const { kinds, unitsBought } of extensions) {
    const own = promotions.filter(({ reward }) => kinds.includes(reward.kind))
    if (!unitsBought || own.length === 0 || keys.length === 0) continue
    for (const [id, units] of await unitsBought(db, own, keys)) flashUnits.set(id, units)
  }
  return {
    customerId,
    segments: summary?.segments ?? new Set(),
    tier: summary?.tier ?? null,
    orders: summary?.orders ?? 0,
    uses,
    flashUnits
  }
}
