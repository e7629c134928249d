import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { createEngine } from 'shopkeeper'
import { fillShop, makeShop, type Shop } from '../shop.ts'

const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const postgresUrl = process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test'
const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'

/** `one`: all in one process, on SQLite. Otherwise so many API processes and as many workers, on Postgres and Redis. */
export type Setup = 'one' | 1 | 2

/** The engine under load, as an operator runs it. */
export interface Engines {
  /** Of each process that answers. */
  urls: string[]
  processes: { role: string; pid: number }[]
  goods: Pick<Shop, 'key' | 'skus'>
  /** Runs `shopkeeper` on the same config; returns what it prints. */
  run(...args: string[]): Promise<string>
  stop(): Promise<void>
}

/** Fills a shop and starts the processes. The log goes to a file in `folder`. */
export async function startEngines(folder: string, setup: Setup): Promise<Engines> {
  const data = setup === 'one' ? await sqliteShop() : await postgresShop()
  const file = join(folder, 'shopkeeper.config.json')
  writeFileSync(file, JSON.stringify({ ...settings, ...data.config }))
  const roles =
    setup === 'one'
      ? ['all']
      : (['api', 'worker'] as const).flatMap((role) => Array<string>(setup).fill(role))
  const started = await Promise.all(roles.map((role) => startProcess(folder, file, role)))
  return {
    urls: started.flatMap(({ url }) => url ?? []),
    processes: started.map(({ child, role }) => ({ role, pid: child.pid! })),
    goods: data.goods,
    run: (...args) => runCommand(['--config', file, ...args]),
    stop: async () => {
      await Promise.all(started.map(({ child }) => end(child)))
      await data.remove()
    }
  }
}

const settings = {
  encryptionKey: randomBytes(32).toString('base64'),
  http: { port: 0, rateLimitPerMinute: 100_000_000 },
  log: { level: 'warn' },
  // The receiver of the webhooks listens on this machine.
  plugins: [
    'catalog',
    'inventory',
    'orders',
    'channels',
    { use: 'webhooks', options: { unsafeAllowPrivateNetworks: true } }
  ]
}

async function sqliteShop() {
  const shop = await makeShop()
  return {
    goods: shop,
    config: { database: { url: `sqlite:${shop.path}` } },
    remove: async () => shop.remove()
  }
}

/** A schema of its own, so that nothing else in the database is touched. */
async function postgresShop() {
  const schema = `soak_${randomBytes(6).toString('hex')}`
  const query = async (text: string) => {
    const client = new pg.Client({ connectionString: postgresUrl })
    await client.connect()
    await client.query(text)
    await client.end()
  }
  await query(`create schema ${schema}`)
  const options = encodeURIComponent(`-c search_path=${schema},public`)
  const config = {
    database: { url: `${postgresUrl}?options=${options}` },
    redis: { url: redisUrl, prefix: schema.replace('_', '-') }
  }
  const engine = await createEngine({ ...settings, database: config.database } as never)
  const goods = await fillShop(engine)
  await engine.stop()
  return { goods, config, remove: () => query(`drop schema ${schema} cascade`) }
}

async function startProcess(folder: string, file: string, role: string) {
  const log = openSync(join(folder, `${role}.log`), 'a')
  const args = [command, 'start', '--json', '--config', file, '--role', role]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', log] })
  for await (const line of createInterface({ input: child.stdout! })) {
    const { url } = JSON.parse(line) as { url: string | null }
    // Its pulse goes on: what nobody reads would fill the pipe.
    child.stdout!.resume()
    return { child, role, url }
  }
  throw new Error(`the ${role} ended before it had started: see ${folder}`)
}

function runCommand(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return new Promise((resolve, reject) =>
    child.on('exit', (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${args.join(' ')} ended with ${code}: ${output}`))
    )
  )
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
