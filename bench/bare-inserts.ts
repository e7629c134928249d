import Sqlite from 'better-sqlite3'

const rowsEach = 500

/**
 * Writes the rows of some tables again, into a new SQLite file with the same indexes and triggers: bare multi-row inserts,
 * one transaction for 500 rows, each commit on disk. Returns the seconds of writing alone.
 */
export function insertBare(imported: string, path: string, tables: readonly string[]): number {
  const source = new Sqlite(imported, { readonly: true })
  const target = new Sqlite(path)
  target.pragma('journal_mode = WAL')
  target.pragma('synchronous = FULL')
  target.pragma('foreign_keys = OFF')
  const marks = tables.map(() => '?')
  const schema = source
    .prepare(
      `select sql from sqlite_master where sql is not null and tbl_name in (${marks})
       order by case type when 'table' then 0 else 1 end, rootpage desc`
    )
    .all(...tables) as { sql: string }[]
  for (const { sql } of schema) target.exec(sql)
  let ms = 0
  for (const table of tables) {
    if (isVirtual(source, table)) continue
    let page: unknown[][] = []
    const write = () => {
      const beganMs = performance.now()
      const one = `(${page[0]!.map(() => '?')})`
      const insert = target.prepare(`insert into ${table} values ${page.map(() => one)}`)
      target.transaction(() => insert.run(...page.flat()))()
      ms += performance.now() - beganMs
      page = []
    }
    for (const row of source.prepare(`select * from ${table}`).raw().iterate()) {
      page.push(row as unknown[])
      if (page.length === rowsEach) write()
    }
    if (page.length > 0) write()
  }
  source.close()
  target.close()
  return ms / 1000
}

/** An index such as that of the search: triggers fill it. */
function isVirtual(db: Sqlite.Database, table: string): boolean {
  const row = db
    .prepare("select sql from sqlite_master where type = 'table' and name = ?")
    .get(table)
  return (row as { sql: string }).sql.startsWith('CREATE VIRTUAL')
}
