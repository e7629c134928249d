import { Agent, request } from 'undici'
import type { Shop } from '../shop.ts'
import { isShed, isSuccess } from './report.ts'
import { type Ask, newIdempotencyKey, nextAsk } from './traffic.ts'

/** How often requests are sent off: as many at once as the rate asks for. */
const tickMs = 10
/** More that wait for an answer than a fleet of callers would have. */
const waitingMax = 2000

/** How one request ended. `status` is 0 when nobody answered. */
export interface Answered {
  work: string
  status: number
  durationMs: number
  retryAfter: boolean
}

/** Where requests go: each in turn. */
export interface Target {
  urls: readonly string[]
  goods: Pick<Shop, 'key' | 'skus'>
}

/** Sends the mixed load, at a rate or as fast as it is answered. */
export class Load {
  readonly #target: Target
  readonly #http = new Agent({ connections: 1024, pipelining: 1, keepAliveTimeout: 30_000 })
  #sent = 0
  #waiting = 0

  constructor(target: Target) {
    this.#target = target
  }

  /**
   * Sends so many requests a second, whatever the answers do. Shape: every answer, and how many were not sent
   * because too many waited.
   */
  async atRate(
    perSecond: number,
    seconds: number
  ): Promise<{ answers: Answered[]; unsent: number }> {
    const answers: Answered[] = []
    const running: Promise<void>[] = []
    const beganMs = performance.now()
    let due = 0
    let unsent = 0
    while (performance.now() - beganMs < seconds * 1000) {
      const wanted = Math.floor(((performance.now() - beganMs) / 1000) * perSecond)
      for (; due < wanted; due++) {
        if (this.#waiting >= waitingMax) unsent++
        else running.push(this.#send().then((answer) => void answers.push(answer)))
      }
      await new Promise((resolve) => setTimeout(resolve, tickMs))
    }
    await Promise.all(running)
    return { answers, unsent }
  }

  /**
   * Keeps so many requests on their way; returns successes a second. Errors: Error when one fails otherwise than by
   * being refused for too much load.
   */
  async asFastAs(callers: number, seconds: number): Promise<number> {
    const beganMs = performance.now()
    let answered = 0
    const call = async () => {
      while (performance.now() - beganMs < seconds * 1000) {
        const answer = await this.#send()
        if (isSuccess(answer)) answered++
        else if (!isShed(answer)) {
          throw new Error(`${answer.work} was answered with ${answer.status}`)
        }
      }
    }
    await Promise.all(Array.from({ length: callers }, call))
    return answered / seconds
  }

  close(): Promise<void> {
    return this.#http.destroy()
  }

  async #send(): Promise<Answered> {
    const ask = nextAsk(this.#target.goods)
    const { urls } = this.#target
    const url = urls[this.#sent++ % urls.length] as string
    const beganMs = performance.now()
    this.#waiting++
    try {
      const response = await request(url + ask.path, this.#options(ask))
      await response.body.dump({ limit: 10_000_000 })
      const { statusCode: status, headers } = response
      return answered(ask, status, beganMs, headers['retry-after'] !== undefined)
    } catch {
      return answered(ask, 0, beganMs, false)
    } finally {
      this.#waiting--
    }
  }

  #options({ method, body, contentType }: Ask) {
    return {
      method,
      dispatcher: this.#http,
      headers: {
        authorization: `Bearer ${this.#target.goods.key}`,
        ...(contentType && { 'content-type': contentType }),
        ...(method === 'POST' && { 'idempotency-key': newIdempotencyKey() })
      },
      ...(body !== undefined && { body })
    }
  }
}

function answered({ work }: Ask, status: number, beganMs: number, retryAfter: boolean): Answered {
  return { work, status, durationMs: performance.now() - beganMs, retryAfter }
}
