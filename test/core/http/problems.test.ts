import { once } from 'node:events'
import { connect } from 'node:net'
import { buildTestEngine, onEachDatabase } from '../../harness.ts'
import { notes } from '../notes.ts'

onEachDatabase(async (t, kind) => {
  const http = { bodyMaxBytes: 100_000 }
  const { call, engine, logged } = await buildTestEngine(t, kind, {
    plugins: [notes],
    adapters: [],
    http
  })
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    call({ method: 'POST', url: '/v1/notes', body, headers })
  const json = { 'content-type': 'application/json' }

  async function refuses(answer: Awaited<ReturnType<typeof call>>, status: number, code: string) {
    t.equal(answer.status, status, code)
    t.match(answer.headers['content-type'], /^application\/problem\+json/)
    t.match(answer.body, {
      type: `/errors#${code}`,
      title: String,
      status,
      code,
      instance: /^\/requests\/req_/
    })
    t.equal(await engine.use('notes').count(), 0, 'nothing was kept')
    return answer.body
  }

  t.test('validation: every fault is named with a pointer to it', async (t) => {
    const body = await refuses(
      await post({ text: '', colour: 'red', dueAt: 'soon' }),
      400,
      'VALIDATION_FAILED'
    )
    const pointers = body.errors.map((error: { pointer: string }) => error.pointer)
    t.same(pointers.sort(), ['#/colour', '#/dueAt', '#/text'])
    const missing = await refuses(await post({}), 400, 'VALIDATION_FAILED')
    t.same(missing.errors, [{ pointer: '#/text', detail: 'is required' }])
  })

  t.test('validation: a body is not bent into shape', async (t) => {
    const body = await refuses(await post({ text: 5 }), 400, 'VALIDATION_FAILED')
    t.same(body.errors, [{ pointer: '#/text', detail: 'must be string' }])
    await refuses(await post([]), 400, 'VALIDATION_FAILED')
    await refuses(await post(undefined), 400, 'VALIDATION_FAILED')
  })

  t.test('validation: a query string is held to its schema too', async (t) => {
    const limit = await refuses(
      await call({ url: '/v1/notes?limit=101' }),
      400,
      'VALIDATION_FAILED'
    )
    t.match(limit.errors, [{ pointer: '#querystring/limit' }])
    const unknown = await refuses(
      await call({ url: '/v1/notes?offset=3' }),
      400,
      'VALIDATION_FAILED'
    )
    t.same(unknown.errors, [{ pointer: '#querystring/offset', detail: 'is not a field here' }])
    await refuses(await call({ url: '/v1/notes?after=garbage' }), 400, 'CURSOR_INVALID')
  })

  t.test(
    'a body that cannot be read: malformed JSON, prototype tricks, text that is none',
    async () => {
      const bodies = [
        '{"text": ',
        '{"text":"a","__proto__":{"isAdmin":true}}',
        '{"text":"a","constructor":{"prototype":{"x":1}}}',
        '{"text":"nul \\u0000"}',
        '{"text":"half a pair \\ud83d"}'
      ]
      for (const body of bodies) await refuses(await post(body, json), 400, 'REQUEST_MALFORMED')
      await refuses(await call({ url: '/v1/notes/%00' }), 400, 'REQUEST_MALFORMED')
    }
  )

  t.test('a body of another type, or one that is too large', async (t) => {
    await refuses(
      await post('text=a', { 'content-type': 'text/csv' }),
      415,
      'MEDIA_TYPE_UNSUPPORTED'
    )
    const large = `{"text":"${'x'.repeat(50_000_000)}"}`
    const body = await refuses(await post(large, json), 413, 'BODY_TOO_LARGE')
    t.equal(body.limitBytes, 100_000)
  })

  t.test('an address that leads nowhere needs no key', async () => {
    await refuses(await call({ url: '/v1/nothing?x=1', as: null }), 404, 'ROUTE_NOT_FOUND')
    await refuses(await call({ url: '/', as: null }), 404, 'ROUTE_NOT_FOUND')
    await refuses(await call({ url: '/v1/notes/%c0', as: null }), 400, 'REQUEST_MALFORMED')
    await refuses(
      await call({ url: `/v1/notes/${'x'.repeat(201)}`, as: null }),
      400,
      'REQUEST_MALFORMED'
    )
    await refuses(
      await call({ method: 'PATCH', url: '/v1/notes/a', body: {} }),
      404,
      'ROUTE_NOT_FOUND'
    )
  })

  t.test('a defined refusal tells its fields; the transaction is undone', async (t) => {
    const body = await refuses(await post({ text: 'refuse' }), 409, 'NOTE_REFUSED')
    t.match(body, { text: 'refuse', detail: 'refuse is refused' })
    await refuses(await call({ url: '/v1/notes/not_x' }), 404, 'NOT_FOUND')
  })

  t.test('a failure of ours tells nothing; the log does', async (t) => {
    const answer = await post({ text: 'explode' })
    await refuses(answer, 500, 'INTERNAL_ERROR')
    t.notMatch(answer.text, /secret|explosion|stack|\.ts/)
    t.notOk('detail' in answer.body)
    const line = logged.find((entry) => entry.level === 50) as {
      err: { message: string }
      reqId: string
    }
    t.equal(line.err.message, 'secret detail of an explosion')
    t.ok(answer.body.instance.endsWith(line.reqId), 'found by the request that the answer names')
  })

  t.test('bytes that are no HTTP are answered 400 and closed', async (t) => {
    await engine.app.listen({ port: 0 })
    const { port } = engine.app.server.address() as { port: number }
    const socket = connect(port, '127.0.0.1')
    socket.end('this is no HTTP\r\n\r\n')
    const [answer] = await once(socket, 'data')
    t.match(String(answer), /^HTTP\/1\.1 400 /)
  })

  t.test(
    'instants of any offset become UTC with milliseconds, so that they sort as text',
    async (t) => {
      const { body } = await post({ text: 'a', dueAt: '2026-01-01T08:00:00+08:00' })
      t.equal(body.dueAt, '2026-01-01T00:00:00.000Z')
      for (const dueAt of [
        '2026-02-30T00:00:00Z',
        '2026-01-01',
        '2026-01-01T25:00:00Z',
        '2026-06-30T23:59:60Z'
      ]) {
        t.equal((await post({ text: 'a', dueAt })).status, 400, dueAt)
      }
      t.ok((await post({ text: '\\u0000 written out, and 🫖' })).status === 201)
    }
  )
})
