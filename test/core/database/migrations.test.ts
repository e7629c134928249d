import { Kysely, sql } from 'kysely'
import type { Test } from 'tap'
import { writeAlone } from '#core/database/backend'
import {
  type Migration,
  type MigrationSet,
  migrate,
  pendingMigrations
} from '#core/database/migrations'
import { openBackend } from '#core/database/open'
import { systemClock } from '#core/time'
import {
  type DatabaseKind,
  freshDatabase,
  onEachDatabase,
  type TestDatabase,
  until
} from '../../harness.ts'
import { startMigrating } from './migrating.ts'
import { dumpSchema } from './schema-dump.ts'

const first: Migration = { id: '0001-boxes', sql: 'create table boxes (id text primary key);' }
const second: Migration = {
  id: '0002-lids',
  sql: `
create table lids (id text primary key, box_id text not null);
create index lids_box on lids (box_id);
`,
  sqlite: 'create table only_sqlite (id integer);',
  postgres: 'create table only_postgres (id integer);'
}
const setOf = (...migrations: Migration[]): MigrationSet[] => [{ plugin: 'test', migrations }]

async function open(test: Test, kind: DatabaseKind, source?: TestDatabase) {
  const used = source ?? (await freshDatabase(test, kind))
  const options = { url: used.url, durability: 'process', poolMax: 4, waitMs: 5000 } as const
  const backend = await openBackend(options, systemClock)
  test.teardown(() => backend.close())
  return {
    backend,
    source: used,
    run: (sets: MigrationSet[]) => migrate(backend, sets, systemClock)
  }
}

onEachDatabase(async (t, kind) => {
  t.test('migrate: from empty applies all in order, a second time nothing', async (t) => {
    const { backend, run } = await open(t, kind)
    const applied = await run(setOf(first, second))
    t.same(applied, [
      { plugin: 'test', migration: '0001-boxes' },
      { plugin: 'test', migration: '0002-lids' }
    ])
    t.same(await run(setOf(first, second)), [])
    t.same(await pendingMigrations(backend, setOf(first, second)), [])
    const tables = (await dumpSchema(backend)).map((column) => column.split('.')[0])
    t.same([...new Set(tables)], ['boxes', 'lids', 'lids_box', `only_${kind}`, 'schema_migrations'])
  })

  t.test('migrate: in two steps makes the same schema as at once', async (t) => {
    const step = await open(t, kind)
    await step.run(setOf(first))
    await step.run(setOf(first, second))
    const whole = await open(t, kind)
    await whole.run(setOf(first, second))
    t.same(await dumpSchema(step.backend), await dumpSchema(whole.backend))
  })

  t.test('migrate: an edited one is refused by name before anything is changed', async (t) => {
    const { backend, run } = await open(t, kind)
    await run(setOf(first))
    const before = await dumpSchema(backend)
    const edited = { ...first, sql: 'create table boxes (id text primary key, size integer);' }
    await t.rejects(run(setOf(edited, second)), {
      code: 'MIGRATION_EDITED',
      fields: { plugin: 'test', migration: '0001-boxes' }
    })
    t.same(await dumpSchema(backend), before)
    const reindented = { ...first, sql: 'create table boxes\n  (id text primary key);\n' }
    t.same(await run(setOf(reindented)), [], 'white space is no edit')
  })

  t.test(
    'migrate: one this release does not know is refused, one of a plugin that is off is not',
    async (t) => {
      const { run } = await open(t, kind)
      await run(setOf(first, second))
      await t.rejects(run(setOf(first)), {
        code: 'MIGRATION_UNKNOWN',
        fields: { plugin: 'test', migration: '0002-lids' }
      })
      t.same(await run([{ plugin: 'other', migrations: [] }]), [])
    }
  )

  t.test('migrate: one that fails keeps the steps before it and nothing of itself', async (t) => {
    const { backend, run } = await open(t, kind)
    const failing = {
      id: '0002-half',
      sql: 'create table half (id text);\ncreate table boxes (id text);'
    }
    await t.rejects(run(setOf(first, failing)), {
      code: 'MIGRATION_FAILED',
      fields: { plugin: 'test', migration: '0002-half' }
    })
    t.same(await dumpSchema(backend), [
      'boxes.id text',
      'schema_migrations.applied_at text',
      'schema_migrations.checksum text',
      'schema_migrations.migration text',
      'schema_migrations.plugin text'
    ])
    t.same(
      await run(setOf(first, second)),
      [{ plugin: 'test', migration: '0002-lids' }],
      'mended, it goes on'
    )
  })

  t.test(
    'migrate: statements end where a line ends with a semicolon, not inside of a body',
    async (t) => {
      const { backend, run } = await open(t, kind)
      const trigger: Migration = {
        id: '0002-trigger',
        sqlite: `
create trigger no_boxes before delete on boxes begin
  select raise(abort, 'boxes; stay');
end;
insert into boxes (id) values ('a;b');`,
        postgres: `
create function no_boxes() returns trigger language plpgsql as $$ begin
  raise exception 'boxes; stay';
end; $$;
create trigger no_boxes before delete on boxes for each row execute function no_boxes();
insert into boxes (id) values ('a;b');`
      }
      await run(setOf(first, trigger))
      const removing = writeAlone(backend, async (props) => {
        await sql`delete from boxes`.execute(new Kysely(props))
      })
      await t.rejects(removing, /boxes; stay/)
    }
  )

  t.test('migrate: two processes at once apply each step once, and both succeed', async (t) => {
    const source = await freshDatabase(t, kind)
    const both = [startMigrating(t, source.url, 30), startMigrating(t, source.url, 30)]
    const results = await Promise.all(both.map((process) => process.result))
    t.same(
      results.map((result) => result.exit),
      [0, 0],
      results.map((result) => result.errors).join('\n')
    )
    const applied = results.flatMap((result) => result.applied)
    t.equal(applied.length, 30)
    t.equal(new Set(applied).size, 30)
  })

  t.test(
    'migrate: killed with -9 in the middle, a second run ends with the same schema',
    async (t) => {
      const source = await freshDatabase(t, kind)
      const killed = startMigrating(t, source.url, 400)
      const { backend } = await open(t, kind, source)
      const count = async () => {
        const dump = await dumpSchema(backend)
        return dump.filter((column) => column.startsWith('step_')).length
      }
      await until(async () => (await count()) >= 5, { what: 'the first steps' })
      killed.kill()
      await killed.result
      const kept = await count()
      t.ok(kept < 400, `${kept} of 400 steps were done when it was killed`)
      const again = await startMigrating(t, source.url, 400).result
      t.equal(again.exit, 0, again.errors)
      const untouched = await freshDatabase(t, kind)
      await startMigrating(t, untouched.url, 400).result
      t.same(await dumpSchema(backend), await dumpSchema((await open(t, kind, untouched)).backend))
    }
  )
})
