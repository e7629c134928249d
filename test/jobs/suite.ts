import { spawnSync } from 'node:child_process'
import type { Engine, EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import type { JobRequest } from '#core/transaction'
import {
  type BackendKind,
  buildTestEngine,
  type DatabaseKind,
  redisUrl,
  type TestDatabase,
  type TestEngine,
  type TestEngineOptions,
  until
} from '../harness.ts'
import { startNode, type TestProcess } from '../processes.ts'
import { type EffectRow, type Work, type WorkHooks, workPlugin } from './work-plugin.ts'
import type { ChildInput } from './worker-process.ts'

type WorkJob = 'work.do' | 'work.plain' | 'work.keyed' | 'work.single' | 'work.limited'

/** Why tests that start a Redis of their own are skipped, or false. In CI they fail instead. */
export const needsRedisServer =
  spawnSync('redis-server', ['--version']).error !== undefined && process.env.CI !== 'true'
    ? 'no redis-server on this machine'
    : false

export interface Bench extends TestEngine {
  put(job: WorkJob, ...requests: JobRequest<Work>[]): Promise<void>
  effects(): Promise<EffectRow[]>
  /** Waits until no job waits or runs. */
  idle(timeoutMs?: number): Promise<void>
  jobs(): Promise<{ id: string; name: string; state: string; attempt: number; runAt: string }[]>
}

export interface BenchOptions extends TestEngineOptions {
  hooks?: WorkHooks
  config?: EngineConfig
}

/** A started engine with the suite's plugin. */
export async function buildBench(
  test: Test,
  [kind, backend]: readonly [DatabaseKind, BackendKind],
  { hooks, config = {}, ...options }: BenchOptions = {}
): Promise<Bench> {
  const built = await buildTestEngine(
    test,
    kind,
    { plugins: [workPlugin(hooks)], adapters: [], ...config },
    { backend, start: true, ...options }
  )
  const { engine } = built
  return {
    ...built,
    put: (job, ...requests) => engine.transaction((tx) => tx.enqueue(job, requests)),
    effects: () => effectsOf(engine),
    idle: (timeoutMs = 60_000) => idle(engine, timeoutMs),
    jobs: () =>
      engine.db
        .selectFrom('jobs')
        .select(['id', 'name', 'state', 'attempt', 'runAt'])
        .orderBy('id')
        .execute()
  }
}

async function effectsOf(engine: Engine): Promise<EffectRow[]> {
  return engine.db.selectFrom('effects').selectAll().orderBy('at').orderBy('key').execute()
}

async function idle(engine: Engine, timeoutMs: number): Promise<void> {
  const busy = async () =>
    engine.db
      .selectFrom('jobs')
      .select(['id', 'state'])
      .where('state', 'in', ['delayed', 'ready', 'handed', 'running'])
      .execute()
  await until(async () => (await busy()).length === 0, { timeoutMs, what: 'an empty queue' })
}

/** A child engine on a database, as `buildBench` would start it here. */
export function startChild(
  test: Test,
  backend: BackendKind,
  database: TestDatabase,
  { worker = 'child', role = 'worker', config = {} }: Partial<ChildInput> = {}
): TestProcess {
  const input: ChildInput = {
    worker,
    role,
    config: {
      database: { url: database.url, durability: 'process' },
      http: { port: 0 },
      ...config,
      jobs: { pollMs: 50, drainMs: 2000, ...config.jobs },
      ...(backend === 'bullmq' && {
        redis: { url: redisUrl, prefix: database.redisPrefix, ...config.redis }
      })
    }
  }
  return startNode(test, new URL('worker-process.ts', import.meta.url), input)
}

/** Keys `prefix-0`, `prefix-1`, …, one job each. */
export function works(count: number, prefix: string, work: Partial<Work> = {}): JobRequest<Work>[] {
  return Array.from({ length: count }, (_, index) => ({
    payload: { ...work, key: `${prefix}-${index}` }
  }))
}

/** How often each key took effect, as `key → times`. */
export function timesByKey(effects: readonly EffectRow[]): Record<string, number> {
  const times: Record<string, number> = {}
  for (const { key } of effects) times[key] = (times[key] ?? 0) + 1
  return times
}

/** What `timesByKey` says when each of the requests took effect once. */
export function onceEach(requests: readonly JobRequest<Work>[]): Record<string, number> {
  return Object.fromEntries(requests.map(({ payload }) => [payload.key, 1]))
}
