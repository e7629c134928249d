import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../time.ts'
import { type DatabaseBackend, writeAlone } from './backend.ts'
import { Db, type DialectName } from './db.ts'
import { MigrationEdited, MigrationFailed, MigrationUnknown } from './errors.ts'
import { scriptsOf } from './script.ts'

/**
 * One forward-only step of a plugin's schema, as SQL text that both databases understand, followed by what only one
 * of them does. Statements end with `;` at a line's end. Never edited once released: the text is held to a checksum.
 */
export interface Migration {
  /** `0001-products`: the number orders, the words name. */
  id: string
  sql?: string
  sqlite?: string
  postgres?: string
}

export interface MigrationSet {
  plugin: string
  migrations: readonly Migration[]
}

export interface AppliedMigration {
  plugin: string
  migration: string
}

interface LedgerRow {
  plugin: string
  migration: string
  checksum: string
}

/**
 * Brings the database up to date: every migration not yet in the ledger runs, in order, each in a transaction of its
 * own together with its ledger entry. Two processes may do this at once: one waits and finds nothing left to do.
 *
 * Errors: MIGRATION_EDITED, MIGRATION_UNKNOWN before anything is changed; MIGRATION_FAILED keeps the steps before it.
 */
export async function migrate(
  backend: DatabaseBackend,
  sets: readonly MigrationSet[],
  clock: Clock
): Promise<AppliedMigration[]> {
  // Each step is a transaction that waits for the disk: an engine that is up to date starts without any.
  if ((await pendingMigrations(backend, sets)).length === 0) return []
  return backend.exclusively(async () => {
    // Read where it is written: a replica may not have the table yet.
    const ledger = await writeAlone(backend, async (props) => {
      const db = new Db(props, backend.dialect)
      await sql`create table if not exists schema_migrations (
        plugin text not null, migration text not null, checksum text not null, applied_at text not null,
        primary key (plugin, migration))`.execute(db)
      return readLedger(db)
    })
    const applied: AppliedMigration[] = []
    verifyLedger(ledger, sets, backend.dialect)
    for (const { plugin, migrations } of sets) {
      for (const migration of migrations) {
        if (await applyOne(backend, plugin, migration, clock)) {
          applied.push({ plugin, migration: migration.id })
        }
      }
    }
    return applied
  })
}

/** The migrations that `migrate` would apply. Errors: MIGRATION_EDITED, MIGRATION_UNKNOWN. */
export async function pendingMigrations(
  backend: DatabaseBackend,
  sets: readonly MigrationSet[]
): Promise<AppliedMigration[]> {
  const reading = new Db(backend.reader, backend.dialect)
  const ledger = await readLedger(reading).catch(() => [] as LedgerRow[])
  verifyLedger(ledger, sets, backend.dialect)
  const known = new Set(ledger.map((row) => `${row.plugin}/${row.migration}`))
  return sets.flatMap(({ plugin, migrations }) =>
    migrations
      .filter((migration) => !known.has(`${plugin}/${migration.id}`))
      .map((migration) => ({ plugin, migration: migration.id }))
  )
}

async function readLedger(db: Db): Promise<LedgerRow[]> {
  const { rows } =
    await sql<LedgerRow>`select plugin, migration, checksum from schema_migrations`.execute(db)
  return rows
}

function verifyLedger(
  ledger: readonly LedgerRow[],
  sets: readonly MigrationSet[],
  dialect: DialectName
): void {
  for (const { plugin, migration, checksum } of ledger) {
    const set = sets.find((candidate) => candidate.plugin === plugin)
    // A plugin that is switched off leaves its tables alone.
    if (!set) continue
    const source = set.migrations.find((candidate) => candidate.id === migration)
    if (!source) throw new MigrationUnknown({ plugin, migration })
    if (checksumOf(source, dialect) !== checksum) throw new MigrationEdited({ plugin, migration })
  }
}

async function applyOne(
  backend: DatabaseBackend,
  plugin: string,
  migration: Migration,
  clock: Clock
): Promise<boolean> {
  return writeAlone(backend, async (props) => {
    const db = new Db(props, backend.dialect)
    const checksum = checksumOf(migration, backend.dialect)
    const entry = await sql`insert into schema_migrations (plugin, migration, checksum, applied_at)
      values (${plugin}, ${migration.id}, ${checksum}, ${clock.now()})
      on conflict (plugin, migration) do nothing`.execute(db)
    if (entry.numAffectedRows === 0n) return false
    const statements = statementsOf(migration, backend.dialect)
    for (const { query, failedIn } of scriptsOf(statements, backend.dialect)) {
      await query.execute(db).catch((error: Error) => {
        const reason = `${error.message} in: ${failedIn(error).slice(0, 120)}`
        throw new MigrationFailed({ plugin, migration: migration.id, reason }, { cause: error })
      })
    }
    return true
  })
}

function textsOf(migration: Migration, dialect: DialectName): string[] {
  return [migration.sql, migration[dialect]].filter((text) => text !== undefined)
}

/** Splits at each `;` that ends a line, but not inside a `$$ … $$` body or a trigger's `begin … end;`. */
function statementsOf(migration: Migration, dialect: DialectName): string[] {
  const statements: string[] = []
  for (const text of textsOf(migration, dialect)) {
    let statement = ''
    for (const line of text.split('\n')) {
      statement += `${line}\n`
      if (!/;\s*$/.test(line) || isOpen(statement)) continue
      statements.push(statement.trim())
      statement = ''
    }
    if (statement.trim() !== '') statements.push(statement.trim())
  }
  return statements
}

function isOpen(statement: string): boolean {
  const isInBody = (statement.match(/\$\$/g) ?? []).length % 2 === 1
  const isInTrigger =
    /^\s*create\s+trigger\b.*\bbegin\b/is.test(statement) && !/\bend;\s*$/i.test(statement)
  return isInBody || isInTrigger
}

function checksumOf(migration: Migration, dialect: DialectName): string {
  const text = textsOf(migration, dialect).join('\n').replace(/\s+/g, ' ').trim()
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
