import type { LineType } from '../tables.ts'
import type { LedgerEntry } from './ledger-entry.ts'

/** A line as the passes see it. */
export interface MatchLine {
  id: string
  type: LineType
  txnId: string | null
  reference: string | null
  /** Orders of ours that it may be about. */
  orderIds: readonly string[]
  amountMinor: number
  postedAt: string
}

/** Lines and the payments or refunds that they stand for. */
export interface Match {
  /** 1: transaction, type and amount. 2: order, type and amount. 3: sums of an order's. 4: within the tolerance. 5: another amount. */
  pass: 1 | 2 | 3 | 4 | 5
  lines: MatchLine[]
  entries: LedgerEntry[]
  /** Lines minus entries. */
  differenceMinor: number
}

export interface MatchResult {
  matches: Match[]
  /** Lines without any payment or refund. */
  missing: MatchLine[]
  /** Payments and refunds without any line. */
  unclaimed: LedgerEntry[]
}

type Side = 'sale' | 'refund'

/** A chargeback takes money back as a refund does. */
const sideOf = ({ type }: MatchLine): Side => (type === 'sale' ? 'sale' : 'refund')

/**
 * Matches lines of sales, refunds and chargebacks to payments and refunds, in passes: what is surer comes first.
 *
 * The order of the input does not matter: both sides are put in one order first, by what they say.
 */
export function matchLines(
  lines: readonly MatchLine[],
  entries: readonly LedgerEntry[],
  { toleranceMinor }: { toleranceMinor: number }
): MatchResult {
  const board = new Board(lines, entries)
  board.pairs(
    1,
    (line) => namesOf(line),
    (entry) => entry.refs,
    exactly
  )
  board.pairs(
    2,
    (line) => line.orderIds,
    (entry) => [entry.orderId],
    exactly
  )
  board.sums(
    (line) => line.orderIds,
    (entry) => [entry.orderId]
  )
  board.sums(
    (line) => namesOf(line),
    (entry) => entry.refs
  )
  const near = (line: MatchLine, entry: LedgerEntry) =>
    Math.abs(line.amountMinor - entry.amountMinor) <= toleranceMinor
  board.pairs(4, (line) => [...namesOf(line), ...line.orderIds], allNames, near)
  board.pairs(
    5,
    (line) => [...namesOf(line), ...line.orderIds],
    allNames,
    () => true
  )
  return board.result()
}

const exactly = (line: MatchLine, entry: LedgerEntry) => line.amountMinor === entry.amountMinor
const namesOf = ({ txnId, reference }: MatchLine) =>
  [txnId, reference].filter((name): name is string => name !== null)
const allNames = ({ refs, orderId }: LedgerEntry) => [...refs, orderId]

/** Lines and entries that are not matched yet, and the matches so far. */
class Board {
  #lines: MatchLine[]
  #entries: LedgerEntry[]
  readonly #matches: Match[] = []

  constructor(lines: readonly MatchLine[], entries: readonly LedgerEntry[]) {
    this.#lines = [...lines].sort(
      (a, b) =>
        compare(a.postedAt, b.postedAt) ||
        compare(a.type, b.type) ||
        compare(a.txnId ?? '', b.txnId ?? '') ||
        compare(a.reference ?? '', b.reference ?? '') ||
        compare(a.orderIds.join(), b.orderIds.join()) ||
        a.amountMinor - b.amountMinor ||
        compare(a.id, b.id)
    )
    this.#entries = [...entries].sort((a, b) => compare(a.at, b.at) || compare(a.key, b.key))
  }

  /** Matches one to one what shares a name; of several entries the one whose amount is nearest, the oldest first. */
  pairs(
    pass: 1 | 2 | 4 | 5,
    lineNames: (line: MatchLine) => readonly string[],
    entryNames: (entry: LedgerEntry) => readonly string[],
    fits: (line: MatchLine, entry: LedgerEntry) => boolean
  ): void {
    const byName = this.#byName(this.#entries, (entry) => entry.type, entryNames)
    const taken = new Set<LedgerEntry>()
    const matched = new Set<MatchLine>()
    for (const line of this.#lines) {
      const candidates = lineNames(line).flatMap(
        (name) => byName.get(`${sideOf(line)} ${name}`) ?? []
      )
      const distance = (entry: LedgerEntry) => Math.abs(line.amountMinor - entry.amountMinor)
      let best: LedgerEntry | undefined
      for (const entry of candidates) {
        if (taken.has(entry) || !fits(line, entry)) continue
        if (best === undefined || distance(entry) < distance(best)) best = entry
      }
      if (best === undefined) continue
      taken.add(best)
      matched.add(line)
      this.#add(pass, [line], [best])
    }
    this.#remove(matched, taken)
  }

  /** Matches all lines of a name to all entries of it, or to one of them, when the sums are the same. */
  sums(
    lineNames: (line: MatchLine) => readonly string[],
    entryNames: (entry: LedgerEntry) => readonly string[]
  ): void {
    const linesByName = this.#byName(this.#lines, sideOf, lineNames)
    const entriesByName = this.#byName(this.#entries, (entry) => entry.type, entryNames)
    const taken = new Set<LedgerEntry>()
    const matched = new Set<MatchLine>()
    for (const [name, all] of [...linesByName].sort(([a], [b]) => compare(a, b))) {
      const lines = all.filter((line) => !matched.has(line))
      const entries = (entriesByName.get(name) ?? []).filter((entry) => !taken.has(entry))
      if (lines.length === 0 || entries.length === 0) continue
      const sum = sumOf(lines)
      const whole = sum === sumOf(entries) ? entries : undefined
      const one = entries.find(({ amountMinor }) => amountMinor === sum)
      const found = whole ?? (one && [one])
      if (!found) continue
      for (const line of lines) matched.add(line)
      for (const entry of found) taken.add(entry)
      this.#add(3, lines, found)
    }
    this.#remove(matched, taken)
  }

  #byName<Of>(
    all: readonly Of[],
    side: (one: Of) => Side,
    names: (one: Of) => readonly string[]
  ): Map<string, Of[]> {
    const byName = new Map<string, Of[]>()
    for (const one of all) {
      for (const name of new Set(names(one))) {
        const key = `${side(one)} ${name}`
        const found = byName.get(key)
        if (found) found.push(one)
        else byName.set(key, [one])
      }
    }
    return byName
  }

  #add(pass: Match['pass'], lines: MatchLine[], entries: LedgerEntry[]): void {
    const differenceMinor = sumOf(lines) - sumOf(entries)
    this.#matches.push({ pass, lines, entries, differenceMinor })
  }

  #remove(lines: ReadonlySet<MatchLine>, entries: ReadonlySet<LedgerEntry>): void {
    this.#lines = this.#lines.filter((line) => !lines.has(line))
    this.#entries = this.#entries.filter((entry) => !entries.has(entry))
  }

  result(): MatchResult {
    return { matches: this.#matches, missing: this.#lines, unclaimed: this.#entries }
  }
}

function sumOf(amounts: readonly { amountMinor: number }[]): number {
  return amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
}

/** By code units: the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
