import type Sqlite from 'better-sqlite3'
import type { CompiledQuery, QueryResult } from 'kysely'
import { SqliteConnection } from './sqlite-connection.ts'

/**
 * The connection that reads. Queries that follow each other without waiting for anything but the database share one
 * snapshot: to take one costs more than a small query, and a request is answered from a single state.
 *
 * A snapshot never outlives the turn of the event loop in which it was taken. What a request asks for is therefore never
 * older than the request, whoever wrote it; and what this process commits is seen by the next query (`letGo`).
 */
export class SqliteReader extends SqliteConnection {
  readonly #begin: Sqlite.Statement
  readonly #end: Sqlite.Statement
  #isHeld = false

  constructor(handle: Sqlite.Database) {
    super(handle)
    this.#begin = handle.prepare('BEGIN')
    this.#end = handle.prepare('COMMIT')
  }

  override executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (!this.#isHeld) this.#hold()
    return super.executeQuery(query)
  }

  /** Ends the snapshot, if there is one: the next query takes a new one. */
  letGo(): void {
    this.#isHeld = false
    // A failure of the file underneath has ended it already.
    if (this.handle.open && this.handle.inTransaction) this.#end.run()
  }

  #hold(): void {
    this.#begin.run()
    this.#isHeld = true
    // Node runs ticks, then microtasks until none is left, then ticks again: the second tick is the end of the turn.
    process.nextTick(() => queueMicrotask(() => process.nextTick(() => this.letGo())))
  }
}
