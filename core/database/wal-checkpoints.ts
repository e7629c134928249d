import { statSync } from 'node:fs'
import type { Worker } from 'node:worker_threads'
import type Sqlite from 'better-sqlite3'
import { startSqliteThread } from './sqlite-thread.ts'

/** Pages of the log at which it is copied into the database, 16 MiB: each copy waits for the disk twice. */
const copiedPages = 4000
/** Pages at which a commit copies it all by itself, 64 MiB: no log is without an end where the thread is too slow. */
const copiedByCommitPages = 4 * copiedPages
/** A page in the log, with what stands before it. */
const pageBytes = 4096 + 24
/** Commits from one copy to the next, whatever they had the last time: a shop at rest may be busy in a moment. */
const leastCommits = 8
const mostCommits = 100

/** It hands over a number at a time. */
const memory = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 }

/** What the thread runs. It answers with the pages of the log. */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const Sqlite = require(workerData.driver)
const handle = new Sqlite(workerData.path, { timeout: 0 })
handle.pragma('synchronous = NORMAL')
parentPort.on('message', (isOver) => {
  if (isOver) {
    handle.close()
    return parentPort.close()
  }
  let pages = 0
  try {
    // Once more: only a copy that nothing was committed beside is put on disk.
    for (let pass = 0; pass < 2; pass++) pages = handle.pragma('wal_checkpoint(PASSIVE)')[0].log
  } catch {
    // A commit will copy what this could not.
  }
  parentPort.postMessage(pages)
})`

/**
 * Copies the log of a SQLite file into the database while others go on: a commit that does so keeps everybody waiting for as
 * long as the disk needs.
 *
 * A thread copies what there is; then a commit copies what has come meanwhile, which is little, so that the log begins
 * anew. The thread starts when there is enough to copy for the first time, which a look at the log's file tells as long as
 * it has not begun anew.
 */
export class WalCheckpoints {
  readonly #path: string
  readonly #handle: Sqlite.Database
  #worker: Worker | null = null
  #state: 'waiting' | 'copying' | 'copied' = 'waiting'
  #commits = 0
  #commitsOfCopy = leastCommits

  /** @param handle the connection that writes */
  constructor(path: string, handle: Sqlite.Database) {
    this.#path = path
    this.#handle = handle
    handle.pragma(`wal_autocheckpoint = ${copiedByCommitPages}`)
  }

  /** Is to be called after each commit, outside of a transaction. */
  committed(): void {
    this.#commits++
    if (this.#state === 'copied') {
      this.#copyRest()
      this.#state = 'waiting'
      this.#commits = 0
    } else if (this.#state === 'waiting' && this.#commits >= this.#commitsOfCopy) {
      if (this.#worker || this.#isWorthIt()) this.#beginCopy()
      else this.#commitsOfCopy += leastCommits
    }
  }

  /** Resolves when the thread has let go of the file. */
  async close(): Promise<void> {
    const worker = this.#worker
    if (!worker) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.ref()
    worker.postMessage(true)
    await ended
  }

  #isWorthIt(): boolean {
    const log = statSync(`${this.#path}-wal`, { throwIfNoEntry: false })
    return (log?.size ?? 0) >= copiedPages * pageBytes
  }

  #beginCopy(): void {
    try {
      this.#thread().postMessage(false)
      this.#state = 'copying'
    } catch {
      this.#giveUp()
    }
  }

  #copyRest(): void {
    try {
      this.#handle.pragma('wal_checkpoint(PASSIVE)')
    } catch {
      // What is committed is in the log, and stays there until it can be copied.
    }
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker
    const worker = startSqliteThread(program, { path: this.#path }, memory)
    worker.on('message', (pages: number) => this.#copied(pages))
    worker.on('error', () => this.#giveUp())
    worker.on('exit', () => {
      this.#worker = null
      this.#state = 'waiting'
    })
    // Whoever has nothing else to do may end.
    worker.unref()
    this.#worker = worker
    return worker
  }

  #copied(pages: number): void {
    if (pages > 0) {
      const commits = Math.ceil((this.#commits * copiedPages) / pages)
      this.#commitsOfCopy = Math.min(Math.max(commits, leastCommits), mostCommits)
    }
    this.#state = 'copied'
  }

  /** From now on commits copy alone. */
  #giveUp(): void {
    this.#commitsOfCopy = Number.POSITIVE_INFINITY
  }
}
