import { mkdirSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import {
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  DummyDriver,
  type KyselyProps,
  SqliteAdapter,
  SqliteIntrospector
} from 'kysely'
import type { Clock } from '../time.ts'
import type { DatabaseBackend } from './backend.ts'
import { SqliteCompiler } from './compilers.ts'
import { DatabaseUnavailable } from './errors.ts'
import { Executor } from './executor.ts'
import { SqliteBackground } from './sqlite-background.ts'
import { SqliteConnection } from './sqlite-connection.ts'
import { SqliteReader } from './sqlite-reader.ts'
import { SqliteWriter } from './sqlite-writer.ts'
import { WalCheckpoints } from './wal-checkpoints.ts'
import { WalSync } from './wal-sync.ts'

type Handle = Sqlite.Database

export interface SqliteOptions {
  path: string
  /** Whether a commit survives a power cut; one that does not survives a crash of the process. */
  isSynced: boolean
  /** How long a write waits for another process' write before it gives up, in ms. */
  busyTimeoutMs: number
}

/**
 * Opens a SQLite file in WAL mode: one connection that writes, one that can only read.
 *
 * Errors: DATABASE_UNAVAILABLE when there cannot be such a file, or it is no database.
 */
export function openSqlite(options: SqliteOptions, clock: Clock): DatabaseBackend {
  const { writing, reading } = openHandles(options)
  const reader = new SqliteReader(reading)
  const background = new SqliteBackground(options)
  // Its log lies beside the file itself, wherever a link to it is.
  const path = realpathSync(options.path)
  const log = new WalSync(path)
  const checkpoints = new WalCheckpoints(path, writing)
  const connection = new SqliteConnection(writing)
  const writer = new SqliteWriter(connection.handle, propsFor(connection), {
    busyTimeoutMs: options.busyTimeoutMs,
    clock,
    onCommit: () => reader.letGo(),
    flush: async () => {
      const flushed = options.isSynced ? log.flush() : undefined
      // While the disk is at it.
      checkpoints.committed()
      await flushed
    }
  })
  return {
    dialect: 'sqlite',
    reader: propsFor(reader),
    current: propsFor(reader),
    background: propsFor(background),
    write: (turn) => writer.submit(turn),
    // A migration's transaction is the lock: the second process waits for it, then finds nothing left to do.
    exclusively: (work) => work(),
    // Statements run one after the other in the process itself: nothing waits for a connection.
    isCrowded: () => false,
    ping: async () => {
      reading.prepare('select 1').get()
      writer.assertSound()
    },
    close: async () => {
      await writer.idle()
      await log.close()
      await background.close()
      await checkpoints.close()
      reading.close()
      writing.close()
    }
  }
}

function openHandles(options: SqliteOptions): { writing: Handle; reading: Handle } {
  const { path } = options
  try {
    mkdirSync(dirname(path), { recursive: true })
    const writing = new Sqlite(path, { timeout: 0 })
    // The first switch to WAL needs the file for itself: another process may be at it in this very moment.
    writing.pragma(`busy_timeout = ${options.busyTimeoutMs}`)
    writing.pragma('journal_mode = WAL')
    writing.pragma('busy_timeout = 0')
    // What has to be on disk is waited for outside of the event loop: wal-sync.ts.
    writing.pragma('synchronous = NORMAL')
    writing.pragma('foreign_keys = ON')
    writing.pragma('cache_size = -16384')
    writing.pragma('temp_store = MEMORY')
    const reading = new Sqlite(path, { readonly: true, timeout: options.busyTimeoutMs })
    reading.pragma('cache_size = -16384')
    return { writing, reading }
  } catch (error) {
    const reason = `${path}: ${(error as Error).message}`
    throw new DatabaseUnavailable({ reason }, { cause: error })
  }
}

/** Everything Kysely needs to build queries that run on one connection without any pool or lock. */
function propsFor(connection: DatabaseConnection): KyselyProps {
  const provider: ConnectionProvider = { provideConnection: (consumer) => consumer(connection) }
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteCompiler()
  }
  const driver: Driver = new DummyDriver()
  const executor = new Executor(new SqliteCompiler(), new SqliteAdapter(), provider)
  return { config: { dialect }, dialect, driver, executor }
}
