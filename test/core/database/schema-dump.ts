import { Kysely, sql } from 'kysely'
import type { DatabaseBackend } from '#core/database/backend'

const queries = {
  sqlite: `select t.name || '.' || c.name || ' ' || lower(c.type) as line
    from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table'
    union all select name || '.index ' || tbl_name from sqlite_schema where type = 'index' and sql is not null`,
  postgres: `select table_name || '.' || column_name || ' ' || data_type as line
    from information_schema.columns where table_schema = current_schema()
    union all select indexname || '.index ' || tablename from pg_indexes
    where schemaname = current_schema() and indexname not like '%\\_pkey'`
}

/** Every column and index of a database, one a line, in order: two databases are built alike if these are equal. */
export async function dumpSchema({ reader, dialect }: DatabaseBackend): Promise<string[]> {
  const { rows } = await sql.raw<{ line: string }>(queries[dialect]).execute(new Kysely(reader))
  return rows.map((row) => row.line).sort()
}
