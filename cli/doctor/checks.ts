import { existsSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import type { Engine } from 'shopkeeper'
import type { Clock } from '#core/time'
import type { RedisFacts } from '#jobs/bullmq/facts'
import { withoutPassword } from '../start/boot-report.ts'

/** What one look has found. `warn` works today and will hurt; `fail` does not work. */
export interface Finding {
  check: string
  status: 'ok' | 'warn' | 'fail'
  detail: string
}

const gibibyte = 1024 ** 3
const diskWarnBytes = gibibyte
const diskFailBytes = gibibyte / 10
const skewWarnMs = 2000
const redisTimeoutMs = 3000

/** Whether this Node.js is one the engine is tested on. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number)
  const isNew = major > 20 || (major === 20 && minor >= 19)
  const detail = isNew ? version : `${version}; install 20.19 or later`
  return { check: 'node', status: isNew ? 'ok' : 'fail', detail }
}

/** Whether channels can keep credentials. */
export function checkEncryptionKey({ settings }: Engine): Finding {
  return settings.encryptionKey
    ? { check: 'encryptionKey', status: 'ok', detail: 'is set' }
    : {
        check: 'encryptionKey',
        status: 'warn',
        detail: 'is not set: channels with credentials are refused (openssl rand -base64 32)'
      }
}

/** Whether the database takes a write. The write is undone. */
export async function checkDatabase(engine: Engine): Promise<Finding> {
  const undone = new Error('undone on purpose')
  try {
    await engine.transaction(async (tx) => {
      await sql`create table doctor_probe (id integer)`.execute(tx)
      throw undone
    })
  } catch (error) {
    if (error !== undone) {
      return { check: 'database', status: 'fail', detail: (error as Error).message }
    }
  }
  const detail = `${withoutPassword(engine.settings.database.url)} reads and writes`
  return { check: 'database', status: 'ok', detail }
}

/** Whether the schema is this program's. */
export async function checkMigrations(engine: Engine): Promise<Finding> {
  const pending = await engine.pendingMigrations()
  return pending.length === 0
    ? { check: 'migrations', status: 'ok', detail: 'none pending' }
    : {
        check: 'migrations',
        status: 'warn',
        detail: `${pending.length} pending: the next start applies them`
      }
}

/** Whether there is room for the SQLite file to grow. */
export async function checkDisk(sqlitePath: string): Promise<Finding> {
  const folder = existingFolder(sqlitePath)
  const isWritable = await access(folder, constants.W_OK).then(
    () => true,
    () => false
  )
  if (!isWritable) return { check: 'disk', status: 'fail', detail: `${folder} is not writable` }
  const { bavail, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  const status = freeBytes < diskFailBytes ? 'fail' : freeBytes < diskWarnBytes ? 'warn' : 'ok'
  return {
    check: 'disk',
    status,
    detail: `${(freeBytes / gibibyte).toFixed(1)} GiB free in ${folder}`
  }
}

/** Whether Redis answers, is new enough, keeps what it is given, and agrees on the time. */
export async function checkRedis(url: string, clock: Clock): Promise<Finding[]> {
  let facts: RedisFacts
  try {
    // Its client is loaded when it is asked for: every command would wait for it.
    const { readRedisFacts } = await import('#jobs/bullmq/facts')
    facts = await readRedisFacts(url, redisTimeoutMs)
  } catch (error) {
    const detail = `${withoutPassword(url)} does not answer: ${(error as Error).message}`
    return [{ check: 'redis', status: 'fail', detail }]
  }
  const { version, evictionPolicy, clockMs } = facts
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNew = major > 6 || (major === 6 && minor >= 2)
  const isKeeping = evictionPolicy === 'noeviction'
  return [
    {
      check: 'redis',
      status: isNew ? 'ok' : 'fail',
      detail: isNew ? `version ${version}` : `version ${version}; 6.2 or later is needed`
    },
    {
      check: 'redis eviction',
      status: isKeeping ? 'ok' : 'warn',
      detail: isKeeping
        ? 'noeviction'
        : `maxmemory-policy is ${evictionPolicy}: set noeviction, or jobs are delayed`
    },
    compareClocks('redis clock', clockMs, clock)
  ]
}

/** Whether Postgres and this machine agree on the time: leases and schedules are held to it. */
export async function checkClock(engine: Engine): Promise<Finding> {
  const result = await sql<{
    ms: number
  }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as ms`.execute(engine.db)
  return compareClocks('clock', Number(result.rows[0]!.ms), engine.clock)
}

function compareClocks(check: string, theirMs: number, clock: Clock): Finding {
  const skewMs = Math.round(Math.abs(theirMs - clock.ms()))
  const isClose = skewMs <= skewWarnMs
  const detail = `${skewMs} ms apart from this machine's${isClose ? '' : ': run NTP on both'}`
  return { check, status: isClose ? 'ok' : 'warn', detail }
}

function existingFolder(path: string): string {
  const folder = dirname(path)
  return existsSync(folder) || folder === path ? folder : existingFolder(folder)
}
