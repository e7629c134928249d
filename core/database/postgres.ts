import {
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  DummyDriver,
  type KyselyProps,
  PostgresAdapter,
  PostgresIntrospector,
  type QueryResult
} from 'kysely'
import pg from 'pg'
import { storable } from '../text.ts'
import type { Clock } from '../time.ts'
import { type DatabaseBackend, runAlone } from './backend.ts'
import { PostgresCompiler } from './compilers.ts'
import { DatabaseBusy, DatabaseUnavailable, DatabaseUrlInvalid } from './errors.ts'
import { Executor } from './executor.ts'
import { PlanRenewal, renewPlans } from './postgres-plans.ts'
import { type RowMaker, rowMakerFor } from './row-maker.ts'
import { isScript } from './script.ts'

export interface PostgresOptions {
  url: string
  /** Reads go here when given; may lag behind. */
  replicaUrl: string | undefined
  /** What a commit survives: `on` a power cut, `off` may lose the last moments of work, never corrupts. */
  synchronousCommit: 'on' | 'off'
  /** Connections for writing and, apart from these, for reading. */
  poolMax: number
  /** How long a request waits for a connection before it gives up, in ms. */
  acquireTimeoutMs: number
}

/** Tries of one transaction that Postgres refuses for a deadlock or a serialization conflict. */
const triesMax = 8

/** Opens Postgres: a pool that writes, and a pool on which the server refuses writes (the replica, if one is given). */
export function openPostgres(options: PostgresOptions, clock: Clock): DatabaseBackend {
  const writing = poolFor(
    options,
    options.url,
    // Nobody waits for another's lock for longer than for a connection.
    `synchronous_commit=${options.synchronousCommit} -c lock_timeout=${options.acquireTimeoutMs}`
  )
  const readOnly = 'default_transaction_read_only=on'
  const current = poolFor(options, options.url, readOnly)
  const reading = options.replicaUrl ? poolFor(options, options.replicaUrl, readOnly) : current

  const plans = new PlanRenewal(clock)
  let closing: Promise<unknown> | undefined

  async function begin(): Promise<pg.PoolClient> {
    for (let stale = 0; ; stale++) {
      const client = await acquire(writing, options.acquireTimeoutMs)
      try {
        await client.query(plans.isDue(client) ? `${renewPlans}; BEGIN` : 'BEGIN')
        return client
      } catch (error) {
        client.release(error as Error)
        // It broke while it lay idle, as after a restart of the server; so may all the others of the pool.
        if (stale === options.poolMax) throw error
      }
    }
  }

  async function once<T>(work: (props: KyselyProps) => Promise<T>): Promise<T> {
    const client = await begin()
    let broken: Error | undefined
    try {
      const connection = new PostgresConnection(client)
      const result = await work(propsFor({ provideConnection: (use) => use(connection) }))
      const { command } = await client.query('COMMIT')
      // After a failed statement Postgres answers COMMIT with ROLLBACK, and calls that a success.
      if (command !== 'COMMIT') throw new Error('a statement failed and its error was swallowed')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  async function lend<T>(
    pool: pg.Pool,
    use: (connection: DatabaseConnection) => Promise<T>
  ): Promise<T> {
    const client = await acquire(pool, options.acquireTimeoutMs)
    try {
      if (plans.isDue(client)) await client.query(renewPlans)
      return await use(new PostgresConnection(client))
    } catch (error) {
      throw toUnavailable(error)
    } finally {
      client.release()
    }
  }

  const readerOf = (pool: pg.Pool): KyselyProps =>
    propsFor({
      // A read may be done twice: a connection that broke while it lay idle is nobody's failure.
      provideConnection: (use) =>
        lend(pool, use).catch((error) => (isGone(error) ? lend(pool, use) : Promise.reject(error)))
    })
  return {
    dialect: 'postgres',
    reader: readerOf(reading),
    current: readerOf(current),
    write: async (turn) => {
      const startedMs = clock.monotonicMs()
      for (let attempt = 1; ; attempt++) {
        try {
          return await once((props) => runAlone(turn, props))
        } catch (error) {
          if (!isConflict(error) || attempt === triesMax) {
            throw toRefusal(error, clock.monotonicMs() - startedMs)
          }
          await clock.sleep(Math.random() * 10 * 2 ** attempt)
        }
      }
    },
    exclusively: async (work) => {
      // A connection of its own: a pool of one still has one left to work with, and its end frees the lock.
      const client = new pg.Client({
        connectionString: options.url,
        connectionTimeoutMillis: options.acquireTimeoutMs
      })
      client.on('error', () => undefined)
      try {
        await client.connect()
        await client.query("select pg_advisory_lock(hashtext('shopkeeper ' || current_schema()))")
        return await work()
      } catch (error) {
        throw toUnavailable(error)
      } finally {
        await client.end().catch(() => undefined)
      }
    },
    isCrowded: () =>
      writing.waitingCount >= options.poolMax || reading.waitingCount >= options.poolMax,
    ping: async () => {
      await writing.query('select 1').catch((error) => {
        throw toUnavailable(error)
      })
    },
    close: async () => {
      closing ??= Promise.all([...new Set([writing, current, reading])].map((pool) => pool.end()))
      await closing
    }
  }
}

function poolFor(options: PostgresOptions, url: string, setting: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSetting(url, setting),
    max: options.poolMax,
    connectionTimeoutMillis: options.acquireTimeoutMs,
    types: { getTypeParser }
  })
  pool.on('connect', (client) => {
    // A connection that breaks while it is lent out fails its query; without a listener it would end the process.
    client.on('error', () => undefined)
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  return pool
}

/** The address with one more setting for every session, beside those it has already. */
function withSetting(url: string, setting: string): string {
  if (!URL.canParse(url)) throw new DatabaseUrlInvalid({ reason: 'it is no address' })
  const address = new URL(url)
  const options = address.searchParams.get('options') ?? ''
  address.searchParams.set('options', `${options} -c ${setting}`.trim())
  return address.href
}

async function acquire(pool: pg.Pool, timeoutMs: number): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    if (error instanceof Error && error.message.includes('timeout')) {
      throw new DatabaseBusy({ waitedMs: timeoutMs }, { cause: error })
    }
    throw toUnavailable(error)
  }
}

