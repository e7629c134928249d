import { ServerResponse } from 'node:http'
import Sqlite from 'better-sqlite3'
import pg from 'pg'

/*
 * The seams of an engine: where it meets its database and its callers. They are watched from outside, in the two
 * drivers and in Node's HTTP server, so that the engine under test is the one that ships.
 */

/** `sent`: on its way to Postgres, which may do it or not; SQLite has no such moment. */
export type Moment = 'before' | 'sent' | 'after'

/**
 * Hears of what passes a seam: a statement in lower case with single spaces and without quotes, such as `commit` or
 * `insert into orders …`, or an answer, such as `answer POST /v1/orders 201`.
 */
export type SeamListener = (moment: Moment, what: string) => void

const listeners = new Set<SeamListener>()
let isWatching = false

/** Calls `listener` for all that passes a seam of this process from now on, until the returned function is called. */
export function watchSeams(listener: SeamListener): () => void {
  if (!isWatching) {
    isWatching = true
    watchSqlite()
    watchPostgres()
    watchAnswers()
  }
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function tell(moment: Moment, what: string): void {
  for (const listener of listeners) listener(moment, what)
}

function plain(sql: string): string {
  return sql.replaceAll('"', '').replace(/\s+/g, ' ').trim().toLowerCase()
}

type Method = (...args: unknown[]) => unknown

/** Puts `around` in the place of a method. */
function wrap(owner: object, name: string, around: (inner: Method, self: never) => Method): void {
  const methods = owner as Record<string, Method>
  const inner = methods[name] as Method
  methods[name] = function (this: never, ...args) {
    if (listeners.size === 0) return inner.apply(this, args)
    return around(inner.bind(this), this)(...args)
  }
}

function watchSqlite(): void {
  const database = new Sqlite(':memory:')
  const statement = Object.getPrototypeOf(database.prepare('select 1')) as object
  database.close()
  wrap(Sqlite.prototype, 'exec', (exec) => (sql) => {
    const what = plain(sql as string)
    tell('before', what)
    const result = exec(sql)
    tell('after', what)
    return result
  })
  for (const method of ['run', 'get', 'all']) {
    wrap(statement, method, (execute, { source }: Sqlite.Statement) => (...parameters) => {
      const what = plain(source)
      tell('before', what)
      const result = execute(...parameters)
      tell('after', what)
      return result
    })
  }
}

function watchPostgres(): void {
  wrap(pg.Client.prototype, 'query', (query) => (...args) => {
    const [first] = args as [string | { text?: string }]
    const what = plain((typeof first === 'string' ? first : first.text) ?? '')
    tell('before', what)
    const result = query(...args)
    tell('sent', what)
    if (!(result instanceof Promise)) return result
    return result.then((value) => {
      tell('after', what)
      return value
    })
  })
}

function watchAnswers(): void {
  wrap(ServerResponse.prototype, 'end', (end, { req, statusCode }: ServerResponse) => {
    const what = `answer ${req.method} ${req.url} ${statusCode}`
    return (...args) => {
      tell('before', what)
      const result = end(...args)
      tell('after', what)
      return result
    }
  })
}
