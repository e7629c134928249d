import { FaultQueue } from '#core/channel/fault-queue'
import type { FaultKind, SeenCall, SimulatedProduct } from '#core/channel/simulator'
import type { Clock } from '#core/time'
import type { WireOrder, WireReview } from '../wire.ts'
import { Access } from './access.ts'
import { OrderBook } from './order-book.ts'
import { Shelf } from './shelf.ts'
import { Webhooks } from './webhooks.ts'

/** One simulated shop: all that its API works on. */
export class Shop {
  readonly clock: Clock
  readonly access: Access
  readonly shelf: Shelf
  readonly orders: OrderBook
  readonly webhooks = new Webhooks()
  readonly reviews: WireReview[] = []
  readonly calls: SeenCall[] = []
  readonly faults = new FaultQueue([
    ...(['throttle', 'down', 'noAnswer', 'lostAnswer', 'banned', 'revoked'] as const),
    ...(['moveRows', 'newRow', 'sameRowTwice', 'reordered', 'partial'] as const),
    ...(['unknownStatus', 'unknownField', 'unknownCurrency'] as const)
  ])
  /** Whether the feature of fulfillments is switched on. */
  hasFulfillments = true
  /** Until then the host refuses every call. */
  bannedUntilMs = 0
  /** The host lets through only so many calls a second. */
  hasQuota = false

  constructor(clock: Clock, currency: string, products: readonly SimulatedProduct[]) {
    this.clock = clock
    this.access = new Access(clock)
    this.shelf = new Shelf(currency, products)
    this.orders = new OrderBook(clock, currency, this.shelf)
  }

  /** What happens to the orders before a page of them is made. */
  beforePage(): void {
    const [first] = this.orders.wires()
    if (first && this.isTime('moveRows', 'listOrders')) this.orders.touch(first.id)
    if (this.isTime('newRow', 'listOrders')) this.orders.place()
  }

  /** What is wrong with a page. */
  spoil(page: readonly WireOrder[]): object[] {
    const [first, ...others] = page
    if (!first) return []
    const is = (kind: FaultKind) => this.isTime(kind, 'listOrders')
    const rows: object[] = [
      {
        ...first,
        ...(is('unknownStatus') && { status: 'in-orbit' }),
        ...(is('unknownField') && { loyalty: { level: 9 } }),
        ...(is('unknownCurrency') && { currency: 'QQQ' })
      },
      ...others
    ]
    if (is('sameRowTwice')) rows.push(rows[0]!)
    return is('reordered') ? rows.reverse() : rows
  }

  /**
   * Whether a fault happens to the call of an operation that is being answered; noted beside it.
   */
  isTime(kind: FaultKind, operation: string): boolean {
    if (this.faults.next(operation, [kind]) === null) return false
    const call = this.calls.findLast((one) => one.operation === operation)
    if (call) call.fault ??= kind
    return true
  }
}
