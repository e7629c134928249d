import { definePlugin, insertAll, type Plugin } from 'shopkeeper'
import { createKey } from '#core/access/keys'
import { buildTestEngine, onEachDatabase, until } from '../harness.ts'
import { NoteRefused, notes } from './notes.ts'

type Setup = Parameters<typeof definePlugin>[0]['setup']
type Context = Parameters<Setup>[0]

const listener = (name: string, listen: (ctx: Context) => void): Plugin =>
  definePlugin({ name, needs: ['notes'], setup: listen as never }) as Plugin

onEachDatabase(async (t, kind) => {
  t.test(
    'on: handlers run inside the transaction, in the order of their plugins, with the whole batch',
    async (t) => {
      const heard: string[] = []
      const hear = (name: string) =>
        listener(name, (ctx) =>
          ctx.on('note.written', async (tx, batch) => {
            const rows = await tx.selectFrom('notes').select('id').execute()
            heard.push(`${name}: ${batch.map((event) => event.text)}; sees ${rows.length}`)
          })
        )
      const last = { ...hear('last'), needs: ['notes', 'first'] } as Plugin
      const { engine, call } = await buildTestEngine(t, kind, {
        plugins: [last, hear('first'), notes],
        adapters: []
      })
      await call({ method: 'POST', url: '/v1/notes', body: { text: 'a' } })
      t.same(heard, ['first: a; sees 1', 'last: a; sees 1'])
      heard.length = 0
      const event = (text: string) => ({ id: text, text })
      await engine.transaction((tx) => tx.emit('note.written', [event('x'), event('y')]))
      await engine.transaction((tx) => tx.emit('note.written', []))
      t.same(heard, ['first: x,y; sees 1', 'last: x,y; sees 1'], 'an empty batch is no event')
    }
  )

  t.test('on: a veto undoes everything and answers as itself', async (t) => {
    const veto = listener('veto', (ctx) =>
      ctx.on('note.written', async (tx) => {
        await insertAll(tx, 'notes', [{ id: 'side-effect', text: 'x', version: 1 }])
        throw new NoteRefused({ text: 'vetoed' })
      })
    )
    const { engine, call } = await buildTestEngine(t, kind, {
      plugins: [notes, veto],
      adapters: []
    })
    const answer = await call({ method: 'POST', url: '/v1/notes', body: { text: 'a' } })
    t.match(answer, { status: 409, body: { code: 'NOTE_REFUSED', text: 'vetoed' } })
    t.equal(await engine.use('notes').count(), 0)
    const jobs = await engine.db.selectFrom('jobs').select('id').execute()
    t.same(jobs, [], 'nothing waits for what did not happen')
  })

  t.test('after: runs as a job once the transaction is committed, in batches', async (t) => {
    const batches: string[][] = []
    const follower = listener('follower', (ctx) =>
      ctx.after('note.written', (batch, job) =>
        job.complete(async () => {
          batches.push(batch.map((event) => event.text))
        })
      )
    )
    const config = { plugins: [notes, follower], adapters: [] }
    const { engine } = await buildTestEngine(t, kind, config, { start: true })
    const events = Array.from({ length: 450 }, (_, i) => ({ id: `n${i}`, text: String(i) }))
    await engine.transaction((tx) => tx.emit('note.written', events))
    await until(() => batches.flat().length === 450)
    t.same(batches.map((batch) => batch.length).sort(), [200, 200, 50].sort())
    t.equal(new Set(batches.flat()).size, 450)
  })

  t.test('after: a handler that throws is tried again, and the process goes on', async (t) => {
    let tries = 0
    const clumsy = listener('clumsy', (ctx) =>
      ctx.after('note.written', async () => {
        tries++
        throw new Error('stumbled')
      })
    )
    const config = { plugins: [notes, clumsy], adapters: [] }
    const { call, engine } = await buildTestEngine(t, kind, config, { start: true })
    t.equal((await call({ method: 'POST', url: '/v1/notes', body: { text: 'a' } })).status, 201)
    await until(() => tries >= 1)
    t.equal((await call({ url: '/v1/notes' })).status, 200)
    await until(async () => {
      const waiting = await engine.db.selectFrom('jobs').select(['attempt', 'state']).execute()
      return waiting.length === 1 && waiting[0]?.state !== 'running'
    })
  })

  t.test('overrides: each kind of registration can be switched off by its id', async (t) => {
    const heard: string[] = []
    const follower = listener('follower', (ctx) => {
      ctx.on('note.written', async () => void heard.push('on'))
      ctx.after('note.written', async () => void heard.push('after'))
    })
    const { engine, call } = await buildTestEngine(t, kind, {
      plugins: [notes, follower],
      adapters: [],
      overrides: {
        'route:listNotes': false,
        'on:note.written:follower': false,
        'after:note.written:follower': false,
        'job:notes.tidy': false,
        'proof:notes.have-text': false
      }
    })
    t.match(await call({ url: '/v1/notes' }), { status: 404, body: { code: 'ROUTE_NOT_FOUND' } })
    const { key } = await engine.transaction((tx) => createKey(tx, { name: 'head', role: 'owner' }))
    const headers = { authorization: `Bearer ${key}` }
    const head = await engine.app.inject({ method: 'HEAD', url: '/v1/notes', headers })
    t.equal(head.statusCode, 404, 'nor by HEAD')
    t.equal((await call({ method: 'POST', url: '/v1/notes', body: { text: 'a' } })).status, 201)
    t.same(heard, [])
    t.same(await engine.db.selectFrom('jobs').select('id').execute(), [])
    t.notOk(engine.registrations.jobs.has('notes.tidy'))
    t.notOk(engine.proofs.some((proof) => proof.name === 'notes.have-text'))
    const document = (await call({ url: '/openapi.json' })).body
    t.notOk(document.paths['/v1/notes'].get, 'nor is it documented')
  })

  t.test('overrides: a route, a handler, a job and a schedule can be replaced', async (t) => {
    const heard: string[] = []
    const follower = listener('follower', (ctx) =>
      ctx.on('note.written', async () => void heard.push('original'))
    )
    const { engine, call } = await buildTestEngine(t, kind, {
      plugins: [notes, follower],
      adapters: [],
      overrides: {
        'route:listNotes': async () => ({ data: [], next: 'replaced' }),
        'on:note.written:follower': async () => void heard.push('replaced'),
        'job:notes.tidy': async () => 'replaced',
        'schedule:notes.tidy': { cron: '5 5 * * *' }
      }
    })
    t.equal((await call({ url: '/v1/notes' })).body.next, 'replaced')
    t.equal((await call({ url: '/v1/notes', as: 'clerk' })).status, 403, 'it keeps its permission')
    await call({ method: 'POST', url: '/v1/notes', body: { text: 'a' } })
    t.same(heard, ['replaced'])
    const job = engine.registrations.jobs.get('notes.tidy')
    t.equal(job?.definition.schedule?.cron, '5 5 * * *')
    t.equal(await job?.handler({} as never), 'replaced')
    const off = { 'schedule:notes.tidy': false }
    const unscheduled = await buildTestEngine(t, kind, {
      plugins: [notes],
      adapters: [],
      overrides: off
    })
    t.equal(unscheduled.engine.registrations.jobs.get('notes.tidy')?.definition.schedule, undefined)
  })

  t.test(
    'overrides: an id that nothing has, or a value that is no override, is refused',
    async (t) => {
      const build = (overrides: Record<string, unknown>) =>
        buildTestEngine(t, kind, { plugins: [notes], adapters: [], overrides })
      await t.rejects(build({ 'route:listNots': false }), {
        code: 'OVERRIDE_UNKNOWN',
        message: /route:listNots/
      })
      await t.rejects(build({ 'route:listNotes': 'off' }), {
        code: 'CONFIG_INVALID',
        message: /overrides\.route:listNotes: must be false or a function/
      })
    }
  )
})
