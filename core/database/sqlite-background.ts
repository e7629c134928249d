import type { Worker } from 'node:worker_threads'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { DatabaseUnavailable } from './errors.ts'
import { type RowMaker, rowMakerFor } from './row-maker.ts'
import { toBindable } from './sqlite-connection.ts'
import { startSqliteThread } from './sqlite-thread.ts'

/** Rows that are handed over at once: more would keep the process from other work while they are unpacked. */
const partSize = 1000

/** What the thread runs. */
const program = `
const os = require('node:os')
const { parentPort, workerData } = require('node:worker_threads')
const Sqlite = require(workerData.driver)
// Where cores are few, whoever is waited for goes first. Elsewhere this would speak for the whole process.
if (process.platform === 'linux') os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL)
const handle = new Sqlite(workerData.path, { readonly: true, timeout: workerData.busyTimeoutMs })
handle.pragma('cache_size = -16384')
handle.pragma('temp_store = MEMORY')
const prepared = new Map()
const rests = new Map()
const prepare = (sql) => {
  const known = prepared.get(sql)
  if (known) return known
  const statement = handle.prepare(sql).raw(true)
  if (prepared.size >= 200) prepared.delete(prepared.keys().next().value)
  prepared.set(sql, statement)
  return statement
}
const hand = (id, names, rows) => {
  const part = rows.splice(0, ${partSize})
  const isLast = rows.length === 0
  if (isLast) rests.delete(id)
  else rests.set(id, rows)
  parentPort.postMessage({ id, names, part, isLast })
}
parentPort.on('message', ({ id, sql, parameters }) => {
  try {
    if (sql === undefined) return hand(id, null, rests.get(id))
    const statement = prepare(sql)
    hand(id, statement.columns().map(({ name }) => name), statement.all(...parameters))
  } catch (error) {
    parentPort.postMessage({ id, failed: { message: error.message, code: error.code } })
  }
})`

interface Answer {
  id: number
  names: string[] | null
  part: unknown[][]
  isLast: boolean
  failed?: { message: string; code?: string }
}

interface Waiting {
  toRow: RowMaker | null
  rows: Record<string, unknown>[]
  resolve(result: QueryResult<never>): void
  reject(error: Error): void
}

/**
 * Reads in a thread of its own, for queries that go over so many rows that everybody else would have to wait for them. It
 * starts with the first of these, and sees what is committed when a query begins.
 */
export class SqliteBackground implements DatabaseConnection {
  readonly #options: { path: string; busyTimeoutMs: number }
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #asked = 0
  #isClosed = false

  constructor(options: { path: string; busyTimeoutMs: number }) {
    this.#options = options
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#isClosed) return Promise.reject(new DatabaseUnavailable({ reason: 'it is closed' }))
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { toRow: null, rows: [], resolve: resolve as never, reject })
      const worker = this.#started()
      worker.ref()
      worker.postMessage({ id, sql: query.sql, parameters: query.parameters.map(toBindable) })
    })
  }

  // biome-ignore lint/correctness/useYield: part of Kysely's contract; we page by key instead of streaming
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming a query holds a read transaction open: page by key instead')
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
    this.#failAll('it is closed')
  }

  #started(): Worker {
    if (this.#worker) return this.#worker
    const worker = startSqliteThread(program, this.#options)
    worker.on('message', (answer: Answer) => this.#take(worker, answer))
    worker.on('error', (error: Error) => this.#failAll(error.message))
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null
      this.#failAll('its thread has ended')
    })
    this.#worker = worker
    return worker
  }

  #take(worker: Worker, { id, names, part, isLast, failed }: Answer): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    if (failed) {
      this.#settle(id, worker)
      waiting.reject(Object.assign(new Error(failed.message), { code: failed.code }))
      return
    }
    if (names) waiting.toRow = rowMakerFor(names)
    for (const tuple of part) waiting.rows.push(waiting.toRow!(tuple))
    // Others have their turn before the next part is unpacked.
    if (!isLast) setImmediate(() => worker.postMessage({ id }))
    else {
      this.#settle(id, worker)
      waiting.resolve({ rows: waiting.rows as never[] })
    }
  }

  #settle(id: number, worker: Worker): void {
    this.#waiting.delete(id)
    // Who waits for nothing may end, whether there is a thread or not.
    if (this.#waiting.size === 0) worker.unref()
  }

  #failAll(reason: string): void {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of all) reject(new DatabaseUnavailable({ reason }))
  }
}
