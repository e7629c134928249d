import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Server {
  url: string
  key: string
  stop(): Promise<void>
}

/**
 * Starts one of this folder's servers as a process of its own and waits until it says where it listens. The engine in it is
 * the one that is built and shipped (dist).
 */
export async function startServer(
  name: 'bare' | 'bare-orders' | 'engine',
  path: string
): Promise<Server> {
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const flags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []
  const child = spawn(process.execPath, [...flags, '--import=tsx', script, path], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const { url, key } = await firstLine(child)
  return {
    url,
    key: key ?? '',
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      })
  }
}

async function firstLine(child: ChildProcess): Promise<{ url: string; key?: string }> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('{"url"')) return JSON.parse(line)
  }
  throw new Error('the server ended before it listened')
}
