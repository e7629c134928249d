import { formatAmount } from '#core/money'
import { type Clock, instantAt } from '#core/time'
import { dayOn } from '#core/zone'
import type { WireOrder, WireTraffic } from '../wire.ts'

/** Days of the simulated platform are Beijing's. */
const zone = 'Asia/Shanghai'
/** How often the figures of a day that is not over are told. */
const toldEveryMs = 10 * 60 * 1000
const visitorsAnOrder = 31
const campaign = '万相台'

/** Figures of a day to tell; what is left out is not told. */
export type TrafficWish = Partial<Omit<WireTraffic, 'day' | 'campaign' | 'modified_at'>>

/** Counts who looks at the simulated shop, and what its ads cost. */
export class TrafficCounter {
  readonly rows = new Map<string, WireTraffic>()
  readonly #clock: Clock
  readonly #orders: ReadonlyMap<string, WireOrder>
  #lastModifiedMs = 0
  #toldMs = 0

  constructor(clock: Clock, orders: ReadonlyMap<string, WireOrder>) {
    this.#clock = clock
    this.#orders = orders
  }

  /** Tells figures of a day, in all or of a campaign, in place of what was told. */
  tell(day: string, figures: TrafficWish, of: string | null = null): WireTraffic {
    this.#lastModifiedMs = Math.max(this.#clock.ms(), this.#lastModifiedMs + 1)
    const nothing = { uv: null, pv: null, impressions: null, clicks: null, cost: null }
    const row: WireTraffic = {
      ...{ day, campaign: of, ...nothing, deals: null, deal_amount: null, ...figures },
      modified_at: instantAt(this.#lastModifiedMs)
    }
    this.rows.set(JSON.stringify([day, of]), row)
    return row
  }

  /** From time to time the figures of today are told: so many visitors for each order. */
  live(): void {
    if (this.#clock.ms() - this.#toldMs < toldEveryMs) return
    this.#toldMs = this.#clock.ms()
    const today = dayOn(this.#clock.now(), zone)
    const placed = [...this.#orders.values()].filter(
      (order) => dayOn(order.created_at, zone) === today
    )
    const uv = placed.length * visitorsAnOrder
    this.tell(today, { uv, pv: uv * 4 })
    const deals = Math.floor(placed.length / 5)
    const ads = { impressions: uv * 20, clicks: uv, cost: formatAmount(uv * 35, 'CNY'), deals }
    this.tell(today, { ...ads, deal_amount: formatAmount(deals * 9900, 'CNY') }, campaign)
  }

  /** Figures that were told in `[since, until)`, oldest first. */
  changedBetween(since: string, until: string): WireTraffic[] {
    return [...this.rows.values()]
      .filter(({ modified_at: at }) => at >= since && at < until)
      .sort((a, b) => (a.modified_at < b.modified_at ? -1 : 1))
  }
}
