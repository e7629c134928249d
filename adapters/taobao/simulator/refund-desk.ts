import type { AfterSaleStatus } from '#core/channel/documents'
import { type Clock, instantAt, instantMs } from '#core/time'
import { refundStatuses } from '../map/refund.ts'
import { toFen, toInstant, toTime } from '../map/values.ts'
import type { WireRefund, WireTrade } from '../wire.ts'
import { refused } from './refusal.ts'

const firstRefund = 176_000_000_000_000_001n

/** How long the seller has for a decision. */
const decideWithinMs = 48 * 3_600_000

interface Case {
  wire: WireRefund
  refunds: { amountMinor: number }[]
}

/** Cases of return and refund in the simulated shop. */
export class RefundDesk {
  readonly #clock: Clock
  readonly #cases = new Map<string, Case>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * The buyer of a trade asks for the money of its first sub order, and may want to send it back.
   */
  open(trade: WireTrade, hasReturn: boolean): { externalId: string } {
    const [first] = trade.orders!.order!
    const id = String(firstRefund + BigInt(this.#cases.size) * 17n)
    const nowMs = this.#clock.ms()
    const wire: WireRefund = {
      refund_id: id,
      tid: trade.tid,
      oid: first!.oid,
      num: first!.num,
      status: 'WAIT_SELLER_AGREE',
      refund_fee: first!.divide_order_fee!,
      reason: '不喜欢',
      desc: '与描述不符',
      has_good_return: hasReturn,
      dispute_type: hasReturn ? 'REFUND_AND_RETURN' : 'REFUND',
      refund_phase: 'onsale',
      refund_version: String(nowMs),
      created: toTime(instantAt(nowMs)),
      modified: toTime(instantAt(nowMs)),
      cs_status: 1,
      refund_remind_timeout: reminderAt(nowMs)
    }
    this.#cases.set(id, { wire, refunds: [] })
    return { externalId: id }
  }

  /** Errors: Refusal when it is not there. */
  get(id: string): WireRefund {
    const found = this.#cases.get(id)
    if (!found) throw refused('refund-not-exist', `refund ${id} does not exist`)
    return found.wire
  }

  all(): WireRefund[] {
    return [...this.#cases.values()].map(({ wire }) => wire)
  }

  there(id: string): { status: AfterSaleStatus; refunds: { amountMinor: number }[] } | null {
    const found = this.#cases.get(id)
    if (!found) return null
    return {
      status: refundStatuses[found.wire.status]!,
      refunds: structuredClone(found.refunds)
    }
  }

  /** Errors: Refusal when the case stands elsewhere, or has another version now. */
  check(wire: WireRefund, statuses: readonly string[], version: string | undefined): void {
    if (!statuses.includes(wire.status)) {
      throw refused('refund-status-error', `the refund is ${wire.status}`)
    }
    if (version !== undefined && version !== String(wire.refund_version)) {
      throw refused('refund-version-error', 'the refund has changed since')
    }
  }

  /** Moves a case on, which gives it a new version. */
  move(wire: WireRefund, status: string): void {
    const lastMs = Math.max(Number(wire.refund_version), instantMs(toInstant(wire.modified)) + 999)
    const nowMs = Math.max(this.#clock.ms(), lastMs + 1)
    wire.status = status
    wire.refund_version = String(nowMs)
    wire.modified = toTime(instantAt(nowMs))
    const isTimed = status.startsWith('WAIT_SELLER')
    wire.refund_remind_timeout = isTimed ? reminderAt(nowMs) : { exist_timeout: false }
  }

  /** Taobao's own people look at a case, which gives it a new version. */
  stepIn(wire: WireRefund): void {
    this.move(wire, wire.status)
    wire.cs_status = 3
  }

  giveBack(wire: WireRefund, fen: number): void {
    if (fen < 1 || fen > toFen(wire.refund_fee)) {
      throw refused('refund-fee-error', 'the amount is not what was asked for')
    }
    this.move(wire, 'SUCCESS')
    this.#cases.get(String(wire.refund_id))!.refunds.push({ amountMinor: fen })
  }
}

function reminderAt(nowMs: number): WireRefund['refund_remind_timeout'] {
  const timeout = toTime(instantAt(nowMs + decideWithinMs))
  return { exist_timeout: true, remind_type: 1, timeout }
}
