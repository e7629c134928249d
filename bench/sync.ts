import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine, type Engine, type EngineConfig } from 'shopkeeper'
import { amazon } from '#adapters/amazon'
import { createKey } from '#core/access/keys'
import type { Adapter } from '#core/channel/adapter'
import type { SimulatedProduct } from '#core/channel/simulator'
import { type Figure, type Side, sideBySide } from './measure.ts'
import type { PlatformInput } from './servers/platform.ts'

const ordersOfOne = 10_000
const ordersOfMany = 100_000
const accountsAtOnce = 20
const ordersOfEach = 250
const changes = 1000

type PluginName = NonNullable<EngineConfig['plugins']>[number]

interface Platform {
  settings: Record<string, unknown>
  products: SimulatedProduct[]
  listings: string[]
}

/**
 * Pulls and pushes against simulated marketplaces without quotas, each in a process of its own. There is nothing bare to
 * compare with: the figures stand for themselves.
 */
export async function benchSync(rounds: number): Promise<Figure[]> {
  const none = { bare: null }
  const { perSecond } = await pullOne(ordersOfOne)
  const many = await pullOne(ordersOfMany)
  const calls = await pushOne()
  const fair = await pullAtOnce()
  const compared = await sideBySide(rounds, {
    ours: pullWith(['promotions', 'crm']),
    bare: pullWith([])
  })
  return [
    { work: 'orders pulled, one account', unit: '/s', ours: perSecond, ...none, bar: '≥ 1,000/s' },
    { work: '100,000 orders pulled', unit: '/s', ours: many.perSecond, ...none, bar: '' },
    { work: 'memory they leave behind', unit: 'MiB', ours: many.grownMiB, ...none, bar: 'flat' },
    { work: 'calls for 1,000 changes of stock', unit: 'calls', ours: calls, ...none, bar: 'a few' },
    {
      work: '20 accounts at once, 2 at a time',
      unit: '/s',
      ours: fair.perSecond,
      ...none,
      bar: ''
    },
    {
      work: 'slowest account, to the average',
      unit: '×',
      ours: fair.spread,
      ...none,
      bar: 'near 1'
    },
    {
      work: 'orders pulled with promotions and crm (bare: both off)',
      unit: '/s',
      ...compared,
      bar: '≥ 0.85 of bare'
    }
  ]
}

/** Pulls one account with the plugins that its orders go through, and more; each round has a shop of its own. */
function pullWith(more: readonly PluginName[]): Side {
  const plugins = ['catalog', 'inventory', 'orders', 'channels', 'webhooks', ...more] as const
  const measure = async () => (await pullOne(ordersOfOne, plugins)).perSecond
  return { warmUp: measure, measure }
}

/** Pulls one account from beginning to end; memory is compared between a tenth of the way and its end. */
async function pullOne(
  orders: number,
  plugins?: readonly PluginName[]
): Promise<{ perSecond: number; grownMiB: number }> {
  const { engine, platforms, stop } = await startAll({ accounts: 1, orders }, { plugins })
  const channelId = await addAccount(engine, platforms[0]!, false)
  let firstMiB = 0
  let lastMiB = 0
  let rows = 0
  const onPage = (page: { rows: number }) => {
    rows += page.rows
    lastMiB = process.memoryUsage.rss() / 1024 / 1024
    if (firstMiB === 0 && rows >= orders / 10) firstMiB = lastMiB
  }
  const beganMs = performance.now()
  const signal = new AbortController().signal
  const { created } = await engine.use('channels').pullOrders(channelId, { signal, onPage })
  const perSecond = created / ((performance.now() - beganMs) / 1000)
  await stop()
  if (created !== orders) throw new Error(`${created} orders came in of ${orders}`)
  return { perSecond, grownMiB: lastMiB - firstMiB }
}

