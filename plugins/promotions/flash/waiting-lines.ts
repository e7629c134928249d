import type { Clock } from '#core/time'
import type { OrderAdmission } from '#plugins/orders'
import type { CompiledPromotion, CompiledPromotions } from '../evaluation/compile.ts'
import { FlashLineFull, FlashSoldOut } from './errors.ts'

/** Orders that work on one flash price at once: they wait for the same row anyway, so one works and one gets ready. */
const atOnceMax = 2
/** How long rules, and that a SKU is sold out, are taken for granted; then the next order looks again. */
const trustedMs = 1000
/** Most keys remembered of those who were let in. */
const keysMax = 10_000

type Asking = Parameters<OrderAdmission>[0]

/** The rules as they were last read, and a look at them. */
interface Rules {
  readonly last: CompiledPromotions | undefined
  read(): Promise<CompiledPromotions>
}

/** What somebody wants at a flash price. */
interface Wish {
  promotionId: string
  sku: string
}

/** A wish, with all flash prices of its SKU; null: one of them is not for everybody, so nobody is refused here. */
interface Asked extends Wish {
  offers: readonly string[] | null
}

interface Waiting extends Asked {
  letIn(): void
  refuse(error: Error): void
}

interface Line {
  /** Orders that are being placed. */
  inside: number
  /** First come, first served. */
  waiting: Waiting[]
  /** SKU → when it was found sold out. */
  soldOut: Map<string, number>
  /** Idempotency keys of those who were let in: whoever asks again has perhaps bought already. */
  keys: Set<string>
}

/**
 * One bounded waiting line a flash price, in this process. A burst gets no further than to here: orders are let in one after
 * the other; who would be one too many, or wants what turns out to be sold out, is refused without a look at the
 * database. Only for offers that are for everybody: what depends on customers or codes is for the evaluation to say.
 */
export class WaitingLines {
  readonly #clock: Clock
  readonly #max: number
  readonly #rules: Rules
  #readMs: number | undefined
  #reading: Promise<CompiledPromotions> | undefined
  readonly #lines = new Map<string, Line>()
  readonly #bySku = new WeakMap<CompiledPromotions, Map<string, CompiledPromotion[]>>()

  constructor({ clock, max, rules }: { clock: Clock; max: number; rules: Rules }) {
    this.#clock = clock
    this.#max = max
    this.#rules = rules
  }

  /** Lets an order in once it is its turn. Errors: FLASH_LINE_FULL, FLASH_SOLD_OUT. */
  async enter(asking: Asking): Promise<() => void> {
    if (asking.skus.length === 0) return () => undefined
    const wishes = this.#wishesOf(await this.#read(), asking)
    const entered: Line[] = []
    const leave = () => {
      for (const line of entered) this.#leave(line)
    }
    try {
      // In the order of their ids: two orders never wait for each other.
      for (const wish of wishes) {
        const line = this.#lineOf(wish.promotionId)
        await this.#takePlace(line, wish, asking.idempotencyKey)
        entered.push(line)
      }
    } catch (error) {
      leave()
      throw error
    }
    return leave
  }

  /** Takes note that somebody found a SKU sold out: those who wait for it hear so at once. */
  noteSoldOut({ promotionId, sku }: Wish): void {
    this.#lineOf(promotionId).soldOut.set(sku, this.#clock.ms())
    const isOver = (one: Waiting) => one.sku === sku && this.#isGone(one)
    for (const line of this.#lines.values()) {
      const refused = line.waiting.filter(isOver)
      if (refused.length === 0) continue
      line.waiting = line.waiting.filter((one) => !isOver(one))
      for (const { promotionId, refuse } of refused) refuse(new FlashSoldOut({ promotionId, sku }))
    }
  }

  /** Whether every flash price of a SKU was found sold out. */
  #isGone({ sku, offers }: Asked): boolean {
    return offers?.every((id) => this.#isTrusted(this.#lines.get(id)?.soldOut.get(sku))) ?? false
  }

