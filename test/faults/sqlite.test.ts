import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Test } from 'tap'
import t from 'tap'
import { until } from '../harness.ts'
import { startProcess } from '../processes.ts'
import { buildNotesApi, cameBackLater } from './notes-api.ts'
import { watchSeams } from './seams.ts'
import { assertWhole, pathOf } from './sqlite-file.ts'

/** Another process that takes the write lock; the returned function makes it let go. */
async function lockElsewhere(test: Test, url: string): Promise<() => Promise<unknown>> {
  const script = `
    const db = new (require('better-sqlite3'))(process.argv[1])
    db.exec('begin immediate')
    process.on('SIGTERM', () => { db.exec('rollback'); process.exit() })
    const startedBy = process.ppid
    setInterval(() => process.ppid === startedBy || process.exit(), 1000)
    console.log('locked')`
  const other = startProcess(test, process.execPath, ['-e', script, pathOf({ url })])
  await other.line(/^locked$/)
  return () => {
    other.kill('SIGTERM')
    return other.exited
  }
}

/** Resolves once the engine has asked for the write lock this many times. */
function attemptsToBegin(test: Test, count: number): Promise<void> {
  let seen = 0
  test.teardown(
    watchSeams((moment, what) => {
      if (moment === 'before' && what === 'begin immediate') seen++
    })
  )
  return until(() => seen >= count, { timeoutMs: 60_000, what: 'attempts to begin' })
}

t.test('D1: SQLite, locked by another writer: a write waits, and goes through', async (t) => {
  const api = await buildNotesApi(t, 'sqlite', { waitMs: 60_000 })
  await api.write('before')
  const letGo = await lockElsewhere(t, api.database.url)
  const waiting = attemptsToBegin(t, 5)
  const writing = api.write('during')
  await waiting
  t.same(await api.texts(), ['before'], 'reads are answered meanwhile')
  await letGo()
  t.equal((await writing).status, 201)
  t.same(await api.texts(), ['before', 'during'])
})

t.test('D1: SQLite, locked beyond the limit: 503 with Retry-After, never partial', async (t) => {
  const api = await buildNotesApi(t, 'sqlite', { waitMs: 300 })
  await api.write('before')
  const letGo = await lockElsewhere(t, api.database.url)
  const texts = ['a', 'b', 'c', 'd']
  for (const answer of await Promise.all(texts.map((text) => api.write(text)))) {
    cameBackLater(t, answer, 'DATABASE_BUSY')
  }
  t.same(await api.texts(), ['before'])
  await letGo()
  for (const text of texts) {
    const answer = await api.write(text)
    t.equal(answer.status, 201, 'the retry is done')
    t.notOk(answer.headers['idempotency-replayed'])
  }
  t.same(await api.texts(), ['before', ...texts].sort())
})

/** A disk of one megabyte that is full whenever a test says so; null where we may not mount one. */
function mountTinyDisk(test: Test): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-disk-'))
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' })
  } catch {
    return null
  }
  test.teardown(() => execFileSync('umount', ['--lazy', folder]))
  return folder
}

t.test('D4: SQLite, disk full: 503, nothing is lost or broken, and it goes on', async (t) => {
  const disk = mountTinyDisk(t)
  const database = disk && ({ kind: 'sqlite', url: `sqlite:${disk}/a.sqlite` } as const)
  const api = await buildNotesApi(
    t,
    'sqlite',
    database ? { database: { ...database, redisPrefix: 'faults' } } : {}
  )
  await api.write('before')
  const ballast = disk && join(disk, 'ballast')
  if (ballast) {
    try {
      writeFileSync(ballast, Buffer.alloc(2_000_000))
    } catch {
      // It is full now, which is what was wanted.
    }
  } else {
    await limitPages(api, 1)
  }
  // Pages that are there already may still take a few; then there is no room for any.
  const kept = ['before']
  let refused = null
  for (let i = 0; i < 400 && refused === null; i++) {
    const text = `note-${i} ${'x'.repeat(180)}`
    const answer = await api.write(text, `key-${i}`)
    if (answer.status === 201) kept.push(text)
    else refused = { answer, text, key: `key-${i}` }
  }
  if (refused === null) throw new Error('the disk was never full')
  cameBackLater(t, refused.answer, 'DATABASE_UNAVAILABLE')
  t.same(await api.texts(), kept.sort(), 'what was answered with yes is there, and nothing else')
  if (ballast) rmSync(ballast)
  else await limitPages(api, 1_000_000)
  t.equal((await api.write(refused.text, refused.key)).status, 201, 'with room it goes on')
  await api.engine.stop()
  assertWhole(t, api.database)
})

/** As many pages as the file may have: SQLite then says what it says when the disk is full. */
function limitPages(api: Awaited<ReturnType<typeof buildNotesApi>>, pages: number) {
  return api.engine.transaction((tx) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(tx))
}

t.test('D4: SQLite, read-only: 503, reads go on, and a restart finds all in order', async (t) => {
  const api = await buildNotesApi(t, 'sqlite')
  await api.write('before')
  await api.engine.transaction((tx) => sql`pragma query_only = 1`.execute(tx))
  cameBackLater(t, await api.write('during'), 'DATABASE_UNAVAILABLE')
  t.same(await api.texts(), ['before'])
  await api.engine.stop()
  const restarted = await buildNotesApi(t, 'sqlite', { database: api.database })
  t.equal((await restarted.write('during')).status, 201)
  t.same(await restarted.texts(), ['before', 'during'])
})
