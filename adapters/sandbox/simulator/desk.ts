import { formatAmount, parseAmountMinor } from '#core/money'
import { type Clock, instantAt } from '#core/time'
import type { WireAfterSale, WireCaseState, WireDecision, WireOrder, WireResult } from '../wire.ts'
import { type Random, seededRandom } from './random.ts'

const respondWithinMs = 48 * 60 * 60 * 1000
/** Of so many looks, one opens a case; of so many others, one moves a case on. */
const openedOf = 10
const movedOf = 6

/** What buyers give as reasons, and what they add. */
const complaints = [
  ['质量问题', '用了一次就裂了'],
  ['七天无理由退货', ''],
  ['少件/漏发', '收到的数量不对'],
  ['包装破损', 'The box was crushed.'],
  ['与描述不符', 'The color is not that of the picture.']
] as const

/** Where a case goes when we agree. */
const agreed: Readonly<Partial<Record<WireCaseState, WireCaseState>>> = {
  OPEN: 'RETURNING',
  GOODS_SENT: 'REFUNDED'
}

/** Cases of return and refund on the simulated platform. */
export class CaseDesk {
  readonly cases = new Map<string, WireAfterSale>()
  readonly #random: Random
  readonly #clock: Clock
  readonly #firstId: bigint
  readonly #orders: ReadonlyMap<string, WireOrder>
  #lastModifiedMs = 0

  constructor(seed: number, clock: Clock, orders: ReadonlyMap<string, WireOrder>) {
    // Of its own, so that cases change nothing about the orders that a seed makes.
    this.#random = seededRandom(seed + 7919)
    this.#clock = clock
    this.#firstId = BigInt(clock.ms()) * 1_000_000n
    this.#orders = orders
  }

  /** The buyer of an order asks for the money of its first line, and may want to send it back. */
  open(orderId: string, kind: WireAfterSale['kind']): WireAfterSale {
    const order = this.#orders.get(orderId)
    if (!order) throw new RangeError(`no order ${orderId}`)
    const line = order.lines[0]!
    const [reason, words] = this.#random.pick(complaints)
    const at = this.#modified()
    const opened: WireAfterSale = {
      ...{ case_id: `AS${this.#firstId + BigInt(this.cases.size + 1)}`, order_id: orderId, kind },
      ...{ state: 'OPEN', reason, words, currency: order.currency, amount: line.line_total },
      lines: [{ line_no: line.line_no, quantity: line.quantity }],
      ...{ revision: 1, created_at: at, modified_at: at },
      respond_by: instantAt(this.#clock.ms() + respondWithinMs)
    }
    this.cases.set(opened.case_id, opened)
    return opened
  }

  /** Cases that changed in `[since, until)`, oldest change first. */
  changedBetween(since: string, until: string): WireAfterSale[] {
    return [...this.cases.values()]
      .filter(({ modified_at: at }) => at >= since && at < until)
      .sort((a, b) => (a.modified_at < b.modified_at ? -1 : 1))
  }

  /** Takes our decision about a case as it was when we looked at it. */
  decide({ case_id: id, revision, action, amount }: WireDecision): WireResult {
    const known = this.cases.get(id)
    if (!known) return { ok: false, code: 'CASE_UNKNOWN', message: `no case ${id}` }
    if (known.revision !== revision) {
      return { ok: false, code: 'CASE_CHANGED', message: `it is at revision ${known.revision}` }
    }
    const { state, kind, currency } = known
    if (agreed[state] === undefined) {
      return { ok: false, code: 'CASE_CLOSED', message: `it is ${state}: nothing is to be decided` }
    }
    if (action === 'refuse') this.move(id, 'REFUSED')
    else if (kind === 'return' && state === 'OPEN') this.move(id, 'RETURNING')
    else {
      const most = parseAmountMinor(known.amount, currency)
      const minor = amount === null ? most : parseAmountMinor(amount, currency)
      if (minor < 1 || minor > most) {
        return { ok: false, code: 'AMOUNT_WRONG', message: `at most ${known.amount}` }
      }
      this.move(id, 'REFUNDED', { amount: formatAmount(minor, currency) })
    }
    return { ok: true }
  }

  /** Brings a case into a state, which gives it a new revision. */
  move(id: string, state: WireCaseState, more: Partial<WireAfterSale> = {}): WireAfterSale {
    const before = this.cases.get(id)
    if (!before) throw new RangeError(`no case ${id}`)
    const isOurs = state === 'OPEN' || state === 'GOODS_SENT'
    const after: WireAfterSale = {
      ...before,
      ...{ state, revision: before.revision + 1, ...more },
      respond_by: isOurs ? instantAt(this.#clock.ms() + respondWithinMs) : null,
      modified_at: this.#modified()
    }
    this.cases.set(id, after)
    return after
  }

  /** Now and then a buyer opens a case, and one that is there goes on. What the shop does not decide in time is paid. */
  live(): void {
    for (const { case_id: id, state, respond_by: by } of this.cases.values()) {
      if (state === 'OPEN' && by !== null && by < this.#clock.now()) this.move(id, 'REFUNDED')
    }
    if (this.#random.between(1, openedOf) === 1) this.#openSome()
    if (this.#random.between(1, movedOf) === 1) this.#moveSome()
  }

  #openSome(): void {
    const taken = new Set([...this.cases.values()].map(({ order_id: id }) => id))
    const paid = [...this.#orders.values()].filter(
      ({ order_id: id, status }) => !taken.has(id) && status !== 'WAIT_PAY' && status !== 'CLOSED'
    )
    if (paid.length === 0) return
    const { order_id: id, status } = this.#random.pick(paid)
    const isSent = status !== 'WAIT_SHIP'
    this.open(id, isSent && this.#random.next() < 0.6 ? 'return' : 'refund')
  }

  /** What buyers and the platform do by themselves. */
  #moveSome(): void {
    const open = [...this.cases.values()].filter(({ state }) =>
      ['OPEN', 'RETURNING', 'REFUSED', 'ARBITRATION'].includes(state)
    )
    if (open.length === 0) return
    const { case_id: id, state } = this.#random.pick(open)
    const isLucky = this.#random.next() < 0.5
    if (state === 'RETURNING') this.move(id, 'GOODS_SENT')
    else if (state === 'ARBITRATION') this.move(id, isLucky ? 'REFUNDED' : 'REFUSED')
    else if (state === 'REFUSED') this.move(id, isLucky ? 'ARBITRATION' : 'WITHDRAWN')
    else if (this.#random.next() < 0.1) this.move(id, 'WITHDRAWN')
  }

  /** Now, but never at or before the change before it. */
  #modified(): string {
    this.#lastModifiedMs = Math.max(this.#clock.ms(), this.#lastModifiedMs + 1)
    return instantAt(this.#lastModifiedMs)
  }
}
