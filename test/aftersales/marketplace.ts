import type { Adapter } from 'shopkeeper'
import type { Test } from 'tap'
import { createAlerts } from '#core/alerts/service'
import type { ChannelDocument } from '#core/channel/documents'
import type { PlatformSimulator } from '#core/channel/simulator'
import { systemClock } from '#core/time'
import { takeDocuments } from '../../plugins/channels/pull/documents.ts'
import { findChannel } from '../../plugins/channels/repository/accounts.ts'
import { type RunningClock, runningClock } from '../conformance/adapter/running-clock.ts'
import { silent } from '../conformance/ends.ts'
import {
  type Answer,
  buildTestEngine,
  type Call,
  type DatabaseKind,
  type TestEngine
} from '../harness.ts'

const encryptionKey = Buffer.alloc(32, 7).toString('base64')

/** A running engine with after-sales on, and one account `a` on a simulated platform. */
export interface Marketplace<Simulator extends PlatformSimulator> extends TestEngine {
  simulator: Simulator
  clock: RunningClock
  /** Waits until something holds; meanwhile the clock runs fast, and pulls are asked for. */
  until(condition: () => Promise<boolean> | boolean, what: string): Promise<void>
  /** Has the platform read until it has told of a case in this status of its own. */
  caseIn(externalId: string, rawStatus: string): Promise<PlatformCase>
  caseOf(externalId: string): Promise<PlatformCase | undefined>
  post(url: string, body?: object, more?: Pick<Call, 'headers' | 'as'>): Promise<Answer>
  /** Open alerts of a kind. */
  alerts(kind: string): Promise<{ subjectId: string; message: string; fields: object }[]>
}

/** A case as the owner sees it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
export type PlatformCase = any

/** How a platform is simulated, and its account set up. */
export interface MarketplaceOptions<Simulator> {
  adapter: unknown
  // biome-ignore lint/suspicious/noExplicitAny: each adapter has settings of its own
  simulate(settings: any, io: any): Promise<Simulator>
  settings?: Record<string, unknown>
  aftersales?: Record<string, unknown>
}

/** Opens a shop on a simulated platform, on the real adapter, with running jobs. */
export async function buildMarketplace<Simulator extends PlatformSimulator>(
  t: Test,
  kind: DatabaseKind,
  { adapter, simulate, settings = {}, aftersales = {} }: MarketplaceOptions<Simulator>
): Promise<Marketplace<Simulator>> {
  const clock = runningClock()
  const test = await buildTestEngine(
    t,
    kind,
    {
      encryptionKey,
      plugins: [
        ...['catalog', 'inventory', 'orders', 'channels'],
        { use: 'aftersales', options: aftersales }
      ],
      adapters: [adapter as Adapter],
      // The clock is put forward in the middle of jobs: their leases must be longer than that.
      jobs: { leaseMs: 600_000, pollMs: 20 },
      http: { rateLimitPerMinute: 1_000_000 }
    },
    { clock, start: true }
  )
  const { call, engine } = test
  const simulator = await simulate(settings, { ...silent, clock })
  t.teardown(() => simulator.stop())
  const saved = await call({
    method: 'POST',
    url: '/v1/channels',
    body: {
      ...{ id: 'a', platform: (adapter as Adapter).platform, name: 'Shop' },
      settings: { ...simulator.settings, ...settings },
      ...{ unknownSkus: 'createUntracked', pullEverySeconds: 3600, pushStock: false },
      since: clock.after(-3_600_000)
    }
  })
  if (saved.status !== 201) throw new Error(saved.text)
  t.teardown(() => call({ method: 'PATCH', url: '/v1/channels/a', body: { isEnabled: false } }))
  const caseOf: Marketplace<Simulator>['caseOf'] = async (externalId) => {
    const row = await engine.db
      .selectFrom('cases')
      .select('id')
      .where('externalId', '=', externalId)
      .executeTakeFirst()
    return row && (await call({ url: `/v1/cases/${row.id}` })).body
  }
  const market: Marketplace<Simulator> = {
    ...{ ...test, simulator, clock, caseOf },
    async until(condition, what) {
      clock.advance(300_000)
      const startedMs = systemClock.monotonicMs()
      for (let looks = 0; !(await condition()); looks++) {
        if (systemClock.monotonicMs() - startedMs > 60_000) throw new Error(`no ${what}`)
        if (looks % 20 === 0) await call({ method: 'POST', url: '/v1/channels/a/pull' })
        await systemClock.sleep(20)
        clock.advance(2000)
      }
    },
    async caseIn(externalId, rawStatus) {
      const isThere = async () => (await caseOf(externalId))?.platformStatus === rawStatus
      await market.until(isThere, `case ${externalId} in ${rawStatus}`)
      return caseOf(externalId)
    },
    post: (url, body, more) =>
      call({ method: 'POST', url: `/v1${url}`, ...(body && { body }), ...more }),
    async alerts(wanted) {
      const { body } = await call({ url: `/v1/alerts?kind=${wanted}&state=open` })
      return body.data
    }
  }
  return market
}

/** Hands documents of channel `a` to the engine as a pull does, in one page. Returns the number of statements. */
export async function tell(
  { engine }: Pick<TestEngine, 'engine'>,
  documents: readonly ChannelDocument[]
): Promise<number> {
  return engine.transaction(async (tx) => {
    let statements = 0
    const executor = tx.getExecutor()
    const execute = executor.executeQuery.bind(executor)
    executor.executeQuery = (...query) => {
      statements++
      return execute(...query)
    }
    const channel = (await findChannel(tx, 'a'))!
    const takers = {
      catalog: engine.use('catalog'),
      inventory: engine.use('inventory'),
      orders: engine.use('orders'),
      alerts: createAlerts(engine.registrations.alerts)
    }
    const spent = { calls: 0, retried: 0, throttled: 0, waitedMs: 0, renewals: 0, reasons: {} }
    const run = {
      ...{ id: 'run_test', channelId: 'a', kind: 'pullOrders' as const, isAhead: false },
      ...{ startedAt: tx.now, spent: () => spent }
    }
    await takeDocuments(tx, takers, channel, { documents, rejected: [], run })
    return statements
  })
}
