import pg from 'pg'
import t from 'tap'
import { systemClock } from '#core/time'
import { missingServers, postgresUrl, until } from '../harness.ts'
import { buildBench } from './suite.ts'

t.test(
  'a job that somebody changes while its ticket is drawn runs with the next pulse, not the next repair',
  { skip: missingServers },
  async (t) => {
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    // Its monotonic time stands still, so that no repair comes by itself after the first.
    const clock = { ...systemClock, monotonicMs: () => 0 }
    const bench = await buildBench(t, ['postgres', 'bullmq'], {
      ...{ clock, config: { jobs: { concurrency: 1, pollMs: 50 } } },
      hooks: { onRun: ({ payload }) => (payload.key === 'first' ? opened : undefined) }
    })
    const stateOf = async (at: number) => (await bench.jobs())[at]?.state
    await bench.put('work.do', { payload: { key: 'first' } })
    await until(async () => (await stateOf(0)) === 'running')
    await bench.put('work.do', { payload: { key: 'second' } })
    await until(async () => (await stateOf(1)) === 'handed')

    const other = new pg.Client({ connectionString: postgresUrl })
    await other.connect()
    const { searchParams } = new URL(bench.database.url)
    await other.query(`set ${searchParams.get('options')!.replace('-c ', '').replace('=', ' = ')}`)
    await other.query('begin')
    await other.query(`select id from jobs where state = 'handed' for update`)
    open()
    await until(async () => (await bench.effects()).length === 1)
    // Its ticket is drawn as soon as the first has ended, and finds the row locked.
    await until(async () => (await stateOf(0)) === 'handed')
    await new Promise((resolve) => setTimeout(resolve, 300))
    await other.query('commit')
    await other.end()
    await bench.idle()
    t.same(
      (await bench.effects()).map(({ key }) => key),
      ['first', 'second']
    )
  }
)
