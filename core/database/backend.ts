import type { KyselyProps } from 'kysely'
import type { DialectName } from './db.ts'
import { DeferredWork } from './deferred.ts'

/** One write transaction. It may run again from its start, so it has no effect but through the connection it is given. */
export interface WriteTurn<T> {
  /** Puts off into `own`; `others`: what is put off already by those it shares a commit with. */
  work(props: KyselyProps, own: DeferredWork, others: DeferredWork): Promise<T>
  /** Does what was put off, by it and by others of its kind. */
  finish(props: KyselyProps, deferred: DeferredWork): Promise<void>
  /** Those of one kind may share what they put off; null: it does its own work before its end. */
  kind: string | null
}

/** One database product behind the engine. Two exist: SQLite and Postgres. */
export interface DatabaseBackend {
  readonly dialect: DialectName
  /** For queries that only read: many at a time, writes refused by the database. */
  readonly reader: KyselyProps
  /** As `reader`, and never behind what is committed: `reader` may read a replica. */
  readonly current: KyselyProps
  /** For queries that take long, where those of `reader` would keep the process from all else. Absent: they do not. */
  readonly background?: KyselyProps
  /**
   * Runs one write transaction and resolves once it is committed.
   * Errors: whatever the turn throws; DATABASE_BUSY, DATABASE_UNAVAILABLE.
   */
  write<T>(turn: WriteTurn<T>): Promise<T>
  /** Runs `work` alone, across every process that uses this database: for migrations. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  /** Whether so much waits for a connection that more would only make the line longer. */
  isCrowded(): boolean
  /** Throws when the database does not answer. */
  ping(): Promise<void>
  /** Waits for the transactions that run. May be called more than once. */
  close(): Promise<void>
}

/** Runs a transaction with its own deferred work, which nobody else shares. */
export async function runAlone<T>({ work, finish }: WriteTurn<T>, props: KyselyProps): Promise<T> {
  const own = new DeferredWork()
  const value = await work(props, own, new DeferredWork())
  await finish(props, own)
  return value
}

/** A transaction around which there is no engine yet: it puts nothing off. */
export function writeAlone<T>(
  backend: DatabaseBackend,
  work: (props: KyselyProps) => Promise<T>
): Promise<T> {
  return backend.write({ work, finish: async () => undefined, kind: null })
}