function propsFor(provider: ConnectionProvider): KyselyProps {
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresCompiler()
  }
  const executor = new Executor(new PostgresCompiler(), new PostgresAdapter(), provider)
  return { config: { dialect }, dialect, driver: new DummyDriver(), executor }
}

function toBindable(value: unknown): unknown {
  if (typeof value === 'string') return storable(value)
  return Array.isArray(value) ? value.map(toBindable) : value
}

/** One Postgres client as Kysely sees it: statements prepared by name, rows in camelCase. */
class PostgresConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (isScript(query.sql)) {
      await this.#client.query(query.sql)
      return { rows: [] }
    }
    const result = await this.#client.query<unknown[]>({
      name: statementName(query.sql),
      text: query.sql,
      values: query.parameters.map(toBindable),
      rowMode: 'array'
    })
    const rows = result.rows.map(makerOf(result.fields)) as R[]
    if (result.command === 'SELECT') return { rows }
    return { rows, numAffectedRows: BigInt(result.rowCount ?? 0) }
  }

  // biome-ignore lint/correctness/useYield: part of Kysely's contract; we page by key instead of streaming
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming a query holds a read transaction open: page by key instead')
  }
}

const makersMax = 1000
const makers = new Map<string, RowMaker>()

/** Statements are many, lists of columns are few: each is written once. */
function makerOf(fields: readonly pg.FieldDef[]): RowMaker {
  const names = fields.map(({ name }) => name)
  const key = names.join()
  let maker = makers.get(key)
  if (!maker) {
    maker = rowMakerFor(names)
    if (makers.size < makersMax) makers.set(key, maker)
  }
  return maker
}

const namedMax = 1000
const names = new Map<string, string>()

/** A stable name for a statement's text, so that each connection plans it once; none for those beyond the limit. */
function statementName(sql: string): string | undefined {
  let name = names.get(sql)
  if (name === undefined && names.size < namedMax) {
    name = `s${names.size}`
    names.set(sql, name)
  }
  return name
}

/** bigint (20) and numeric (1700) are counts, minor units and averages here: within ±(2^53 − 1), or a bug. */
const getTypeParser: typeof pg.types.getTypeParser = ((oid: number, format?: 'text') => {
  if (oid === 20 || oid === 1700) return toSafeNumber
  return pg.types.getTypeParser(oid, format)
}) as typeof pg.types.getTypeParser

function toSafeNumber(text: string): number {
  const value = Number(text)
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw new RangeError(`${text} from the database is beyond ±(2^53 − 1)`)
  return value
}

function isGone(error: unknown): boolean {
  return error instanceof DatabaseUnavailable
}

function isConflict(error: unknown): boolean {
  return hasCode(error, '40001', '40P01')
}

function hasCode(error: unknown, ...codes: string[]): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && codes.includes(error.code ?? '')
}

/**
 * What a refused write means to its caller. A conflict without end (40001, 40P01) and a lock that was not to be had
 * (55P03) are DATABASE_BUSY; a server that only reads (25006), as after a failover, is DATABASE_UNAVAILABLE.
 */
function toRefusal(error: unknown, waitedMs: number): unknown {
  if (isConflict(error) || hasCode(error, '55P03')) {
    return new DatabaseBusy({ waitedMs: Math.round(waitedMs) }, { cause: error })
  }
  if (hasCode(error, '25006')) {
    return new DatabaseUnavailable({ reason: error.message }, { cause: error })
  }
  return toUnavailable(error)
}

/**
 * A lost or refused connection, a full disk, a stopping server, and a database or a role that is not there become
 * DATABASE_UNAVAILABLE; the rest stays.
 */
function toUnavailable(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    return /^(08|28|3D|53|57P0)/.test(error.code ?? '')
      ? new DatabaseUnavailable({ reason: error.message }, { cause: error })
      : error
  }
  const code = (error as NodeJS.ErrnoException | null)?.code ?? ''
  const isNetwork = /^(ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EHOST|ENOENT)/.test(code)
  const isLost = error instanceof Error && /Connection terminated|not queryable/.test(error.message)
  if (!isNetwork && !isLost) return error
  return new DatabaseUnavailable({ reason: (error as Error).message }, { cause: error })
}
