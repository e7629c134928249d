import { FaultQueue } from '#core/channel/fault-queue'
import type { FaultKind, SeenCall } from '#core/channel/simulator'
import type { Clock } from '#core/time'
import type { TaobaoAccount } from '../options.ts'
import type { WireRate, WireTrade } from '../wire.ts'
import { Access } from './access.ts'
import { Gate } from './gate.ts'
import { MessageQueue } from './queue.ts'
import { RefundDesk } from './refund-desk.ts'
import { Shelf } from './shelf.ts'
import { TradeBook } from './trade-book.ts'

/** One simulated shop: all that the gateway's operations work on. */
export class Market {
  readonly clock: Clock
  readonly shopType: TaobaoAccount['shopType']
  readonly access: Access
  readonly gate: Gate
  readonly shelf = new Shelf()
  readonly trades: TradeBook
  readonly desk: RefundDesk
  readonly queue: MessageQueue
  /** Reviews by their sub order. */
  readonly rates = new Map<string, WireRate>()
  readonly faults = new FaultQueue([
    ...(['throttle', 'down', 'noAnswer', 'lostAnswer', 'tokenExpired', 'banned'] as const),
    ...(['revoked', 'moveRows', 'newRow', 'sameRowTwice', 'reordered', 'partial'] as const),
    ...(['unknownStatus', 'unknownField', 'unknownCurrency'] as const)
  ])
  readonly calls: SeenCall[] = []

  constructor(clock: Clock, shopType: TaobaoAccount['shopType']) {
    this.clock = clock
    this.shopType = shopType
    this.access = new Access(clock)
    this.gate = new Gate(clock, this.access)
    this.trades = new TradeBook(clock, this.shelf)
    this.desk = new RefundDesk(clock)
    this.queue = new MessageQueue(clock)
  }

  /** What happens to the trades of a list before a page of it is made. */
  beforePage(method: string, read: () => readonly WireTrade[]): void {
    const [newest] = read()
    // The newest leaves a list of the past: all others move up, and who pages forward loses one a
    // page.
    if (newest && this.isTime('moveRows', method)) this.trades.change(String(newest.tid), {})
    if (this.isTime('newRow', method)) this.trades.place()
  }

  /** What is wrong with a page. */
  spoil(method: string, page: readonly WireTrade[]): object[] {
    let rows: object[] = [...page]
    const [first] = page
    if (!first) return rows
    const change = (changed: object) => {
      rows = [{ ...rows[0]!, ...changed }, ...rows.slice(1)]
    }
    if (this.isTime('unknownStatus', method)) change({ status: 'TRADE_IN_ORBIT' })
    if (this.isTime('unknownField', method)) change({ loyalty_tier: { level: 9 } })
    // Amounts have no currency here: one that is not in yuan is an amount that nobody can read.
    if (this.isTime('unknownCurrency', method)) change({ payment: `QQQ ${first.payment}` })
    if (this.isTime('sameRowTwice', method)) rows = [...rows, rows[0]!]
    if (this.isTime('reordered', method)) rows.reverse()
    return rows
  }

  /**
   * Whether a fault happens to the call of an operation that is being answered; noted beside the
   * call.
   */
  isTime(kind: FaultKind, operation: string): boolean {
    if (this.faults.next(operation, [kind]) === null) return false
    const call = this.calls.findLast((one) => one.operation === operation)
    if (call) call.fault ??= kind
    return true
  }
}
