import type { Tokens } from '#core/channel/authorization'
import { manualClock } from '#core/time'
import { Meter } from '../../plugins/channels/accounts/meter.ts'
import { type Renew, TokenKeeper } from '../../plugins/channels/accounts/tokens.ts'
import { onEachDatabase, onEachEnd, until } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildBench } from './bench.ts'
import { buildHasty } from './hasty.ts'
import { callPlatform, Refusal, type Variant } from './platform.ts'

/** An adapter whose platform rotates refresh tokens: each is taken once. */
const rotating: Variant = {
  hasTokens: true,
  tokens: {
    renew: ({ baseUrl }, io, current) =>
      callPlatform<Tokens>(baseUrl, io, {
        operation: 'token',
        body: { refresh: current?.refreshToken ?? null }
      })
  }
}

/** An adapter whose token is entered by a person: it is good until it is refused, and only another one helps. */
const entered: Variant = {
  hasTokens: true,
  tokens: {
    renew: async (_account, _io, current) => {
      if (current) throw new Refusal('REVOKED')
      return { ...tokens(1), refreshToken: null }
    }
  }
}

/** An adapter whose settings give a token of an hour whenever one is asked for. */
const bySettings: Variant = {
  hasTokens: true,
  tokens: {
    renew: async ({ baseUrl }, io) => ({
      ...(await callPlatform<Tokens>(baseUrl, io, { operation: 'token', body: {} })),
      expiresAt: io.clock.after(3_600_000),
      refreshToken: null
    })
  }
}

function tokens(number: number, expiresAt: string | null = null): Tokens {
  return {
    accessToken: `t${number}`,
    expiresAt,
    refreshToken: `r${number}`,
    refreshExpiresAt: null
  }
}

onEachDatabase(async (t, kind) => {
  t.test('tokens: of two processes one asks; the other gets what was stored', async (t) => {
    const bench = await buildBench(t, kind, { start: false })
    const clock = manualClock(bench.engine.clock.now())
    let asked = 0
    const used: (string | null)[] = []
    const renew: Renew = async (current) => {
      used.push(current?.refreshToken ?? null)
      await clock.sleep(50)
      return tokens(++asked, clock.after(3_600_000))
    }
    const { db } = bench.engine
    const transaction = bench.engine.transaction.bind(bench.engine)
    const host = { db, clock, transaction, encryptionKey: Buffer.alloc(32, 7) }
    const process = () =>
      new TokenKeeper(host, { id: 'a', version: 1 }, { meter: new Meter(), renew })
    const [one, two] = [process(), process()]
    t.same(await Promise.all([one.token(), two.token(), one.token()]), ['t1', 't1', 't1'])
    const row = await db.selectFrom('channelTokens').selectAll().executeTakeFirst()
    t.notMatch(JSON.stringify(row), /accessToken/, 'encrypted at rest')

    // The platform has refused t1 to both: whoever comes second finds t2.
    await one.replace('t1')
    await two.replace('t1')
    t.same([await one.token(), await two.token(), asked], ['t2', 't2', 2])
    await one.replace('t1')
    t.equal(asked, 2, 'a newer one is not thrown away')

    clock.advance(3_600_000 - 59_000)
    t.equal(await two.token(), 't3', 'renewed before the end')
    t.same(used, [null, 'r1', 'r2'], 'each refresh token is used once')
  })

  t.test('tokens: who could not get any lets the next one ask', async (t) => {
    const bench = await buildBench(t, kind, { start: false })
    const { db, clock } = bench.engine
    const transaction = bench.engine.transaction.bind(bench.engine)
    const host = { db, clock, transaction, encryptionKey: Buffer.alloc(32, 7) }
    let isDown = true
    const renew: Renew = async () => {
      if (isDown) throw new Error('down')
      return tokens(1)
    }
    const keeper = new TokenKeeper(host, { id: 'a', version: 1 }, { meter: new Meter(), renew })
    await t.rejects(keeper.token(), /down/)
    isDown = false
    t.equal(await keeper.token(), 't1')
  })

  t.test('tokens: new settings forget what the old ones brought', async (t) => {
    const bench = await buildBench(t, kind, { start: false, adapter: rotating })
    bench.platform.on('token', () => ({ data: tokens(1) }))
    const service = bench.engine.use('channels')
    await service.check('a')
    const stored = () => bench.engine.db.selectFrom('channelTokens').selectAll().execute()
    t.equal((await stored()).length, 1)
    const body = { settings: { secret: 'another' } }
    await bench.call({ method: 'PATCH', url: '/v1/channels/a', body })
    t.same(await stored(), [])
  })

  t.test('tokens: those that old settings bring late are not used with new ones', async (t) => {
    const bench = await buildBench(t, kind, { start: false, adapter: rotating })
    const { engine, platform, call } = bench
    const late: (() => void)[] = []
    platform.on('token', () => {
      const data = tokens(platform.count('token'))
      if (late.length > 0) return { data }
      return new Promise((resolve) => late.push(() => resolve({ data })))
    })
    const used: unknown[] = []
    platform.on('orders', (_, token) => {
      used.push(token)
      return { data: {} }
    })
    const first = runJob(engine, 'channels.pull-orders', { channelId: 'a' })
    await until(() => late.length === 1)
    const body = { settings: { secret: 'another' } }
    await call({ method: 'PATCH', url: '/v1/channels/a', body })
    late[0]!()
    await t.rejects(first, { code: 'JOB_POSTPONED' })
    await runJob(engine, 'channels.pull-orders', { channelId: 'a' })
    t.same(used, ['t2'])
  })

  t.test('tokens: settings that were replaced ask for none any more', async (t) => {
    const bench = await buildBench(t, kind, { start: false, adapter: rotating })
    const { engine, platform, call } = bench
    platform.on('token', () => ({ data: tokens(platform.count('token')) }))
    platform.on('orders', async () => {
      const body = { settings: { secret: 'another' } }
      await call({ method: 'PATCH', url: '/v1/channels/a', body })
      return { code: 'TOKEN' }
    })
    const pull = runJob(engine, 'channels.pull-orders', { channelId: 'a' })
    await t.rejects(pull, { code: 'JOB_POSTPONED' })
    t.equal(platform.count('token'), 1)
    t.same(await engine.db.selectFrom('channelTokens').selectAll().execute(), [])
  })
})

