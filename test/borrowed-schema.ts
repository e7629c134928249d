import pg from 'pg'
import { migrateAll, migrationsHash } from './migrated.ts'

export const postgresUrl =
  process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test'

export interface Borrowed {
  schema: string
  giveBack(): Promise<void>
}

/** The first schema that nobody holds. Whoever ends without a word, even killed, gives back what it held. */
export async function borrowSchema(): Promise<Borrowed> {
  const pool = `tests_${await migrationsHash()}`
  const client = await connect()
  try {
    const schema = `${pool}_${await lockFirst(client, pool)}`
    const isThere = 'select 1 from pg_namespace where nspname in ($1, $2)'
    const { rowCount } = await client.query(isThere, [schema, seedsOf(schema)])
    await (rowCount === 2 ? client.query(restoring(schema)) : make(client, schema))
    return { schema, giveBack: () => client.end() }
  } catch (error) {
    await client.end()
    throw error
  }
}

const tryLock = 'select pg_try_advisory_lock(hashtext($1), $2) as held'

async function lockFirst(client: pg.Client, pool: string): Promise<number> {
  for (let number = 0; ; number++) {
    const { rows } = await client.query<{ held: boolean }>(tryLock, [pool, number])
    if (rows[0]!.held) return number
  }
}

/** Beside a schema lies what its tables held at first: those that held nothing are empty there. */
const seedsOf = (schema: string) => `${schema}_seeds`

async function make(client: pg.Client, schema: string): Promise<void> {
  await dropOutdated(client, schema)
  await dropBoth(client, schema)
  await client.query(`create schema ${schema}`)
  await migrateAll(urlOf(schema))
  const seeds = seedsOf(schema)
  const { rows } = await client.query<{ name: string }>(
    'select tablename as name from pg_tables where schemaname = $1',
    [schema]
  )
  const copies = rows.map(({ name }) => `create table ${seeds}.${name} as table ${schema}.${name};`)
  await client.query(`create schema ${seeds}; ${copies.join('\n')}`)
}

async function dropBoth(client: pg.Client, schema: string): Promise<void> {
  for (const name of [schema, seedsOf(schema)]) {
    await client.query(`drop schema if exists ${name} cascade`)
  }
}

/** Drops what other migrations have made, unless a test holds it. */
async function dropOutdated(client: pg.Client, made: string): Promise<void> {
  const { rows } = await client.query<{ pool: string; number: string }>(
    `select found[1] as pool, found[2] as number
     from pg_namespace, regexp_match(nspname, '^(tests_[0-9a-f]{16})_([0-9]+)$') as found
     where found[1] <> regexp_replace($1, '_[0-9]+$', '')`,
    [made]
  )
  for (const { pool, number } of rows) {
    const lock = [pool, number]
    const { rows } = await client.query<{ held: boolean }>(tryLock, lock)
    if (!rows[0]!.held) continue
    await dropBoth(client, `${pool}_${number}`)
    await client.query('select pg_advisory_unlock(hashtext($1), $2)', lock)
  }
}

/**
 * Drops tables that were not there at first, and empties those that hold rows, but for those they held. A table that others
 * refer to is empty after them, in a later round. Most tables have never held anything: their size says so, unasked.
 */
const restoring = (schema: string) => `do $$
declare
  name text;
  has_rows boolean;
  emptied int;
  kept int;
begin
  for name in select tablename from pg_tables where schemaname = '${schema}' loop
    continue when to_regclass('${seedsOf(schema)}.' || name) is not null;
    execute format('drop table ${schema}.%I cascade', name);
  end loop;
  for name in select tablename from pg_tables where schemaname = '${schema}' loop
    continue when pg_relation_size('${schema}.' || name) < 1000000;
    execute format('truncate ${schema}.%I cascade', name);
  end loop;
  loop
    emptied := 0;
    kept := 0;
    for name in select tablename from pg_tables where schemaname = '${schema}' loop
      continue when pg_relation_size('${schema}.' || name) = 0;
      execute format('select exists (select 1 from ${schema}.%I)', name) into has_rows;
      continue when not has_rows;
      begin
        execute format('delete from ${schema}.%I', name);
        emptied := emptied + 1;
      exception when foreign_key_violation then
        kept := kept + 1;
      end;
    end loop;
    exit when kept = 0;
    if emptied = 0 then raise 'tables refer to each other'; end if;
  end loop;
  for name in select tablename from pg_tables where schemaname = '${seedsOf(schema)}' loop
    continue when pg_relation_size('${seedsOf(schema)}.' || name) = 0;
    execute format('insert into ${schema}.%I table ${seedsOf(schema)}.%I', name, name);
  end loop;
end $$`

/** Of a schema, for `database.url`. */
export function urlOf(schema: string): string {
  return `${postgresUrl}?options=${encodeURIComponent(`-c search_path=${schema},public`)}`
}

export async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  return client
}
