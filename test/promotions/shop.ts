import type { EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import type { Answer, DatabaseKind, TestEngineOptions } from '../harness.ts'
import { buildShop, type Shop } from '../orders/shop.ts'

export const encryptionKey = Buffer.alloc(32, 5).toString('base64')

/** A shop with promotions, and short words for what their tests do. */
export interface PromotionShop extends Shop {
  /** Writes a promotion; returns the answer. */
  write(input?: Record<string, unknown>): Promise<Answer>
  /** Writes a promotion and starts it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  launch(input?: Record<string, unknown>): Promise<any>
  step(id: string, step: string): Promise<Answer>
  /** Reckons a cart of units by SKU. */
  evaluate(lines: Record<string, number>, more?: Record<string, unknown>): Promise<Answer>
  /** Places an order of units by SKU. */
  order(lines: Record<string, number>, more?: Record<string, unknown>): Promise<Answer>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  promotionsOf(orderId: string): Promise<any[]>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  usedOf(promotionId: string): Promise<any>
}

/** 10 % off everything, unless said otherwise. */
export function promotion(more: Record<string, unknown> = {}) {
  return {
    handle: 'ten-percent',
    title: 'Ten percent off',
    class: 'shop',
    currency: 'CNY',
    reward: { kind: 'percentOff', percentBps: 1000 },
    ...more
  }
}

let handles = 0

/** Builds it; every SKU costs 10.00 CNY. */
export async function buildPromotionShop(
  test: Test,
  kind: DatabaseKind,
  stock: Record<string, number> = {},
  options: TestEngineOptions & {
    orders?: Record<string, unknown>
    promotions?: Record<string, unknown>
    crm?: boolean
    /** After promotions. */
    morePlugins?: NonNullable<EngineConfig['plugins']>
    config?: EngineConfig
  } = {}
): Promise<PromotionShop> {
  const { promotions = {}, crm = false, morePlugins = [], config = {}, ...rest } = options
  const shop = await buildShop(test, kind, stock, {
    ...rest,
    morePlugins: [
      ...(crm ? ['crm'] : []),
      { use: 'promotions', options: promotions },
      ...morePlugins
    ],
    config: { encryptionKey, ...config }
  })
  const post = (url: string, body?: unknown) =>
    shop.call({ method: 'POST', url, ...(body !== undefined && { body }) })
  const linesOf = (lines: Record<string, number>) =>
    Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity }))
  const made: PromotionShop = {
    ...shop,
    write: (input = {}) => {
      handles++
      return post('/v1/promotions', promotion({ handle: `promotion-${handles}`, ...input }))
    },
    async launch(input) {
      const written = await made.write(input)
      if (written.status !== 201) throw new Error(written.text)
      const started = await made.step(written.body.id, 'start')
      if (started.status !== 200) throw new Error(started.text)
      return started.body
    },
    step: (id, step) => post(`/v1/promotions/${id}/${step}`),
    evaluate: (lines, more = {}) =>
      post('/v1/promotions/evaluate', { lines: linesOf(lines), ...more }),
    order: (lines, more = {}) => shop.place({ lines: linesOf(lines), ...more }),
    async promotionsOf(orderId) {
      const { body } = await shop.call({ url: `/v1/orders/${orderId}/promotions` })
      return body.data
    },
    async usedOf(promotionId) {
      const { body } = await shop.call({ url: `/v1/promotions/${promotionId}` })
      return body.used
    }
  }
  return made
}
