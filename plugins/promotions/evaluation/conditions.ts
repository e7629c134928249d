import { formatAmount } from '#core/money'
import type { ConditionShape, LeafShape } from '../definition/condition.ts'
import type { Amounts, Basket } from './basket.ts'
import { compileScope } from './scope.ts'
import type { CustomerFacts, Refusal } from './types.ts'
import { isOpen, type WallTime } from './wall-clock.ts'

/** What conditions may ask. `left` is what the classes before left of the lines. */
export interface Situation {
  basket: Basket
  left: Readonly<Amounts>
  customer: CustomerFacts
  nowMs: number
  /** Read when a window asks for it: it costs more than all other conditions together. */
  wallTime(): WallTime
}

/** Says why something is not so; null: it is. */
export type ConditionCheck = (situation: Situation) => Refusal | null

/** Makes a condition of a promotion into a function. */
export function compileCondition(shape: ConditionShape, promotionId: string): ConditionCheck {
  if ('all' in shape) {
    const checks = shape.all.map((inner) => compileCondition(inner, promotionId))
    return (situation) => firstRefusal(checks, situation)
  }
  if ('any' in shape) {
    const checks = shape.any.map((inner) => compileCondition(inner, promotionId))
    return (situation) => {
      const refusals: Refusal[] = []
      for (const check of checks) {
        const refusal = check(situation)
        if (refusal === null) return null
        refusals.push(refusal)
      }
      return notMet(`one of these is needed: ${refusals.map(({ detail }) => detail).join('; or ')}`)
    }
  }
  if ('none' in shape) {
    const checks = shape.none.map((inner) => compileCondition(inner, promotionId))
    return (situation) => {
      const at = checks.findIndex((check) => check(situation) === null)
      return at < 0 ? null : notMet(`not together with ${JSON.stringify(shape.none[at])}`)
    }
  }
  return compileLeaf(shape, promotionId)
}

function firstRefusal(checks: readonly ConditionCheck[], situation: Situation): Refusal | null {
  for (const check of checks) {
    const refusal = check(situation)
    if (refusal !== null) return refusal
  }
  return null
}

function compileLeaf(leaf: LeafShape, promotionId: string): ConditionCheck {
  if ('subtotal' in leaf) return subtotalCheck(leaf.subtotal)
  if ('quantity' in leaf) return quantityCheck(leaf.quantity)
  if ('window' in leaf) {
    const refusal = notMet('outside of its hours or days')
    return ({ wallTime }) => (isOpen(leaf.window, wallTime()) ? null : refusal)
  }
  if ('firstOrder' in leaf) {
    const refusal = notMet(
      leaf.firstOrder ? 'for a first order only' : 'for customers who have ordered before'
    )
    return ({ customer: { orders } }) =>
      orders !== null && (orders === 0) === leaf.firstOrder ? null : refusal
  }
  if ('earlierUses' in leaf) {
    const { atMost } = leaf.earlierUses
    const refusal = notMet(`for customers who have used it at most ${atMost} times`)
    return ({ customer }) => ((customer.uses.get(promotionId) ?? 0) <= atMost ? null : refusal)
  }
  return membershipCheck(leaf)
}

type Membership = Exclude<
  LeafShape,
  | { subtotal: object }
  | { quantity: object }
  | { window: object }
  | { firstOrder: boolean }
  | { earlierUses: object }
>

/** Conditions that name what one thing of the cart or the customer has to be among. */
function membershipCheck(leaf: Membership): ConditionCheck {
  const [word, names] = Object.entries(leaf)[0] as [string, string[]]
  const wanted = new Set(names)
  const refusal = notMet(`${word} has to be ${names.join(' or ')}`)
  const isOne = (name: string | null) => name !== null && wanted.has(name)
  const holds = (situation: Situation): boolean => {
    const { cart } = situation.basket
    if ('channel' in leaf) return isOne(cart.channelId)
    if ('payment' in leaf) return isOne(cart.payment)
    if ('tier' in leaf) return isOne(situation.customer.tier)
    if ('segment' in leaf) return names.some((name) => situation.customer.segments.has(name))
    return isOne(cart.region) || isOne(cart.region?.split('-')[0] ?? null)
  }
  return (situation) => (holds(situation) ? null : refusal)
}

function subtotalCheck({ atLeastMinor, scope }: SubtotalShape): ConditionCheck {
  const isInScope = compileScope(scope)
  return ({ basket, left, nowMs }) => {
    let sumMinor = 0
    for (const target of basket.lines) {
      if (isInScope(target.line!, nowMs)) sumMinor += left[target.index]!
    }
    if (sumMinor >= atLeastMinor) return null
    const missing = formatAmount(atLeastMinor - sumMinor, basket.cart.currency)
    return notReached(`${missing} ${basket.cart.currency} more are needed`)
  }
}

function quantityCheck({ atLeast, scope }: QuantityShape): ConditionCheck {
  const isInScope = compileScope(scope)
  return ({ basket, nowMs }) => {
    let units = 0
    for (const { line, quantity } of basket.lines) {
      if (isInScope(line!, nowMs)) units += quantity
    }
    return units >= atLeast ? null : notReached(`${atLeast - units} units more are needed`)
  }
}

type SubtotalShape = Extract<LeafShape, { subtotal: object }>['subtotal']
type QuantityShape = Extract<LeafShape, { quantity: object }>['quantity']

function notMet(detail: string): Refusal {
  return { reason: 'conditionNotMet', detail }
}

function notReached(detail: string): Refusal {
  return { reason: 'thresholdNotReached', detail }
}

/** The highest subtotal that a condition asks for on the way; 0: none. Breaks ties between promotions. */
export function thresholdOf(shape: ConditionShape | undefined): number {
  if (shape === undefined || 'none' in shape) return 0
  if ('all' in shape) return Math.max(...shape.all.map(thresholdOf))
  if ('any' in shape) return Math.min(...shape.any.map(thresholdOf))
  return 'subtotal' in shape ? shape.subtotal.atLeastMinor : 0
}
