import t from 'tap'
import { buildTestEngine, freshDatabase, missingServers } from '../harness.ts'
import { notes } from './notes.ts'

t.test(
  'replica: one that is behind keeps nobody from starting, and knows no key by itself',
  { skip: missingServers },
  async (t) => {
    const database = await freshDatabase(t, 'postgres')
    // So far behind that it has no table yet.
    const replica = await freshDatabase(t, 'postgres')
    const { call } = await buildTestEngine(
      t,
      'postgres',
      { plugins: [notes], adapters: [], database: { replicaUrl: replica.url } as never },
      { database }
    )
    const made = await call({ method: 'POST', url: '/v1/keys', body: { name: 'x', role: 'owner' } })
    t.equal(made.status, 201, 'a key is made')
    const write = () =>
      call({
        ...{ method: 'POST', url: '/v1/notes', body: { text: 'a' } },
        headers: { authorization: `Bearer ${made.body.key}` }
      })
    t.equal((await write()).status, 201, 'it is good at once')
    t.equal((await call({ method: 'DELETE', url: `/v1/keys/${made.body.id}` })).status, 204)
    t.match(await write(), { status: 401, body: { code: 'KEY_REFUSED' } }, 'and revoked at once')
  }
)
