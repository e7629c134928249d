import pg from 'pg'
import type { Test } from 'tap'
import t from 'tap'
import { until } from '../harness.ts'
import { buildNotesApi, cameBackLater, type NotesApi } from './notes-api.ts'
import { noOwnPostgres, startPostgres, type TestPostgres } from './postgres-server.ts'
import { watchSeams } from './seams.ts'

interface Bench {
  server: TestPostgres
  api: NotesApi
}

/** A Postgres of the test's own with one note in it, and an engine on it. */
async function buildBench(
  test: Test,
  settings: { waitMs?: number; poolMax?: number } = {}
): Promise<Bench> {
  const server = await startPostgres(test)
  // By default what a crash takes may be a moment old; here all that was answered must outlive it.
  const durable = { database: server.database, durability: 'full' } as const
  const api = await buildNotesApi(test, 'postgres', { ...durable, ...settings })
  test.equal((await api.write('before')).status, 201)
  return { server, api }
}

/** Makes Postgres refuse the next writes of notes with an SQLSTATE. What has passed stays passed: a sequence counts. */
function refuseNotes(server: TestPostgres, sqlstate: string, times: number): Promise<void> {
  return server.run(
    'create sequence if not exists refusals',
    'alter sequence refusals restart',
    `create or replace function refuse() returns trigger language plpgsql as $$ begin
      if nextval('refusals') <= ${times} then raise sqlstate '${sqlstate}'; end if;
      return new;
    end $$`,
    'create or replace trigger refuse before insert on notes for each row execute function refuse()'
  )
}

/** Another session that holds the notes locked until the returned function is called. */
async function lockNotes(test: Test, { database }: TestPostgres): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: database.url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('begin')
  await client.query('lock table notes in share mode')
  test.teardown(() => client.end().catch(() => undefined))
  return async () => void (await client.query('rollback'))
}

/** Resolves once Postgres has been sent this many inserts of notes. */
function insertsSent(test: Test, count: number): Promise<void> {
  let sent = 0
  test.teardown(
    watchSeams((moment, what) => {
      if (moment === 'sent' && what.startsWith('insert into notes')) sent++
    })
  )
  return until(() => sent >= count, { timeoutMs: 30_000, what: `${count} inserts` })
}

t.test('[postgres of its own]', { skip: noOwnPostgres }, async (t) => {
  const { server, api } = await buildBench(t, { poolMax: 2, waitMs: 500 })

  for (const [sqlstate, condition] of [
    ['40001', 'a serialization failure'],
    ['40P01', 'a deadlock']
  ] as const) {
    t.test(`D2: Postgres, ${condition}: the write is done again and kept once`, async (t) => {
      await refuseNotes(server, sqlstate, 3)
      const inserts = insertsSent(t, 4)
      t.equal((await api.write(`after ${sqlstate}`)).status, 201)
      await inserts
      t.ok((await api.texts()).includes(`after ${sqlstate}`))
    })

    t.test(`D2: Postgres, ${condition} without end: given up, 503 with Retry-After`, async (t) => {
      const before = await api.texts()
      await refuseNotes(server, sqlstate, 1000)
      cameBackLater(t, await api.write(`never ${sqlstate}`), 'DATABASE_BUSY')
      t.same(await api.texts(), before)
      await refuseNotes(server, sqlstate, 0)
      t.equal((await api.write(`never ${sqlstate}`)).status, 201, 'the retry is done')
    })
  }

  t.test(
    'D3: Postgres, every connection waits for a lock: all are told to come back',
    async (t) => {
      const before = await api.texts()
      const letGo = await lockNotes(t, server)
      const texts = ['a', 'b', 'c', 'd']
      const answers = await Promise.all(texts.map((text) => api.write(text)))
      for (const answer of answers) cameBackLater(t, answer, 'DATABASE_BUSY')
      t.same(await api.texts(), before, 'reads have connections of their own')
      await letGo()
      for (const text of texts) t.equal((await api.write(text)).status, 201)
      t.same(await api.texts(), [...before, ...texts].sort())
    }
  )

  t.test('D4: Postgres, disk full: 503, nothing of it is kept, and it goes on', async (t) => {
    const before = await api.texts()
    await refuseNotes(server, '53100', 1)
    cameBackLater(t, await api.write('disk full'), 'DATABASE_UNAVAILABLE')
    t.same(await api.texts(), before)
    t.equal((await api.write('disk full')).status, 201)
  })

  t.test('D4: Postgres, read-only as a standby is: 503, reads go on', async (t) => {
    await server.run('alter system set default_transaction_read_only = on')
    await server.run('select pg_reload_conf()')
    // Sessions hear of it when they are idle.
    await until(async () => (await api.write(`read-only ${Math.random()}`)).status !== 201)
    const before = await api.texts()
    cameBackLater(t, await api.write('read-only'), 'DATABASE_UNAVAILABLE')
    t.same(await api.texts(), before)
    await server.run(
      'set default_transaction_read_only = off',
      'alter system reset default_transaction_read_only'
    )
    await server.run('select pg_reload_conf()')
    await until(async () => (await api.write('read-only')).status === 201)
  })

  t.test('D5: Postgres restarts in mid-transaction: 503, and the next request works', async (t) => {
    const before = await api.texts()
    await lockNotes(t, server)
    const inserts = insertsSent(t, 2)
    const writing = ['x', 'y'].map((text) => api.write(text))
    await inserts
    await server.stop()
    for (const answer of await Promise.all(writing)) {
      cameBackLater(t, answer, 'DATABASE_UNAVAILABLE')
    }
    cameBackLater(t, await api.write('x'), 'DATABASE_UNAVAILABLE')
    const ready = await api.call({ url: '/readyz', as: null })
    t.equal(ready.status, 503)
    await server.start()
    t.same(await api.texts(), before, 'nothing of what was interrupted is kept')
    for (const text of ['x', 'y']) {
      const answer = await api.write(text)
      t.equal(answer.status, 201, 'the first request afterwards works')
      t.notOk(answer.headers['idempotency-replayed'])
    }
    t.same(await api.texts(), [...before, 'x', 'y'].sort())
  })
})
