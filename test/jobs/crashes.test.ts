import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { freshDatabase, onEachBackend, until } from '../harness.ts'
import { buildBench, onceEach, startChild, timesByKey, works } from './suite.ts'

// Two variants at once: most of the time goes into starting processes.
t.jobs = 2

onEachBackend(async (t, ...on) => {
  const [kind, backend] = on

  t.test('kill -9: workers killed at random points have each effect exactly once', async (t) => {
    const database = await freshDatabase(t, kind)
    const config = { jobs: { leaseMs: 400, concurrency: 4 } }
    const api = await buildBench(t, on, { database, role: 'api', config })
    const requests = works(120, 'kill', { waitMs: 15 })
    await api.put('work.do', ...requests.map((request) => ({ ...request })))
    // More attempts than kills, or a job that was there each time would be a dead letter, and rightly.
    await api.engine.transaction((tx) => tx.updateTable('jobs').set({ attemptsMax: 50 }).execute())
    for (let kills = 0; kills < 3; kills++) {
      const child = startChild(t, backend, database, { worker: `victim-${kills}`, config })
      await child.line(/^runs /)
      await wait(Math.random() * 150)
      child.kill('SIGKILL')
      t.equal((await child.exited).signal, 'SIGKILL')
    }
    t.ok((await api.jobs()).length > 0, 'it was killed in the midst of work')
    startChild(t, backend, database, { worker: 'survivor', config })
    await api.idle()
    t.same(timesByKey(await api.effects()), onceEach(requests))
  })

  t.test('kill -9: a job that kills its worker each time becomes a dead letter', async (t) => {
    const database = await freshDatabase(t, kind)
    const config = { jobs: { leaseMs: 300 } }
    const api = await buildBench(t, on, { database, role: 'api', config })
    await api.put('work.do', { payload: { key: 'killer', waitMs: 60_000 } })
    await api.engine.transaction((tx) => tx.updateTable('jobs').set({ attemptsMax: 2 }).execute())
    for (let attempt = 1; attempt <= 2; attempt++) {
      const child = startChild(t, backend, database, { worker: `victim-${attempt}`, config })
      await child.line(/^runs killer/)
      child.kill('SIGKILL')
      await child.exited
    }
    startChild(t, backend, database, { worker: 'survivor', config })
    await until(async () => (await api.jobs())[0]?.state === 'dead', { timeoutMs: 60_000 })
    const { body } = await api.call({ url: '/v1/jobs?state=dead' })
    t.match(body.data, [{ attempt: 2, error: { code: 'JOB_ABANDONED' } }])
  })
})
