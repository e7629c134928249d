import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Test } from 'tap'
import type { TestDatabase } from '../harness.ts'
import { freePort, startProcess, type TestProcess } from '../processes.ts'

/** A Postgres of a test's own, which it may stop and reconfigure. */
export interface TestPostgres {
  database: TestDatabase
  /** Ends it at once, as `pg_ctl stop -m immediate` does: every transaction is lost, every connection broken. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Runs statements as the superuser, on a connection of their own. */
  run(...statements: string[]): Promise<void>
}

/** The newest Postgres of this machine, whose programs need not be on the path; null when there is none. */
const programs = ((): string | null => {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  const folders = [
    ...(newest === undefined ? [] : [join(root, newest, 'bin')]),
    ...(process.env.PATH ?? '').split(':')
  ]
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null
})()

/** Why a suite that needs a Postgres of its own is skipped; in CI a missing one is a failure. */
export const noOwnPostgres: string | false =
  programs !== null || process.env.CI === 'true' ? false : 'no Postgres programs on this machine'

/** Makes a new, empty Postgres on a free port and starts it. */
export async function startPostgres(test: Test): Promise<TestPostgres> {
  if (programs === null) throw new Error('initdb was not found')
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-postgres-'))
  const as = asServer(folder)
  const rights = ['--auth=trust', '--username=postgres', '--no-sync', '--encoding=UTF8']
  const init = [...as, join(programs, 'initdb'), '--pgdata', folder, ...rights]
  execFileSync(init[0] as string, init.slice(1), { stdio: 'pipe' })
  const port = await freePort()
  const settings = { listen_addresses: '127.0.0.1', fsync: 'off', shared_buffers: '16MB' }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const place = ['-D', folder, '-k', folder, '-p', String(port)]
  const serve = [...as, join(programs, 'postgres'), ...place, ...flags]
  let running: TestProcess | undefined
  const stop = async () => {
    running?.kill('SIGQUIT')
    await running?.exited
  }
  const start = async () => {
    running = startProcess(test, serve[0] as string, serve.slice(1))
    await running.line(/ready to accept connections/)
  }
  test.teardown(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await start()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const run = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  return { database: { kind: 'postgres', url, redisPrefix: 'faults' }, stop, start, run }
}

/**
 * What Postgres is started through. A test run that is killed runs no teardown: Linux then ends the server with it. And
 * Postgres refuses to run as root: then it runs as the user that its package has made, and owns its folder.
 */
function asServer(folder: string): string[] {
  const ending = process.platform === 'linux' ? ['setpriv', '--pdeathsig=QUIT'] : []
  if (process.getuid?.() !== 0) return ending
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  ) as [number, number]
  chownSync(folder, uid, gid)
  // One call for all: a change of user takes back what was asked of the kernel before.
  return [...ending, `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
}
