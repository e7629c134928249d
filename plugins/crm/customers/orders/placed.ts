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
  /** What its buyer may be known by. */
  names: readonly string[]
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
  /** Orders that were split off and are not taken yet, by transaction. */
  readonly #parts = new WeakMap<Tx, string[]>()

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

  /**
   * Puts orders that this transaction has placed off to its commit. What was split off waits for the change of the order
   * that it was part of: taken alone it would count there too.
   */
  take(tx: Tx, orderIds: readonly string[]): void {
    const placed = this.#orders.placedIn(tx, orderIds)
    const found = this.#found.get(tx)
    const whole: Placed[] = []
    for (const id of orderIds) {
      const order = placed.get(id)!
      if (order.splitFrom === null) {
        const buyer = refOf(order)
        whole.push({ order, customerId: found?.get(keyOf(buyer)), names: namesOf(buyer) })
      } else {
        this.#parts.set(tx, [...(this.#parts.get(tx) ?? []), id])
      }
    }
    tx.defer(this.#work, whole)
  }

  /** Returns what was split off in this transaction, once: whoever takes what it was part of takes it together with that. */
  takeParts(tx: Tx): readonly string[] {
    const parts = this.#parts.get(tx) ?? []
    this.#parts.delete(tx)
    return parts
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
    const wanted = new Set(buyers.flatMap(namesOf))
    db.dependsOn(
      this.#work,
      ({ customerId, names }) => customerId === undefined || names.some((name) => wanted.has(name))
    )
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

/** Two buyers with none of these in common are two. With one in common they may be one: numbers that are the same end alike. */
function namesOf({ channelId, externalId, email, phone }: BuyerRef): string[] {
  const names: string[] = []
  if (externalId !== null) names.push(`id:${channelId}:${externalId}`)
  const address = email === undefined ? null : normalizeEmail(email)
  if (address !== null) names.push(`email:${address}`)
  const digits = phone === undefined ? '' : phone.normalize('NFKC').replaceAll(/\D/g, '')
  if (digits !== '') names.push(`phone:${digits.slice(-6)}`)
  return names
}
