import { sql } from 'kysely'
import type { Reader } from '#core/database/db'

/** A schema as SQL that makes it again, in a fixed order. */
export interface SchemaText {
  /** Tables. On SQLite also their indexes and triggers. */
  tables: string
  /** What is added once rows are in: keys and indexes of Postgres. */
  rest: string
}

/** Reads the schema that a database has now, whatever made it. */
export function readSchema(db: Reader): Promise<SchemaText> {
  return db.dialect === 'sqlite' ? readSqlite(db) : readPostgres(db)
}

async function readSqlite(db: Reader): Promise<SchemaText> {
  const { rows } = await sql<{ text: string }>`
    select m.sql as text from sqlite_master m
    left join pragma_table_list l on l.name = m.name and l.schema = 'main'
    where m.sql is not null and m.name not like 'sqlite_%' and coalesce(l.type, '') <> 'shadow'
    order by case m.type when 'table' then coalesce(l.type, '') = 'virtual' when 'index' then 2 else 3 end,
      m.name`.execute(db)
  return { tables: rows.map(({ text }) => `${text};\n`).join(''), rest: '' }
}

async function readPostgres(db: Reader): Promise<SchemaText> {
  const { rows: tables } = await sql<{ text: string }>`
    select 'create table ' || t.relname || E' (\\n  ' || string_agg(
        a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
          || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
          || case when a.attnotnull then ' not null' else '' end, E',\\n  ' order by a.attnum) || ')' as text
    from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
    where t.relkind = 'r' and t.relnamespace = current_schema()::regnamespace
    group by t.relname order by t.relname collate "C"`.execute(db)
  const { rows: constraints } = await sql<{ text: string }>`
    select 'alter table ' || t.relname || ' add constraint ' || c.conname || ' '
      || pg_get_constraintdef(c.oid) as text
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    where c.connamespace = current_schema()::regnamespace and c.contype in ('p', 'u', 'c', 'f')
    order by c.contype = 'f', t.relname collate "C", c.conname collate "C"`.execute(db)
  const { rows: indexes } = await sql<{ text: string }>`
    select replace(pg_get_indexdef(i.indexrelid), ' ON ' || current_schema() || '.', ' on ') as text
    from pg_index i join pg_class x on x.oid = i.indexrelid
    where x.relnamespace = current_schema()::regnamespace
      and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
    order by x.relname collate "C"`.execute(db)
  const { rows: others } = await sql<{ text: string }>`
    select replace(pg_get_functiondef(p.oid), current_schema() || '.', '') as text from pg_proc p
    where p.pronamespace = current_schema()::regnamespace
    union all
    select replace(pg_get_triggerdef(g.oid), current_schema() || '.', '') from pg_trigger g
    join pg_class t on t.oid = g.tgrelid
    where t.relnamespace = current_schema()::regnamespace and not g.tgisinternal`.execute(db)
  const textOf = (statements: readonly { text: string }[]) =>
    statements.map(({ text }) => `${text};\n`).join('')
  return { tables: textOf(tables), rest: textOf([...constraints, ...indexes, ...others]) }
}
