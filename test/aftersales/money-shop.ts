import type { EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import type { Answer, DatabaseKind } from '../harness.ts'
import { buildPromotionShop, type PromotionShop } from '../promotions/shop.ts'
import { runJob } from '../run-job.ts'

/** A line of an order at a price of its own. */
export interface Priced {
  sku: string
  quantity: number
  unitPriceMinor: number
  taxMinor?: number
}

/** An order with its lines, in the order in which they were placed. */
export interface Placed {
  id: string
  totalMinor: number
  lineIds: string[]
}

/** A shop with promotions and after-sales, and short words for what tests of money do. */
export interface MoneyShop extends PromotionShop {
  post(url: string, body?: unknown, as?: string): Promise<Answer>
  /** As `post`, and gives the answer's body; fails when it is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  send(url: string, body?: unknown): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  get(url: string): Promise<any>
  /** Places an order at prices of its own; paid by one payment of all, unless said otherwise. */
  placed(
    lines: readonly Priced[],
    more?: Record<string, unknown>,
    payments?: readonly { amountMinor: number; method: string; reference?: string }[]
  ): Promise<Placed>
  /** What was ordered, read again. */
  linesOf(orderId: string): Promise<Placed>
  ship(orderId: string): Promise<void>
  refund(body: Record<string, unknown>): Promise<Answer>
  /** Refunds, and confirms every part that waits for a person. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  refunded(body: Record<string, unknown>): Promise<any>
  /** Runs the job that asks the payment bridge once. */
  askBridge(refundId: string): Promise<void>
}

let keys = 0

export async function buildMoneyShop(
  test: Test,
  kind: DatabaseKind,
  stock: Record<string, number>,
  options: {
    aftersales?: Record<string, unknown>
    crm?: boolean
    config?: EngineConfig
  } = {}
): Promise<MoneyShop> {
  const { aftersales = {}, ...rest } = options
  const shop = await buildPromotionShop(test, kind, stock, {
    ...rest,
    morePlugins: [{ use: 'aftersales', options: aftersales }]
  })
  const { call, engine } = shop
  const made: MoneyShop = {
    ...shop,
    post(url, body, as) {
      keys++
      return call({
        ...{ method: 'POST', url: `/v1${url}`, headers: { 'idempotency-key': `m-${keys}` } },
        ...(body !== undefined && { body }),
        ...(as !== undefined && { as: as as 'owner' })
      })
    },
    async send(url, body) {
      const answer = await made.post(url, body)
      if (answer.status >= 300) throw new Error(`POST ${url}: ${answer.text}`)
      return answer.body
    },
    async get(url) {
      const answer = await call({ url: `/v1${url}` })
      if (answer.status !== 200) throw new Error(`GET ${url}: ${answer.text}`)
      return answer.body
    },
    async placed(lines, more = {}, payments) {
      const { id, totalMinor } = await made.send('/orders', { lines, ...more })
      const parts = payments ?? [{ amountMinor: totalMinor, method: 'card', reference: 'c-1' }]
      for (const part of parts) await made.send(`/orders/${id}/confirm-payment`, part)
      return made.linesOf(id)
    },
    async linesOf(id) {
      const { lines, totalMinor } = await made.get(`/orders/${id}`)
      return { id, totalMinor, lineIds: lines.map((line: { id: string }) => line.id) }
    },
    async ship(orderId) {
      await made.send(`/orders/${orderId}/shipments`, { carrier: 'SF', trackingNumber: orderId })
    },
    refund: (body) => made.post('/refunds', body),
    async refunded(body) {
      const refund = await made.send('/refunds', body)
      for (const { id, state } of refund.parts) {
        if (state !== 'pending') continue
        await made.send(`/refunds/${refund.id}/parts/${id}/confirm`, { reference: `bank-${id}` })
      }
      return made.get(`/refunds/${refund.id}`)
    },
    askBridge: (refundId) => runJob(engine, 'aftersales.refund', { refundId })
  }
  return made
}
