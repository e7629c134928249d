import { ShopkeeperError } from '#core/errors'
import { AddressUnusable, PortInUse } from './errors.ts'

/** What the exit code of a command says. Documented in `--help` and in docs/guides/run-it.md. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  unavailable: 3
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What each exit code means, for people. */
export const exitMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'not done: the work failed, or a check or proof found something',
  2: 'wrong command line or configuration; nothing was changed',
  3: 'database, Redis or port not available; the same command may work later'
}

/** Conditions of the configuration and the command line that are not the caller's of a request. */
const usageCodes =
  /^(CONFIG_|SECRET_MISSING|PLUGIN_|OVERRIDE_|DATABASE_URL_|FILE_EXISTS|MIGRATIONS_PENDING)/

/** The exit code that a failure stands for. */
export function exitCodeOf(error: ShopkeeperError): ExitCode {
  if (error.status === 400 || usageCodes.test(error.code)) return exitCodes.usage
  return error.status === 503 ? exitCodes.unavailable : exitCodes.failed
}

/** A failure as one of ours; null when it is a bug or a condition that nobody foresaw. */
export function toKnownError(error: unknown): ShopkeeperError | null {
  if (error instanceof ShopkeeperError) return error
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & {
    address?: string
    port?: number
  }
  const listened = `${address}:${port}`
  if (code === 'EADDRINUSE') return new PortInUse({ address: listened })
  if (syscall === 'listen') return new AddressUnusable({ address: listened, reason: code ?? '' })
  return null
}
