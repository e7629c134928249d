import type { ConditionShape, LeafShape } from '../definition/condition.ts'

/** Whether something that does not depend on goods was so when an order was placed; null: nobody can tell any more. */
export type Remembered = (leaf: LeafShape) => boolean | null

/** Where in a condition one stands: what it has to be for the whole to be met, and whether it was for certain. */
interface Place {
  wanted: boolean
  /** The whole was met when the order was placed, and would not have been without. */
  isCertain: boolean
}

/**
 * What a condition that was met when an order was placed asks of other goods: amounts and units alone. A boolean: nothing of
 * them, it is met or it is not. What does not depend on goods was so, and stays so; of several alternatives only those
 * that were open to the order count; where nobody can tell any more, it is taken for what the condition wants.
 */
export function ofTheGoods(
  shape: ConditionShape,
  remembered: Remembered,
  place: Place = { wanted: true, isCertain: true }
): ConditionShape | boolean {
  const { wanted, isCertain } = place
  const reduce = (inside: readonly ConditionShape[], within: Place) =>
    inside.map((one) => ofTheGoods(one, remembered, within))
  if ('all' in shape) {
    const asked = reduce(shape.all, { wanted, isCertain: isCertain && wanted })
    if (asked.includes(false)) return false
    const left = asked.filter(isShape)
    return left.length === 0 || { all: left }
  }
  if ('any' in shape) {
    const asked = reduce(shape.any, { wanted, isCertain: isCertain && !wanted })
    if (asked.includes(true)) return true
    const left = asked.filter(isShape)
    return left.length > 0 && { any: left }
  }
  if ('none' in shape) {
    const asked = reduce(shape.none, { wanted: !wanted, isCertain: isCertain && wanted })
    if (asked.includes(true)) return false
    const left = asked.filter(isShape)
    return left.length === 0 || { none: left }
  }
  if ('subtotal' in shape || 'quantity' in shape) return shape
  return isCertain ? wanted : (remembered(shape) ?? wanted)
}

function isShape(asked: ConditionShape | boolean): asked is ConditionShape {
  return typeof asked === 'object'
}
