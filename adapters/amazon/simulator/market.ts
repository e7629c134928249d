import { randomBytes } from 'node:crypto'
import { FaultQueue } from '#core/channel/fault-queue'
import type { FaultKind, SeenCall, SimulatedProduct } from '#core/channel/simulator'
import type { Clock } from '#core/time'
import type { WireOrder } from '../wire.ts'
import { Access } from './access.ts'
import { ListingShelf } from './listing-shelf.ts'
import { OrderBook } from './order-book.ts'
import { Quotas } from './quotas.ts'
import { ReturnDesk } from './returns-api.ts'

/** What a simulated marketplace is made of. */
export interface MarketOptions {
  clock: Clock
  marketplaceId: string
  currency: string
  products: readonly SimulatedProduct[]
}

/** One simulated marketplace with one seller: all that its API works on. */
export class Market {
  readonly clock: Clock
  readonly marketplaceId: string
  readonly currency: string
  readonly sellerId = `A${randomBytes(6).toString('hex').toUpperCase()}`
  readonly returnLocationId = 'LOC1'
  readonly access: Access
  readonly quotas: Quotas
  readonly orders: OrderBook
  readonly shelf: ListingShelf
  readonly desk: ReturnDesk
  /** Messages that reached the buyer of an order. */
  readonly messages = new Map<string, string[]>()
  readonly faults = new FaultQueue([
    ...(['throttle', 'down', 'noAnswer', 'lostAnswer', 'tokenExpired', 'banned'] as const),
    ...(['revoked', 'moveRows', 'newRow', 'sameRowTwice', 'reordered', 'partial'] as const),
    ...(['unknownStatus', 'unknownField', 'unknownCurrency'] as const)
  ])
  readonly calls: SeenCall[] = []
  /** Until then every call is one too many. */
  bannedUntilMs = 0

  constructor({ clock, marketplaceId, currency, products }: MarketOptions) {
    this.clock = clock
    this.marketplaceId = marketplaceId
    this.currency = currency
    this.access = new Access(clock)
    this.quotas = new Quotas(clock)
    this.orders = new OrderBook(clock, { marketplaceId, currency }, products)
    this.shelf = new ListingShelf(clock, marketplaceId, products)
    this.desk = new ReturnDesk(clock, this.returnLocationId)
  }

  /** What happens to the orders before a page of them is made. */
  beforePage(): void {
    const first = this.orders.firstId
    if (first !== null && this.#isTime('moveRows')) this.orders.change(first, {})
    if (this.#isTime('newRow')) this.orders.place()
  }

  /** What is wrong with a page. */
  spoil(page: readonly WireOrder[]): object[] {
    let rows: WireOrder[] = [...page]
    const [first] = rows
    if (!first) return rows
    const change = (changed: object) => {
      rows = [{ ...rows[0]!, ...changed }, ...rows.slice(1)]
    }
    if (this.#isTime('unknownStatus')) {
      change({ fulfillment: { ...first.fulfillment, fulfillmentStatus: 'IN_ORBIT' } })
    }
    if (this.#isTime('unknownField')) change({ loyaltyTier: { level: 9 } })
    if (this.#isTime('unknownCurrency')) {
      change({ proceeds: { grandTotal: { amount: '12.50', currencyCode: 'QQQ' } } })
    }
    if (this.#isTime('sameRowTwice')) rows = [...rows, rows[0]!]
    if (this.#isTime('reordered')) rows = rows.reverse()
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

  #isTime(kind: FaultKind): boolean {
    return this.isTime(kind, 'searchOrders')
  }
}
