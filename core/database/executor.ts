import type { ConnectionProvider, DialectAdapter, QueryCompiler } from 'kysely'
import { type CompiledQuery, DefaultQueryExecutor, type QueryResult } from 'kysely'

/** Runs Kysely's queries without the steps for its plugins, of which there are none: they are promises, on each query. */
export class Executor extends DefaultQueryExecutor {
  readonly #provider: ConnectionProvider

  constructor(compiler: QueryCompiler, adapter: DialectAdapter, provider: ConnectionProvider) {
    super(compiler, adapter, provider)
    this.#provider = provider
  }

  override executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#provider.provideConnection((connection) => connection.executeQuery<R>(query))
  }
}
