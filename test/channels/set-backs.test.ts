import { systemClock } from '#core/time'
import { onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildHasty, giveTokens, numbered } from './hasty.ts'
import { orderAt, overlapping, type Platform } from './platform.ts'

/** Answers with pages of one order each; every other call fails, and the next shows the page. */
function listPages(platform: Platform, pages: number): void {
  platform.on('orders', ({ pageToken }) => {
    if (platform.count('orders') % 2 === 0) return 503
    const page = Number(pageToken ?? 1)
    const order = orderAt(`o${page}`, new Date(systemClock.ms()).toISOString())
    return { data: { documents: [order], next: page < pages ? String(page + 1) : null } }
  })
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
    const { platform, startPulled, alerts } = await buildHasty(t, kind, numbered)
    giveTokens(platform)
    platform.on('orders', (_, token) => (token === 't4' ? { data: {} } : { code: 'TOKEN' }))
    await startPulled()
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

  t.test('set-backs: where webhooks go is told anew when settings change meanwhile', async (t) => {
    const { engine, platform, call } = await buildHasty(t, kind, {
      capabilities: { orders: { pull: overlapping, push: { by: 'queue', topics: ['order'] } } }
    })
    const subscribe = () => runJob(engine, 'channels.subscribe', { channelId: 'a' })
    const noted = async () => {
      const rows = await engine.db.selectFrom('channels').select('subscribedUrl').execute()
      return rows[0]!.subscribedUrl
    }
    await subscribe()
    t.equal(await noted(), 'queue')
    platform.on('subscribe', async () => {
      const body = { settings: { secret: 'another' } }
      await call({ method: 'PATCH', url: '/v1/channels/a', body })
      return { data: {} }
    })
    await subscribe()
    t.equal(await noted(), null, 'the platform knows the old secret')
  })

  t.test('set-backs: what is refused to settings that were replaced pauses nothing', async (t) => {
    const { engine, platform, call, alerts } = await buildHasty(t, kind, {})
    platform.on('orders', async () => {
      const body = { settings: { secret: 'another' } }
      await call({ method: 'PATCH', url: '/v1/channels/a', body })
      return { code: 'REVOKED' }
    })
    const pull = () => runJob(engine, 'channels.pull-orders', { channelId: 'a' })
    await pull()
    t.match((await call({ url: '/v1/channels/a' })).body, { pausedAt: null })
    t.same(await alerts(), [])
    platform.on('orders', () => ({ code: 'REVOKED' }))
    await pull()
    t.match((await call({ url: '/v1/channels/a' })).body, { pausedReason: /REVOKED/ })
  })
})
