import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Test } from 'tap'
import { encryptionKey } from '../channels/shop.ts'
import { type BackendKind, redisUrl, type TestDatabase } from '../harness.ts'
import { startProcess, type TestProcess } from '../processes.ts'
import type { EngineInput } from './engine-process.ts'
import type { KillPoint } from './kill-points.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** CommonJS packages inside of an ES module want these. */
const commonJs = `import * as bundleModule from 'node:module'
import * as bundlePath from 'node:path'
import * as bundleUrl from 'node:url'
const require = bundleModule.createRequire(import.meta.url)
const __filename = bundleUrl.fileURLToPath(import.meta.url)
const __dirname = bundlePath.dirname(__filename)`

/** Packages with files of their own. */
const external = ['better-sqlite3', 'pg-native', '@fastify/swagger-ui']
/** Large packages that hardly a process asks for: bundling them would take longer than loading them then. */
const seldomUsed = ['bullmq', 'ioredis', 'jiti', 'read-excel-file', 'yaml']

/**
 * The process and most of its packages in one bundle: dozens of processes are started, and reading it takes 0.6 s of a
 * processor where compiling the sources takes 3. It lies where Node finds the other packages.
 */
async function bundleProcess(): Promise<string> {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'faults-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  await build({
    absWorkingDir: root,
    entryPoints: ['test/faults/engine-process.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['shopkeeper-source'],
    external: [...external, ...seldomUsed],
    alias: { shopkeeper: './index.ts' },
    banner: { js: commonJs },
    logLevel: 'warning'
  })
  return join(folder, 'engine-process.mjs')
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
