import { changeChannel } from '../../plugins/channels/accounts/accounts.ts'
import { openSecrets, sealSecrets } from '../../plugins/channels/accounts/credentials.ts'
import { findChannel } from '../../plugins/channels/repository/accounts.ts'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { buildShop, encryptionKey } from './shop.ts'

const key = Buffer.from(encryptionKey, 'base64')
const settings = {
  baseUrl: 'http://127.0.0.1:1',
  apiKey: 'canary-api-key',
  webhookSecret: 'canary-webhook'
}
const plugins = ['catalog', 'inventory', 'orders', 'channels']
const adapters = ['sandbox']

onEachDatabase(async (t, kind) => {
  t.test('secrets: they open with their key for their channel, and not otherwise', async (t) => {
    const sealed = sealSecrets({ apiKey: 'canary' }, 'a', key)!
    t.notMatch(sealed, /canary/)
    t.not(sealSecrets({ apiKey: 'canary' }, 'a', key), sealed)
    t.same(openSecrets(sealed, 'a', key), { apiKey: 'canary' })
    const unreadable = { code: 'CREDENTIALS_UNREADABLE' }
    t.throws(() => openSecrets(sealed, 'b', key), unreadable)
    t.throws(() => openSecrets(sealed, 'a', Buffer.alloc(32, 8)), unreadable)
    const other = sealed.at(-2) === 'A' ? 'B' : 'A'
    const changed = sealed.slice(0, -2) + other + sealed.at(-1)
    t.throws(() => openSecrets(changed, 'a', key), unreadable)
    t.throws(() => openSecrets(sealed, 'a', undefined), { code: 'ENCRYPTION_KEY_MISSING' })
  })

  t.test('secrets: no answer, row, audit entry or log line shows them', async (t) => {
    const { engine, call, logged } = await buildTestEngine(t, kind, {
      encryptionKey,
      plugins,
      adapters
    })
    const body = { id: 'a', platform: 'sandbox', name: 'A', settings }
    const answers = [
      await call({ method: 'POST', url: '/v1/channels', body }),
      await call({ url: '/v1/channels' }),
      await call({ url: '/v1/channels/a' }),
      await call({
        method: 'PATCH',
        url: '/v1/channels/a',
        body: { settings: { apiKey: 'canary-new-key' } }
      }),
      await call({ url: '/v1/audit?subjectId=a' }),
      await call({ url: '/v1/jobs' })
    ]
    for (const { status, text } of answers) {
      t.ok(status < 300, text)
      t.notMatch(text, /canary/)
    }
    await t.rejects(engine.use('channels').pullOrders('a', { signal: AbortSignal.timeout(5000) }))
    const rows = await engine.db.selectFrom('channels').selectAll().execute()
    t.notMatch(JSON.stringify(rows), /canary/)
    t.notMatch(JSON.stringify(logged), /canary/)
    t.same(openSecrets(rows[0]!.secrets, 'a', key), {
      apiKey: 'canary-new-key',
      webhookSecret: 'canary-webhook'
    })
  })

  t.test('secrets: without an encryption key an account that has some is refused', async (t) => {
    const { call } = await buildTestEngine(t, kind, { plugins, adapters })
    const body = { platform: 'sandbox', name: 'A', settings }
    const refused = await call({ method: 'POST', url: '/v1/channels', body })
    t.match(refused, { status: 409, body: { code: 'ENCRYPTION_KEY_MISSING' } })
    t.notMatch(refused.text, /canary/)
    t.same((await call({ url: '/v1/channels' })).body.data, [])
  })

  t.test('accounts: what is wrong with one is said by name, and nothing is kept', async (t) => {
    const { call } = await buildTestEngine(t, kind, { encryptionKey, plugins, adapters })
    const post = (body: object) =>
      call({
        method: 'POST',
        url: '/v1/channels',
        body: { platform: 'sandbox', name: 'A', settings, ...body }
      })
    t.match(await post({ platform: 'ebay' }), { status: 400, body: { code: 'ADAPTER_UNKNOWN' } })
    const { apiKey: _, ...keyless } = settings
    t.match(await post({ settings: keyless }), {
      status: 400,
      body: { code: 'CHANNEL_SETTINGS_INVALID', key: 'settings.apiKey', expected: 'is missing' }
    })
    t.match(await post({ settings: { ...settings, colour: 'red' } }), {
      body: { code: 'CHANNEL_SETTINGS_INVALID', key: 'settings.colour' }
    })
    t.match(await post({ stockPolicy: { ratioBps: 10_001 } }), {
      body: { code: 'VALIDATION_FAILED' }
    })
    t.equal((await post({ id: 'a' })).status, 201)
    t.match(await post({ id: 'a' }), { status: 409, body: { code: 'CHANNEL_EXISTS' } })
    t.equal((await call({ url: '/v1/channels' })).body.data.length, 1)
  })

  t.test(
    'accounts: one from the config file is changed there, and retired when it is gone from it',
    async (t) => {
      const account = {
        id: 'a',
        platform: 'sandbox',
        name: 'A',
        settings,
        enabled: true,
        pullEverySeconds: 3600
      }
      const withAccounts = (accounts: object[]) => ({
        encryptionKey,
        plugins: ['catalog', 'inventory', 'orders', { use: 'channels', options: { accounts } }],
        adapters
      })
      const first = await buildTestEngine(t, kind, withAccounts([account]), { start: true })
      t.match((await first.call({ url: '/v1/channels/a' })).body, {
        isConfigured: true,
        isEnabled: true
      })
      const changed = await first.call({
        method: 'PATCH',
        url: '/v1/channels/a',
        body: { name: 'B' }
      })
      t.match(changed, { status: 409, body: { code: 'CHANNEL_CONFIGURED' } })
      await first.engine.stop()
      const second = await buildTestEngine(t, kind, withAccounts([]), {
        start: true,
        database: first.database
      })
      t.match((await second.call({ url: '/v1/channels/a' })).body, {
        isConfigured: false,
        isEnabled: false
      })
    }
  )

  t.test('accounts: a change needs the version that was read', async (t) => {
    const shop = await buildShop(t, kind)
    const change = (version: string) =>
      shop.call({
        method: 'PATCH',
        url: '/v1/channels/a',
        body: { name: 'New' },
        headers: { 'if-match': version }
      })
    t.match(await change('"v7"'), { status: 412, body: { code: 'VERSION_OUTDATED' } })
    t.match(await change('"v1"'), { status: 200, body: { name: 'New', version: 2 } })
  })

  t.test('accounts: of two changes at once neither is lost', async (t) => {
    const { call } = await buildShop(t, kind)
    const change = (body: object) => call({ method: 'PATCH', url: '/v1/channels/a', body })
    for (let round = 1; round <= 10; round++) {
      const news = { name: `Shop ${round}`, pullEverySeconds: round }
      const { name, pullEverySeconds } = news
      const answers = await Promise.all([change({ name }), change({ pullEverySeconds })])
      t.same(
        answers.map(({ status }) => status),
        [200, 200]
      )
      t.match((await call({ url: '/v1/channels/a' })).body, news)
    }
  })

  t.test('accounts: what has changed since it was read is not changed', async (t) => {
    const { engine, call } = await buildShop(t, kind)
    const read = (await findChannel(engine.db, 'a'))!
    const rename = (name: string) => engine.transaction((tx) => changeChannel(tx, read, { name }))
    t.match(await rename('One'), { name: 'One', version: read.version + 1 })
    await t.rejects(rename('Other'), { code: 'VERSION_OUTDATED' })
    t.match((await call({ url: '/v1/channels/a' })).body, { name: 'One' })
  })
})
