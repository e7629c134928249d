import type Sqlite from 'better-sqlite3'
import type { KyselyProps } from 'kysely'
import { BeginAnew } from '../transaction.ts'
import { runAlone, type WriteTurn } from './backend.ts'
import { DeferredWork } from './deferred.ts'
import { toOutcome } from './sqlite-errors.ts'

/** A transaction that somebody waits for. */
export interface Turn extends WriteTurn<unknown> {
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** Prepared: each transaction runs both. */
export interface Savepoint {
  begin: Sqlite.Statement
  release: Sqlite.Statement
}

/** Work that several transactions have put off failed: which of them is at fault, only each alone can say. */
export class SharedWorkFailed extends Error {
  override readonly name = 'SharedWorkFailed'
}

/**
 * Transactions inside one SQLite transaction, each in a savepoint. Those of one kind that follow each other share what they
 * put off; before one of another kind, and before the end, it is done.
 */
export class SqliteGroup {
  readonly turns: Turn[] = []
  readonly #handle: Sqlite.Database
  readonly #savepoint: Savepoint
  readonly #props: KyselyProps
  readonly #deferred = new DeferredWork()
  /** What to tell callers once all is committed. */
  readonly #outcomes: (() => void)[] = []
  /** The last one that put something off. */
  #last: Turn | null = null

  constructor(handle: Sqlite.Database, savepoint: Savepoint, props: KyselyProps) {
    this.#handle = handle
    this.#savepoint = savepoint
    this.#props = props
  }

  /** Runs one. What it fails with is for its caller alone. Errors: SharedWorkFailed, of those before it. */
  async run(turn: Turn): Promise<void> {
    this.turns.push(turn)
    if (this.#last && this.#last.kind !== turn.kind) await this.finish()
    try {
      await this.#attempt(turn)
    } catch (error) {
      if (!(error instanceof BeginAnew)) throw error
      await this.finish()
      await this.#attempt(turn)
    }
    if (!this.#handle.inTransaction) throw new Error('the database rolled the transaction back')
  }

  /** Does what was put off. Errors: SharedWorkFailed. */
  async finish(): Promise<void> {
    const last = this.#last
    this.#last = null
    if (!last) return
    try {
      await last.finish(this.#props, this.#deferred)
    } catch (error) {
      throw new SharedWorkFailed('of several transactions', { cause: error })
    }
  }

  /** Tells everybody what came of it. */
  settle(): void {
    for (const tell of this.#outcomes) tell()
  }

  async #attempt(turn: Turn): Promise<void> {
    this.#savepoint.begin.run()
    try {
      const value =
        turn.kind === null ? await runAlone(turn, this.#props) : await this.#runShared(turn)
      this.#savepoint.release.run()
      this.#outcomes.push(() => turn.resolve(value))
    } catch (error) {
      if (this.#handle.inTransaction) this.#handle.exec('ROLLBACK TO turn; RELEASE turn')
      if (error instanceof BeginAnew) throw error
      this.#outcomes.push(() => turn.reject(toOutcome(error)))
    }
  }

  async #runShared(turn: Turn): Promise<unknown> {
    const own = new DeferredWork()
    const value = await turn.work(this.#props, own, this.#deferred)
    if (own.isEmpty) return value
    this.#deferred.absorb(own)
    this.#last = turn
    return value
  }
}
