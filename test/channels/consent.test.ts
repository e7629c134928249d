import { Secret } from 'shopkeeper'
import { Type } from 'typebox'
import { onEachDatabase, until } from '../harness.ts'
import { type Bench, buildBench } from './bench.ts'
import type { Variant } from './platform.ts'

const Account = Type.Object(
  {
    baseUrl: Type.String(),
    secret: Secret(),
    shop: Type.String({ description: 'Granted by the owner' })
  },
  { additionalProperties: false }
)

/** A platform whose owner is asked, and which calls the state as it likes. */
const asking: Variant = {
  account: Account as never,
  consent: {
    needs: ['baseUrl', 'secret'],
    url: (_, { state, callbackUrl }) =>
      `https://small.example/grant?ref=${state}&back=${encodeURIComponent(callbackUrl)}`,
    async complete(_account, _io, { query, state }) {
      if (query.ref !== state) throw new Error('not our state')
      if (query.error) throw new Error(query.error)
      return {
        settings: { shop: query.shop },
        tokens: { accessToken: 'at', expiresAt: null, refreshToken: null, refreshExpiresAt: null }
      }
    }
  }
}

const publicUrl = 'https://shop.example'

async function ask(bench: Bench) {
  const { status, body, text } = await bench.post('/authorize')
  if (status !== 201) throw new Error(text)
  const ref = new URL(body.url).searchParams.get('ref')!
  return { ...body, ref } as { id: string; url: string; expiresAt: string; ref: string }
}

function answer(bench: Bench, query: Record<string, string>) {
  const search = new URLSearchParams(query)
  return bench.call({ url: `/v1/channels/authorize/callback/a?${search}`, as: null })
}

onEachDatabase(async (t, kind) => {
  t.test(
    'consent: an account begins with what is needed to ask, and works once its owner has agreed',
    async (t) => {
      const bench = await buildBench(t, kind, { adapter: asking, channels: { publicUrl } })
      const before = await bench.call({ url: '/v1/channels/a' })
      t.match(before.body, { pausedReason: /shopkeeper channel authorize a/ })
      const { id, url, ref } = await ask(bench)
      const back = encodeURIComponent(`${publicUrl}/v1/channels/authorize/callback/a`)
      t.match(url, back)
      const rows = JSON.stringify(
        await bench.engine.db.selectFrom('channelConsents').selectAll().execute()
      )
      t.notMatch(rows, ref, 'the state is kept as a hash')
      t.match(await answer(bench, { ref: 'forged', shop: 's' }), {
        status: 409,
        body: { code: 'CONSENT_NOT_OPEN' }
      })
      t.match(await answer(bench, { ref, shop: 'Small 1' }), {
        status: 200,
        body: { granted: true }
      })
      const after = await bench.call({ url: '/v1/channels/a' })
      t.match(after.body, { pausedAt: null, settings: { shop: 'Small 1' } })
      t.notMatch(after.text, /s3cret/)
      await until(() => bench.platform.count('orders') > 0, { timeoutMs: 60_000 })
      const { db } = bench.engine
      t.match(await bench.engine.use('channels').consentState(db, id), { state: 'granted' })
      const stored = await db.selectFrom('channelTokens').selectAll().executeTakeFirst()
      t.ok(stored?.sealed)
      t.match(await answer(bench, { ref, shop: 'Other' }), { status: 200 }, 'a repeated answer')
      const still = await bench.call({ url: '/v1/channels/a' })
      t.match(still.body, { settings: { shop: 'Small 1' } }, 'changes nothing')
    }
  )

  t.test('consent: a refusal is told, and its question is used up', async (t) => {
    const bench = await buildBench(t, kind, {
      adapter: asking,
      channels: { publicUrl },
      start: false
    })
    const { id, ref } = await ask(bench)
    t.match(await answer(bench, { ref, error: 'access_denied' }), {
      status: 409,
      body: { code: 'CONSENT_REFUSED', detail: 'access_denied' }
    })
    t.match(await answer(bench, { ref, shop: 's' }), { body: { code: 'CONSENT_NOT_OPEN' } })
    const { db } = bench.engine
    t.match(await bench.engine.use('channels').consentState(db, id), {
      state: 'refused',
      reason: 'access_denied'
    })
    const asked = await ask(bench)
    await bench.engine.transaction((tx) =>
      tx
        .updateTable('channelConsents')
        .set({ expiresAt: bench.engine.clock.after(-1) })
        .where('id', '=', asked.id)
        .execute()
    )
    const late = await answer(bench, { ref: asked.ref, shop: 's' })
    t.match(late.body, { code: 'CONSENT_NOT_OPEN' }, 'its time is over')
  })

  t.test(
    'consent: without a public address nobody can answer, and who needs no consent is told so',
    async (t) => {
      const bench = await buildBench(t, kind, { adapter: asking, start: false })
      t.match((await bench.post('/authorize')).body, { code: 'CALLBACK_UNKNOWN' })
      const plain = await buildBench(t, kind, { channels: { publicUrl }, start: false })
      t.match((await plain.post('/authorize')).body, { code: 'CHANNEL_UNSUPPORTED' })
    }
  )
})
