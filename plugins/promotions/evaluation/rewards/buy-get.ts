import { basisPointsOf } from '#core/money'
import type { RewardOf } from '../../definition/reward.ts'
import type { Target } from '../basket.ts'
import { compileScope } from '../scope.ts'
import type { Refusal } from '../types.ts'
import { amountOfUnits, type CompiledReward, together } from './reward.ts'

type BuyGet = RewardOf<'buyGet'>

/** A line with what it may be used for. */
interface Candidate {
  target: Target
  buys: boolean
  gets: boolean
  amountMinor: number
}

/**
 * Buy X get Y. Units are counted, not listed: a line may have a million of them.
 *
 * The cheapest units are got and the dearest qualify; with `dearest` the other way round. No unit does both.
 */
export function buyGet(reward: BuyGet): CompiledReward {
  const isBought = compileScope(reward.buy)
  const isGot = reward.get === undefined ? isBought : compileScope(reward.get)
  const percentBps = reward.percentBps ?? 10_000
  return {
    ...together,
    isAbout: (line, nowMs) => isBought(line, nowMs) || isGot(line, nowMs),
    reckon(input) {
      const candidates = input.targets.map(
        (target): Candidate => ({
          target,
          buys: isBought(target.line!, input.nowMs),
          gets: isGot(target.line!, input.nowMs),
          amountMinor: input.amountOf(target)
        })
      )
      const times = timesIn(reward, candidates)
      if (times === 0) return notReached(reward)
      const got = unitsGot(reward, candidates, times)
      const takes = [...got].map(([target, quantity]) => ({
        target,
        amountMinor: basisPointsOf(amountOfUnits(input, target, quantity), percentBps),
        quantity
      }))
      return { takes, times, uses: linesBought(reward, candidates, { got, times }) }
    }
  }
}

/** How often the rule is met: X units to buy and Y others to get, each time. */
function timesIn(reward: BuyGet, candidates: readonly Candidate[]): number {
  const { buyQuantity, getQuantity } = reward
  const most = reward.repeat === false ? 1 : (reward.maxTimes ?? Number.MAX_SAFE_INTEGER)
  const buyable = unitsIn(candidates, ({ buys }) => buys)
  const gettable = unitsIn(candidates, ({ gets }) => gets)
  const all = unitsIn(candidates, ({ buys, gets }) => buys || gets)
  return Math.min(
    most,
    Math.floor(buyable / buyQuantity),
    Math.floor(gettable / getQuantity),
    Math.floor(all / (buyQuantity + getQuantity))
  )
}

/** Which units are got, by line; enough are left over to qualify. */
function unitsGot(
  { buyQuantity, getQuantity, benefit }: BuyGet,
  candidates: readonly Candidate[],
  times: number
): Map<Target, number> {
  const inTurn = candidates.filter(({ gets }) => gets).toSorted(cheapestFirst)
  if (benefit === 'dearest') inTurn.reverse()
  const onlyBought = unitsIn(candidates, ({ buys, gets }) => buys && !gets)
  const inBoth = unitsIn(candidates, ({ buys, gets }) => buys && gets)
  let left = times * getQuantity
  let leftInBoth = inBoth - Math.max(0, times * buyQuantity - onlyBought)
  const got = new Map<Target, number>()
  for (const { target, buys } of inTurn) {
    const units = Math.min(target.quantity, left, buys ? leftInBoth : left)
    if (units === 0) continue
    got.set(target, units)
    left -= units
    if (buys) leftInBoth -= units
  }
  return got
}

/** The lines that units are bought from to qualify: from the other end than those that are got. */
function linesBought(
  { buyQuantity, benefit }: BuyGet,
  candidates: readonly Candidate[],
  { got, times }: { got: ReadonlyMap<Target, number>; times: number }
): Target[] {
  const inTurn = candidates.filter(({ buys }) => buys).toSorted(cheapestFirst)
  if (benefit !== 'dearest') inTurn.reverse()
  let left = times * buyQuantity
  const lines: Target[] = []
  for (const { target } of inTurn) {
    const units = Math.min(left, target.quantity - (got.get(target) ?? 0))
    if (units === 0) continue
    lines.push(target)
    left -= units
  }
  return lines
}

/** By what a unit costs; compared as fractions, so that nothing is rounded. */
function cheapestFirst(a: Candidate, b: Candidate): number {
  return a.amountMinor * b.target.quantity - b.amountMinor * a.target.quantity
}

function unitsIn(candidates: readonly Candidate[], counts: (one: Candidate) => boolean): number {
  let units = 0
  for (const candidate of candidates) if (counts(candidate)) units += candidate.target.quantity
  return units
}

function notReached({ buyQuantity, getQuantity }: BuyGet): Refusal {
  return {
    reason: 'thresholdNotReached',
    detail: `${buyQuantity} units to buy and ${getQuantity} more to get are needed`
  }
}
