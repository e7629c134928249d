import { FaultQueue } from '#core/channel/fault-queue'
import type { FaultKind, SeenCall, SimulatedProduct } from '#core/channel/simulator'
import type { Clock } from '#core/time'
import { Access } from './access.ts'
import { OrderBook } from './order-book.ts'
import { Quotas } from './quotas.ts'
import { Shelf } from './shelf.ts'

/** One simulated shop with one app: all that its API works on. */
export class Shop {
  readonly clock: Clock
  readonly domain: string
  readonly locationNumber = '70001'
  readonly access: Access
  readonly quotas: Quotas
  readonly shelf: Shelf
  readonly orders: OrderBook
  readonly faults = new FaultQueue([
    ...(['throttle', 'down', 'noAnswer', 'lostAnswer', 'tokenExpired', 'banned'] as const),
    ...(['revoked', 'moveRows', 'newRow', 'sameRowTwice', 'reordered', 'partial'] as const),
    ...(['unknownStatus', 'unknownField', 'unknownCurrency'] as const)
  ])
  readonly calls: SeenCall[] = []
  /** Topics that the app has subscribed to, by address. */
  readonly subscriptions: { topic: string; uri: string }[] = []
  /** Answers of calls that named a key: what was sent, and what became of it. */
  readonly answers = new Map<string, { sent: string; answer: object }>()
  bannedUntilMs = 0

  constructor(
    clock: Clock,
    {
      domain,
      currency,
      products
    }: { domain: string; currency: string; products: SimulatedProduct[] }
  ) {
    this.clock = clock
    this.domain = domain
    this.access = new Access(clock)
    this.quotas = new Quotas(clock)
    this.shelf = new Shelf(currency, products)
    this.orders = new OrderBook(clock, this.shelf)
  }

  get locationId(): string {
    return `gid://shopify/Location/${this.locationNumber}`
  }

  /** Whether a fault happens to the call of an operation that is being answered; noted beside the call. */
  isTime(kind: FaultKind, operation: string): boolean {
    if (this.faults.next(operation, [kind]) === null) return false
    const call = this.calls.findLast((one) => one.operation === operation)
    if (call) call.fault ??= kind
    return true
  }
}
