import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import type { Answer, DatabaseKind } from '../../harness.ts'
import { channelOrder, line } from '../../orders/shop.ts'
import { runJob } from '../../run-job.ts'
import { buildPromotionShop, type PromotionShop } from '../shop.ts'

export const monday = '2026-03-02T00:00:00.000Z'
/** The event takes enrolments for two days, and goes on for two. */
export const enrolUntil = '2026-03-04T00:00:00.000Z'
export const startsAt = '2026-03-05T00:00:00.000Z'
export const endsAt = '2026-03-07T00:00:00.000Z'

export interface EnrolmentShop extends PromotionShop {
  clock: ManualClock
  /** Writes an event of channel `chn_test` in CNY; returns the answer. */
  announce(rules?: readonly object[], more?: object): Promise<Answer>
  /** Writes an event; returns its id. */
  event(rules?: readonly object[], more?: object): Promise<string>
  enrol(eventId: string, items: readonly object[], more?: object): Promise<Answer>
  /** Writes an enrolment of MUG at 8.00, unless said otherwise, and takes steps; returns its id. */
  enrolled(eventId: string, steps?: readonly string[], more?: object): Promise<string>
  take(id: string, step: string, body?: object, headers?: Record<string, string>): Promise<Answer>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  enrolment(id: string): Promise<any>
  /** Checks items before they are enrolled; returns what the rules say of the first. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  say(eventId: string, item?: object, more?: object): Promise<any[]>
  /** Lets the channel sell units of a SKU. */
  sell(sku: string, units: number, placedAt: string, more?: object): Promise<void>
  work(job: 'enrolments.move' | 'enrolments.watch'): Promise<void>
  /** Open alerts about enrolments. */
  alerts(): Promise<string[]>
}

export const mug = { sku: 'MUG', priceMinor: 800, units: 10 }

let orders = 0

export async function buildEnrolmentShop(
  test: Test,
  kind: DatabaseKind,
  stock: Record<string, number> = { MUG: 50 },
  options: { crm?: boolean } = {}
): Promise<EnrolmentShop> {
  const clock = manualClock(monday)
  const built = await buildPromotionShop(test, kind, stock, { clock, ...options })
  const { call, engine } = built
  const send = (method: 'POST' | 'PATCH', url: string, body?: unknown, headers = {}) =>
    call({ method, url, headers, ...(body !== undefined && { body }) })
  const need = ({ status, text, body }: Answer) => {
    if (status >= 300) throw new Error(text)
    return body
  }
  const shop: EnrolmentShop = {
    ...built,
    clock,
    announce: (rules = [], more = {}) =>
      send('POST', '/v1/platform-events', {
        title: 'Spring day',
        channelId: 'chn_test',
        currency: 'CNY',
        ...{ enrolFrom: monday, enrolUntil, startsAt, endsAt, rules },
        ...more
      }),
    event: async (rules, more) => need(await shop.announce(rules, more)).id,
    enrol: (eventId, items, more = {}) =>
      send('POST', '/v1/enrolments', { eventId, items, ...more }),
    async enrolled(eventId, steps = [], more = {}) {
      const { id } = need(await shop.enrol(eventId, [mug], more))
      for (const step of steps) {
        need(await shop.take(id, step, step === 'reject' ? { reason: 'no' } : {}))
      }
      return id
    },
    take: (id, step, body = {}, headers) =>
      send('POST', `/v1/enrolments/${id}/${step}`, body, headers),
    enrolment: async (id) => (await call({ url: `/v1/enrolments/${id}` })).body,
    async say(eventId, item = {}, more = {}) {
      const items = [{ ...mug, ...item }]
      const answer = await send('POST', `/v1/platform-events/${eventId}/check`, { items, ...more })
      return need(answer).skus[0].rules
    },
    async sell(sku, units, placedAt, more = {}) {
      orders++
      const order = channelOrder(`sold-${orders}`, 1, [line(sku, units)], { placedAt })
      await shop.intake([order], more)
    },
    work: (job) => runJob(engine, job),
    async alerts() {
      const { body } = await call({ url: '/v1/alerts?state=open&limit=100' })
      return body.data
        .map((one: { kind: string }) => one.kind)
        .filter((one: string) => one.startsWith('enrolment.'))
        .sort()
    }
  }
  return shop
}
