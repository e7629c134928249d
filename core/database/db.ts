import { Kysely, type KyselyProps, type QueryCreator, type QueryExecutorProvider } from 'kysely'
import type { Tables } from '../registry.ts'

export type DialectName = 'sqlite' | 'postgres'

/** A Kysely bound to the engine's tables that knows which database it speaks to. */
export class Db extends Kysely<Tables> {
  readonly dialect: DialectName
  readonly background: Reader | undefined

  constructor(props: KyselyProps, dialect: DialectName, background?: Reader) {
    super(props)
    this.dialect = dialect
    this.background = background
  }
}

/**
 * What reads: `ctx.db`, and any transaction. Repositories that only read take this as their first argument.
 * Behind it stands a connection on which the database itself refuses writes.
 */
export interface Reader
  extends Pick<Kysely<Tables>, 'dynamic' | 'fn'>,
    Pick<QueryCreator<Tables>, 'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive'>,
    QueryExecutorProvider {
  readonly dialect: DialectName
  /**
   * Where to read what goes over so many rows that it takes longer than others can wait: `db.background ?? db`. On SQLite a
   * thread of its own; undefined on Postgres, which does so anyway, and in a transaction, which sees more than is committed.
   */
  readonly background?: Reader | undefined
}
