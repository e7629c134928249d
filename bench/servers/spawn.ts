import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Server {
  url: string
  stop(): Promise<void>
}

/**
 * Starts one of this folder's servers as a process of its own and waits until it says where it listens. The engine is the
 * one that is built (dist). `more` are further arguments. `BENCH_NODE_FLAGS` go to Node.js, such as `--cpu-prof`.
 */
export async function startServer(
  name: 'bare' | 'bare-orders' | 'engine' | 'orders-engine',
  path: string,
  more: readonly string[] = []
): Promise<Server> {
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const flags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []
  const sources = name.endsWith('engine') ? [] : ['--conditions=shopkeeper-source']
  const argv = [...flags, '--import=tsx', ...sources, script, path, ...more]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  return {
    url: await addressOf(child),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      })
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('{"url"')) return JSON.parse(line).url
  }
  throw new Error('the server ended before it listened')
}
