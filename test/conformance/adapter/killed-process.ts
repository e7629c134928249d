import { createEngine } from 'shopkeeper'
import type { Adapter } from '#core/channel/adapter'

/** What the process is told in its first argument. */
export interface KilledInput {
  module: string
  url: string
  channelId: string
  encryptionKey: string
}

/*
 * Pulls one account, page by page, until it is killed. The database holds the account; the platform is simulated in
 * the process that kills.
 */
const input = JSON.parse(process.argv[2] as string) as KilledInput
const exported = Object.values((await import(input.module)) as Record<string, unknown>)
const adapter = exported.find(
  (value): value is Adapter => typeof value === 'object' && value !== null && 'platform' in value
)
if (!adapter) throw new TypeError(`${input.module} exports no adapter`)
const engine = await createEngine(
  {
    encryptionKey: input.encryptionKey,
    database: { url: input.url },
    plugins: ['catalog', 'inventory', 'orders', 'channels'],
    adapters: [adapter]
  },
  { logTo: { write: () => undefined } }
)
await engine.use('channels').pullOrders(input.channelId, { signal: new AbortController().signal })
await engine.stop()
