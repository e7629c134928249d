import { basisPointsOf } from '#core/money'
import type { RewardOf } from '../../definition/reward.ts'
import type { Target } from '../basket.ts'
import { compileScope } from '../scope.ts'
import type { Refusal } from '../types.ts'
import { amountOfUnits, type CompiledReward, type RewardInput, together } from './reward.ts'

type BuyGet = RewardOf<'buyGet'>

/** A line with what it may be used for. */
interface Candidate {
  target: Target
  buys: boolean
  gets: boolean
  unitMinor: number
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
          unitMinor: input.amountOf(target) / target.quantity
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
      return { takes, times, uses: input.targets }
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
  const direction = benefit === 'dearest' ? -1 : 1
  const inTurn = candidates
    .filter(({ gets }) => gets)
    .toSorted((a, b) => direction * (a.unitMinor - b.unitMinor))
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
