import type { KyselyProps } from 'kysely'
import type { DialectName } from './db.ts'

/** One database product behind the engine. Two exist: SQLite and Postgres. */
export interface DatabaseBackend {
  readonly dialect: DialectName
  /** For queries that only read: many at a time, writes refused by the database. */
  readonly reader: KyselyProps
  /**
   * Runs `work` in one write transaction and resolves once it is committed. `work` may run again from its start
   * when the database asks for it, so it must have no effect but through the connection it is given.
   * Errors: whatever `work` throws; DATABASE_BUSY, DATABASE_UNAVAILABLE.
   */
  write<T>(work: (props: KyselyProps) => Promise<T>): Promise<T>
  /** Runs `work` alone, across every process that uses this database: for migrations. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  /** Whether so much waits for a connection that more would only make the line longer. */
  isCrowded(): boolean
  /** Throws when the database does not answer. */
  ping(): Promise<void>
  /** Waits for the transactions that run. May be called more than once. */
  close(): Promise<void>
}
