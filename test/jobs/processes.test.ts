import t from 'tap'
import { freshDatabase, onEachBackend, until } from '../harness.ts'
import { buildBench, onceEach, startChild, timesByKey, works } from './suite.ts'

// Two variants at once: most of the time goes into starting processes.
t.jobs = 2

onEachBackend(async (t, ...on) => {
  const [kind, backend] = on

  t.test(
    'J5: SIGTERM lets the running job finish, leaves the rest, and the process ends by itself',
    async (t) => {
      const database = await freshDatabase(t, kind)
      const config = { jobs: { concurrency: 1, drainMs: 5000 } }
      const api = await buildBench(t, on, { database, role: 'api', config })
      await api.put('work.do', ...works(10, 'drain', { waitMs: 700 }))
      const child = startChild(t, backend, database, { config })
      await child.line(/^runs /)
      child.kill('SIGTERM')
      t.same(await child.exited, { code: 0, signal: null })
      t.match(child.output(), /^stopped$/m)
      t.equal((await api.effects()).length, 1)
      const left = await api.jobs()
      t.equal(left.length, 9)
      t.ok(left.every(({ state, attempt }) => /ready|handed/.test(state) && attempt === 0))
      startChild(t, backend, database, { worker: 'next', config: { jobs: { concurrency: 9 } } })
      await api.idle()
      t.same(timesByKey(await api.effects()), onceEach(works(10, 'drain')))
    }
  )

  t.test(
    'J5: a job that does not finish in time is given back at once, its attempt not spent',
    async (t) => {
      const database = await freshDatabase(t, kind)
      // Leases are long: only giving back makes the job run again within this test.
      const config = { jobs: { drainMs: 200, leaseMs: 60_000 } }
      const api = await buildBench(t, on, { database, role: 'api', config })
      await api.put('work.do', { payload: { key: 'long', waitMs: 1500 } })
      const child = startChild(t, backend, database, { config })
      await child.line(/^runs /)
      child.kill('SIGTERM')
      t.same(await child.exited, { code: 0, signal: null })
      t.match(await api.jobs(), [{ attempt: 0 }])
      t.same(await api.effects(), [])
      startChild(t, backend, database, { worker: 'next', config })
      await api.idle()
      t.match(await api.effects(), [{ key: 'long', attempt: 1, worker: 'next' }])
    }
  )

  t.test('R5: a worker that blocks for longer than its lease has no second effect', async (t) => {
    const database = await freshDatabase(t, kind)
    const config = { jobs: { leaseMs: 300 } }
    const api = await buildBench(t, on, { database, role: 'api', config })
    const children = ['one', 'two'].map((worker) =>
      startChild(t, backend, database, { worker, config })
    )
    await Promise.all(children.map((child) => child.line(/^ready/)))
    await api.put('work.do', { payload: { key: 'stalls', blockMs: 4000 } })
    await Promise.all(children.map((child) => child.line(/^runs stalls/)))
    await api.idle()
    await Promise.any(children.map((child) => child.line(/another worker has the job/)))
    t.match(await api.effects(), [{ attempt: 2 }])
    t.same(timesByKey(await api.effects()), { stalls: 1 })
  })

  t.test('concurrency: a limit that a job states holds over two processes', async (t) => {
    const database = await freshDatabase(t, kind)
    const api = await buildBench(t, on, { database, role: 'api' })
    const children = ['a', 'b'].map((worker) => startChild(t, backend, database, { worker }))
    await Promise.all(children.map((child) => child.line(/^ready/)))
    await api.put('work.single', ...works(12, 'single', { waitMs: 60 }))
    let most = 0
    const total = async () => {
      // Each minute there is a job of the engine's own too.
      const single = (await api.jobs()).filter(({ name }) => name === 'work.single')
      most = Math.max(most, single.filter(({ state }) => state === 'running').length)
      return (await api.effects()).length
    }
    await until(async () => (await total()) === 12, { timeoutMs: 60_000 })
    t.equal(most, 1)
    t.same(timesByKey(await api.effects()), onceEach(works(12, 'single')))
    const ends = (await api.effects()).map(({ at }) => Date.parse(at))
    const gaps = ends.slice(1).map((at, index) => at - (ends[index] as number))
    t.ok(Math.min(...gaps) >= 55, `one after the other: ${gaps}`)
  })
})
