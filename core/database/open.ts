import { AsyncLocalStorage } from 'node:async_hooks'
import { resolve } from 'node:path'
import type { Clock } from '../time.ts'
import { type Origin, type TransactionHooks, Tx } from '../transaction.ts'
import type { DatabaseBackend, WriteTurn } from './backend.ts'
import { Db, type Reader } from './db.ts'
import { DeferredWork } from './deferred.ts'
import { DatabaseUrlInvalid, TransactionNested } from './errors.ts'
import { openSqlite } from './sqlite.ts'

export interface DatabaseOptions {
  url: string
  replicaUrl?: string | undefined
  durability: 'full' | 'process'
  poolMax: number
  waitMs: number
}

/** The engine's database: `reader` for everybody, `transaction` as the only way to write. */
export interface Database {
  readonly backend: DatabaseBackend
  readonly reader: Reader
  /** For what must not be answered from a replica that is behind. */
  readonly current: Reader
  /** `kind`: those of one kind that share a commit also share what they put off (`tx.defer`). */
  transaction<T>(work: (tx: Tx) => Promise<T>, origin: Origin, kind?: string): Promise<T>
  /** Sets what transactions call in the engine around them. Until then events and jobs go nowhere. */
  attach(hooks: TransactionHooks): void
}

/** Opens the backend that the address names. Errors: DATABASE_URL_INVALID, DATABASE_UNAVAILABLE. */
export async function openBackend(
  options: DatabaseOptions,
  clock: Clock
): Promise<DatabaseBackend> {
  const { url } = options
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '')
    if (path === '' || path === ':memory:') {
      const reason = 'a database in memory cannot be shared by a reader and a writer'
      throw new DatabaseUrlInvalid({ reason })
    }
    return openSqlite(
      {
        path: resolve(path),
        isSynced: options.durability === 'full',
        busyTimeoutMs: options.waitMs
      },
      clock
    )
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    // Its client is loaded where it is used: a shop on SQLite starts without it.
    const { openPostgres } = await import('./postgres.ts')
    return openPostgres(
      {
        url,
        replicaUrl: options.replicaUrl,
        synchronousCommit: options.durability === 'full' ? 'on' : 'off',
        poolMax: options.poolMax,
        acquireTimeoutMs: options.waitMs
      },
      clock
    )
  }
  throw new DatabaseUrlInvalid({
    reason: `${JSON.stringify(url.split(':')[0])} is no database we know`
  })
}

/** Wraps a backend into the engine's one way to read and one way to write. */
export function createDatabase(backend: DatabaseBackend, clock: Clock): Database {
  const running = new AsyncLocalStorage<{ isOpen: boolean }>()
  let atWork = 0
  let isEnding = false
  let hooks: TransactionHooks | undefined
  const { dialect } = backend
  const background = backend.background && new Db(backend.background, dialect)
  return {
    backend,
    reader: new Db(backend.reader, dialect, background),
    current: new Db(backend.current, dialect),
    attach: (given) => {
      hooks = given
    },
    transaction: async <T>(work: (tx: Tx) => Promise<T>, origin: Origin, kind?: string) => {
      if (running.getStore()?.isOpen) throw new TransactionNested({})
      if (!hooks) throw new Error('the database is not attached to an engine yet')
      const scope = { dialect: backend.dialect, hooks }
      let wakes: (() => void)[] = []
      const turn: WriteTurn<T> = {
        work: (props, own, others) => {
          wakes = []
          const parts = { own, others, afterCommit: wakes }
          const tx = new Tx(props, { ...scope, origin, now: clock.now(), parts })
          return inside(() => work(tx))
        },
        finish: (props, deferred) =>
          inside(async () => {
            const parts = { own: deferred, others: new DeferredWork(), afterCommit: wakes }
            const now = clock.now()
            for (let share = deferred.take(); share; share = deferred.take()) {
              const tx = new Tx(props, { ...scope, origin: share.origin, now, parts })
              await share.work.run(tx, share.items)
            }
          }),
        kind: kind ?? null
      }
      const result = await backend.write(turn)
      for (const wake of wakes) wake()
      return result
    }
  }

  /**
   * Marks what runs as part of a transaction, so that it opens none. While marks are enabled each promise of the process pays
   * for them: what waits for its turn or for the disk, and whoever only reads, need not. Transactions that follow each other
   * at once keep them: to end and begin them again for each of eight took a twentieth of the time of their orders.
   */
  function inside<T>(work: () => Promise<T>): Promise<T> {
    const turn = { isOpen: true }
    atWork++
    return running.run(turn, async () => {
      try {
        return await work()
      } finally {
        // What the work left running, such as a timer, may open a transaction of its own later.
        turn.isOpen = false
        if (--atWork === 0 && !isEnding) {
          isEnding = true
          setImmediate(endMarks)
        }
      }
    })
  }

  function endMarks(): void {
    isEnding = false
    if (atWork === 0) running.disable()
  }
}
