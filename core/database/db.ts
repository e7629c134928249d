import { Kysely, type KyselyProps, type QueryCreator, type QueryExecutorProvider } from 'kysely'
import type { Tables } from '../registry.ts'

export type DialectName = 'sqlite' | 'postgres'

/** A Kysely bound to the engine's tables that knows which database it speaks to. */
export class Db extends Kysely<Tables> {
  readonly dialect: DialectName

  constructor(props: KyselyProps, dialect: DialectName) {
    super(props)
    this.dialect = dialect
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
}
