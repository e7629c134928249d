import type { Engine } from 'shopkeeper'
import t from 'tap'
import { manualClock } from '#core/time'
import { freshDatabase, onEachBackend, until } from '../harness.ts'
import { buildBench, onceEach, timesByKey, works } from './suite.ts'

// Two variants at once: most of the time goes into waiting.
t.jobs = 2

async function stateOf({ db }: Engine, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('jobs').select('state').where('id', '=', id).executeTakeFirst()
  return row?.state
}

onEachBackend(async (t, ...on) => {
  const [kind] = on

  t.test('J4: a job that takes longer than its lease keeps it and runs once', async (t) => {
    let runs = 0
    const { put, effects, idle } = await buildBench(t, on, {
      config: { jobs: { leaseMs: 1500 } },
      hooks: { onRun: () => void runs++ }
    })
    await put('work.do', { payload: { key: 'long', waitMs: 4000 } })
    await idle()
    t.equal(runs, 1)
    t.match(await effects(), [{ key: 'long', attempt: 1 }])
  })

  t.test(
    'J4: the lease is kept while a transaction of another job of the worker is long',
    async (t) => {
      let runs = 0
      const { engine, put, effects, idle } = await buildBench(t, on, {
        config: { jobs: { leaseMs: 1500 } },
        hooks: {
          onRun: async (job) => {
            runs++
            if (job.payload.key !== 'holds its row') return
            await job.complete(() => new Promise((resolve) => setTimeout(resolve, 3000)))
            await new Promise(() => undefined)
          }
        }
      })
      // SQLite has one writer: there a long transaction holds up everybody, and no lease can be judged meanwhile.
      if (kind === 'postgres') await put('work.plain', { payload: { key: 'holds its row' } })
      await put('work.do', { payload: { key: 'beside it', waitMs: 4000 } })
      await until(async () => (await effects()).length === 1)
      await idle()
      t.equal(runs, kind === 'postgres' ? 2 : 1)
      t.ok(engine)
    }
  )

  t.test('lease: a worker that was taken for dead cannot complete its job', async (t) => {
    let resume = () => {}
    const seen: unknown[] = []
    const { engine, put, effects, idle } = await buildBench(t, on, {
      config: { jobs: { leaseMs: 2000 } },
      hooks: {
        onRun: async (job) => {
          if (job.attempt > 1) return
          await new Promise<void>((resolve) => {
            resume = resolve
          })
          const lost = job.complete(async (tx) => {
            const row = { key: 'ghost', job: '', attempt: 1, worker: '', at: tx.now }
            await tx.insertInto('effects').values(row).execute()
          })
          await lost.catch((error) => seen.push(error.code))
          throw new Error('the ghost goes on')
        }
      }
    })
    await put('work.do', { payload: { key: 'taken over' }, id: 'job_taken' })
    await until(async () => {
      return (await stateOf(engine, 'job_taken')) === 'running'
    })
    // As another process' janitor would, had this one been silent.
    await engine.transaction((tx) =>
      tx
        .updateTable('jobs')
        .set({ state: 'ready', worker: null, leaseUntil: null })
        .where('id', '=', 'job_taken')
        .execute()
    )
    await until(async () => (await effects()).length === 1)
    resume()
    await until(() => seen.length === 1)
    await idle()
    t.same(seen, ['JOB_LOST'])
    t.match(await effects(), [{ key: 'taken over', attempt: 2 }])
  })

  t.test('lease: a run that has lost its job is told to stop', async (t) => {
    const reasons: string[] = []
    const { engine, put } = await buildBench(t, on, {
      config: { jobs: { leaseMs: 2000 } },
      hooks: {
        onRun: ({ signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              reasons.push(signal.reason.code)
              reject(signal.reason)
            })
          })
      }
    })
    await put('work.do', { payload: { key: 'lost' }, id: 'job_lost' })
    await until(async () => {
      return (await stateOf(engine, 'job_lost')) === 'running'
    })
    await engine.transaction((tx) => tx.deleteFrom('jobs').where('id', '=', 'job_lost').execute())
    await until(() => reasons.length === 1)
    t.same(reasons, ['JOB_LOST'])
  })

  t.test(
    'J6: when the clock jumps ahead, running jobs are not taken from their workers',
    async (t) => {
      const clock = manualClock('2026-03-01T10:00:00.000Z')
      let runs = 0
      let release = () => {}
      const { put, effects, idle } = await buildBench(t, on, {
        clock,
        config: { jobs: { leaseMs: 2000 } },
        hooks: {
          onRun: async () => {
            runs++
            await new Promise<void>((resolve) => {
              release = resolve
            })
          }
        }
      })
      const moving = setInterval(() => clock.advance(20), 20)
      t.teardown(() => clearInterval(moving))
      await put('work.do', { payload: { key: 'jump' } })
      await until(() => runs === 1)
      clock.advance(3_600_000)
      await new Promise((resolve) => setTimeout(resolve, 1600))
      t.equal(runs, 1)
      release()
      await idle()
      t.same(timesByKey(await effects()), { jump: 1 })
    }
  )

  t.test(
    'J6: when the clock is set back, jobs that were due run and retries do not wait for ever',
    async (t) => {
      const clock = manualClock('2026-03-01T10:00:00.000Z')
      const { put, effects, idle } = await buildBench(t, on, {
        clock,
        config: { jobs: { leaseMs: 1500 } },
        hooks: {
          onRun: ({ payload, attempt }) => {
            if (payload.key !== 'retried' || attempt > 1) return
            clock.set('2026-03-01T08:00:00.000Z')
            throw new Error('fails just before the clock is set back')
          }
        }
      })
      const moving = setInterval(() => clock.advance(20), 20)
      t.teardown(() => clearInterval(moving))
      await put('work.do', { payload: { key: 'retried' } })
      clock.advance(3_600_000)
      await put('work.do', ...works(5, 'due'))
      await idle()
      t.same(timesByKey(await effects()), { retried: 1, ...onceEach(works(5, 'due')) })
    }
  )

  t.test('two engines on one database: each job runs once', async (t) => {
    const database = await freshDatabase(t, kind)
    const one = await buildBench(t, on, { database, hooks: { worker: 'one' } })
    await buildBench(t, on, { database, hooks: { worker: 'two' } })
    const requests = works(200, 'shared', { waitMs: 5 })
    for (let at = 0; at < requests.length; at += 20) {
      await one.put('work.do', ...requests.slice(at, at + 20))
    }
    await one.idle()
    const effects = await one.effects()
    t.same(timesByKey(effects), onceEach(requests))
    t.same(new Set(effects.map(({ worker }) => worker)), new Set(['one', 'two']), 'both took part')
  })

  t.test('two engines in one process: know nothing of each other', async (t) => {
    const one = await buildBench(t, on, { hooks: { worker: 'one' } })
    const two = await buildBench(t, on, { hooks: { worker: 'two' } })
    await Promise.all([
      one.put('work.do', ...works(10, 'a')),
      two.put('work.do', ...works(10, 'b'))
    ])
    await Promise.all([one.idle(), two.idle()])
    t.same(timesByKey(await one.effects()), onceEach(works(10, 'a')))
    await one.engine.stop()
    await two.put('work.do', ...works(10, 'c'))
    await two.idle()
    t.same(timesByKey(await two.effects()), onceEach([...works(10, 'b'), ...works(10, 'c')]))
  })

  t.test('concurrency: no more jobs of a queue run at once than its limit', async (t) => {
    let running = 0
    let most = 0
    const { put, effects, idle } = await buildBench(t, on, {
      config: { jobs: { concurrency: 3 } },
      hooks: {
        onRun: async () => {
          most = Math.max(most, ++running)
          await new Promise((resolve) => setTimeout(resolve, 10))
          running--
        }
      }
    })
    await put('work.do', ...works(60, 'limited'))
    await idle()
    t.equal(most, 3)
    t.same(timesByKey(await effects()), onceEach(works(60, 'limited')))
  })

  t.test('rate limit: no more jobs are started in a window than allowed', async (t) => {
    const startsMs: number[] = []
    const { put, idle } = await buildBench(t, on, {
      hooks: { onRun: () => void startsMs.push(performance.now()) }
    })
    await put('work.limited', ...works(9, 'slow'))
    await idle()
    t.equal(startsMs.length, 9)
    for (let index = 0; index + 6 < startsMs.length; index++) {
      const gapMs = (startsMs[index + 6] as number) - (startsMs[index] as number)
      t.ok(gapMs > 450, `six in more than a window: ${gapMs}`)
    }
  })
})
