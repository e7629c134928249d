import type { ChannelOrder, EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import type { IntakeOutcome, IntakeSource } from '#plugins/orders'
import {
  type Answer,
  buildTestEngine,
  type DatabaseKind,
  type TestEngine,
  type TestEngineOptions
} from '../harness.ts'
import { channelId, channelOrder, line } from '../orders/shop.ts'

/** 32 bytes that no shop has. */
export const encryptionKey = Buffer.alloc(32, 7).toString('base64')

/** A shop with customers, and short words for what their tests do. */
export interface CrmShop extends TestEngine {
  intake(orders: readonly ChannelOrder[], source?: Partial<IntakeSource>): Promise<IntakeOutcome[]>
  post(url: string, body?: unknown): Promise<Answer>
  /** Makes a customer; fails when it is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  customer(body?: Record<string, unknown>): Promise<any>
  /** The customer as the owner sees it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  read(id: string): Promise<any>
  /** The customer that a channel calls so. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  customerOf(externalId: string): Promise<any>
  /** What any proof of any plugin contradicts. */
  findings(): Promise<string[]>
}

/** Builds an engine with catalog, inventory, orders and crm; SKUs that orders name are made as untracked. */
export async function buildCrmShop(
  test: Test,
  kind: DatabaseKind,
  options: TestEngineOptions & { crm?: Record<string, unknown>; config?: EngineConfig } = {}
): Promise<CrmShop> {
  const { crm = {}, config: more = {}, ...engineOptions } = options
  const plugins = ['catalog', 'inventory', 'orders', { use: 'crm', options: crm }]
  const config = { plugins, adapters: [], encryptionKey, ...more }
  const built = await buildTestEngine(test, kind, config, engineOptions)
  const { engine, call } = built
  const shop: CrmShop = {
    ...built,
    intake: (documents, source = {}) =>
      engine.transaction((tx) =>
        engine
          .use('orders')
          .intake(tx, { channelId, unknownSkus: 'createUntracked', ...source }, documents)
      ),
    post: (url, body) =>
      call({ method: 'POST', url: `/v1${url}`, ...(body !== undefined && { body }) }),
    async customer(body = {}) {
      const made = await shop.post('/customers', body)
      if (made.status !== 201) throw new Error(made.text)
      return made.body
    },
    async read(id) {
      const found = await call({ url: `/v1/customers/${id}` })
      if (found.status !== 200) throw new Error(found.text)
      return found.body
    },
    async customerOf(externalId) {
      const url = `/v1/customers?externalId=${encodeURIComponent(externalId)}`
      return (await call({ url })).body.data[0]
    },
    async findings() {
      const all = await Promise.all(engine.proofs.map((proof) => proof.findings(engine.db)))
      return all.flat()
    }
  }
  return shop
}

/** A channel's order of a buyer: `units` at 10.00 CNY apiece. */
export function orderOf(
  externalId: string,
  buyer: ChannelOrder['buyer'],
  more: Partial<ChannelOrder> & { units?: number; minute?: number } = {}
): ChannelOrder {
  const { units = 1, minute = 0, ...rest } = more
  return channelOrder(externalId, minute, [line('MUG', units)], { buyer, ...rest })
}
