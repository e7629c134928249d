import { Redis } from 'ioredis'
import pg from 'pg'
import type { Engine, EngineConfig } from 'shopkeeper'
import { createEngine, type EngineOptions } from 'shopkeeper'
import type { Test } from 'tap'
import t from 'tap'
import { createKey } from '#core/access/keys'
import type { Role } from '#core/access/roles'
import { firstPartyPlugins } from '../first-party.ts'
import { postgresUrl } from './borrowed-schema.ts'
import { canariesIn } from './canaries.ts'
import {
  type DatabaseKind,
  freshDatabase,
  migratedDatabase,
  type TestDatabase
} from './databases.ts'
import { testKey } from './migrated.ts'
import './without-loaders.ts'

export { postgresUrl } from './borrowed-schema.ts'
export { type DatabaseKind, freshDatabase, type TestDatabase } from './databases.ts'

export const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'
/** In CI a missing server is a failure; on a newcomer's machine its suites are skipped by name. */
const isCi = process.env.CI === 'true'

export type BackendKind = 'embedded' | 'bullmq'

/** Runs the same suite on SQLite and on Postgres. */
export function onEachDatabase(suite: (test: Test, kind: DatabaseKind) => Promise<void>): void {
  t.test('[sqlite]', (test) => suite(test, 'sqlite'))
  t.test('[postgres]', { skip: missing(hasPostgres, 'Postgres') }, (test) =>
    suite(test, 'postgres')
  )
}

/**
 * Runs the same suite on what a newcomer has and on what a busy shop has: for what stands on jobs. That jobs are the
 * same on all four is shown by their own suites.
 */
export function onEachEnd(
  suite: (test: Test, kind: DatabaseKind, backend: BackendKind) => Promise<void>
): void {
  t.test('[sqlite, embedded]', (test) => suite(test, 'sqlite', 'embedded'))
  t.test('[postgres, bullmq]', { skip: missingServers }, (test) =>
    suite(test, 'postgres', 'bullmq')
  )
}

/** Runs the same suite on both databases with embedded jobs, and on Postgres with BullMQ. */
export function onEachBackend(
  suite: (test: Test, kind: DatabaseKind, backend: BackendKind) => Promise<void>
): void {
  t.test('[sqlite, embedded]', (test) => suite(test, 'sqlite', 'embedded'))
  t.test('[postgres, embedded]', { skip: missing(hasPostgres, 'Postgres') }, (test) =>
    suite(test, 'postgres', 'embedded')
  )
  t.test('[sqlite, bullmq]', { skip: missing(hasRedis, 'Redis') }, (test) =>
    suite(test, 'sqlite', 'bullmq')
  )
  t.test(
    '[postgres, bullmq]',
    { skip: missing(hasPostgres && hasRedis, 'Postgres or Redis') },
    (test) => suite(test, 'postgres', 'bullmq')
  )
}

function missing(isThere: boolean, server: string): string | false {
  return isThere || isCi ? false : `no ${server} on this machine`
}

const hasPostgres = await (async () => {
  const client = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 1000 })
  const isThere = await client.connect().then(
    () => true,
    () => false
  )
  await client.end()
  return isThere
})()
const hasRedis = await (async () => {
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => undefined)
  const isThere = await redis.connect().then(
    () => true,
    () => false
  )
  redis.disconnect()
  return isThere
})()

/** Why a suite that needs both servers is left out; false: they are there, or must be. */
export const missingServers = missing(hasPostgres && hasRedis, 'Postgres or Redis')

export interface TestEngine {
  engine: Engine
  database: TestDatabase
  /** Calls the API as a role, without a network; keys are made on first use. */
  call(request: Call): Promise<Answer>
  /** Lines the engine has logged, parsed. */
  logged: Record<string, unknown>[]
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  body?: unknown
  headers?: Record<string, string>
  /** Default `owner`; null sends no key. */
  as?: Role | null
}

export interface Answer {
  status: number
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  body: any
  text: string
}

export interface TestEngineOptions extends EngineOptions {
  database?: TestDatabase
  backend?: BackendKind
  /** Start jobs and listen on a free port. Default: neither. */
  start?: boolean
}

/** An engine built with the production factory on a database without rows; stopped when the test ends. */
export async function buildTestEngine(
  test: Test,
  kind: DatabaseKind,
  config: EngineConfig = {},
  { database, backend = 'embedded', start = false, ...options }: TestEngineOptions = {}
): Promise<TestEngine> {
  const databaseOf = isFirstParty(config) ? migratedDatabase : freshDatabase
  const used = database ?? (await databaseOf(test, kind))
  // Who names no plugins means all of them; some are off without a key.
  const isWhole = !('plugins' in config || 'encryptionKey' in config)
  const logged: Record<string, unknown>[] = []
  const leaks = new Set<string>()
  const engine = await createEngine(
    {
      ...config,
      ...(isWhole && { encryptionKey: testKey }),
      database: { url: used.url, durability: 'process', ...config.database },
      // A machine that runs tests may be busy for long: only tests of overload want to be refused.
      http: { port: 0, shedAfterMs: 60_000, ...config.http },
      jobs: { pollMs: 50, drainMs: 2000, ...config.jobs },
      ...(backend === 'bullmq' && {
        redis: { url: redisUrl, prefix: used.redisPrefix, ...config.redis }
      })
    },
    {
      logTo: {
        write: (line) => {
          logged.push(JSON.parse(line))
          for (const canary of canariesIn(line)) leaks.add(`${canary} in ${line}`)
        }
      },
      ...options
    }
  )
  test.teardown(async () => {
    await engine.stop()
    if (leaks.size > 0) throw new Error(`the log shows what it must not: ${[...leaks].join('\n')}`)
  })
  if (start) await engine.start()
  return { engine, database: used, logged, call: callerOf(engine) }
}

/** Whether it has plugins that the migrated database is made for. */
function isFirstParty({ plugins }: EngineConfig): boolean {
  const names = plugins?.map((entry) =>
    typeof entry === 'object' && 'use' in entry ? entry.use : entry
  )
  return names?.some((name) => typeof name === 'string' && name in firstPartyPlugins) ?? true
}

function callerOf(engine: Engine): TestEngine['call'] {
  const keys = new Map<Role, string>()
  return async ({ method = 'GET', url, body, headers = {}, as = 'owner' }) => {
    if (as !== null && !keys.has(as)) {
      const { key } = await engine.transaction((tx) =>
        createKey(tx, { name: `test ${as}`, role: as })
      )
      keys.set(as, key)
    }
    const response = await engine.app.inject({
      method,
      url,
      headers: { ...(as !== null && { authorization: `Bearer ${keys.get(as)}` }), ...headers },
      ...(body !== undefined && { payload: body as object })
    })
    const isJson = /[/+]json\b/.test(String(response.headers['content-type']))
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson && response.body !== '' ? response.json() : response.body,
      text: response.body
    }
  }
}

/** Waits until a condition holds, looking again every few milliseconds; fails after `timeoutMs`. */
export async function until(
  condition: () => Promise<boolean> | boolean,
  { timeoutMs = 60_000, what = 'the condition' }: { timeoutMs?: number; what?: string } = {}
): Promise<void> {
  const startedMs = performance.now()
  while (!(await condition())) {
    if (performance.now() - startedMs > timeoutMs)
      throw new Error(`${what} did not hold within ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
