import type { Reader } from '#core/database/db'
import { normalizeEmail } from '#core/personal/contact'
import { type Deferred, Tx } from '#core/transaction'
import type { OrdersService, PlacedOrder } from '#plugins/orders'
import type { BuyerRef } from '../../api.ts'
import type { OrderNews } from '../repository/orders.ts'
import { buyerOf } from './take.ts'

/** An order that is placed, and whose it is: null for a buyer nobody knew, undefined where nobody has asked. */
interface Placed {
  order: PlacedOrder
  customerId: string | null | undefined
}

/**
 * Orders as they are placed here: taken at the end of their commit, those of several transactions together. Whoever asks
 * for customers sees them all the same.
 */
export class PlacedOrders {
  readonly #work: Deferred<Placed>
  readonly #orders: OrdersService
  /** What was found out about buyers, by transaction. */
  readonly #found = new WeakMap<Tx, Map<string, string | null>>()

  constructor(orders: OrdersService, takeNews: (tx: Tx, news: OrderNews[]) => Promise<void>) {
    this.#orders = orders
    this.#work = {
      name: 'customers of placed orders',
      run: (tx, placed) =>
        takeNews(
          tx,
          placed.map(({ order }) => ({ order, known: null }))
        )
    }
  }

  /** Puts orders that this transaction has placed off to its commit. */
  take(tx: Tx, orderIds: readonly string[]): void {
    const placed = this.#orders.placedIn(tx, orderIds)
    const found = this.#found.get(tx)
    tx.defer(
      this.#work,
      orderIds.map((id) => {
        const order = placed.get(id)!
        return { order, customerId: found?.get(keyOf(refOf(order))) }
      })
    )
  }

  /** Takes orders that were put off, before these are read. */
  async beforeOrders(tx: Tx, orderIds: readonly string[]): Promise<void> {
    await tx.catchUp(this.#work)
    const ids = new Set(orderIds)
    tx.dependsOn(this.#work, ({ order }) => ids.has(order.id))
  }

  /** Takes orders that were put off, where they may be of these customers. */
  async beforeCustomers(db: Reader, customerIds: readonly string[]): Promise<void> {
    if (!(db instanceof Tx)) return
    await db.catchUp(this.#work)
    const ids = new Set<string | null | undefined>(customerIds)
    db.dependsOn(this.#work, ({ customerId }) => customerId === undefined || ids.has(customerId))
  }

  /** Takes orders that were put off, where they may be of these buyers. */
  async beforeBuyers(db: Reader, buyers: readonly BuyerRef[]): Promise<void> {
    if (!(db instanceof Tx)) return
    await db.catchUp(this.#work)
    db.dependsOn(this.#work, ({ order, customerId }) => {
      const other = refOf(order)
      return customerId === undefined || buyers.some((buyer) => mayBeSame(buyer, other))
    })
  }

  /** Remembers who buyers are, for the orders that they may be about to place. */
  note(db: Reader, buyers: readonly BuyerRef[], found: readonly (string | null)[]): void {
    if (!(db instanceof Tx)) return
    const known = this.#found.get(db) ?? new Map<string, string | null>()
    buyers.forEach((buyer, at) => {
      known.set(keyOf(buyer), found[at] ?? null)
    })
    this.#found.set(db, known)
  }
}

function refOf(order: PlacedOrder): BuyerRef {
  const { channelId, externalId, email, phone } = buyerOf(order)
  return { channelId, externalId, email, phone }
}

function keyOf({ channelId, externalId, email, phone }: BuyerRef): string {
  return JSON.stringify([channelId, externalId, email ?? null, phone ?? null])
}

/** True rather than false where it takes more to tell. */
function mayBeSame(one: BuyerRef, other: BuyerRef): boolean {
  if (one.channelId === other.channelId && one.externalId === other.externalId) return true
  return isOverlap(emailOf(one), emailOf(other)) || isOverlap(tailOf(one), tailOf(other))
}

function isOverlap(one: string | null, other: string | null): boolean {
  return one !== null && one === other
}

function emailOf({ email }: BuyerRef): string | null {
  return email === undefined ? null : normalizeEmail(email)
}

/** Numbers that are the same end alike, however they are written. */
function tailOf({ phone }: BuyerRef): string | null {
  if (phone === undefined) return null
  const digits = phone.normalize('NFKC').replaceAll(/\D/g, '')
  return digits === '' ? null : digits.slice(-6)
}
