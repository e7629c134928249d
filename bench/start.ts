import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Figure, sideBySide } from './measure.ts'

const idleMs = 5000

interface Side {
  /** Time from the start of the process to its first healthy answer. */
  start(): Promise<number>
  /** Resident memory once it has had nothing to do for a while. */
  rssMiB: number[]
}

/**
 * A start to the first answer of `/healthz`, all plugins on, on a SQLite file that is migrated already; beside it a bare
 * Fastify with a SQLite file open, in one bundled file.
 */
export async function benchStart(rounds: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-bench-'))
  // In dist, from where its native library is found.
  const bareFile = fileURLToPath(new URL('../dist/bare-start.cjs', import.meta.url))
  await build({
    entryPoints: [fileURLToPath(new URL('./servers/bare-start.ts', import.meta.url))],
    outfile: bareFile,
    bundle: true,
    platform: 'node',
    external: ['better-sqlite3'],
    logLevel: 'error'
  })
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
  // Without a key the plugins that keep personal data would be off.
  const config = join(folder, 'shopkeeper.config.json')
  writeFileSync(config, JSON.stringify({ encryptionKey: Buffer.alloc(32, 1).toString('base64') }))
  const ours = sideOf(folder, [
    main,
    'start',
    '--json',
    '--log',
    'shopkeeper.log',
    '--config',
    config
  ])
  const bare = sideOf(folder, [bareFile])
  const compared = await sideBySide(rounds, {
    ours: { warmUp: () => ours.start(), measure: () => ours.start() },
    bare: { warmUp: () => bare.start(), measure: () => bare.start() }
  })
  rmSync(folder, { recursive: true, force: true })
  rmSync(bareFile)
  return [
    {
      work: 'start to healthy',
      unit: 's',
      ...compared,
      ratio: 1 / compared.ratio,
      bar: '≤ 0.7 s'
    },
    {
      work: 'RSS after 5 s idle',
      unit: 'MiB',
      ours: middleOf(ours.rssMiB),
      bare: middleOf(bare.rssMiB),
      ratio: middleOf(bare.rssMiB) / middleOf(ours.rssMiB),
      bar: '≤ 130 MiB'
    }
  ]
}

function sideOf(folder: string, args: readonly string[]): Side {
  const rssMiB: number[] = []
  const start = async () => {
    const port = await freePort()
    const startedMs = performance.now()
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: String(port) },
      stdio: 'ignore'
    })
    await healthy(child, `http://127.0.0.1:${port}/healthz`)
    const tookMs = performance.now() - startedMs
    await new Promise((resolve) => setTimeout(resolve, idleMs))
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    rssMiB.push(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await exited
    return tookMs / 1000
  }
  return { start, rssMiB }
}

async function healthy(child: ChildProcess, url: string): Promise<void> {
  const isHealthy = () =>
    fetch(url)
      .then(({ ok }) => ok)
      .catch(() => false)
  while (!(await isHealthy())) {
    if (child.exitCode !== null) throw new Error('it ended before it was healthy')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
