import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import type { Test } from 'tap'
import { asRunning, loaderFlags } from './bundle/part.ts'
import { until } from './harness.ts'
import './without-loaders.ts'

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** Another process that a test has started; killed when the test ends. */
export interface TestProcess {
  readonly pid: number
  /** Everything it has written so far, standard output and error. */
  output(): string
  /** Waits for a line that matches; fails with the output when the process ends first. */
  line(pattern: RegExp, timeoutMs?: number): Promise<string>
  kill(signal: NodeJS.Signals): void
  readonly exited: Promise<Exit>
}

/**
 * Runs a file of ours, `…-process.ts`, in a process of its own, with `input` as JSON in its first argument.
 */
export function startNode(test: Test, file: URL, input: unknown): TestProcess {
  const flags = [...loaderFlags, '--no-deprecation']
  const script = fileURLToPath(asRunning(file))
  return startProcess(test, process.execPath, [...flags, script, JSON.stringify(input)])
}

/** Starts a program. */
export function startProcess(test: Test, command: string, args: readonly string[]): TestProcess {
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let isOver = false
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const exited = new Promise<Exit>((resolve) => {
    child.on('exit', (code, signal) => {
      isOver = true
      resolve({ code, signal })
    })
  })
  test.teardown(async () => {
    if (!isOver) child.kill('SIGKILL')
    await exited
  })
  return {
    pid: child.pid as number,
    output: () => output,
    // Starting a process takes most of a minute where the machine is very busy.
    line: async (pattern, timeoutMs = 300_000) => {
      const find = () => output.split('\n').find((line) => pattern.test(line))
      const what = `${pattern} in the output`
      await until(() => find() !== undefined || isOver, { timeoutMs, what })
      const found = find()
      if (found === undefined) throw new Error(`ended without ${pattern}:\n${output}`)
      return found
    },
    kill: (signal) => void child.kill(signal),
    exited
  }
}

/** A Redis of a test's own, which it may stop, freeze and flush. */
export interface TestRedis {
  url: string
  /** Ends it with SIGKILL. */
  stop(): Promise<void>
  /** Starts it again, empty. */
  start(): Promise<void>
  /** Keeps connections open and answers nothing, until `thaw`. */
  freeze(): void
  thaw(): void
  flushAll(): Promise<void>
}

/** Starts a Redis on a free port. */
export async function startRedis(test: Test, ...settings: string[]): Promise<TestRedis> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-redis-'))
  const args = ['--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no']
  let server: TestProcess | undefined
  const start = async () => {
    server = startProcess(test, 'redis-server', [...args, ...settings])
    await server.line(/Ready to accept connections/)
  }
  await start()
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const url = `redis://127.0.0.1:${port}`
  return {
    url,
    start,
    stop: async () => {
      server?.kill('SIGKILL')
      await server?.exited
    },
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    flushAll: async () => {
      const client = new Redis(url)
      await client.flushall()
      client.disconnect()
    }
  }
}

/** A TCP port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
