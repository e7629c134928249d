import type { EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import type { Answer, DatabaseKind } from '../../harness.ts'
import { runJob } from '../../run-job.ts'
import { buildPromotionShop, type PromotionShop } from '../shop.ts'

/** 2 March 2026 is a Monday; the shop is in Shanghai, eight hours ahead. */
export const monday = '2026-03-02T00:00:00.000Z'
export const liveAt = '2026-03-03T00:00:00.000Z'
export const closesAt = '2026-03-05T00:00:00.000Z'

export interface CampaignShop extends PromotionShop {
  clock: ManualClock
  /** Writes a promotion, 10 % off unless said otherwise; returns its id. */
  draft(input?: Record<string, unknown>): Promise<string>
  /** Writes a campaign of promotions; returns the answer. */
  plan(promotionIds: readonly string[], input?: Record<string, unknown>): Promise<Answer>
  /** Writes a campaign and lets it go live. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  run(promotionIds: readonly string[], input?: Record<string, unknown>): Promise<any>
  take(id: string, step: string, headers?: Record<string, string>): Promise<Answer>
  change(id: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  campaign(id: string): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  figures(id: string): Promise<any>
  spend(id: string, key: string, amountMinor: number, more?: object): Promise<Answer>
  /** Runs a job as a worker would; `campaigns.move` unless said otherwise. */
  work(job?: 'campaigns.move' | 'campaigns.stop', payload?: object): Promise<void>
  /** Kinds of open alerts about campaigns. */
  alerts(): Promise<string[]>
}

let handles = 0

/** A shop that keeps campaigns, with a clock that stands still. */
export async function buildCampaignShop(
  test: Test,
  kind: DatabaseKind,
  stock: Record<string, number> = {},
  more: {
    crm?: boolean
    start?: boolean
    promotions?: Record<string, unknown>
    config?: EngineConfig
  } = {}
): Promise<CampaignShop> {
  const clock = manualClock(monday)
  const built = await buildPromotionShop(test, kind, stock, { clock, ...more })
  const { call, engine } = built
  const send = (method: 'POST' | 'PATCH', url: string, body?: unknown, headers = {}) =>
    call({ method, url, headers, ...(body !== undefined && { body }) })
  const shop: CampaignShop = {
    ...built,
    clock,
    async draft(input) {
      const { status, text, body } = await shop.write(input)
      if (status !== 201) throw new Error(text)
      return body.id
    },
    plan(promotionIds, input = {}) {
      handles++
      return send('POST', '/v1/campaigns', {
        handle: `campaign-${handles}`,
        title: 'Spring sale',
        goal: 'sales',
        targets: { netSalesMinor: 10_000 },
        currency: 'CNY',
        promotionIds,
        liveAt,
        closesAt,
        ...input
      })
    },
    async run(promotionIds, input) {
      const planned = await shop.plan(promotionIds, input)
      if (planned.status !== 201) throw new Error(planned.text)
      const launched = await shop.take(planned.body.id, 'launch')
      if (launched.status !== 200) throw new Error(launched.text)
      return launched.body
    },
    take: (id, step, headers) => send('POST', `/v1/campaigns/${id}/${step}`, undefined, headers),
    change: (id, body, headers) => send('PATCH', `/v1/campaigns/${id}`, body, headers),
    campaign: async (id) => (await call({ url: `/v1/campaigns/${id}` })).body,
    figures: async (id) => (await call({ url: `/v1/campaigns/${id}/figures` })).body,
    spend: (id, key, amountMinor, input = {}) =>
      send('POST', `/v1/campaigns/${id}/spends`, {
        key,
        channel: 'ads',
        amountMinor,
        dayOn: '2026-03-02',
        ...input
      }),
    work: (job = 'campaigns.move', payload = {}) => runJob(engine, job, payload),
    async alerts() {
      const { body } = await call({ url: '/v1/alerts?state=open&limit=100' })
      return body.data
        .map((one: { kind: string }) => one.kind)
        .filter((one: string) => one.startsWith('campaign.'))
        .sort()
    }
  }
  return shop
}

/** What a SKU costs the shop. */
export const cost = (amountMinor: number) => ({ cost: { amountMinor, currency: 'CNY' } })
