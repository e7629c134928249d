import type { EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import {
  type BackendKind,
  buildTestEngine,
  type DatabaseKind,
  type TestEngine,
  until
} from '../harness.ts'
import { type Platform, platformAdapter, startPlatform, type Variant } from './platform.ts'
import { encryptionKey } from './shop.ts'

/** An engine with one account `a` on a small platform whose answers the test decides. */
export interface Bench extends TestEngine {
  platform: Platform
  post(path: string, body?: object): ReturnType<TestEngine['call']>
  /** Open alerts of a kind. */
  alerts(kind: string): Promise<{ subjectId: string; message: string }[]>
}

export interface BenchOptions {
  backend?: BackendKind
  adapter?: Variant
  account?: Record<string, unknown>
  /** Options of the plugin. */
  channels?: Record<string, unknown>
  start?: boolean
  /** Plugins beside those that channels need. */
  morePlugins?: NonNullable<EngineConfig['plugins']>
}

export async function buildBench(
  t: Test,
  kind: DatabaseKind,
  {
    backend = 'embedded',
    adapter = {},
    account = {},
    channels = {},
    start = true,
    morePlugins = []
  }: BenchOptions
): Promise<Bench> {
  const platform = await startPlatform(t)
  const test = await buildTestEngine(
    t,
    kind,
    {
      encryptionKey,
      plugins: [
        ...['catalog', 'inventory', 'orders'],
        { use: 'channels', options: channels },
        ...morePlugins
      ],
      adapters: [platformAdapter(adapter)]
    },
    { backend }
  )
  const { clock } = test.engine
  const saved = await test.call({
    method: 'POST',
    url: '/v1/channels',
    body: {
      id: 'a',
      platform: 'small',
      name: 'Small shop',
      settings: platform.settings,
      pullEverySeconds: 3600,
      since: clock.after(-60_000),
      unknownSkus: 'createUntracked',
      ...account
    }
  })
  t.equal(saved.status, 201, saved.text)
  if (start) await test.engine.start()
  return {
    ...test,
    platform,
    post: (path, body) =>
      test.call({ method: 'POST', url: `/v1/channels/a${path}`, ...(body && { body }) }),
    alerts: async (name) => {
      const { body } = await test.call({ url: `/v1/alerts?kind=${name}` })
      return body.data.filter(({ state }: { state: string }) => state !== 'resolved')
    }
  }
}

/** Waits until the writes of the account are in these states. */
export async function settled(bench: Bench, states: Record<string, string>): Promise<void> {
  await until(
    async () => {
      const { body } = await bench.call({ url: '/v1/channels/a/writes' })
      return Object.entries(states).every(([subject, state]) =>
        body.data.some(
          (write: { subject: string; state: string }) =>
            write.subject === subject && write.state === state
        )
      )
    },
    { what: JSON.stringify(states), timeoutMs: 60_000 }
  )
}
