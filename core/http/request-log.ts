import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'

type Write = (...words: unknown[]) => void

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/**
 * Gives each request a log that carries its id, and makes it when it is first written to: most requests write nothing, and
 * a child of a log with secrets to redact is dear.
 */
export const createRequestLog: NonNullable<FastifyServerOptions['childLoggerFactory']> = (
  log,
  bindings,
  options
) => {
  let own: FastifyBaseLogger | undefined
  const made = (): FastifyBaseLogger => {
    own ??= log.child(bindings, options)
    return own
  }
  return new RequestLog(made) as unknown as FastifyBaseLogger
}

class RequestLog {
  readonly #made: () => FastifyBaseLogger

  constructor(made: () => FastifyBaseLogger) {
    this.#made = made
  }

  get level(): string {
    return this.#made().level
  }

  set level(level: string) {
    this.#made().level = level
  }

  child(...[bindings, options]: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.#made().child(bindings, options)
  }

  static {
    for (const level of levels) {
      Object.defineProperty(RequestLog.prototype, level, {
        value(this: RequestLog, ...words: unknown[]) {
          const log = this.#made() as unknown as Record<string, Write>
          log[level]!(...words)
        }
      })
    }
  }
}
