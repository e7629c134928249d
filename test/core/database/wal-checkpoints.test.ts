import { existsSync, statSync } from 'node:fs'
import t from 'tap'
import { until } from '../../harness.ts'
import { openDatabase, origin } from './open.ts'

t.test(
  'log: a thread copies it while others go on, and it begins anew with what comes after',
  async (t) => {
    const database = await openDatabase(t, 'sqlite')
    const path = database.source.url.slice('sqlite:'.length)
    const sizeOf = (end: '' | '-wal') => statSync(path + end).size
    let made = 0
    const commit = async (times: number) => {
      for (let time = 0; time < times; time++) {
        const id = String(made++).padStart(4, '0')
        const thing = { id, shelfName: 'x'.repeat(100_000), quantity: 1 }
        await database.transaction((tx) => tx.insertInto('things').values(thing).execute(), origin)
      }
    }
    await commit(90)
    t.ok(sizeOf('') < 1_000_000, 'nothing is copied before it is worth it')
    await commit(90)
    await until(() => sizeOf('') > 10_000_000, { what: 'the thread has copied' })
    // The first of these copies the rest, if the thread has told already; the log begins anew with the one after.
    await until(async () => {
      const before = sizeOf('-wal')
      await commit(10)
      return sizeOf('-wal') === before
    })
    t.equal((await database.ids()).length, made)
    await database.close()
    t.notOk(existsSync(`${path}-wal`), 'closed whole: the log is in the database, and gone')
  }
)
