import Sqlite from 'better-sqlite3'
import type { Test } from 'tap'

/** Where the file of a SQLite database lies. */
export function pathOf({ url }: { url: string }): string {
  return url.replace('sqlite:', '')
}

/** Fails the test for whatever SQLite itself finds broken in a file that no engine uses. */
export function assertWhole(test: Test, database: { url: string }): void {
  const file = new Sqlite(pathOf(database))
  test.same(file.pragma('integrity_check'), [{ integrity_check: 'ok' }])
  file.close()
}

/** Writes the log of a database that is in use back into its file, so that the log begins anew. */
export function writeBackLog(database: { url: string }): void {
  const file = new Sqlite(pathOf(database))
  file.pragma('wal_checkpoint(passive)')
  file.close()
}
