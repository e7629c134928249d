import { pino } from 'pino'
import type { Adapter } from 'shopkeeper'
import type { Test } from 'tap'
import { amazon, simulateAmazon } from '#adapters/amazon'
import { shopify, simulateShopify } from '#adapters/shopify'
import { simulateTaobao, taobao } from '#adapters/taobao'
import type { ChannelOrder } from '#core/channel/documents'
import type { PlatformSimulator, SimulatedProduct } from '#core/channel/simulator'
import { instantAt, instantMs, systemClock } from '#core/time'
import { insertListings } from '../../../plugins/channels/repository/listings.ts'
import type { RunningClock } from '../../conformance/adapter/running-clock.ts'
import {
  type BackendKind,
  buildTestEngine,
  type DatabaseKind,
  type TestEngine
} from '../../harness.ts'
import { encryptionKey } from '../shop.ts'
import { hastyClock } from './hasty-clock.ts'

/** In the morning, so that nothing of what runs at night is in between. */
const start = '2026-03-02T05:00:00.000Z'
const hourMs = 3_600_000
/** The orders of a platform are placed within so long. */
const placedWithinMs = 10 * hourMs
/** Units of a SKU that a platform is shown at most: it is told of those alone that run low. */
export const capUnits = 25
/** How much more of the clock passes than what comes next waits for: budgets fill up meanwhile. */
const lapseMs = 10_000
const patienceMs = 800_000

/** One account with the platform it is on, and what was ordered there, by the platform's id. */
export interface Account {
  channelId: string
  simulator: PlatformSimulator
  ordered: Map<string, ChannelOrder>
  carrier: string
}

/** A running engine with three accounts, and a clock that runs ahead whenever nothing is to be done. */
export interface Loop extends TestEngine {
  clock: RunningClock
  accounts: Account[]
  /** Lets time pass until something holds. */
  until(condition: () => Promise<boolean>, what: string): Promise<void>
}

/** Returns come over an API of their own from few sellers, and take it eight calls a look. */
const withoutReturns = { returnLocationIds: [] }

const platforms = [
  { adapter: amazon, simulate: simulateAmazon, carrier: 'UPS', currency: 'EUR' },
  { adapter: taobao, simulate: simulateTaobao, carrier: 'SF', currency: 'CNY' },
  { adapter: shopify, simulate: simulateShopify, carrier: 'UPS', currency: 'EUR' }
] as const

/** Builds the engine, not started yet, with one account on each platform. */
export async function buildLoop(t: Test, kind: DatabaseKind, backend: BackendKind): Promise<Loop> {
  const clock = hastyClock(start)
  const test = await buildTestEngine(
    t,
    kind,
    {
      encryptionKey,
      plugins: ['catalog', 'inventory', 'orders', 'channels'],
      adapters: platforms.map(({ adapter }) => adapter as unknown as Adapter),
      // The clock is put forward in the middle of jobs: their leases must be longer than that.
      jobs: { pollMs: 10, leaseMs: 600_000 },
      log: { level: 'error' }
    },
    { backend, clock }
  )
  const io = { clock, log: pino({ level: 'silent' }), channelId: 'loop' }
  const accounts: Account[] = []
  for (const { adapter, simulate, carrier, currency } of platforms) {
    const channelId = adapter.platform
    const simulator = await simulate({}, io)
    t.teardown(() => simulator.stop())
    await test.engine.transaction((tx) =>
      test.engine.use('channels').save(tx, {
        id: channelId,
        platform: adapter.platform,
        name: adapter.title,
        settings: { ...simulator.settings, ...(adapter === amazon && withoutReturns) },
        stockPolicy: { capUnits },
        unknownSkus: 'createUntracked',
        currency,
        pullEverySeconds: 3600,
        since: clock.after(-placedWithinMs - hourMs)
      })
    )
    accounts.push({ channelId, simulator, ordered: new Map(), carrier })
  }
  const loop = { ...test, clock, accounts }
  return { ...loop, until: (condition, what) => passUntil(loop, condition, what) }
}

/** Lets buyers place orders on a platform, one after the other, until a while ago. */
export function placeOrders({ clock }: Loop, account: Account, orders: readonly ChannelOrder[]) {
  const endMs = clock.ms() - hourMs / 2
  for (const [index, order] of orders.entries()) {
    const at = instantAt(
      endMs - Math.floor(((orders.length - index) / orders.length) * placedWithinMs)
    )
    const lines = order.lines.map(({ sku, quantity, unitPriceMinor, title }) => ({
      sku,
      quantity,
      unitPriceMinor: unitPriceMinor!,
      title: title || sku
    }))
    const { externalId } = account.simulator.placeOrder({
      lines,
      status: 'paid',
      placedAt: at,
      modifiedAt: at
    })
    account.ordered.set(externalId, order)
  }
}

/** Puts SKUs into catalog, stock and on sale on every platform. */
export async function stockUp(
  { engine, accounts, clock }: Loop,
  products: readonly SimulatedProduct[]
): Promise<void> {
  const variants = await engine.transaction((tx) =>
    engine.use('catalog').createTracked(tx, products)
  )
  await engine.transaction((tx) =>
    engine.use('inventory').recordAdjustments(
      tx,
      products.map(({ sku, onHand }) => ({
        sourceId: `loop:${sku}`,
        variantId: variants.get(sku)!.id,
        quantity: onHand,
        reason: 'to begin with',
        at: clock.now()
      }))
    )
  )
  for (const { channelId, simulator } of accounts) {
    simulator.offer!(products)
    const listings = products.map(({ sku }) => ({
      externalListingId: simulator.listingOf(sku)!,
      sku,
      variantId: variants.get(sku)!.id
    }))
    await engine.transaction(async (tx) => {
      await insertListings(tx, channelId, listings)
      await tx.enqueue('channels.push-stock', [{ payload: { channelId } }])
    })
  }
}

/** While jobs of the accounts run time goes on by itself; when all of them wait it jumps to the next. */
async function passUntil(
  loop: Pick<Loop, 'engine' | 'clock'>,
  condition: () => Promise<boolean>,
  what: string
): Promise<void> {
  const startedMs = systemClock.monotonicMs()
  for (;;) {
    const waitMs = await idleMs(loop)
    if (waitMs === null) await systemClock.sleep(5)
    else if (await condition()) return
    else loop.clock.advance(waitMs + lapseMs)
    if (systemClock.monotonicMs() - startedMs > patienceMs) {
      throw new Error(`${what} did not come about`)
    }
  }
}

/** How long no job of an account is due; null: one is, or runs. */
async function idleMs({ engine, clock }: Pick<Loop, 'engine' | 'clock'>): Promise<number | null> {
  const rows = await engine.db
    .selectFrom('jobs')
    .select(['state', 'runAt'])
    .where('queue', 'like', 'channel%')
    .where('state', 'not in', ['dead', 'canceled'])
    .execute()
  const waits = rows.map(({ runAt }) => instantMs(runAt) - clock.ms())
  const isBusy = rows.some(({ state }) => state !== 'delayed') || waits.some((ms) => ms <= 0)
  return isBusy ? null : Math.min(hourMs, ...waits)
}
