import { newId } from '#core/ids'
import type {
  PointsAccountRow,
  PointsEntryRow,
  PointsKind,
  PointsLotRow,
  PointsSpendRow
} from '../tables.ts'

/** Of entries by which members of one customer make up for each other. */
export const settledReason = 'settled'

/** A change of a member's balance. */
export interface Posting {
  memberId: string
  /** Above zero; what is taken is posted with a minus. */
  points: number
  sourceId: string
  kind: PointsKind
  reason: string
}

/** An entry before it is written. */
export type NewEntry = Omit<PointsEntryRow, 'actor' | 'at'>

/**
 * The points of some customers while they are changed: no I/O. What always holds: a member's balance is the sum of its
 * entries, and its lots sum to the balance, or to zero when that is below it. Points that come while a balance is below
 * zero fill the hole first; points of other members of its customer do so with `settle`.
 */
export class PointsBook {
  readonly accounts: ReadonlyMap<string, PointsAccountRow>
  /** By when they expire, soonest first, and then by when they came. */
  readonly lots: PointsLotRow[]
  readonly entries: NewEntry[] = []
  readonly spends: PointsSpendRow[] = []
  readonly changedLots = new Set<PointsLotRow>()
  readonly #parts = new Map<string, number>()
  readonly #now: string

  constructor(accounts: readonly PointsAccountRow[], lots: readonly PointsLotRow[], now: string) {
    this.accounts = new Map(accounts.map((account) => [account.memberId, { ...account }]))
    this.lots = lots.map((lot) => ({ ...lot }))
    this.#now = now
    this.#sort()
  }

  /** What a customer has, its members' together. */
  balanceOf(customerId: string): number {
    let balance = 0
    for (const account of this.accounts.values()) {
      if (account.customerId === customerId) balance += account.balance
    }
    return balance
  }

  /**
   * Fills balances below zero from what other members of the same customer have, first what expires first: to the customer
   * all of it is one. What the customer has together stays as it is.
   */
  settle(): void {
    for (const { memberId, customerId, balance } of [...this.accounts.values()]) {
      let left = -balance
      for (const lot of this.lots) {
        if (left <= 0) break
        if (lot.customerId !== customerId || lot.remaining === 0) continue
        const points = Math.min(left, lot.remaining)
        this.#take(lot, points)
        left -= points
        const move = { kind: 'adjust', sourceId: newId('pst'), reason: settledReason } as const
        this.#post({ ...move, memberId: lot.memberId, points: -points })
        this.#post({ ...move, memberId, points })
      }
    }
  }

  /** Takes what is left of lots whose day is over; those of other customers are left to their own book. */
  expire(): void {
    for (const lot of this.lots) {
      if (!this.accounts.has(lot.memberId)) continue
      if (lot.remaining === 0 || lot.expiresAt === null || lot.expiresAt > this.#now) continue
      const { id: reason, memberId, remaining: points } = lot
      this.#take(lot, points)
      // A lot may expire twice, when points are given back into it after its day.
      this.#post({ memberId, kind: 'expire', points: -points, sourceId: newId('pex'), reason })
    }
  }

  /** Adds points that expire together. */
  add({ memberId, points, sourceId, kind, reason }: Posting, expiresAt: string | null): void {
    const account = this.#account(memberId)
    const lot: PointsLotRow = {
      id: newId('plt'),
      memberId,
      customerId: account.customerId,
      points,
      remaining: overHole(account, points),
      sourceId,
      expiresAt,
      noticedAt: null,
      createdAt: this.#now
    }
    this.lots.push(lot)
    this.#sort()
    this.changedLots.add(lot)
    this.#post({ memberId, kind, points, sourceId, reason })
  }

  /** Takes points back, from the lots of `from` first; what is no longer there takes the balance below zero. */
  takeBack({ memberId, points, sourceId, kind, reason }: Posting, from: readonly string[]): void {
    const own = this.lots.filter((lot) => lot.memberId === memberId && lot.remaining > 0)
    const isFirst = ({ sourceId: source }: PointsLotRow) => from.includes(source)
    const inOrder = [...own.filter(isFirst), ...own.filter((lot) => !isFirst(lot))]
    let left = points
    for (const lot of inOrder) {
      const part = Math.min(left, lot.remaining)
      if (part > 0) this.#take(lot, part)
      left -= part
    }
    this.#post({ memberId, kind, points: -points, sourceId, reason })
  }

  /** Spends points of a customer, first those that expire first. Returns false, and changes nothing, without enough. */
  spend(
    customerId: string,
    { points, sourceId, reason }: Pick<Posting, 'points' | 'sourceId' | 'reason'>
  ): boolean {
    if (this.balanceOf(customerId) < points) return false
    const byMember = new Map<string, number>()
    let left = points
    for (const lot of this.lots) {
      if (left === 0) break
      if (lot.customerId !== customerId || lot.remaining === 0) continue
      const part = Math.min(left, lot.remaining)
      this.#take(lot, part)
      left -= part
      const { id: lotId, memberId } = lot
      this.spends.push({ sourceId, lotId, memberId, points: part, givenBack: 0 })
      byMember.set(memberId, (byMember.get(memberId) ?? 0) + part)
    }
    for (const [memberId, part] of byMember) {
      this.#post({ memberId, kind: 'spend', points: -part, sourceId, reason })
    }
    return true
  }

  /** Puts spent points back into the lots they came from, at most so many: they expire when they would have. */
  giveBack(
    spends: readonly PointsSpendRow[],
    { sourceId, reason }: Pick<Posting, 'sourceId' | 'reason'>,
    most = Number.POSITIVE_INFINITY
  ): number {
    let points = 0
    for (const spend of spends) {
      const part = Math.min(spend.points - spend.givenBack, most - points)
      const lot = this.lots.find(({ id }) => id === spend.lotId)
      if (part === 0 || !lot) continue
      lot.remaining += overHole(this.#account(lot.memberId), part)
      this.changedLots.add(lot)
      this.spends.push({ ...spend, givenBack: spend.givenBack + part })
      this.#post({ memberId: lot.memberId, kind: 'giveBack', points: part, sourceId, reason })
      points += part
    }
    return points
  }

  #account(memberId: string): PointsAccountRow {
    return this.accounts.get(memberId)!
  }

  #take(lot: PointsLotRow, points: number): void {
    lot.remaining -= points
    this.changedLots.add(lot)
  }

  #post({ memberId, kind, points, sourceId, reason }: Posting): void {
    const account = this.#account(memberId)
    const part = this.#parts.get(sourceId) ?? 0
    this.#parts.set(sourceId, part + 1)
    account.balance += points
    const { customerId } = account
    this.entries.push({
      ...{ id: newId('pen'), memberId, customerId, kind, points, sourceId, part, reason }
    })
  }

  #sort(): void {
    this.lots.sort(
      (a, b) =>
        compare(a.expiresAt ?? '9999', b.expiresAt ?? '9999') ||
        compare(a.createdAt, b.createdAt) ||
        compare(a.id, b.id)
    )
  }
}

/** What is left of points that come once a balance below zero is made up for. */
function overHole({ balance }: PointsAccountRow, points: number): number {
  return Math.max(0, points + Math.min(0, balance))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