onEachEnd(async (t, kind, backend) => {
  t.test('tokens: a call with a token that has ended is made again with a new one', async (t) => {
    const bench = await buildBench(t, kind, { backend, adapter: rotating, start: false })
    const { platform } = bench
    let asked = 0
    platform.on('token', () => ({ data: tokens(++asked) }))
    platform.on('orders', (_, token) => (token === 't1' ? { code: 'TOKEN' } : { data: {} }))
    await bench.engine.start()
    await until(() => platform.count('orders') === 2, { timeoutMs: 60_000 })
    t.same(
      platform.calls.filter(({ operation }) => operation === 'token').map(({ body }) => body),
      [{ refresh: null }, { refresh: 'r1' }]
    )
    await until(async () => {
      const { body } = await bench.call({ url: '/v1/channels/a/runs?kind=pullOrders' })
      return body.data.some(
        (run: { renewals: number; retried: number; state: string }) =>
          run.state === 'done' && run.renewals === 2 && run.retried === 1
      )
    })
  })

  t.test(
    'tokens: refused for good, the account is paused; the alert names account and fix',
    async (t) => {
      const bench = await buildBench(t, kind, { backend, adapter: rotating, start: false })
      bench.platform.on('token', () => ({ code: 'REVOKED' }))
      await bench.engine.start()
      await until(async () => (await bench.alerts('channel.broken')).length === 1, {
        timeoutMs: 60_000
      })
      t.match(await bench.alerts('channel.broken'), [
        { subjectId: 'a', message: /Small shop is paused: .*REVOKED; enter its settings again/ }
      ])
      t.equal(bench.platform.count('orders'), 0)
      t.equal(bench.platform.count('token'), 1)
    }
  )
})

onEachDatabase(async (t, kind) => {
  t.test('tokens: the daily check renews what is past the middle of its life', async (t) => {
    const bench = await buildBench(t, kind, { adapter: rotating, start: false })
    const { platform, engine } = bench
    let asked = 0
    platform.on('token', () => ({ data: tokens(++asked) }))
    await engine.use('channels').check('a')
    await engine.transaction((tx) =>
      tx
        .updateTable('channelTokens')
        .set({
          renewedAt: engine.clock.after(-6 * 86_400_000),
          refreshExpiresAt: engine.clock.after(86_400_000)
        })
        .execute()
    )
    await engine.transaction((tx) => tx.enqueue('channels.reconcile-all', [{ payload: {} }]))
    await engine.start()
    await until(() => asked === 2, { timeoutMs: 60_000 })
    t.match(platform.calls.filter(({ operation }) => operation === 'token')[1], {
      body: { refresh: 'r1' }
    })
  })

  t.test(
    'tokens: the daily renewal leaves alone what there is nothing to renew with',
    async (t) => {
      const hasty = await buildHasty(t, kind, entered)
      const { engine, platform, clock } = hasty
      const pull = () =>
        engine.use('channels').pullOrders('a', { signal: AbortSignal.timeout(60_000) })
      await pull()
      for (let day = 0; day < 16; day++) {
        clock.advance(86_400_000)
        await runJob(engine, 'channels.reconcile-all')
        await runJob(engine, 'channels.renew-tokens', { channelId: 'a' })
      }
      t.same(await hasty.alerts(), [])
      const before = platform.count('orders')
      await pull()
      t.match(platform.calls.at(-1), { operation: 'orders', token: 't1' })
      t.ok(platform.count('orders') > before, 'the account works on with the token it has')
    }
  )

  t.test('tokens: where settings give one, the call that wants it asks, not the day', async (t) => {
    const { engine, platform, clock } = await buildHasty(t, kind, bySettings)
    platform.on('token', () => ({ data: tokens(platform.count('token')) }))
    const pull = () =>
      engine.use('channels').pullOrders('a', { signal: AbortSignal.timeout(60_000) })
    await pull()
    clock.advance(8 * 86_400_000)
    await runJob(engine, 'channels.renew-tokens', { channelId: 'a' })
    t.equal(platform.count('token'), 1)
    await pull()
    t.equal(platform.count('token'), 2)
    t.match(platform.calls.at(-1), { operation: 'orders', token: 't2' })
  })
})
