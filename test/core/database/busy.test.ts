import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import t from 'tap'
import { insertAll } from '#core/database/rows'
import { openDatabase, origin } from './open.ts'

/** Another process that takes SQLite's write lock and keeps it until it is told to let go. */
async function lockElsewhere(
  test: { teardown(undo: () => void): void },
  url: string
): Promise<ChildProcess> {
  const script = `
    const db = new (require('better-sqlite3'))(process.argv[1])
    db.exec('begin immediate')
    process.stdin.once('data', () => { db.exec('rollback'); process.exit() })
    console.log('locked')`
  const child = spawn(process.execPath, ['-e', script, url.replace('sqlite:', '')], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  test.teardown(() => child.kill())
  await once(child.stdout as NodeJS.EventEmitter, 'data')
  return child
}

t.test(
  '[sqlite] a write that another process keeps waiting goes through once it lets go',
  async (t) => {
    const { transaction, source, ids } = await openDatabase(t, 'sqlite')
    const other = await lockElsewhere(t, source.url)
    const writing = transaction((tx) => insertAll(tx, 'things', [{ id: 'a' }]), origin)
    // The event loop stays free meanwhile: reads are answered and timers fire.
    let ticks = 0
    const ticking = setInterval(() => ticks++, 5)
    const startedMs = performance.now()
    while (ticks < 20) {
      t.same(await ids(), [], 'the write waits')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    t.ok(performance.now() - startedMs < 4500, 'twenty ticks of 5 ms are not held up')
    clearInterval(ticking)
    other.stdin?.write('go')
    t.equal(await writing, 1)
    t.same(await ids(), ['a'])
  }
)

t.test(
  '[sqlite] a write that waits for longer than it may is refused and leaves nothing',
  async (t) => {
    const { transaction, source, ids } = await openDatabase(t, 'sqlite', { waitMs: 300 })
    const other = await lockElsewhere(t, source.url)
    const startedMs = performance.now()
    const writing = Array.from({ length: 5 }, (_, i) =>
      transaction((tx) => insertAll(tx, 'things', [{ id: `thing-${i}` }]), origin)
    )
    for (const outcome of await Promise.allSettled(writing)) {
      t.match(outcome, { status: 'rejected', reason: { code: 'DATABASE_BUSY', status: 503 } })
    }
    const tookMs = performance.now() - startedMs
    t.ok(
      tookMs >= 300 && tookMs < 5000,
      `bounded, for all of them together: ${Math.round(tookMs)} ms`
    )
    t.same(await ids(), [])
    other.stdin?.write('go')
    await once(other, 'exit')
    await transaction((tx) => insertAll(tx, 'things', [{ id: 'after' }]), origin)
    t.same(await ids(), ['after'], 'and it goes on')
  }
)

t.test(
  '[sqlite] a file that cannot be written answers DATABASE_UNAVAILABLE and harms nothing',
  async (t) => {
    const { transaction, source, ids, backend } = await openDatabase(t, 'sqlite')
    await transaction((tx) => insertAll(tx, 'things', [{ id: 'a' }]), origin)
    const full = transaction(async (tx) => {
      // As many pages as the file has: what a full disk answers.
      await sql`pragma max_page_count = 1`.execute(tx)
      await insertAll(
        tx,
        'things',
        Array.from({ length: 5000 }, (_, i) => ({ id: `thing-${i}`, shelfName: 'x'.repeat(200) }))
      )
    }, origin)
    await t.rejects(full, { code: 'DATABASE_UNAVAILABLE', status: 503 })
    t.same(await ids(), ['a'])
    await backend.close()
    const again = new Sqlite(source.url.replace('sqlite:', ''))
    t.same(again.pragma('integrity_check'), [{ integrity_check: 'ok' }])
    again.close()
  }
)
