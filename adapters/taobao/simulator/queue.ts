import { type Clock, instantAt } from '#core/time'
import { toTime } from '../map/values.ts'
import type { WireMessage } from '../wire.ts'
import type { Market } from './market.ts'
import { invalid } from './refusal.ts'
import type { TopRequest } from './request.ts'

const firstId = 7_100_000_000_000_000_009n
const confirmMax = 200

/** Messages of the application that wait until they are confirmed. */
export class MessageQueue {
  /** Topics that the seller has permitted; empty: none yet. */
  readonly topics = new Set<string>()
  readonly #clock: Clock
  readonly #waiting = new Map<string, WireMessage & { pub_time: string }>()
  #count = 0n

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Puts in a message about a trade, if its topic is permitted. */
  put(topic: string, { userId, tid }: { userId: string; tid: string }): void {
    if (!this.topics.has(topic)) return
    const id = String(firstId + this.#count++)
    const content = `{"tid":${tid},"seller_nick":"模拟店铺"}`
    const pub_time = toTime(instantAt(this.#clock.ms()))
    this.#waiting.set(id, { id, topic, user_id: userId, content, pub_time })
  }

  first(count: number): WireMessage[] {
    return [...this.#waiting.values()].slice(0, count)
  }

  confirm(ids: readonly string[]): void {
    for (const id of ids) this.#waiting.delete(id)
  }
}

export function permit({ queue }: Market, request: TopRequest): object {
  for (const topic of request.text('topics').split(',')) queue.topics.add(topic)
  return { is_success: true }
}

/** What was not confirmed comes again: a message may come twice. */
export function consume({ queue }: Market, request: TopRequest): object {
  const quantity = request.integer('quantity', { min: 10, max: 200, default: 100 })
  const messages = queue.first(quantity)
  return messages.length === 0 ? {} : { messages: { tmc_message: messages } }
}

export function confirm({ queue }: Market, request: TopRequest): object {
  const ids = request.text('s_message_ids').split(',')
  if (ids.length > confirmMax || ids.some((id) => !/^\d+$/.test(id))) throw invalid('s_message_ids')
  queue.confirm(ids)
  return { is_success: true }
}
