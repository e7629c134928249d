import { currencyCodes } from '#core/currency'
import type { Reader } from '#core/database/db'
import { businessDay, isDay } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'
import { TrafficRowInvalid } from './errors.ts'
import { keyOf, moneyFigures, type TrafficStatement } from './figures.ts'

/** Checks figures one by one against what is known of channels and days, and against each other. */
export class TrafficCheck {
  readonly #today: string
  /** Null: channels are not kept here, any is fine. */
  readonly #channels: ReadonlySet<string> | null
  readonly #currencies = new Set(currencyCodes())
  readonly #seen = new Set<string>()

  private constructor(today: string, channels: ReadonlySet<string> | null) {
    this.#today = today
    this.#channels = channels
  }

  static async of(db: Reader, scope: ReportingScope): Promise<TrafficCheck> {
    const { ctx, channels, orders } = scope
    const known =
      channels &&
      new Set([orders.directChannelId, ...(await channels.list(db)).map(({ id }) => id)])
    return new TrafficCheck(businessDay(ctx.shop, ctx.clock.now()), known ?? null)
  }

  /** Errors: TRAFFIC_ROW_INVALID. */
  assert(statement: TrafficStatement): void {
    const { channelId, dayOn, currency } = statement
    if (channelId === '') refuse('channelId', 'name the channel')
    if (this.#channels !== null && !this.#channels.has(channelId)) {
      refuse('channelId', `there is no channel ${channelId}`)
    }
    if (!isDay(dayOn)) refuse('dayOn', `${dayOn} is no day`)
    if (dayOn > this.#today) refuse('dayOn', `${dayOn} is yet to come`)
    const hasMoney = moneyFigures.some((name) => statement[name] != null)
    if (hasMoney && (currency === null || !this.#currencies.has(currency))) {
      refuse('currency', `${currency ?? 'none'} is no ISO 4217 code in use`)
    }
    const key = keyOf(statement)
    if (this.#seen.has(key)) refuse('dayOn', 'the same key is told twice; which one is meant?')
    this.#seen.add(key)
  }
}

function refuse(field: string, reason: string): never {
  throw new TrafficRowInvalid({ field, reason })
}
