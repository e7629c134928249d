import { createKey } from '#core/access/keys'
import { manualClock } from '#core/time'
import { send } from '../../faults/buyers.ts'
import { startDyingEngine } from '../../faults/engine.ts'
import { buildTestEngine, freshDatabase, onEachDatabase } from '../../harness.ts'
import { notes } from '../notes.ts'

onEachDatabase(async (t, kind) => {
  const clock = manualClock('2026-01-01T00:00:00.000Z')
  const config = { plugins: [notes], adapters: [] }
  const { call, engine } = await buildTestEngine(t, kind, config, { clock })
  const count = () => engine.use('notes').count()
  const post = (key: string, text: string, more: Partial<Parameters<typeof call>[0]> = {}) =>
    call({
      method: 'POST',
      url: '/v1/notes',
      body: { text },
      headers: { 'idempotency-key': key },
      ...more
    })

  t.test(
    'I1: the same key and body: one effect, the same answer, marked as replayed',
    async (t) => {
      const before = await count()
      const first = await post('k-same', 'a')
      const second = await post('"k-same"', 'a')
      t.equal(first.status, 201)
      t.equal(second.status, 201)
      t.equal(second.text, first.text, 'byte for byte')
      t.equal(second.headers.etag, first.headers.etag)
      t.notOk(first.headers['idempotency-replayed'])
      t.equal(second.headers['idempotency-replayed'], 'true')
      t.equal(await count(), before + 1)
    }
  )

  t.test('I2: the same key with another body, path or method is refused', async (t) => {
    const { body } = await post('k-other', 'a')
    const before = await count()
    const others = [
      await post('k-other', 'b'),
      await post('k-other', 'a', { url: `/v1/notes/${body.id}`, method: 'PUT' }),
      await post('k-other', 'a', { url: '/v1/notes?x=1' })
    ]
    for (const answer of others) {
      t.match(answer, { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
    }
    t.equal(await count(), before)
  })

  t.test(
    'I3: ten at once with one key: one effect, and each gets its answer or is told to wait',
    async (t) => {
      const before = await count()
      const answers = await Promise.all(Array.from({ length: 10 }, () => post('k-parallel', 'a')))
      const done = answers.filter((answer) => answer.status === 201)
      t.ok(done.length >= 1)
      t.equal(new Set(done.map((answer) => answer.text)).size, 1)
      t.equal(done.filter((answer) => !answer.headers['idempotency-replayed']).length, 1)
      t.ok(answers.every((answer) => answer.status === 201 || answer.status === 409))
      t.equal(await count(), before + 1)
    }
  )

  t.test('I6: a key is missing where one is required', async (t) => {
    const { body } = await post('k-required', 'a')
    const url = `/v1/notes/${body.id}`
    const answer = await call({ method: 'DELETE', url })
    t.match(answer, { status: 400, body: { code: 'IDEMPOTENCY_KEY_MISSING' } })
    const headers = { 'idempotency-key': 'k-delete' }
    const [first, second] = [
      await call({ method: 'DELETE', url, headers }),
      await call({ method: 'DELETE', url, headers })
    ]
    t.same([first.status, first.text, second.status, second.text], [204, '', 204, ''])
    t.equal(second.headers['idempotency-replayed'], 'true')
  })

  t.test('I8: a key that cannot be used is refused', async (t) => {
    for (const key of [
      '',
      'x'.repeat(129),
      'x'.repeat(256),
      'two words',
      'tab\tbed',
      'ключ',
      '"'
    ]) {
      const answer = await post(Buffer.from(key).toString('latin1'), 'a')
      if (key === '"') t.equal(answer.status, 201, 'a quote alone is a visible character')
      else
        t.match(
          answer,
          { status: 400, body: { code: 'IDEMPOTENCY_KEY_INVALID' } },
          JSON.stringify(key)
        )
    }
  })

  t.test('I7: the same key of another caller is its own', async (t) => {
    const before = await count()
    const mine = await post('k-shared', 'mine')
    const theirs = await post('k-shared', 'theirs', { as: 'manager' })
    t.same([mine.status, theirs.status], [201, 201])
    t.not(theirs.body.id, mine.body.id)
    t.equal(await count(), before + 2)
  })

  t.test('I8: a refusal and a failure are not kept: the retry is done', async (t) => {
    t.equal((await post('k-invalid', '')).status, 400)
    t.equal((await post('k-invalid', 'a')).status, 201)
    t.equal((await post('k-failed', 'explode')).status, 500)
    t.equal((await post('k-failed', 'a')).status, 201)
    t.equal((await post('k-refused', 'refuse')).status, 409)
    t.equal((await post('k-refused', 'a')).status, 201)
  })

  t.test('I8: an answer is kept for 24 hours', async (t) => {
    await post('k-old', 'a')
    const before = await count()
    clock.advance(24 * 3600 * 1000 - 1)
    t.equal((await post('k-old', 'a')).headers['idempotency-replayed'], 'true')
    t.equal((await post('k-old', 'b')).status, 422)
    clock.advance(1)
    const after = await post('k-old', 'b')
    t.equal(after.status, 201)
    t.notOk(after.headers['idempotency-replayed'])
    t.equal(await count(), before + 1)
  })

  for (const { id, name, at, isCommitted } of [
    {
      id: 'I4',
      name: 'after the commit and before the answer',
      at: '^after commit',
      isCommitted: true
    },
    { id: 'I5', name: 'before the commit', at: '^before commit', isCommitted: false }
  ]) {
    const retry = isCommitted ? 'gets the stored answer' : 'is executed'
    t.test(`${id}: kill -9 ${name}: the retry ${retry}, and there is one row`, async (t) => {
      const database = await freshDatabase(t, kind)
      const { engine: first } = await buildTestEngine(t, kind, config, { database })
      const input = { name: 'caller', role: 'owner' } as const
      const { key } = await first.transaction((tx) => createKey(tx, input))
      await first.stop()
      const dies = { at, since: '^after insert into notes' }
      const api = await startDyingEngine(t, { database, plugins: ['notes'], dies })
      const address = (await api.line(/^ready /)).replace('ready ', '')
      const note = { path: '/v1/notes', key: 'k-crash', body: { text: 'a' } }
      t.equal(await send(address, key, note), null, 'no answer came')
      t.equal((await api.exited).signal, 'SIGKILL', api.output())
      const { engine: next } = await buildTestEngine(t, kind, config, { database })
      t.equal(await next.use('notes').count(), isCommitted ? 1 : 0)
      const response = await next.app.inject({
        method: 'POST',
        url: note.path,
        headers: { authorization: `Bearer ${key}`, 'idempotency-key': note.key },
        payload: note.body
      })
      t.equal(response.statusCode, 201)
      t.equal(response.headers['idempotency-replayed'] === 'true', isCommitted)
      t.match(response.json(), { text: 'a', version: 1 })
      t.equal(await next.use('notes').count(), 1)
    })
  }
})
