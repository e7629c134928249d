import type { EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import type { Answer, DatabaseKind } from '../../harness.ts'
import { runJob } from '../../run-job.ts'
import { buildPromotionShop, type PromotionShop } from '../shop.ts'

export const monday = '2026-03-02T00:00:00.000Z'
export const entryUntil = '2026-03-03T00:00:00.000Z'
export const drawAt = '2026-03-04T00:00:00.000Z'

/** A mug for two. */
export const mugs = { kind: 'thing', title: 'A mug', quantity: 2, sku: 'MUG' }

export interface DrawShop extends PromotionShop {
  clock: ManualClock
  /** Writes a draw of two mugs, unless said otherwise; returns the answer. */
  plan(input?: object): Promise<Answer>
  /** Writes a draw; returns it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  drawing(input?: object): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  draw(id: string): Promise<any>
  /** Enters customers, each by a reference of its own unless sources are given; returns the outcomes. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  enter(id: string, customerIds: readonly string[], sources?: readonly object[]): Promise<any[]>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  winners(id: string): Promise<any[]>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  proof(id: string): Promise<any>
  /** Makes customers of crm; returns their ids. */
  customers(count: number): Promise<string[]>
  work(job: 'draws.move' | 'draws.award'): Promise<void>
  /** Lets the time come, and draws. */
  finish(id: string): Promise<void>
  /** Kinds of open alerts about draws. */
  alerts(): Promise<string[]>
}

let references = 0

export async function buildDrawShop(
  test: Test,
  kind: DatabaseKind,
  more: { crm?: boolean; config?: EngineConfig; clock?: ManualClock } & Record<string, unknown> = {}
): Promise<DrawShop> {
  const clock = more.clock ?? manualClock(monday)
  const built = await buildPromotionShop(test, kind, { MUG: 50 }, { ...more, clock })
  const { call, engine } = built
  const post = (url: string, body?: unknown) =>
    call({ method: 'POST', url, ...(body !== undefined && { body }) })
  const read = async (url: string) => {
    const { status, text, body } = await call({ url })
    if (status !== 200) throw new Error(text)
    return body
  }
  const shop: DrawShop = {
    ...built,
    clock,
    plan: (input = {}) =>
      post('/v1/draws', {
        title: 'Spring draw',
        ...{ entryFrom: monday, entryUntil, drawAt, sources: ['manual'], prizes: [mugs] },
        ...input
      }),
    async drawing(input) {
      const { status, text, body } = await shop.plan(input)
      if (status !== 201) throw new Error(text)
      return body
    },
    draw: (id) => read(`/v1/draws/${id}`),
    async enter(id, customerIds, sources) {
      const items = customerIds.map((customerId, at) => {
        references++
        return { customerId, source: sources?.[at] ?? { kind: 'manual', id: `ref-${references}` } }
      })
      const { status, text, body } = await post(`/v1/draws/${id}/entries`, { items })
      if (status !== 200) throw new Error(text)
      return body.outcomes
    },
    winners: async (id) => (await read(`/v1/draws/${id}/winners?limit=100`)).data,
    proof: (id) => read(`/v1/draws/${id}/proof`),
    async customers(count) {
      const made: string[] = []
      for (let at = 0; at < count; at++) made.push((await post('/v1/customers', {})).body.id)
      return made
    },
    work: (job) => runJob(engine, job),
    async finish(id) {
      const { entryUntil: until, drawAt: at } = await shop.draw(id)
      if (clock.now() < until) clock.set(until)
      await shop.work('draws.move')
      if (clock.now() < at) clock.set(at)
      await shop.work('draws.move')
    },
    async alerts() {
      const { data } = await read('/v1/alerts?state=open&limit=100')
      return data
        .map((one: { kind: string }) => one.kind)
        .filter((one: string) => one.startsWith('draw.'))
        .sort()
    }
  }
  return shop
}
