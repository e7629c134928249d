import type { Test } from 'tap'
import type { Role } from '#core/access/roles'
import { manualClock } from '#core/time'
import {
  type Answer,
  buildTestEngine,
  type DatabaseKind,
  type TestEngine,
  until
} from '../../harness.ts'

/** A shop with promotions, its jobs running, and short words for what pricing tests do. */
export interface Shop extends TestEngine {
  clock: ReturnType<typeof manualClock>
  /** Adds a live product of one variant; returns the variant's id. */
  addSku(
    sku: string,
    more?: Record<string, unknown>,
    product?: Record<string, unknown>
  ): Promise<string>
  post(url: string, body: unknown, as?: Role): Promise<Answer>
  put(url: string, body: unknown, as?: Role): Promise<Answer>
  priceOf(sku: string, currency?: string): Promise<number | undefined>
  /** Changes of a SKU's list prices, oldest first. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  changesOf(sku: string): Promise<any[]>
  /** Subjects of open alerts about prices, by kind. */
  openAlerts(): Promise<string[]>
  findings(): Promise<string[]>
  /** Waits until no job is left to do. */
  settled(): Promise<void>
}

export const start = '2026-03-02T08:00:00.000Z'

/** Builds it. Jobs run; nothing else moves the clock. */
export async function buildShop(
  test: Test,
  kind: DatabaseKind,
  options: Record<string, unknown> = {}
): Promise<Shop> {
  const clock = manualClock(start)
  const plugins = ['catalog', 'inventory', 'orders', { use: 'promotions', options }]
  const built = await buildTestEngine(test, kind, { plugins, adapters: [] }, { clock, start: true })
  const { engine, call } = built
  const write =
    (method: 'POST' | 'PUT') =>
    (url: string, body: unknown, as: Role = 'owner') =>
      call({ method, url, body, as })
  return {
    ...built,
    clock,
    post: write('POST'),
    put: write('PUT'),
    async addSku(sku, more = {}, product = {}) {
      const variant = { sku, isTracked: false, prices: [{ amountMinor: 10_000, currency: 'CNY' }] }
      const answer = await call({
        method: 'POST',
        url: '/v1/products',
        body: {
          title: `Product ${sku}`,
          lifecycle: 'live',
          variants: [{ ...variant, ...more }],
          ...product
        }
      })
      if (answer.status !== 201) throw new Error(answer.text)
      return answer.body.variants[0].id
    },
    async priceOf(sku, currency = 'CNY') {
      const catalog = engine.use('catalog')
      const id = (await catalog.variantsBySku(engine.db, [sku])).get(sku)!.id
      return (await catalog.pricesOf(engine.db, [id], currency)).get(id)
    },
    async changesOf(sku) {
      const { body } = await call({ url: `/v1/prices/changes?sku=${sku}&limit=100` })
      return body.data.reverse()
    },
    async openAlerts() {
      const { body } = await call({ url: '/v1/alerts?state=open&limit=100' })
      return body.data
        .map((alert: { kind: string; subjectId: string }) => `${alert.kind} ${alert.subjectId}`)
        .filter((alert: string) => alert.startsWith('price.'))
        .sort()
    },
    async findings() {
      const all = await Promise.all(engine.proofs.map((proof) => proof.findings(engine.db)))
      return all.flat()
    },
    async settled() {
      await until(
        async () => {
          const { body } = await call({ url: '/v1/jobs?limit=100' })
          const left = body.data.filter(({ name }: { name: string }) => name.startsWith('pricing.'))
          const failed = left.find(({ state }: { state: string }) => /dead|delayed/.test(state))
          if (failed) throw new Error(`a job failed: ${JSON.stringify(failed)}`)
          return left.length === 0
        },
        { what: 'an end of the jobs of pricing' }
      )
    }
  }
}
