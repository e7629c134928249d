import { statSync } from 'node:fs'
import t from 'tap'
import { freshDatabase, until } from '../harness.ts'
import { type Attempt, buyUntilItDies, ordersAnswered } from './buyers.ts'
import { startDyingEngine } from './engine.ts'
import { assertProofs, openBare, openShop, shopPlugins, stockShop } from './shop.ts'
import { assertWhole, pathOf } from './sqlite-file.ts'

const crashes = 3

t.test('C1: kill -9 while the log of SQLite is copied: what was answered is there', async (t) => {
  const database = await freshDatabase(t, 'sqlite')
  const shop = await openShop(t, 'sqlite', { database })
  const key = await stockShop(shop)
  const { proofs } = shop.engine
  await shop.engine.stop()
  const attempts: Attempt[] = []
  for (let crash = 0; crash < crashes; crash++) {
    const dies = { at: '^never' }
    const engine = await startDyingEngine(t, { database, plugins: shopPlugins, dies })
    const address = (await engine.line(/^ready /)).replace('ready ', '')
    const buying = buyUntilItDies({ address, key, buyers: 5, prefix: `log-${crash}`, attempts })
    // Nobody writes to the file itself but whoever copies.
    const before = statSync(pathOf(database)).mtimeMs
    await until(() => statSync(pathOf(database)).mtimeMs > before, { what: 'a copy that began' })
    engine.kill('SIGKILL')
    await buying
    assertWhole(t, database)
    const db = await openBare(t, database)
    const kept = new Set((await db.selectFrom('orders').select('id').execute()).map(({ id }) => id))
    const missing = ordersAnswered(attempts).filter((id) => !kept.has(id))
    t.strictSame(missing, [], `${kept.size} orders, among them all that were answered`)
    await assertProofs(t, db, proofs)
  }
})
