import { allocate, ratioOf } from '#core/money'
import type { MoneyLine } from '#plugins/orders'

/** What was given back of a line before. */
export interface LineGiven {
  units: number
  amountMinor: number
}

/** Units of a line to give up, and what they come to. */
export interface LineShare {
  line: MoneyLine
  quantity: number
  amountMinor: number
}

/**
 * What units of a line come to after those that were given up before: round_half_up(net × units in all / quantity), less
 * what was given back. Parts of a line sum to its net, whatever their sizes.
 */
export function cumulativeShare(line: MoneyLine, before: LineGiven, quantity: number): number {
  const inAll = ratioOf(line.netMinor, before.units + quantity, line.quantity)
  return Math.max(0, inAll - before.amountMinor)
}

/** The same shares with another sum, in proportion; by units where none of them is worth anything. */
export function sharesOf(amountMinor: number, shares: readonly LineShare[]): LineShare[] {
  if (shares.length === 0) return []
  const worth = shares.map((share) => share.amountMinor)
  const isWorth = worth.some((minor) => minor > 0)
  const parts = allocate(amountMinor, isWorth ? worth : shares.map(({ quantity }) => quantity))
  return shares.map((share, index) => ({ ...share, amountMinor: parts[index]! }))
}

/**
 * What is given back when what is kept costs what it would have cost alone: all that the goods cost, less what was given
 * back for them, less what is kept. Never below zero.
 */
export function reEvaluatedMinor(goods: {
  netMinor: number
  givenMinor: number
  keptMinor: number
}): number {
  return Math.max(0, goods.netMinor - goods.givenMinor - goods.keptMinor)
}
