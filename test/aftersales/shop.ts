import type { ChannelOrder, EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import type { Answer, Call, DatabaseKind, TestEngineOptions } from '../harness.ts'
import { buildShop, channelOrder, line, type Shop } from '../orders/shop.ts'

/** When the clock of the shop stands at first: a Monday, 10:00 in Shanghai. */
export const startsAt = '2026-03-02T02:00:00.000Z'

/** What test orders are sold by: SKU → units on hand before anything is sold. */
export const stock = { MUG: 100, CUP: 100, TEE: 100 } as const

/** An order that was bought, with its lines by SKU. */
export interface Bought {
  id: string
  externalId: string
  /** Ids of its lines by SKU. */
  lines: Record<string, string>
}

/** A shop that has sold something, with after-sales on, and short words for what its tests do. */
export interface AftersalesShop extends Shop {
  clock: ManualClock
  /**
   * An order of the test channel, paid and shipped: units by SKU at 10.00 CNY apiece. `more` goes into the channel's order.
   */
  bought(
    externalId: string,
    units?: Record<string, number>,
    more?: Partial<ChannelOrder>
  ): Promise<Bought>
  get(url: string, as?: Call['as']): Promise<Answer>
  post(url: string, body?: unknown, more?: Pick<Call, 'as' | 'headers'>): Promise<Answer>
  /** As `post`, and gives the answer's body; fails when it is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  send(url: string, body?: unknown, more?: Pick<Call, 'as' | 'headers'>): Promise<any>
  /** Opens a case of all of an order, or as `more` says; fails when it is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  openCase(order: Bought, more?: Record<string, unknown>): Promise<any>
  /** Takes a case one step; the answer may be a refusal. */
  step(caseId: string, to: string, more?: Record<string, unknown>): Promise<Answer>
  /** Takes a case through steps; fails at the first that is refused. */
  walk(caseId: string, ...states: string[]): Promise<void>
  /** The case as the owner sees it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  caseOf(caseId: string): Promise<any>
  /** Kinds of open alerts that are about this subject, or of all. */
  alertsOf(subjectId?: string): Promise<string[]>
}

/** Builds an engine with catalog, inventory, orders, after-sales and what `morePlugins` names, and puts goods on the shelf. */
export async function buildAftersalesShop(
  test: Test,
  kind: DatabaseKind,
  options: TestEngineOptions & {
    aftersales?: Record<string, unknown>
    morePlugins?: EngineConfig['plugins']
    config?: EngineConfig
  } = {}
): Promise<AftersalesShop> {
  const { aftersales = {}, morePlugins = [], config = {}, ...engineOptions } = options
  const clock = manualClock(startsAt)
  const shop = await buildShop(test, kind, stock, {
    ...{ clock, ...engineOptions, config },
    morePlugins: [...morePlugins, { use: 'aftersales', options: aftersales }]
  })
  const { call } = shop
  const get: AftersalesShop['get'] = (url, as) => call({ url: `/v1${url}`, ...(as && { as }) })
  const post: AftersalesShop['post'] = (url, body, more) =>
    call({ method: 'POST', url: `/v1${url}`, ...(body !== undefined && { body }), ...more })
  const send: AftersalesShop['send'] = async (url, body, more) => {
    const answer = await post(url, body, more)
    if (answer.status >= 300) throw new Error(`POST ${url}: ${answer.text}`)
    return answer.body
  }
  const step: AftersalesShop['step'] = (caseId, to, more) =>
    post(`/cases/${caseId}/step`, { to, ...more })
  return {
    ...shop,
    ...{ clock, get, post, send, step },
    async bought(externalId, units = { MUG: 3 }, more = {}) {
      const lines = Object.entries(units).map(([sku, quantity]) => line(sku, quantity))
      await shop.intake([channelOrder(externalId, 0, lines, more)])
      const { id, lines: placed } = await shop.orderOf(externalId)
      const parcel = { carrier: 'SF', trackingNumber: `SF-${externalId}` }
      await send(`/orders/${id}/shipments`, parcel)
      const bySku = placed.map((one: { sku: string; id: string }) => [one.sku, one.id])
      return { id, externalId, lines: Object.fromEntries(bySku) }
    },
    async openCase(order, more = {}) {
      const { lines } = (await get(`/orders/${order.id}`)).body
      const all = lines.map(({ id, quantity }: { id: string; quantity: number }) => ({
        ...{ orderLineId: id, quantity }
      }))
      return send('/cases', {
        ...{ kind: 'return_refund', openedBy: 'customer', orderId: order.id },
        ...{ reason: 'quality_defect', lines: all, ...more }
      })
    },
    async walk(caseId, ...states) {
      for (const to of states) {
        const answer = await step(caseId, to)
        if (answer.status >= 300) throw new Error(`${caseId} to ${to}: ${answer.text}`)
      }
    },
    async caseOf(caseId) {
      const answer = await get(`/cases/${caseId}`)
      if (answer.status !== 200) throw new Error(answer.text)
      return answer.body
    },
    async alertsOf(subjectId) {
      const { body } = await get('/alerts?state=open&limit=100')
      return body.data
        .filter((one: { subjectId: string }) => !subjectId || one.subjectId === subjectId)
        .map((one: { kind: string }) => one.kind)
        .sort()
    }
  }
}
