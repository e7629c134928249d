import { close, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'

const syncFile = promisify(fdatasync)
const closeFile = promisify(close)

/**
 * Puts what SQLite has committed on disk, without holding up the event loop.
 *
 * With `synchronous = full` SQLite waits for the disk inside of COMMIT, and the whole process with it. With `normal` it
 * writes the same frames to its log and leaves the waiting to whoever wants it: here. Whoever commits while the disk is
 * busy shares the next turn, so a turn serves as many as have come meanwhile. SQLite never looks at this descriptor;
 * it locks the database and its index, not the log.
 */
export class WalSync {
  readonly #path: string
  #file: number | null = null
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null

  /** @param path of the database; its log is the file beside it, there as long as the database is open */
  constructor(path: string) {
    this.#path = `${path}-wal`
  }

  /** Resolves once everything that was committed before the call is on disk. Errors: those of the disk. */
  flush(): Promise<void> {
    // The turn that runs may have begun before the commit: only the next one is sure to have it.
    if (this.#running) {
      this.#next ??= this.#running.catch(() => undefined).then(() => this.#begin())
      return this.#next
    }
    return this.#begin()
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    if (file !== null) await closeFile(file)
  }

  #begin(): Promise<void> {
    this.#next = null
    this.#file ??= openSync(this.#path, 'r+')
    const running = syncFile(this.#file).finally(() => {
      if (this.#running === running) this.#running = null
    })
    this.#running = running
    return running
  }
}
