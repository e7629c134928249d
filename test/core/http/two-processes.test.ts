import { createKey, revokeKey } from '#core/access/keys'
import { buildTestEngine, onEachDatabase } from '../../harness.ts'
import { notes } from '../notes.ts'

const securityHeaders = {
  'content-security-policy': "default-src 'none'",
  'strict-transport-security': /max-age=\d+/,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'no-referrer'
}

onEachDatabase(async (t, kind) => {
  t.test('keys: what another process does to one counts from the next request on', async (t) => {
    const config = { plugins: [notes], adapters: [] }
    const here = await buildTestEngine(t, kind, config)
    const there = await buildTestEngine(t, kind, config, { database: here.database })
    const { row, key } = await there.engine.transaction((tx) =>
      createKey(tx, { name: 'till', role: 'manager' })
    )
    const read = (url: string) =>
      here.call({ url, as: null, headers: { authorization: `Bearer ${key}` } })
    t.equal((await read('/v1/notes')).status, 200)
    t.equal((await read('/v1/audit')).status, 200)
    await there.engine.transaction((tx) =>
      tx.updateTable('apiKeys').set({ role: 'clerk' }).where('id', '=', row.id).execute()
    )
    t.match(await read('/v1/audit'), { status: 403, body: { code: 'PERMISSION_MISSING' } })
    await there.engine.transaction((tx) => revokeKey(tx, row.id))
    t.match(await read('/v1/notes'), { status: 401, body: { code: 'KEY_REFUSED' } })
  })

  t.test('headers: every answer carries those that protect a browser', async (t) => {
    const { call } = await buildTestEngine(t, kind, { plugins: [notes], adapters: [] })
    for (const [url, as, status] of [
      ['/v1/notes', 'owner', 200],
      ['/v1/notes', null, 401],
      ['/v1/nothing', 'owner', 404],
      ['/healthz', null, 200]
    ] as const) {
      t.match(await call({ url, as }), { status, headers: securityHeaders }, `${url} ${status}`)
    }
  })
})
