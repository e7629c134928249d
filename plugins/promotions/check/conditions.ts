import { DateTime } from 'luxon'
import { instantMs } from '#core/time'
import type { ConditionShape, LeafShape } from '../definition/condition.ts'
import type { PromotionInputShape } from '../definition/promotion.ts'
import { isOnDay, type WindowShape, wallDayOf } from '../evaluation/wall-clock.ts'
import type { Finding } from './finding.ts'
import { scopeFindings } from './scope.ts'

/** Conditions that can never be met, by themselves or together. */
export function conditionFindings(input: PromotionInputShape, zone: string): Finding[] {
  if (input.conditions === undefined) return []
  const pointer = '#/conditions'
  return [
    ...leavesOf(input.conditions, pointer).flatMap((one) => leafFindings(one, input, zone)),
    ...contradictions(input.conditions, pointer)
  ]
}

interface LeafAt {
  leaf: LeafShape
  pointer: string
}

function leavesOf(condition: ConditionShape, pointer: string): LeafAt[] {
  const [word, inner] = Object.entries(condition)[0] as [string, unknown]
  if (word !== 'all' && word !== 'any' && word !== 'none') {
    return [{ leaf: condition as LeafShape, pointer }]
  }
  return (inner as ConditionShape[]).flatMap((one, i) => leavesOf(one, `${pointer}/${word}/${i}`))
}

function leafFindings(
  { leaf, pointer }: LeafAt,
  { startsAt, endsAt }: PromotionInputShape,
  zone: string
): Finding[] {
  if ('subtotal' in leaf) return scopeFindings(leaf.subtotal.scope, `${pointer}/subtotal/scope`)
  if ('quantity' in leaf) return scopeFindings(leaf.quantity.scope, `${pointer}/quantity/scope`)
  if (!('window' in leaf)) return []
  const { window } = leaf
  if (window.from !== undefined && window.from === window.to) {
    return [
      {
        pointer: `${pointer}/window/to`,
        detail: `is the same as from: the window never opens; write another time, or leave both out for the whole day`
      }
    ]
  }
  if (opensWithin(window, { startsAt, endsAt, zone })) return []
  return [
    {
      pointer: `${pointer}/window`,
      detail: 'never opens while the promotion runs: write other days'
    }
  ]
}

/** Four years have every weekday on every day of the month. */
const daysMost = 4 * 366

function opensWithin(
  window: WindowShape,
  { startsAt, endsAt, zone }: { startsAt?: string | null; endsAt?: string | null; zone: string }
): boolean {
  if (!startsAt || !endsAt) return true
  const [starts, ends] = [startsAt, endsAt].map((at) =>
    DateTime.fromMillis(instantMs(at), { zone })
  ) as [DateTime, DateTime]
  // A window that goes past midnight may have begun the day before.
  let day = starts.startOf('day').minus({ days: 1 })
  for (let i = 0; i < daysMost && day < ends; i++) {
    const { opens, shuts } = onDay(window, day)
    if (isOnDay(window, wallDayOf(day)) && opens < ends && shuts > starts) return true
    day = day.plus({ days: 1 })
  }
  return false
}

function onDay({ from = '00:00', to = '24:00' }: WindowShape, day: DateTime) {
  const at = (time: string, on: DateTime) =>
    time === '24:00'
      ? on.plus({ days: 1 })
      : on.set({ hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)) })
  return { opens: at(from, day), shuts: at(to, from < to ? day : day.plus({ days: 1 })) }
}

/** What has to hold, each on its own. */
function required(condition: ConditionShape, pointer: string): LeafAt[] {
  if ('all' in condition) {
    return condition.all.flatMap((one, i) => required(one, `${pointer}/all/${i}`))
  }
  return 'any' in condition || 'none' in condition ? [] : [{ leaf: condition, pointer }]
}

/** What must not hold, each on its own, among what has to hold. */
function forbidden(condition: ConditionShape, pointer: string): LeafAt[] {
  if ('all' in condition) {
    return condition.all.flatMap((one, i) => forbidden(one, `${pointer}/all/${i}`))
  }
  if (!('none' in condition)) return []
  return condition.none.flatMap((one, i) => anyOf(one, `${pointer}/none/${i}`))
}

/** What each makes a condition hold by itself. */
function anyOf(condition: ConditionShape, pointer: string): LeafAt[] {
  if ('any' in condition)
    return condition.any.flatMap((one, i) => anyOf(one, `${pointer}/any/${i}`))
  return 'all' in condition || 'none' in condition ? [] : [{ leaf: condition, pointer }]
}

function contradictions(condition: ConditionShape, pointer: string): Finding[] {
  const needs = required(condition, pointer)
  const forbids = forbidden(condition, pointer)
  return [
    ...forbids
      .filter(({ leaf }) => isAlwaysTrue(leaf))
      .map(({ pointer: at }) => ({
        pointer: at,
        detail: 'always holds, so none of it never does: leave it out'
      })),
    ...forbids.flatMap((one) =>
      needs
        .filter(({ leaf }) => implies(leaf, one.leaf))
        .map(({ pointer: at }) => ({
          pointer: one.pointer,
          detail: `must not hold, but ${at} has to: leave one out`
        }))
    ),
    ...needs.flatMap((one, i) =>
      needs
        .slice(0, i)
        .filter(({ leaf }) => excludes(leaf, one.leaf))
        .map(({ pointer: at }) => ({
          pointer: one.pointer,
          detail: `cannot hold together with ${at}: use any, or leave one out`
        }))
    )
  ]
}

function isAlwaysTrue(leaf: LeafShape): boolean {
  if ('subtotal' in leaf) return leaf.subtotal.atLeastMinor === 0
  return 'quantity' in leaf && leaf.quantity.atLeast === 0
}

/** Of these a cart or a customer has one at a time. */
const single = ['channel', 'tier', 'payment'] as const

/** Whether a leaf that holds makes another hold. */
function implies(leaf: LeafShape, other: LeafShape): boolean {
  for (const word of [...single, 'region', 'segment'] as const) {
    const [names, others] = [namesOf(leaf, word), namesOf(other, word)]
    if (names && others) return names.every((name) => others.includes(name))
  }
  if ('subtotal' in leaf && 'subtotal' in other) {
    return (
      isSameScope(leaf.subtotal.scope, other.subtotal.scope) &&
      leaf.subtotal.atLeastMinor >= other.subtotal.atLeastMinor
    )
  }
  if ('quantity' in leaf && 'quantity' in other) {
    return (
      isSameScope(leaf.quantity.scope, other.quantity.scope) &&
      leaf.quantity.atLeast >= other.quantity.atLeast
    )
  }
  return JSON.stringify(leaf) === JSON.stringify(other)
}

/** Whether two leaves can never hold at once. */
function excludes(leaf: LeafShape, other: LeafShape): boolean {
  for (const word of single) {
    const [names, others] = [namesOf(leaf, word), namesOf(other, word)]
    if (names && others) return !names.some((name) => others.includes(name))
  }
  if ('firstOrder' in leaf && 'firstOrder' in other) return leaf.firstOrder !== other.firstOrder
  return false
}

function namesOf(leaf: LeafShape, word: string): readonly string[] | undefined {
  return (leaf as Record<string, unknown>)[word] as readonly string[] | undefined
}

function isSameScope(a: object | undefined, b: object | undefined): boolean {
  return JSON.stringify(a ?? {}) === JSON.stringify(b ?? {})
}
