import Sqlite from 'better-sqlite3'
import type { Clock } from '../time.ts'
import { DatabaseBusy, DatabaseUnavailable } from './errors.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

interface Turn {
  work: () => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

export interface SqliteWriterParts {
  busyTimeoutMs: number
  clock: Clock
  /** Called after each commit, before anybody hears of its success. */
  onCommit: () => void
  /** Resolves once all that is committed is as safe as it has to be. */
  flush: () => Promise<void>
}

/** How many waiting transactions may share one commit, and for how long the first of them may wait for the rest. */
const groupMax = 64
const groupMs = 10

/**
 * The one writer of a SQLite file. Transactions take turns; those that wait are committed together.
 *
 * Each runs in a savepoint of its own, so one that fails takes nothing along. Callers hear of success only after
 * the shared commit is on disk; meanwhile the next group is at work, so that eight buyers pay for one turn of the disk
 * instead of eight, and nobody else waits for it.
 *
 * Errors: DATABASE_BUSY when another process holds the file for longer than `busyTimeoutMs`; DATABASE_UNAVAILABLE from
 * the first commit on that did not reach the disk: what the file holds is not known then.
 */
export class SqliteWriter {
  readonly connection: SqliteConnection
  readonly #parts: SqliteWriterParts
  readonly #turns: Turn[] = []
  readonly #flushing = new Set<Promise<void>>()
  #draining: Promise<void> | null = null
  #failure: unknown = null

  constructor(connection: SqliteConnection, parts: SqliteWriterParts) {
    this.connection = connection
    this.#parts = parts
  }

  submit<T>(work: () => Promise<T>): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure)
    return new Promise<T>((resolve, reject) => {
      this.#turns.push({ work, resolve: resolve as (value: unknown) => void, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when no transaction runs or waits. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining
    await Promise.all(this.#flushing)
  }

  async #drain(): Promise<void> {
    // Lets everybody who is about to write in this tick join the first group.
    await new Promise(setImmediate)
    while (this.#turns.length > 0) await this.#commitGroup()
    this.#draining = null
  }

  async #commitGroup(): Promise<void> {
    const settled: (() => void)[] = []
    const group: Turn[] = []
    const { handle } = this.connection
    try {
      await this.#begin()
      const startedMs = this.#parts.clock.monotonicMs()
      do {
        const turn = this.#turns.shift()!
        group.push(turn)
        settled.push(await this.#run(turn))
        if (!handle.inTransaction) throw new Error('the database rolled the transaction back')
      } while (
        this.#turns.length > 0 &&
        group.length < groupMax &&
        this.#parts.clock.monotonicMs() - startedMs < groupMs
      )
      handle.exec('COMMIT')
    } catch (error) {
      if (handle.inTransaction) handle.exec('ROLLBACK')
      const failure = toUnavailable(error)
      for (const turn of group.length > 0 ? group : this.#turns.splice(0)) turn.reject(failure)
      return
    }
    this.#parts.onCommit()
    this.#settleOnDisk(group, settled)
  }

  /** Tells a group's callers what came of them, once it is on disk. Nobody else waits for that. */
  #settleOnDisk(group: readonly Turn[], settled: readonly (() => void)[]): void {
    const flushing = this.#parts
      .flush()
      .then(
        () => {
          for (const settle of settled) settle()
        },
        (error) => {
          this.#failure = toUnavailable(error)
          for (const turn of group) turn.reject(this.#failure)
        }
      )
      .finally(() => this.#flushing.delete(flushing))
    this.#flushing.add(flushing)
  }

  /** Runs one transaction in its savepoint; returns what to tell its caller once the group is committed. */
  async #run(turn: Turn): Promise<() => void> {
    const { handle } = this.connection
    handle.exec('SAVEPOINT turn')
    try {
      const value = await turn.work()
      handle.exec('RELEASE turn')
      return () => turn.resolve(value)
    } catch (error) {
      if (handle.inTransaction) handle.exec('ROLLBACK TO turn; RELEASE turn')
      return () => turn.reject(isFailing(error) ? toUnavailable(error) : error)
    }
  }

  /** BEGIN IMMEDIATE, trying again without blocking the event loop while another process writes. */
  async #begin(): Promise<void> {
    const startedMs = this.#parts.clock.monotonicMs()
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 50)) {
      try {
        this.connection.handle.exec('BEGIN IMMEDIATE')
        return
      } catch (error) {
        if (!isBusy(error)) throw error
        const waitedMs = Math.round(this.#parts.clock.monotonicMs() - startedMs)
        if (waitedMs >= this.#parts.busyTimeoutMs)
          throw new DatabaseBusy({ waitedMs }, { cause: error })
        await this.#parts.clock.sleep(pauseMs * (0.5 + Math.random()))
      }
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)
}

/** Failures of the file underneath, as opposed to refusals of a statement. */
function isFailing(error: unknown): boolean {
  return (
    error instanceof Sqlite.SqliteError &&
    /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|NOTADB|CANTOPEN)/.test(error.code)
  )
}

function toUnavailable(error: unknown): unknown {
  if (error instanceof DatabaseBusy) return error
  if (isBusy(error)) return new DatabaseBusy({ waitedMs: 0 }, { cause: error })
  const reason = error instanceof Error ? error.message : String(error)
  return new DatabaseUnavailable({ reason }, { cause: error })
}
