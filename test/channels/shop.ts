import type { Adapter } from 'shopkeeper'
import type { Test } from 'tap'
import {
  createSandboxAdapter,
  type Sandbox,
  sandboxProducts,
  startSandbox
} from '#adapters/sandbox'
import { type ManualClock, manualClock } from '#core/time'
import type { SyncCounts } from '#plugins/channels'
import {
  type BackendKind,
  buildTestEngine,
  type DatabaseKind,
  type TestEngine,
  type TestEngineOptions
} from '../harness.ts'

export const encryptionKey = Buffer.alloc(32, 7).toString('base64')

/**
 * A shop with the dozen products of the sandbox in stock, and as many simulated marketplaces as are
 * asked for.
 */
export interface Shop extends TestEngine {
  sandboxes: Record<string, Sandbox>
  /** Variant ids by SKU. */
  variantIds: Map<string, string>
  /** Pulls a channel in this process until there is nothing new. */
  pull(channelId: string): Promise<SyncCounts>
  /** Books units in or out. */
  adjust(sku: string, quantity: number): Promise<void>
  available(sku: string): Promise<number | undefined>
  /** Stands still while the shop is not started; sandboxes share it. */
  clock: ManualClock
  /** Places this many orders of one unit, a second apart, and lets the platform's lag pass. */
  placeOrders(channelId: string, count: number, sku?: string): void
}

export interface ShopOptions {
  backend?: BackendKind
  start?: boolean
  /** Channel ids; each gets a sandbox of its own. Default: `a`. */
  channels?: readonly string[]
  direction?: 'forward' | 'backward'
  /** Of every account. */
  account?: Record<string, unknown>
  adapters?: readonly Adapter[]
  database?: TestEngineOptions['database']
  engine?: TestEngineOptions
  /** Units of each product to begin with. Default 100. */
  onHand?: number
}

/** What the sandbox calls a SKU. */
export function listingId(sku: string): string {
  return sandboxProducts.find((product) => product.sku === sku)!.listingId
}

export async function buildShop(
  t: Test,
  kind: DatabaseKind,
  options: ShopOptions = {}
): Promise<Shop> {
  const {
    channels = ['a'],
    direction = 'forward',
    account = {},
    onHand = 100,
    start = false
  } = options
  const clock = manualClock('2026-03-01T08:00:00.000Z')
  const entries = await Promise.all(
    channels.map(async (id, index) => {
      const timed = start ? {} : { clock }
      return [id, await startSandbox({ seed: index + 1, ...timed })] as const
    })
  )
  const sandboxes = Object.fromEntries(entries)
  t.teardown(() => Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.stop())))
  const adapter = createSandboxAdapter({ direction })
  const test = await buildTestEngine(
    t,
    kind,
    {
      encryptionKey,
      plugins: ['catalog', 'inventory', 'orders', 'channels'],
      adapters: options.adapters ? [...options.adapters] : [adapter as Adapter]
    },
    {
      ...(start ? {} : { clock }),
      ...options.engine,
      ...(options.backend && { backend: options.backend }),
      ...(options.database && { database: options.database })
    }
  )
  const variantIds = await stock(test, onHand)
  for (const [id, sandbox] of entries) {
    const saved = await test.call({
      method: 'POST',
      url: '/v1/channels',
      body: {
        id,
        platform: adapter.platform,
        name: `Shop ${id}`,
        settings: { ...sandbox.credentials },
        pullEverySeconds: 3600,
        // A first sync of thirty days is a test of its own.
        ...(start && { since: test.engine.clock.after(-60_000) }),
        ...account
      }
    })
    t.equal(saved.status, 201, saved.text)
  }
  if (start) {
    const address = await test.engine.start()
    for (const [id, sandbox] of entries)
      sandbox.webhooks.url = `${address}/v1/channels/${id}/webhook`
  }
  const service = test.engine.use('channels')
  return {
    ...test,
    sandboxes,
    variantIds,
    clock,
    placeOrders(channelId, count, sku = 'MUG-CELADON') {
      for (let placed = 0; placed < count; placed++) {
        sandboxes[channelId]!.placeOrder({ lines: [{ sku, quantity: 1 }] })
        clock.advance(1000)
      }
    },
    pull: (channelId) => service.pullOrders(channelId, { signal: AbortSignal.timeout(60_000) }),
    adjust: (sku, quantity) => adjust(test, variantIds.get(sku)!, quantity),
    available: async (sku) => {
      const id = variantIds.get(sku)!
      return (await test.engine.use('inventory').available(test.engine.db, [id])).get(id)
    }
  }
}

async function stock(test: TestEngine, onHand: number): Promise<Map<string, string>> {
  const variantIds = new Map<string, string>()
  for (const { sku, title, amountMinor, currency } of sandboxProducts) {
    const made = await test.call({
      method: 'POST',
      url: '/v1/products',
      body: { title, variants: [{ sku, prices: [{ amountMinor, currency }] }] }
    })
    if (made.status !== 201) throw new Error(made.text)
    await test.engine.transaction((tx) =>
      tx.updateTable('products').set({ lifecycle: 'live' }).where('id', '=', made.body.id).execute()
    )
    const variant = (await test.engine.use('catalog').variantsBySku(test.engine.db, [sku])).get(
      sku
    )!
    variantIds.set(sku, variant.id)
    await adjust(test, variant.id, onHand)
  }
  return variantIds
}

let adjustments = 0

async function adjust(test: TestEngine, variantId: string, quantity: number): Promise<void> {
  adjustments++
  const at = test.engine.clock.now()
  const adjustment = { sourceId: `test:${adjustments}`, variantId, quantity, reason: 'test', at }
  await test.engine.transaction((tx) =>
    test.engine.use('inventory').recordAdjustments(tx, [adjustment])
  )
}