  /** Forgets what was sold out, and the rules: units have come back, or a promotion has changed. */
  reopen(promotionIds: Iterable<string>): void {
    this.#readMs = undefined
    for (const id of promotionIds) this.#lines.get(id)?.soldOut.clear()
  }

  /** The rules, looked at once in a while for all orders together. */
  async #read(): Promise<CompiledPromotions> {
    const { last } = this.#rules
    if (last && this.#isTrusted(this.#readMs)) return last
    this.#reading ??= this.#rules.read().finally(() => {
      this.#reading = undefined
      this.#readMs = this.#clock.ms()
    })
    return this.#reading
  }

  /** A clock that jumps back makes nothing last longer. */
  #isTrusted(sinceMs: number | undefined): boolean {
    return sinceMs !== undefined && Math.abs(this.#clock.ms() - sinceMs) < trustedMs
  }

  async #takePlace(line: Line, asked: Asked, key: string | null): Promise<void> {
    const isKnown = key !== null && line.keys.has(key)
    if (isKnown) {
      line.inside++
      return
    }
    const { promotionId, sku } = asked
    if (this.#isGone(asked)) throw new FlashSoldOut({ promotionId, sku })
    if (line.inside < atOnceMax) {
      line.inside++
    } else {
      const waiting = line.waiting.length
      if (waiting >= this.#max) throw new FlashLineFull({ promotionId, sku, waiting })
      await new Promise<void>((letIn, refuse) => line.waiting.push({ ...asked, letIn, refuse }))
    }
    if (key !== null) remember(line.keys, key)
  }

  /** The next in line takes the place of who leaves. */
  #leave(line: Line): void {
    const next = line.inside <= atOnceMax ? line.waiting.shift() : undefined
    if (next) next.letIn()
    else line.inside--
  }

  #lineOf(promotionId: string): Line {
    const known = this.#lines.get(promotionId)
    if (known) return known
    const line: Line = { inside: 0, waiting: [], soldOut: new Map(), keys: new Set() }
    this.#lines.set(promotionId, line)
    return line
  }

  #wishesOf(compiled: CompiledPromotions, { currency, skus }: Asking): Asked[] {
    const bySku = this.#offersOf(compiled)
    const wishes = new Map<string, Asked>()
    for (const sku of skus) {
      const on = (bySku.get(sku) ?? []).filter((one) => this.#isOn(one, currency))
      const offers = on.every(isForAll) ? on.map(({ promotion }) => promotion.id) : null
      for (const { promotion } of on.filter(isForAll)) {
        wishes.set(promotion.id, { promotionId: promotion.id, sku, offers })
      }
    }
    return [...wishes.keys()].sort().map((promotionId) => wishes.get(promotionId)!)
  }

  #isOn({ promotion, startsMs, endsMs }: CompiledPromotion, currency: string): boolean {
    const nowMs = this.#clock.ms()
    return promotion.currency === currency && startsMs <= nowMs && nowMs < endsMs
  }

  #offersOf(compiled: CompiledPromotions): Map<string, CompiledPromotion[]> {
    const known = this.#bySku.get(compiled)
    if (known) return known
    const bySku = new Map<string, CompiledPromotion[]>()
    for (const one of compiled.byId.values()) {
      const { reward } = one.promotion
      if (reward.kind !== 'flash') continue
      for (const { sku } of reward.items) bySku.set(sku, [...(bySku.get(sku) ?? []), one])
    }
    this.#bySku.set(compiled, bySku)
    return bySku
  }
}

function isForAll({ promotion }: CompiledPromotion): boolean {
  const { conditions, coupon, earlyAccess } = promotion
  return conditions === undefined && coupon === 'none' && earlyAccess === undefined
}

/** Adds a key; the oldest makes room. */
function remember(keys: Set<string>, key: string): void {
  keys.add(key)
  const [oldest] = keys
  if (keys.size > keysMax) keys.delete(oldest!)
}
