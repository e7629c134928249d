import { createKey } from '#core/access/keys'
import { manualClock } from '#core/time'
import { buildTestEngine, onEachDatabase } from '../../harness.ts'
import { notes } from '../notes.ts'

onEachDatabase(async (t, kind) => {
  const build = async (test: typeof t, http = {}) => {
    const clock = manualClock('2026-01-01T00:00:00.000Z')
    const built = await buildTestEngine(
      test,
      kind,
      { plugins: [notes], adapters: [], http },
      { clock }
    )
    const list = (key: string) =>
      built.call({ url: '/v1/notes', as: null, headers: { authorization: key } })
    return { ...built, clock, list }
  }

  t.test(
    'keys: missing, of another scheme or wrong is 401 and says how to authenticate',
    async (t) => {
      const { call, list } = await build(t)
      const missing = await call({ url: '/v1/notes', as: null })
      t.match(missing, {
        status: 401,
        body: { code: 'KEY_MISSING' },
        headers: { 'www-authenticate': 'Bearer' }
      })
      t.match(await list('Basic abc'), { status: 401, body: { code: 'KEY_MISSING' } })
      t.match(await list('Bearer sk_wrong'), { status: 401, body: { code: 'KEY_REFUSED' } })
    }
  )

  t.test(
    'keys: one made over HTTP works, is shown once and is dead as soon as it is revoked',
    async (t) => {
      const { call, list } = await build(t)
      const body = { name: 'till', role: 'manager' }
      const made = await call({ method: 'POST', url: '/v1/keys', body })
      t.equal(made.status, 201)
      t.match(made.body.key, /^sk_[\w-]{43}$/)
      t.equal((await list(`Bearer ${made.body.key}`)).status, 200)
      const listed = await call({ url: '/v1/keys' })
      t.notMatch(listed.text, made.body.key)
      t.notMatch(listed.text, /hash/)
      t.equal((await call({ method: 'DELETE', url: `/v1/keys/${made.body.id}` })).status, 204)
      t.match(await list(`Bearer ${made.body.key}`), { status: 401, body: { code: 'KEY_REFUSED' } })
      t.equal((await call({ method: 'DELETE', url: `/v1/keys/${made.body.id}` })).status, 404)
    }
  )

  t.test(
    'keys: one that expires is refused from that instant on, whatever its offset',
    async (t) => {
      const { call, list, clock } = await build(t)
      const body = { name: 'guest', role: 'manager', expiresAt: '2026-01-01T09:00:00+08:00' }
      const { body: made } = await call({ method: 'POST', url: '/v1/keys', body })
      clock.set('2026-01-01T00:59:59.999Z')
      t.equal((await list(`Bearer ${made.key}`)).status, 200)
      clock.set('2026-01-01T01:00:00.000Z')
      t.equal((await list(`Bearer ${made.key}`)).status, 401)
    }
  )

  t.test(
    'roles: each may do what its permissions say, and only the owner makes keys',
    async (t) => {
      const { call } = await build(t)
      const write = (as: 'manager' | 'analyst') =>
        call({ method: 'POST', url: '/v1/notes', body: { text: 'a' }, as })
      t.equal((await write('manager')).status, 201)
      const refused = {
        status: 403,
        body: { code: 'PERMISSION_MISSING', permission: 'notes:write' }
      }
      t.match(await write('analyst'), refused)
      t.equal((await call({ url: '/v1/notes', as: 'analyst' })).status, 200)
      t.equal((await call({ url: '/v1/notes', as: 'clerk' })).status, 403)
      t.equal((await call({ url: '/v1/keys', as: 'manager' })).status, 403)
      const body = { name: 'mine', role: 'owner' }
      t.equal((await call({ method: 'POST', url: '/v1/keys', body, as: 'manager' })).status, 403)
    }
  )

  t.test('scopes: narrow a key below its role, and never widen it', async (t) => {
    const { engine, call } = await build(t)
    const scopes = ['notes:read', 'access:manage']
    const { key } = await engine.transaction((tx) =>
      createKey(tx, { name: 'narrow', role: 'manager', scopes })
    )
    const headers = { authorization: `Bearer ${key}` }
    t.equal((await call({ url: '/v1/notes', as: null, headers })).status, 200)
    const body = { text: 'a' }
    t.equal((await call({ method: 'POST', url: '/v1/notes', body, as: null, headers })).status, 403)
    t.equal((await call({ url: '/v1/keys', as: null, headers })).status, 403)
  })

  t.test(
    'guessing: twenty different wrong keys a minute, then even the right one has to wait',
    async (t) => {
      const { call, clock, list } = await build(t)
      await call({ url: '/v1/notes' })
      for (let i = 0; i < 100; i++) t.equal((await list('Bearer sk_old')).status, 401)
      t.equal(
        (await call({ url: '/v1/notes' })).status,
        200,
        'one old key over and over is no guessing'
      )
      for (let i = 0; i < 19; i++) t.equal((await list(`Bearer sk_${i}`)).status, 401)
      const limited = await list('Bearer sk_more')
      t.match(limited, {
        status: 429,
        body: { code: 'RATE_LIMITED' },
        headers: { 'retry-after': '60' }
      })
      t.equal((await call({ url: '/v1/notes' })).status, 429)
      clock.advance(60_000)
      t.equal((await call({ url: '/v1/notes' })).status, 200)
    }
  )

  t.test('rate limit: beyond it a problem with Retry-After; health is never limited', async (t) => {
    const { call } = await build(t, { rateLimitPerMinute: 3 })
    for (let i = 0; i < 3; i++) t.equal((await call({ url: '/v1/notes' })).status, 200)
    const limited = await call({ url: '/v1/notes' })
    t.match(limited, {
      status: 429,
      body: { code: 'RATE_LIMITED' },
      headers: { 'retry-after': /^\d+$/ }
    })
    for (let i = 0; i < 5; i++) t.equal((await call({ url: '/healthz', as: null })).status, 200)
  })

  t.test('audit: an entry names who, what and in which request', async (t) => {
    const { call } = await build(t)
    const { body: note } = await call({
      method: 'POST',
      url: '/v1/notes',
      body: { text: 'a' },
      as: 'manager'
    })
    const keys = await call({ url: '/v1/keys' })
    const key = keys.body.data.find((row: { role: string }) => row.role === 'manager')
    const { body } = await call({ url: `/v1/audit?subjectId=${note.id}` })
    t.match(body.data, [
      {
        action: 'note.create',
        subjectType: 'note',
        actor: key.id,
        requestId: /^req_/,
        jobId: null,
        before: null,
        after: { text: 'a' },
        at: '2026-01-01T00:00:00.000Z'
      }
    ])
    t.equal(body.data.length, 1)
    await call({ method: 'POST', url: '/v1/notes', body: { text: 'refuse' } })
    const all = await call({ url: '/v1/audit?limit=100' })
    const written = all.body.data.filter(
      (entry: { action: string }) => entry.action === 'note.create'
    )
    t.equal(written.length, 1, 'what was undone leaves no entry')
  })
})
