import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import t from 'tap'
import { freshDatabase, until } from '../harness.ts'
import type { TestProcess } from '../processes.ts'
import { type Attempt, buyUntilItDies, ordersAnswered } from './buyers.ts'
import { startDyingEngine } from './engine.ts'
import { assertProofs, openBare, openShop, shopPlugins, stockShop } from './shop.ts'
import { assertWhole, pathOf, writeBackLog } from './sqlite-file.ts'

const copies = 4
const ordersBetween = 20

for (const durability of ['full', 'process'] as const) {
  t.test(
    `C4: SQLite copied under load, durability ${durability}: whole and complete`,
    async (t) => {
      const database = await freshDatabase(t, 'sqlite')
      const shop = await openShop(t, 'sqlite', { database })
      const key = await stockShop(shop)
      const { proofs } = shop.engine
      await shop.engine.stop()
      const load = { plugins: shopPlugins, role: 'all', dies: { at: '^never' } } as const
      const engine = await startDyingEngine(t, { database, durability, ...load })
      const address = (await engine.line(/^ready /)).replace('ready ', '')
      const attempts: Attempt[] = []
      const buying = buyUntilItDies({ address, key, buyers: 5, prefix: 'load', attempts })
      const more = { timeoutMs: 120_000, what: 'more orders' }
      for (let taken = 0; taken < copies; taken++) {
        const ordersBefore = ordersAnswered(attempts).length
        await until(() => ordersAnswered(attempts).length >= ordersBefore + ordersBetween, more)
        const answered = ordersAnswered(attempts)
        const copy = await copyFrozen(t, engine, database)
        // Every second copy has most of its orders in the log alone.
        if (taken % 2 === 0) writeBackLog(database)
        assertWhole(t, copy)
        const db = await openBare(t, copy)
        const kept = new Set(
          (await db.selectFrom('orders').select('id').execute()).map(({ id }) => id)
        )
        const missing = answered.filter((id) => !kept.has(id))
        t.strictSame(missing, [], `${kept.size} orders, among them all that were answered`)
        await assertProofs(t, db, proofs)
      }
      engine.kill('SIGKILL')
      await buying
    }
  )
}

/** What a power cut leaves: file and log as they are at one moment, for the process stands still meanwhile. */
async function copyFrozen(
  test: Test,
  engine: TestProcess,
  database: { url: string }
): Promise<{ url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-copy-'))
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const copy = { url: `sqlite:${join(folder, 'copy.sqlite')}` }
  engine.kill('SIGSTOP')
  await until(() => isStopped(engine), { what: 'a process that stands still' })
  for (const end of ['', '-wal']) copyFileSync(pathOf(database) + end, pathOf(copy) + end)
  engine.kill('SIGCONT')
  return copy
}

function isStopped({ pid }: TestProcess): boolean {
  return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' })[0] === 'T'
}
