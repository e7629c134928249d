import t from 'tap'
import { insertAll } from '#core/database/rows'
import { defineError } from '#core/errors'
import { JobPostponed } from '#core/jobs'
import { onEachBackend, until } from '../harness.ts'
import { buildBench, onceEach, timesByKey, works } from './suite.ts'

// Two variants at once: most of the time goes into waiting.
t.jobs = 2

onEachBackend(async (t, ...on) => {
  t.test('enqueue: a transaction that fails leaves no job', async (t) => {
    const { engine, put, jobs, effects, idle } = await buildBench(t, on)
    const failing = engine.transaction(async (tx) => {
      await tx.enqueue('work.do', works(3, 'undone'))
      throw new Error('veto')
    })
    await t.rejects(failing, { message: 'veto' })
    t.same(await jobs(), [])
    await put('work.do', ...works(3, 'done'))
    await idle()
    t.same(timesByKey(await effects()), onceEach(works(3, 'done')))
  })

  t.test('enqueue: a job with an id is put in once', async (t) => {
    const { put, effects, idle } = await buildBench(t, on)
    const request = { payload: { key: 'one', waitMs: 100 }, id: 'job_given' }
    await put('work.do', request)
    await put('work.do', request)
    await idle()
    t.same(timesByKey(await effects()), { one: 1 })
  })

  t.test('runAt: a delayed job waits for its time', async (t) => {
    const { engine, put, jobs, effects, idle } = await buildBench(t, on)
    // Far enough for the other one to be done before, however busy the machine is.
    const runAt = engine.clock.after(2000)
    await put('work.do', { payload: { key: 'later' }, runAt }, { payload: { key: 'now' } })
    await until(async () => (await effects()).length === 1)
    t.match(await jobs(), [{ state: 'delayed', runAt }])
    await idle()
    const [first, second] = await effects()
    t.equal(first?.key, 'now')
    t.ok(second && second.at >= runAt, 'not before its time')
  })

  t.test('priority: of those that wait the most urgent runs first, then the oldest', async (t) => {
    const ran: string[] = []
    const { engine, idle } = await buildBench(t, on, {
      hooks: { onRun: ({ payload }) => void ran.push(payload.key) }
    })
    await engine.transaction((tx) =>
      tx.enqueue('work.single', [
        { payload: { key: 'whenever' }, priority: 100 },
        { payload: { key: 'usual' } },
        { payload: { key: 'urgent' }, priority: 0 },
        { payload: { key: 'usual too' } }
      ])
    )
    await idle()
    t.same(ran, ['urgent', 'usual', 'usual too', 'whenever'])
  })

  t.test(
    'pages: each is a transaction of its own, and a retry finds those before it',
    async (t) => {
      const begun: string[] = []
      const { put, effects, idle } = await buildBench(t, on, {
        hooks: {
          onRun: (job) =>
            job.pages(1, async (tx, page) => {
              const key = `page ${page}`
              begun.push(key)
              const { jobId: worker, attempt } = job
              await insertAll(tx, 'effects', [{ key, job: 'pages', attempt, worker, at: tx.now }])
              if (page === 2 && attempt === 1) throw new Error('not yet')
              return page < 3 ? page + 1 : undefined
            })
        }
      })
      await put('work.do', { payload: { key: 'all' } })
      await idle()
      t.same(begun, ['page 1', 'page 2', 'page 1', 'page 2', 'page 3'])
      const found = (await effects()).map(({ key, attempt }) => `${key}, attempt ${attempt}`)
      t.same(found.sort(), [
        'all, attempt 2',
        'page 1, attempt 1',
        'page 1, attempt 2',
        'page 2, attempt 2',
        'page 3, attempt 2'
      ])
    }
  )

  t.test('retry: a job that fails is tried again, and its attempts are counted', async (t) => {
    const { put, effects, idle } = await buildBench(t, on)
    await put('work.do', { payload: { key: 'third time lucky', failures: 2 } })
    await idle()
    t.match(await effects(), [{ key: 'third time lucky', attempt: 3 }])
  })

  t.test(
    'J1: a poison job becomes a dead letter with an alert, and the queue goes on',
    async (t) => {
      const triedAt: number[] = []
      const { put, effects, jobs, call } = await buildBench(t, on, {
        hooks: {
          onRun: ({ payload }) => {
            if (payload.key === 'poison') triedAt.push(Date.now())
          }
        }
      })
      await put('work.do', { payload: { key: 'poison', failures: 99 } }, ...works(20, 'sound'))
      await until(async () => (await jobs()).every(({ state }) => state === 'dead'))
      const [first = 0, second = 0, third = 0] = triedAt
      t.equal(triedAt.length, 3)
      t.ok(second - first >= 20 && third - second >= 40, `backs off: ${triedAt}`)
      t.same(timesByKey(await effects()), onceEach(works(20, 'sound')))
      const [letter] = (await call({ url: '/v1/jobs?state=dead' })).body.data
      t.match(letter, {
        name: 'work.do',
        attempt: 3,
        attemptsMax: 3,
        error: { code: 'INTERNAL_ERROR', detail: 'failure 3 of 99' }
      })
      const { body } = await call({ url: '/v1/alerts?kind=job.dead&state=open' })
      t.match(body.data, [
        { subjectId: letter.id, fields: { name: 'work.do', error: 'INTERNAL_ERROR' } }
      ])
    }
  )

  t.test('J2: an error that no retry mends ends the job at once', async (t) => {
    const { put, call, jobs } = await buildBench(t, on)
    await put('work.do', { payload: { key: 'hopeless', isFinal: true } })
    await until(async () => (await jobs())[0]?.state === 'dead')
    const { body } = await call({ url: '/v1/jobs?state=dead' })
    t.match(body.data, [{ attempt: 1, error: { code: 'HOPELESS' } }])
  })

  t.test(
    'J3: a payload of an older version is brought up to date or becomes a dead letter',
    async (t) => {
      const { engine, effects, jobs, call } = await buildBench(t, on)
      await engine.transaction(async (tx) => {
        await tx.enqueue('work.versioned', [{ payload: { key: 'current', grams: 5 } }])
        for (const [key, kilograms] of [
          ['old', 2],
          ['broken', 'many']
        ]) {
          const id = `job_${key}`
          await tx.enqueue('work.versioned', [{ id, payload: { key: 'x', grams: 0 } }])
          const payload = JSON.stringify({ key, kilograms })
          await tx
            .updateTable('jobs')
            .set({ payload, payloadVersion: 1 })
            .where('id', '=', id)
            .execute()
        }
        await tx.enqueue('work.versioned', [
          { id: 'job_future', payload: { key: 'future', grams: 0 } }
        ])
        await tx
          .updateTable('jobs')
          .set({ payloadVersion: 3 })
          .where('id', '=', 'job_future')
          .execute()
      })
      await until(async () => (await jobs()).filter(({ state }) => state === 'dead').length === 2)
      await until(async () => (await effects()).length === 2)
      const taken = (await effects()).map(({ key, job }) => [key, job]).sort()
      t.same(taken, [
        ['current', '5'],
        ['old', '2000']
      ])
      const { body } = await call({ url: '/v1/jobs?state=dead' })
      t.same(
        body.data.map((job: { error: { code: string } }) => job.error.code),
        ['JOB_PAYLOAD_INVALID', 'JOB_PAYLOAD_INVALID']
      )
      t.same(
        body.data.map((job: { attempt: number }) => job.attempt),
        [1, 1],
        'not tried again'
      )
    }
  )

  t.test('a job that nothing handles any more becomes a dead letter', async (t) => {
    const { engine, jobs, call } = await buildBench(t, on)
    await engine.transaction(async (tx) => {
      await tx.enqueue('work.do', [{ payload: { key: 'orphan' }, id: 'job_orphan' }])
      await tx
        .updateTable('jobs')
        .set({ name: 'gone.away' })
        .where('id', '=', 'job_orphan')
        .execute()
    })
    await until(async () => (await jobs())[0]?.state === 'dead')
    const { body } = await call({ url: '/v1/jobs?state=dead' })
    t.match(body.data, [{ error: { code: 'JOB_UNKNOWN' } }])
  })

  t.test('timeout: a handler that takes too long is aborted and tried again', async (t) => {
    const { put, effects, idle } = await buildBench(t, on, {
      hooks: {
        onRun: async ({ attempt, signal }) => {
          if (attempt > 1) return
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
          throw signal.reason
        }
      }
    })
    await put('work.plain', { payload: { key: 'slow' } })
    await idle()
    t.match(await effects(), [{ key: 'slow', attempt: 2 }])
  })

  t.test('postponed: a job that is told to wait spends no attempt', async (t) => {
    const { put, effects, idle } = await buildBench(t, on)
    const key = `postponed-${on.join('-')}`
    await put('work.do', { payload: { key, postponeMs: 100 } })
    await idle()
    t.match(await effects(), [{ key, attempt: 1 }])
  })

  t.test('key: of those that wait the newest payload wins, and the earliest time', async (t) => {
    const { engine, put, effects, idle, jobs } = await buildBench(t, on)
    const later = engine.clock.after(60_000)
    await put('work.keyed', { payload: { key: 'sku/1' }, runAt: later })
    await put(
      'work.keyed',
      { payload: { key: 'sku/2' }, runAt: later },
      { payload: { key: 'other/1' }, runAt: later }
    )
    t.equal((await jobs()).length, 2)
    await put('work.keyed', { payload: { key: 'sku/3' } })
    await until(async () => (await effects()).length === 1)
    t.equal((await effects())[0]?.key, 'sku/3')
    await put('work.keyed', { payload: { key: 'other/2' } })
    await idle()
    t.same(timesByKey(await effects()), { 'sku/3': 1, 'other/2': 1 })
  })

  t.test('key: jobs of different names have nothing to do with each other', async (t) => {
    const { engine, put, effects, jobs, idle } = await buildBench(t, on)
    const later = engine.clock.after(400)
    await put('work.keyed', { payload: { key: 'all/1' }, runAt: later })
    await put('work.do', { payload: { key: 'of another job' }, key: 'all', runAt: later })
    t.same(
      (await jobs()).map(({ name }) => name),
      ['work.keyed', 'work.do']
    )
    await idle()
    const done = (await effects()).map(({ key, job }) => [job, key]).sort()
    t.same(done, [
      ['work.do', 'of another job'],
      ['work.keyed', 'all/1']
    ])
  })

  t.test('key: while one runs a second one waits for its end', async (t) => {
    const running = new Set<string>()
    let mostAtOnce = 0
    const { put, effects, jobs, idle } = await buildBench(t, on, {
      hooks: {
        onRun: async ({ payload, signal }) => {
          running.add(payload.key)
          mostAtOnce = Math.max(mostAtOnce, running.size)
          await new Promise((resolve) => setTimeout(resolve, payload.key === 'sku/1' ? 300 : 10))
          running.delete(payload.key)
          signal.throwIfAborted()
        }
      }
    })
    await put('work.keyed', { payload: { key: 'sku/1' } })
    await until(() => running.has('sku/1'))
    await put('work.keyed', { payload: { key: 'sku/2' } })
    await put('work.keyed', { payload: { key: 'sku/3' } })
    t.same(
      (await jobs()).map(({ state }) => state),
      ['running', 'ready']
    )
    await idle()
    t.equal(mostAtOnce, 1)
    t.same(timesByKey(await effects()), { 'sku/1': 1, 'sku/3': 1 })
  })

  t.test('key: a retry that a newer job has superseded does not run', async (t) => {
    const { put, effects, idle, engine } = await buildBench(t, on, {
      hooks: {
        onRun: async ({ payload, attempt }) => {
          if (payload.key !== 'sku/1' || attempt > 1) return
          await engine.transaction((tx) =>
            tx.enqueue('work.keyed', [{ payload: { key: 'sku/2' } }])
          )
          throw new Error('fails after a newer one was put in')
        }
      }
    })
    await put('work.keyed', { payload: { key: 'sku/1' } })
    await idle()
    t.same(timesByKey(await effects()), { 'sku/2': 1 })
  })

  t.test('progress: of a running job can be read', async (t) => {
    let release = () => {}
    const { put, call, jobs, idle } = await buildBench(t, on, {
      config: { jobs: { leaseMs: 400 } },
      hooks: {
        onRun: async (job) => {
          job.progress(7, 20)
          await new Promise<void>((resolve) => {
            release = resolve
          })
        }
      }
    })
    await put('work.do', { payload: { key: 'long' } })
    const read = async () => (await call({ url: '/v1/jobs?state=running' })).body.data[0]
    await until(async () => (await read())?.progressDone === 7)
    t.match(await read(), { progressDone: 7, progressTotal: 20 })
    release()
    await idle()
    t.same(await jobs(), [])
  })

  t.test('progress: a part of one is none, and takes no lease from anybody', async (t) => {
    const runs: string[] = []
    const { put, effects, idle } = await buildBench(t, on, {
      config: { jobs: { leaseMs: 1000 } },
      hooks: {
        onRun: (job) => {
          runs.push(job.payload.key)
          if (job.payload.key === 'odd') job.progress(12.5, Number.POSITIVE_INFINITY)
        }
      }
    })
    await put('work.do', { payload: { key: 'odd', waitMs: 2500 } })
    await put('work.do', { payload: { key: 'sound', waitMs: 2500 } })
    await idle()
    t.same(timesByKey(await effects()), { odd: 1, sound: 1 })
    t.same(runs.sort(), ['odd', 'sound'], 'each ran once')
  })

  t.test('errors: whatever a handler throws ends its job, and nothing else', async (t) => {
    const Odd = defineError({
      ...{ code: 'ODD', status: 502, title: 'Odd' },
      detail: (f: { orderId: bigint }) => `order ${f.orderId}`
    })
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const thrown: Record<string, unknown> = {
      bigint: new Odd({ orderId: 10n }),
      circular: new Odd(circular as never),
      object: Object.assign(new Error('none'), { message: circular }),
      nothing: Object.create(null),
      postponed: new JobPostponed({ retryAfterMs: Number.NaN }),
      zero: new Error('the platform answered: a\0b'),
      half: new Error(`${'x'.repeat(499 - 'work.do failed for good in attempt 3: '.length)}😀 rest`)
    }
    const { put, effects, jobs, call } = await buildBench(t, on, {
      config: { jobs: { leaseMs: 3000 } },
      hooks: {
        onRun: ({ payload: { key } }) => {
          if (Object.hasOwn(thrown, key)) throw thrown[key]
        }
      }
    })
    await put(
      'work.do',
      ...Object.keys(thrown).map((key) => ({ payload: { key } })),
      ...works(20, 'sound')
    )
    await until(async () => (await jobs()).every(({ state }) => state === 'dead'))
    t.same(timesByKey(await effects()), onceEach(works(20, 'sound')))
    const dead = (await call({ url: '/v1/jobs?state=dead&limit=100' })).body.data
    t.equal(dead.length, Object.keys(thrown).length)
    const alerts = (await call({ url: '/v1/alerts?kind=job.dead&state=open&limit=100' })).body.data
    t.equal(alerts.length, dead.length, 'an alert for each')
  })

  t.test('enqueue: a job may have any id', async (t) => {
    const { put, effects, idle } = await buildBench(t, on)
    await put('work.do', { payload: { key: 'named' }, id: 'sync:order-1' })
    await idle()
    t.match(await effects(), [{ key: 'named', attempt: 1 }])
  })

  t.test('cancel: a job that waits never runs; one that runs is told to stop', async (t) => {
    const aborted: string[] = []
    const { engine, put, call, effects, jobs } = await buildBench(t, on, {
      config: { jobs: { leaseMs: 400 } },
      hooks: {
        onRun: ({ payload, signal }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              aborted.push(payload.key)
              resolve()
            })
          })
      }
    })
    const runAt = engine.clock.after(60_000)
    await put('work.do', { payload: { key: 'waits' }, id: 'job_waits', runAt })
    await put('work.single', { payload: { key: 'runs' }, id: 'job_runs' })
    const stateOf = async (id: string) => (await jobs()).find((job) => job.id === id)?.state
    await until(async () => (await stateOf('job_runs')) === 'running')
    for (const id of ['job_waits', 'job_runs']) {
      t.equal((await call({ method: 'POST', url: `/v1/jobs/${id}/cancel` })).status, 200)
    }
    await until(async () => (await stateOf('job_runs')) === 'canceled')
    t.equal(await stateOf('job_waits'), 'canceled')
    t.same(aborted, ['runs'])
    t.same(await effects(), [])
    const { status } = await call({ method: 'POST', url: '/v1/jobs/job_runs/cancel' })
    t.equal(status, 404, 'not twice')
  })

  t.test(
    'replay: a dead letter runs again from its first attempt and its alert is cleared',
    async (t) => {
      let isMended = false
      const { put, call, effects, jobs, idle } = await buildBench(t, on, {
        hooks: {
          onRun: () => {
            if (!isMended) throw new Error('not yet')
          }
        }
      })
      await put('work.do', { payload: { key: 'again' }, id: 'job_again' })
      await until(async () => (await jobs())[0]?.state === 'dead')
      const alerts = async () => (await call({ url: '/v1/alerts?kind=job.dead' })).body.data
      t.match(await alerts(), [{ state: 'open', subjectId: 'job_again' }])
      isMended = true
      t.match(await call({ method: 'POST', url: '/v1/jobs/job_again/replay' }), {
        status: 200,
        body: { attempt: 0 }
      })
      await idle()
      t.match(await effects(), [{ key: 'again', attempt: 1 }])
      t.match(await alerts(), [{ state: 'resolved' }])
    }
  )

  t.test('replay: is refused while a newer job waits under the key', async (t) => {
    const { engine, put, call, jobs } = await buildBench(t, on)
    await put('work.keyed', { payload: { key: 'sku/1', isFinal: true }, id: 'job_dead' })
    await until(async () => (await jobs())[0]?.state === 'dead')
    await put('work.keyed', { payload: { key: 'sku/2' }, runAt: engine.clock.after(60_000) })
    t.match(await call({ method: 'POST', url: '/v1/jobs/job_dead/replay' }), {
      status: 409,
      body: { code: 'JOB_SUPERSEDED' }
    })
  })

  t.test('after: a handler that fails is told again, and its effect happens once', async (t) => {
    const { engine, effects, idle } = await buildBench(t, on)
    const batch = Array.from({ length: 250 }, (_, index) => ({ key: `event-${index}` }))
    await engine.transaction((tx) => tx.emit('work.happened', batch))
    const vetoed = engine.transaction(async (tx) => {
      await tx.emit('work.happened', [{ key: 'vetoed' }])
      throw new Error('veto')
    })
    await t.rejects(vetoed)
    await idle()
    t.same(timesByKey(await effects()), Object.fromEntries(batch.map(({ key }) => [key, 1])))
    t.ok((await effects()).every(({ attempt }) => attempt === 2))
  })

  t.test('metrics: say how many jobs are dead', async (t) => {
    const { put, call, jobs } = await buildBench(t, on)
    await put('work.do', { payload: { key: 'hopeless', isFinal: true } })
    await until(async () => (await jobs())[0]?.state === 'dead')
    t.match((await call({ url: '/metrics' })).text, /^shopkeeper_jobs_dead 1$/m)
  })
})
