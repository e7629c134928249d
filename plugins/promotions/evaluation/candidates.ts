import type { ConditionShape } from '../definition/condition.ts'
import type { Promotion } from '../definition/promotion.ts'
import type { RewardShape } from '../definition/reward.ts'
import type { ScopeShape } from '../definition/scope.ts'
import type { Target } from './basket.ts'
import type { CompiledPromotion } from './compile.ts'
import { valuesOf } from './scope.ts'

type Entries = Map<string, CompiledPromotion[]>

/**
 * Finds the automatic promotions that may concern a cart without looking at the others. Each stands under one criterion
 * that a line has to meet, the narrowest it has. Those with a code are found by the code.
 */
export interface CandidateIndex {
  bySku: Entries
  byProduct: Entries
  byAttribute: Map<string, Entries>
  byCategory: Entries
  /** For any cart. */
  everywhere: CompiledPromotion[]
}

/** Puts each promotion where carts that it may concern will find it. */
export function indexOf(compiled: readonly CompiledPromotion[]): CandidateIndex {
  const index: CandidateIndex = {
    bySku: new Map(),
    byProduct: new Map(),
    byAttribute: new Map(),
    byCategory: new Map(),
    everywhere: []
  }
  for (const one of compiled) {
    if (one.promotion.coupon === 'none') place(index, one)
  }
  return index
}

/** The promotions that may concern lines: each once. */
export function candidatesFor(
  index: CandidateIndex,
  lines: readonly Target[]
): Set<CompiledPromotion> {
  const found = new Set(index.everywhere)
  const add = (entries: Entries, key: string) => {
    for (const one of entries.get(key) ?? []) found.add(one)
  }
  for (const { line } of lines) {
    const { sku, productId, categoryIds, attributes } = line!
    add(index.bySku, sku)
    add(index.byProduct, productId)
    for (const categoryId of categoryIds) add(index.byCategory, categoryId)
    if (index.byAttribute.size === 0) continue
    for (const name of Object.keys(attributes)) {
      const entries = index.byAttribute.get(name)
      if (entries) for (const value of valuesOf(attributes[name])) add(entries, value)
    }
  }
  return found
}

function place(index: CandidateIndex, one: CompiledPromotion): void {
  const scope = narrowestOf(scopesOf(one.promotion))
  const attribute = Object.entries(scope.attributes ?? {})[0]
  if (scope.skus) addTo(index.bySku, scope.skus, one)
  else if (scope.productIds) addTo(index.byProduct, scope.productIds, one)
  else if (attribute) addTo(entriesOf(index.byAttribute, attribute[0]), attribute[1], one)
  else if (scope.categoryIds) addTo(index.byCategory, scope.categoryIds, one)
  else index.everywhere.push(one)
}

function entriesOf(byName: Map<string, Entries>, name: string): Entries {
  const entries: Entries = byName.get(name) ?? new Map()
  byName.set(name, entries)
  return entries
}

function addTo(entries: Entries, keys: readonly string[], one: CompiledPromotion): void {
  for (const key of new Set(keys)) {
    const there = entries.get(key)
    if (there) there.push(one)
    else entries.set(key, [one])
  }
}

function narrowestOf(scopes: readonly ScopeShape[]): ScopeShape {
  return (
    scopes.find((scope) => scope.skus) ??
    scopes.find((scope) => scope.productIds) ??
    scopes.find((scope) => Object.keys(scope.attributes ?? {}).length > 0) ??
    scopes.find((scope) => scope.categoryIds) ??
    {}
  )
}

/** Scopes of which each has to have a line in the cart, or the promotion gives nothing. */
function scopesOf({ class: promotionClass, reward, conditions }: Promotion): ScopeShape[] {
  const ofConditions = conditions === undefined ? [] : scopesOfConditions(conditions)
  // The scope of a discount on shipping has no meaning.
  return promotionClass === 'shipping' ? ofConditions : [scopeOfReward(reward), ...ofConditions]
}

function scopeOfReward(reward: RewardShape): ScopeShape {
  switch (reward.kind) {
    case 'flash':
    case 'group':
    case 'presale':
      return { skus: reward.items.map(({ sku }) => sku) }
    case 'bundle':
      // Any part finds it, so that a cart with half of a set is told what is missing.
      return { skus: reward.parts.map(({ sku }) => sku) }
    case 'buyGet':
      return reward.buy ?? {}
    case 'gift':
      return {}
    default:
      return reward.scope ?? {}
  }
}

function scopesOfConditions(condition: ConditionShape): ScopeShape[] {
  if ('all' in condition) return condition.all.flatMap(scopesOfConditions)
  if ('subtotal' in condition && condition.subtotal.atLeastMinor > 0) {
    return [condition.subtotal.scope ?? {}]
  }
  if ('quantity' in condition && condition.quantity.atLeast > 0) {
    return [condition.quantity.scope ?? {}]
  }
  return []
}
