import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { bundleFiles } from '../bundle/bundle.ts'
import { asRunning, isBundled } from '../bundle/part.ts'
import { encryptionKey } from '../channels/shop.ts'
import { type BackendKind, redisUrl, type TestDatabase } from '../harness.ts'
import { startProcess, type TestProcess } from '../processes.ts'
import type { EngineInput } from './engine-process.ts'
import type { KillPoint } from './kill-points.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The process in one bundle, also where the test runs from its sources: dozens of processes are started, and reading it
 * takes 0.6 s of a processor where compiling the sources takes 3. It lies where Node finds the other packages.
 */
async function bundleProcess(): Promise<string> {
  const source = new URL('./engine-process.ts', import.meta.url)
  if (isBundled) return fileURLToPath(asRunning(source))
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'faults-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  await bundleFiles({ 'engine-process': 'test/faults/engine-process.ts' }, folder)
  return join(folder, 'engine-process.js')
}

let bundle: Promise<string> | undefined

/** How long a dead engine keeps its jobs: one that is only slow must not lose them. */
export const leaseMs = 3000

export interface DyingEngine {
  database: TestDatabase
  plugins: readonly string[]
  dies: KillPoint
  /** Default `full`. */
  durability?: 'full' | 'process'
  /** Default `api`. */
  role?: EngineInput['role']
  /** Default `embedded`. */
  backend?: BackendKind
  /** Default `ready`: whatever it does to start does not count. */
  from?: EngineInput['from']
}

/** Starts an engine that will end itself with SIGKILL at a point. Says `ready` and where it listens. */
export async function startDyingEngine(
  test: Test,
  {
    database,
    plugins,
    dies,
    durability = 'full',
    role = 'api',
    backend = 'embedded',
    from = 'ready'
  }: DyingEngine
): Promise<TestProcess> {
  const input: EngineInput = {
    role,
    dies,
    from,
    config: {
      plugins,
      adapters: plugins.includes('channels') ? ['sandbox'] : [],
      database: { url: database.url, durability, waitMs: 60_000 },
      // Only what a test breaks may be refused, however busy the machine is.
      http: { port: 0, shedAfterMs: 60_000 },
      log: { level: 'warn' },
      jobs: { pollMs: 50, leaseMs },
      encryptionKey,
      ...(backend === 'bullmq' && { redis: { url: redisUrl, prefix: database.redisPrefix } })
    }
  }
  bundle ??= bundleProcess()
  return startProcess(test, process.execPath, [await bundle, JSON.stringify(input)])
}
