import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import t from 'tap'
import { buildTestEngine } from '../../harness.ts'

t.test(
  'background: reads what is committed, in a thread, while others have their turn',
  async (t) => {
    const { engine } = await buildTestEngine(t, 'sqlite', { plugins: ['catalog'], adapters: [] })
    const background = engine.db.background!
    const numbers = sql<{ firstName: number; half: string }>`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${5003})
    select i as first_name, i || ':' || ${'x'} as half from n`
    const { rows } = await numbers.execute(background)
    t.equal(rows.length, 5003, 'whole, however many parts it comes in')
    t.same(rows[0], { firstName: 1, half: '1:x' })
    t.same(rows.at(-1), { firstName: 5003, half: '5003:x' })
    const [two, one] = await Promise.all([
      sql<{ n: number }>`select 2 as n`.execute(background),
      sql<{ n: number }>`select 1 as n`.execute(background)
    ])
    t.same([two.rows, one.rows], [[{ n: 2 }], [{ n: 1 }]], 'each gets its own answer')
    await t.rejects(sql`select 1 from nowhere`.execute(background), /no such table/)
    await t.rejects(sql`delete from products`.execute(background), /readonly|return data/)
    t.equal((await numbers.execute(background)).rows.length, 5003, 'and goes on')
    if (process.platform === 'linux') {
      const [own, ...others] = nicenessOfThreads()
      t.equal(Math.max(...others) - own!, 10, 'its thread gives way where cores are few')
    }
    await engine.transaction(async (tx) => {
      t.equal(tx.background, undefined, 'a transaction sees more than is committed')
    })
    await engine.stop()
    await t.rejects(sql`select 1 as n`.execute(background), /closed|connection|thread|directory/)
  }
)

/** How much each thread of this process gives way to others; its own first. */
function nicenessOfThreads(): number[] {
  const nicenessIn = (thread: string) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
    // The 19th field; the 2nd, the name in parentheses, may have spaces.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
  }
  const threads = readdirSync('/proc/self/task').sort((a, b) => Number(a) - Number(b))
  return threads.map(nicenessIn)
}
