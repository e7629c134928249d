import type { Test } from 'tap'
import type { Tokens } from '#core/channel/authorization'
import { systemClock } from '#core/time'
import { runningClock } from '../conformance/adapter/running-clock.ts'
import { buildTestEngine, type DatabaseKind, onEachDatabase, until } from '../harness.ts'
import {
  callPlatform,
  orderAt,
  type Platform,
  platformAdapter,
  startPlatform,
  type Variant
} from './platform.ts'
import { encryptionKey } from './shop.ts'

/** An engine with one account on a small platform, on a clock that runs ahead while something is waited for. */
async function buildHasty(t: Test, kind: DatabaseKind, adapter: Variant) {
  const platform = await startPlatform(t)
  const clock = runningClock()
  const test = await buildTestEngine(
    t,
    kind,
    {
      encryptionKey,
      plugins: ['catalog', 'inventory', 'orders', 'channels'],
      adapters: [platformAdapter(adapter)],
      jobs: { pollMs: 10, leaseMs: 600_000 }
    },
    { clock }
  )
  await test.engine.transaction((tx) =>
    test.engine.use('channels').save(tx, {
      id: 'a',
      platform: 'small',
      name: 'Small shop',
      settings: platform.settings,
      pullEverySeconds: 3600,
      since: clock.after(-60_000),
      unknownSkus: 'createUntracked'
    })
  )
  const passUntil = (condition: () => Promise<boolean>) =>
    until(async () => {
      if (await condition()) return true
      clock.advance(1000)
      return false
    })
  const alerts = () =>
    test.engine.db.selectFrom('alerts').select(['kind']).where('state', '<>', 'resolved').execute()
  return { ...test, platform, passUntil, alerts }
}

/** Answers with pages of one order each; every other call fails, and the next shows the page. */
function listPages(platform: Platform, pages: number): void {
  platform.on('orders', ({ pageToken }) => {
    if (platform.count('orders') % 2 === 0) return 503
    const page = Number(pageToken ?? 1)
    const order = orderAt(`o${page}`, new Date(systemClock.ms()).toISOString())
    return { data: { documents: [order], next: page < pages ? String(page + 1) : null } }
  })
}

/** A platform that tells tokens by number. */
const numbered: Variant = {
  hasTokens: true,
  tokens: {
    renew: ({ baseUrl }, io) => callPlatform<Tokens>(baseUrl, io, { operation: 'token', body: {} })
  }
}

function giveTokens(platform: Platform): void {
  platform.on('token', () => ({
    data: {
      accessToken: `t${platform.count('token')}`,
      expiresAt: null,
      refreshToken: null,
      refreshExpiresAt: null
    }
  }))
}

onEachDatabase(async (t, kind) => {
  t.test(
    'set-backs: a job that gets on between its failures comes to its end, however many they are',
    async (t) => {
      const pages = 12
      const { engine, platform, passUntil, alerts } = await buildHasty(t, kind, {})
      listPages(platform, pages)
      let attempts = 0
      await engine.start()
      await passUntil(async () => {
        const jobs = await engine.db
          .selectFrom('jobs')
          .select('attempt')
          .where('name', '=', 'channels.pull-orders')
          .execute()
        attempts = Math.max(attempts, ...jobs.map(({ attempt }) => attempt))
        const orders = await engine.db.selectFrom('orders').select('id').execute()
        return orders.length === pages
      })
      t.ok(
        platform.count('orders') >= 2 * pages - 1,
        'it has failed more often than it may in a row'
      )
      t.ok(attempts < 5, `it was as if it had not failed before: ${attempts} attempts at most`)
      t.same(await alerts(), [])
    }
  )

  t.test('set-backs: a new token that is refused is replaced by another', async (t) => {
    const { engine, platform, passUntil, alerts } = await buildHasty(t, kind, numbered)
    giveTokens(platform)
    platform.on('orders', (_, token) => (token === 't4' ? { data: {} } : { code: 'TOKEN' }))
    await engine.start()
    await passUntil(async () => {
      const { lastPulledAt } = await engine.db
        .selectFrom('channels')
        .select('lastPulledAt')
        .executeTakeFirstOrThrow()
      return lastPulledAt !== null
    })
    t.equal(platform.count('token'), 4)
    t.same(await alerts(), [])
  })

  t.test('set-backs: new tokens that are refused again and again pause the account', async (t) => {
    const { engine, platform, passUntil, alerts } = await buildHasty(t, kind, numbered)
    giveTokens(platform)
    platform.on('orders', () => ({ code: 'TOKEN' }))
    await engine.start()
    await passUntil(async () => (await alerts()).some(({ kind }) => kind === 'channel.broken'))
    t.equal(platform.count('orders'), 10, 'five times with an old and a new one')
    t.match(await engine.db.selectFrom('channels').select('pausedReason').execute(), [
      { pausedReason: /TOKEN/ }
    ])
  })
})
