import type { Role } from '#core/access/roles'
import { notes } from '../core/notes.ts'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildWebhookShop } from './shop.ts'

const base = '/v1/webhook-subscriptions'
const body = { url: 'https://example.com/hooks?token=canary-token', events: ['note.written'] }
const guarded = { start: false, options: { unsafeAllowPrivateNetworks: false } }

onEachDatabase(async (t, kind) => {
  t.test('subscriptions: made, listed, read, changed and deleted, with versions', async (t) => {
    const { call } = await buildWebhookShop(t, kind, guarded)
    const made = await call({ method: 'POST', url: base, body })
    t.match(made, { status: 201, headers: { etag: '"v1"' }, body: { ...body, state: 'enabled' } })
    const { id, secret, ...shown } = made.body
    t.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
    const url = `${base}/${id}`
    t.same((await call({ url: base })).body, { data: [{ id, ...shown }], next: null })
    t.match(await call({ url }), { headers: { etag: '"v1"' }, body: shown })
    const change = (version: string) =>
      call({
        method: 'PATCH',
        url,
        body: { events: ['note.*'], description: 'for the ERP' },
        headers: { 'if-match': version }
      })
    t.match(await change('"v7"'), { status: 412, body: { code: 'VERSION_OUTDATED' } })
    const changed = { events: ['note.*'], description: 'for the ERP', url: body.url, version: 2 }
    t.match(await change('"v1"'), { status: 200, headers: { etag: '"v2"' }, body: changed })
    const disabled = await call({ method: 'POST', url: `${url}/disable` })
    t.match(disabled, { status: 200, body: { state: 'disabled', disabledReason: 'byHand' } })
    const test = { method: 'POST', url: `${url}/test` } as const
    t.match(await call(test), { status: 409, body: { code: 'WEBHOOK_DISABLED' } })
    t.match((await call({ method: 'POST', url: `${url}/enable` })).body, { state: 'enabled' })
    t.match(await call(test), { status: 202, body: { type: 'webhook.test', state: 'pending' } })
    t.equal((await call({ method: 'DELETE', url })).status, 204)
    t.equal((await call({ method: 'DELETE', url })).status, 404)
    t.equal((await call({ url })).status, 404)
    const log = (await call({ url: '/v1/webhook-deliveries' })).body.data
    t.match(log, [{ subscriptionId: id, state: 'failed' }], 'the log stays, and nothing is sent')
    const acts = (await call({ url: `/v1/audit?subjectId=${id}` })).body.data
    t.same(
      acts.map(({ action }: { action: string }) => action),
      ['delete', 'enable', 'disable', 'change', 'create'].map((act) => `webhook.${act}`)
    )
  })

  t.test(
    'subscriptions: what may not be called or does not exist is refused by field',
    async (t) => {
      const { call } = await buildWebhookShop(t, kind, guarded)
      const post = (changed: object) =>
        call({ method: 'POST', url: base, body: { ...body, ...changed } })
      for (const url of ['http://example.com/', 'https://127.0.0.1/', 'https://u:p@example.com/']) {
        const refused = { status: 400, body: { code: 'DESTINATION_REFUSED', field: 'url' } }
        t.match(await post({ url }), refused, url)
      }
      const unknown = { code: 'WEBHOOK_EVENT_UNKNOWN', field: 'events/1', known: ['note.written'] }
      t.match(await post({ events: ['*', 'note.eaten'] }), { status: 400, body: unknown })
      t.match(await post({ events: ['order.*'] }), { body: { code: 'WEBHOOK_EVENT_UNKNOWN' } })
      t.match(await post({ events: ['*.written'] }), { body: { code: 'VALIDATION_FAILED' } })
      t.match(await post({ events: [] }), { body: { code: 'VALIDATION_FAILED' } })
      t.match(await post({ secret: 'whsec_mine' }), { body: { code: 'VALIDATION_FAILED' } })
      const { id } = (await post({})).body
      const patch = { method: 'PATCH', url: `${base}/${id}` } as const
      t.match(await call({ ...patch, body: { url: 'https://[::1]/' } }), { status: 400 })
      t.match(await call({ ...patch, body: { events: ['none'] } }), { status: 400 })
      t.equal((await call({ url: base })).body.data.length, 1)
    }
  )

  t.test('destinations: one that is refused by now is not called', async (t) => {
    const open = await buildWebhookShop(t, kind, { start: false })
    const { id } = await open.subscribe({ url: 'http://127.0.0.1:9999/' })
    await open.tell('a')
    await open.engine.stop()
    const { database } = open
    const shop = await buildWebhookShop(t, kind, { ...guarded, start: true, database })
    const { attemptLog } = await shop.attempted(1, id)
    t.match(attemptLog, [{ status: null, error: /^url: must begin with https/ }])
  })

  t.test('secrets: no row, answer, audit entry or log line shows them', async (t) => {
    const shop = await buildWebhookShop(t, kind, guarded)
    const { call, engine } = shop
    const { id, secret } = await shop.subscribe(body)
    const rotation = { method: 'POST', url: `${base}/${id}/rotate-secret`, body: {} } as const
    const rotated = await call(rotation)
    t.match(rotated, {
      status: 200,
      body: { version: 2, previousSecretUntil: shop.clock.after(86_400_000) }
    })
    const shown = [
      await engine.db.selectFrom('webhookSubscriptions').selectAll().execute(),
      (await call({ url: base })).body,
      (await call({ url: `${base}/${id}` })).body,
      (await call({ url: '/v1/audit' })).body,
      shop.logged
    ]
    for (const text of shown.map((part) => JSON.stringify(part))) {
      t.notOk(text.includes(secret) || text.includes(rotated.body.secret))
    }
    t.notMatch(JSON.stringify(shop.logged), /canary-token/)
    const idempotent = { 'idempotency-key': 'again' }
    const once = await call({ ...rotation, headers: idempotent })
    t.match(once.body, { secret: /^whsec_/, version: 3 })
    const { secret: _, ...secretless } = once.body
    t.same((await call({ ...rotation, headers: idempotent })).body, secretless, 'shown once')
    const stored = await engine.db.selectFrom('idempotencyKeys').selectAll().execute()
    t.notOk(JSON.stringify(stored).includes(once.body.secret), 'not even for retries')
    const outdated = await call({ ...rotation, headers: { 'if-match': '"v1"' } })
    t.match(outdated, { status: 412, body: { code: 'VERSION_OUTDATED' } })
    t.match(await call({ ...rotation, url: `${base}/whs_none/rotate-secret` }), { status: 404 })
    const rows = await engine.db.selectFrom('webhookSubscriptions').selectAll().execute()
    t.match(rows, [{ secret: /^v1\./, previousSecret: /^v1\./ }])
  })

  t.test('secrets: without an encryption key there is no subscription', async (t) => {
    const { call } = await buildTestEngine(t, kind, { plugins: [notes, 'webhooks'], adapters: [] })
    const refused = await call({ method: 'POST', url: base, body })
    t.match(refused, { status: 409, body: { code: 'WEBHOOK_KEY_MISSING' } })
    t.same((await call({ url: base })).body.data, [])
  })

  t.test('permissions: managers and integrations only', async (t) => {
    const { call } = await buildWebhookShop(t, kind, guarded)
    const statusOf = async (as: Role, write: boolean) =>
      (await call({ url: base, as, ...(write && { method: 'POST', body }) })).status
    for (const role of ['manager', 'integration'] as const) {
      t.same([await statusOf(role, false), await statusOf(role, true)], [200, 201], role)
    }
    for (const role of ['buyer', 'marketer', 'support', 'clerk', 'analyst'] as const) {
      t.same([await statusOf(role, false), await statusOf(role, true)], [403, 403], role)
    }
  })

  t.test('deliveries: filtered by subscription, state, event and time, in pages', async (t) => {
    const shop = await buildWebhookShop(t, kind, guarded)
    const first = await shop.subscribe(body)
    const second = await shop.subscribe(body)
    await shop.tell('a', 'b')
    shop.clock.advance(60_000)
    await shop.call({ method: 'POST', url: `${base}/${first.id}/test` })
    await shop.call({ method: 'POST', url: `${base}/${second.id}/disable` })
    const count = async (query: string) =>
      (await shop.call({ url: `/v1/webhook-deliveries?limit=100&${query}` })).body.data.length
    t.equal(await count(''), 5)
    t.equal(await count(`subscriptionId=${first.id}`), 3)
    t.equal(await count('state=failed'), 2)
    t.equal(await count('type=webhook.test'), 1)
    t.equal(await count(`since=${shop.clock.now()}`), 1)
    const page = (await shop.call({ url: '/v1/webhook-deliveries?limit=3' })).body
    const rest = await shop.call({ url: `/v1/webhook-deliveries?limit=3&after=${page.next}` })
    t.equal(rest.body.data.length, 2)
    const { messageId, payload } = await shop.delivery(second.id)
    t.match(payload, { type: 'note.written', data: { text: 'b' } })
    const messages = await shop.engine.db.selectFrom('webhookMessages').select('id').execute()
    t.equal(messages.length, 3, 'a body is kept once, however many want it')
    t.ok(messages.some(({ id }) => id === messageId))
  })

  t.test('clean-up: what has ended is forgotten in time, what is pending is not', async (t) => {
    const shop = await buildWebhookShop(t, kind, { options: { keepDays: 2 }, start: false })
    const kept = await shop.subscribe({ url: 'http://127.0.0.1:9999/' })
    const ended = await shop.subscribe(body)
    await shop.call({ method: 'POST', url: `${base}/${ended.id}/rotate-secret`, body: {} })
    await shop.call({ method: 'POST', url: `${base}/${ended.id}/test` })
    await shop.tell('a')
    await shop.call({ method: 'POST', url: `${base}/${ended.id}/disable` })
    const cleanUp = () => runJob(shop.engine, 'webhooks.clean-up')
    const left = async () =>
      (await shop.call({ url: '/v1/webhook-deliveries' })).body.data.map(
        (delivery: { subscriptionId: string }) => delivery.subscriptionId
      )
    shop.clock.advance(86_400_000)
    await cleanUp()
    t.equal((await left()).length, 3, 'not before its time')
    shop.clock.advance(86_400_001)
    await cleanUp()
    t.same(await left(), [kept.id])
    const messages = await shop.engine.db.selectFrom('webhookMessages').select('id').execute()
    t.equal(messages.length, 1, 'the one that is still needed')
    const rows = await shop.engine.db.selectFrom('webhookSubscriptions').selectAll().execute()
    t.ok(rows.every(({ previousSecret }) => previousSecret === null))
  })
})