/** Changes the stock of one SKU again and again while the engine writes it out. */
async function pushOne(): Promise<number> {
  const { engine, platforms, ask, stop } = await startAll({ accounts: 1, orders: 0 })
  const [platform] = platforms as [Platform]
  const { sku } = platform.products[0]!
  const channelId = await addAccount(engine, platform, true)
  const catalog = engine.use('catalog')
  const inventory = engine.use('inventory')
  const variants = await engine.transaction((tx) => catalog.createTracked(tx, platform.products))
  await addListing(engine, { channelId, externalListingId: platform.listings[0]!, sku })
  await engine.start()
  const variantId = variants.get(sku)!.id
  for (let change = 0; change < changes; change++) {
    await engine.transaction((tx) =>
      inventory.recordAdjustments(tx, [
        { sourceId: `bench:${change}`, variantId, quantity: 1, reason: 'bench', at: tx.now }
      ])
    )
  }
  await until(async () => {
    const rows = await engine.db.selectFrom('channelListings').selectAll().execute()
    return rows.every((row) => row.stockSequence === row.stockDone)
  })
  const seen = await ask()
  await stop()
  return seen[0]!.filter((operation) => operation === 'patchListingsItem').length
}

/** Twenty accounts begin together; two jobs run at a time. */
async function pullAtOnce(): Promise<{ perSecond: number; spread: number }> {
  const input = { accounts: accountsAtOnce, orders: ordersOfEach }
  const { engine, platforms, stop } = await startAll(input, { concurrency: 2 })
  const ids: string[] = []
  for (const platform of platforms) ids.push(await addAccount(engine, platform, true))
  const beganMs = performance.now()
  await engine.start()
  const endedMs = new Map<string, number>()
  await until(async () => {
    for (const id of ids.filter((one) => !endedMs.has(one))) {
      const { count } = await engine.db
        .selectFrom('orders')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('channelId', '=', id)
        .executeTakeFirstOrThrow()
      if (Number(count) === ordersOfEach) endedMs.set(id, performance.now() - beganMs)
    }
    return endedMs.size === ids.length
  })
  await stop()
  const times = [...endedMs.values()]
  const meanMs = times.reduce((sum, ms) => sum + ms, 0) / times.length
  const lastMs = Math.max(...times)
  const perSecond = (accountsAtOnce * ordersOfEach) / (lastMs / 1000)
  return { perSecond, spread: lastMs / meanMs }
}

async function addAccount(engine: Engine, platform: Platform, isEnabled: boolean) {
  const account = await engine.transaction((tx) =>
    engine.use('channels').save(tx, {
      platform: 'amazon',
      name: 'Bench',
      settings: platform.settings,
      unknownSkus: 'createUntracked',
      currency: 'EUR',
      since: new Date(Date.now() - 3_600_000).toISOString(),
      isEnabled
    })
  )
  return account.id
}

async function addListing(engine: Engine, payload: object): Promise<void> {
  const { key } = await engine.transaction((tx) => createKey(tx, { name: 'bench', role: 'owner' }))
  const headers = { authorization: `Bearer ${key}` }
  const answer = await engine.app.inject({ method: 'POST', url: '/v1/listings', payload, headers })
  if (answer.statusCode !== 201) throw new Error(answer.body)
}

async function startAll(
  input: PlatformInput,
  { concurrency = 10, plugins }: { concurrency?: number; plugins?: readonly PluginName[] } = {}
) {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-bench-'))
  const child = startPlatforms(input)
  const [{ platforms }] = (await once(child, 'message')) as [{ platforms: Platform[] }]
  const engine = await createEngine({
    ...(plugins && { plugins }),
    encryptionKey: Buffer.alloc(32, 1).toString('base64'),
    database: { url: `sqlite:${join(folder, 'bench.sqlite')}` },
    http: { port: 0 },
    jobs: { concurrency },
    log: { level: 'error' },
    // Without the published quotas: what is measured is the engine.
    adapters: [withoutQuotas(amazon as unknown as Adapter)]
  })
  return {
    engine,
    platforms,
    ask: async () => {
      child.send('calls')
      const [{ calls }] = (await once(child, 'message')) as [{ calls: string[][] }]
      return calls
    },
    stop: async () => {
      await engine.stop()
      child.disconnect()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** Nothing is held back, and nothing learned from what answers say of quotas. */
function withoutQuotas(adapter: Adapter): Adapter {
  return {
    ...adapter,
    budgets: [],
    connect: (account, io) =>
      adapter.connect(account, {
        ...io,
        pace: { take: (...asked) => io.pace.take(...asked), learn: async () => undefined }
      })
  }
}

function startPlatforms(input: PlatformInput): ChildProcess {
  const script = fileURLToPath(new URL('./servers/platform.ts', import.meta.url))
  const flags = ['--import=tsx', '--conditions=shopkeeper-source']
  return spawn(process.execPath, [...flags, script, JSON.stringify(input)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc']
  })
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20))
}
