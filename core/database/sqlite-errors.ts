import Sqlite from 'better-sqlite3'
import { DatabaseBusy, DatabaseUnavailable } from './errors.ts'

/** Another connection holds what is asked for. */
export function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)
}

/** Failures of the file underneath, as opposed to refusals of a statement. */
function isFailing(error: unknown): boolean {
  return (
    error instanceof Sqlite.SqliteError &&
    /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|NOTADB|CANTOPEN)/.test(error.code)
  )
}

/** The refusal that stands for a failure of the file, or of waiting for it. */
export function toUnavailable(error: unknown): unknown {
  if (error instanceof DatabaseBusy) return error
  if (isBusy(error)) return new DatabaseBusy({ waitedMs: 0 }, { cause: error })
  const reason = error instanceof Error ? error.message : String(error)
  return new DatabaseUnavailable({ reason }, { cause: error })
}

/** What a transaction's caller hears of what it failed with. */
export function toOutcome(error: unknown): unknown {
  return isFailing(error) ? toUnavailable(error) : error
}
