import type { Deferred, Tx } from '#core/transaction'
import type { CreditNoteEvent, OrdersService } from '#plugins/orders'
import type { FactParts } from './parts.ts'
import { type PlacedAsOne, placedAlone } from './placed-order.ts'
import { takeSales } from './take.ts'

/** What has happened to one order or credit note. */
type News = { placed: PlacedAsOne } | { orderId: string } | { noteId: string }

/**
 * Puts orders and credit notes off to the end of their commit, and reckons with them there: those of several transactions
 * together. What is only placed needs no look at its order.
 */
export class SalesKeeper {
  readonly #work: Deferred<News>
  readonly #orders: OrdersService

  constructor(orders: OrdersService, parts: FactParts) {
    this.#orders = orders
    this.#work = {
      name: 'report facts of orders',
      run: async (tx, news) => {
        await takeSales(tx, parts, {
          placed: news.flatMap((one) => ('placed' in one ? one.placed : [])),
          orderIds: news.flatMap((one) => ('orderId' in one ? one.orderId : [])),
          noteIds: news.flatMap((one) => ('noteId' in one ? one.noteId : []))
        })
      }
    }
  }

  /** Takes orders that this transaction has placed. One that was split off is a part of an older one. */
  takePlaced(tx: Tx, orderIds: readonly string[]): void {
    tx.defer(
      this.#work,
      this.#orders
        .bookedIn(tx, orderIds)
        .map((order) =>
          order.splitFrom === null ? { placed: placedAlone(order) } : { orderId: order.splitFrom }
        )
    )
  }

  /** Takes orders that are no longer what they were. Those that others have only just placed come before them. */
  takeChanged(tx: Tx, orderIds: readonly string[]): void {
    const ids = new Set(orderIds)
    tx.dependsOn(this.#work, (news) => 'placed' in news && ids.has(news.placed.id))
    tx.defer(
      this.#work,
      orderIds.map((orderId) => ({ orderId }))
    )
  }

  /** Takes credit notes. */
  takeNotes(tx: Tx, notes: readonly CreditNoteEvent[]): void {
    tx.defer(
      this.#work,
      notes.map(({ creditNoteId }) => ({ noteId: creditNoteId }))
    )
  }
}
