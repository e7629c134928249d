import type Sqlite from 'better-sqlite3'
import type { KyselyProps } from 'kysely'
import { turn as nextTurn } from '../pages.ts'
import type { Clock } from '../time.ts'
import type { WriteTurn } from './backend.ts'
import { DatabaseBusy } from './errors.ts'
import { isBusy, toUnavailable } from './sqlite-errors.ts'
import { type Savepoint, SharedWorkFailed, SqliteGroup, type Turn } from './sqlite-group.ts'

export interface SqliteWriterParts {
  busyTimeoutMs: number
  clock: Clock
  /** Called after each commit, before anybody hears of its success. */
  onCommit: () => void
  /** Resolves once all that is committed is as safe as it has to be. */
  flush: () => Promise<void>
}

/**
 * How many waiting transactions may share one commit, and for how long the first of them may wait for the rest. With 10 ms
 * eight orders that go through all plugins needed two commits.
 */
const groupMax = 64
const groupMs = 25
/** How long a group may be waited for to be as large as the one before, in ms. */
const gatherMs = 1

/**
 * The one writer of a SQLite file. Transactions take turns; those that wait are committed together.
 *
 * Each runs in a savepoint of its own, so one that fails takes nothing along; where work fails that several have put off,
 * each does it again alone. Callers hear of success only after
 * the shared commit is on disk; meanwhile the next group is at work, so that eight buyers pay for one turn of the disk
 * instead of eight, and nobody else waits for it.
 *
 * Errors: DATABASE_BUSY when another process holds the file for longer than `busyTimeoutMs`; DATABASE_UNAVAILABLE from
 * the first commit on that did not reach the disk: what the file holds is not known then.
 */
export class SqliteWriter {
  readonly #handle: Sqlite.Database
  readonly #savepoint: Savepoint
  readonly #props: KyselyProps
  readonly #parts: SqliteWriterParts
  readonly #turns: Turn[] = []
  readonly #flushing = new Set<Promise<void>>()
  #draining: Promise<void> | null = null
  #failure: unknown = null
  #lastSize = 1

  constructor(handle: Sqlite.Database, props: KyselyProps, parts: SqliteWriterParts) {
    this.#handle = handle
    this.#savepoint = {
      begin: handle.prepare('SAVEPOINT turn'),
      release: handle.prepare('RELEASE turn')
    }
    this.#props = props
    this.#parts = parts
  }

  submit<T>(turn: WriteTurn<T>): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure)
    return new Promise<T>((resolve, reject) => {
      this.#turns.push({ ...turn, resolve: resolve as (value: unknown) => void, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Errors: DATABASE_UNAVAILABLE once a commit did not reach the disk. */
  assertSound(): void {
    if (this.#failure) throw this.#failure
  }

  /** Resolves when no transaction runs or waits. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining
    await Promise.all(this.#flushing)
  }

  async #drain(): Promise<void> {
    while (this.#turns.length > 0) {
      await this.#gather()
      if (this.#failure) for (const turn of this.#turns.splice(0)) turn.reject(this.#failure)
      else await this.#commitGroup()
    }
    this.#draining = null
  }

  /**
   * Lets everybody who is about to write join: goes around the event loop for as long as that brings somebody, and for a
   * millisecond as long as they are fewer than the last time.
   */
  async #gather(): Promise<void> {
    const { clock } = this.#parts
    const startedMs = clock.monotonicMs()
    let known: number
    let isComing: boolean
    do {
      known = this.#turns.length
      await nextTurn()
      isComing = known < this.#lastSize && clock.monotonicMs() - startedMs < gatherMs
    } while (this.#turns.length < groupMax && (this.#turns.length > known || isComing))
  }

  async #commitGroup(): Promise<void> {
    const group = new SqliteGroup(this.#handle, this.#savepoint, this.#props)
    try {
      await this.#begin()
      const startedMs = this.#parts.clock.monotonicMs()
      do {
        await group.run(this.#turns.shift()!)
      } while (
        this.#turns.length > 0 &&
        group.turns.length < groupMax &&
        this.#parts.clock.monotonicMs() - startedMs < groupMs
      )
      await group.finish()
      this.#handle.exec('COMMIT')
    } catch (error) {
      if (this.#handle.inTransaction) this.#handle.exec('ROLLBACK')
      const { turns } = group
      if (error instanceof SharedWorkFailed) {
        this.#turns.unshift(...turns.map((turn) => ({ ...turn, kind: null })))
        return
      }
      const failure = toUnavailable(error)
      for (const turn of turns.length > 0 ? turns : this.#turns.splice(0)) turn.reject(failure)
      return
    }
    this.#lastSize = group.turns.length
    this.#parts.onCommit()
    this.#settleOnDisk(group)
  }

  /** Tells a group's callers what came of them, once it is on disk. Nobody else waits for that. */
  #settleOnDisk(group: SqliteGroup): void {
    const flushing = this.#parts
      .flush()
      .then(() => {
        // The disk tells of a failure once: what lies behind the lost frames is lost with them.
        this.assertSound()
        group.settle()
      })
      .catch((error) => {
        this.#failure ??= toUnavailable(error)
        for (const turn of group.turns) turn.reject(this.#failure)
      })
      .finally(() => this.#flushing.delete(flushing))
    this.#flushing.add(flushing)
  }

  /** BEGIN IMMEDIATE, trying again without blocking the event loop while another process writes. */
  async #begin(): Promise<void> {
    const startedMs = this.#parts.clock.monotonicMs()
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 50)) {
      try {
        this.#handle.exec('BEGIN IMMEDIATE')
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
