import { onEachDatabase } from '../harness.ts'
import { buildHasty, type Hasty, loseJob } from './hasty.ts'
import { orderAt, type PlatformAnswer } from './platform.ts'

const pages = 4

/** Shows orders that no pull has seen, one a page; `fails` may have a call fail instead. */
function listMissed({ platform, clock }: Hasty, fails: (page: number) => boolean): void {
  const at = clock.after(-30_000)
  platform.on('orders', ({ pageToken }): PlatformAnswer => {
    const page = Number(pageToken ?? 1)
    if (fails(page)) return { code: 'BUSY' }
    const next = page < pages ? String(page + 1) : null
    return { data: { documents: [orderAt(`o${page}`, at)], next } }
  })
}

function readAgain({ engine }: Hasty): Promise<unknown> {
  return engine.transaction((tx) =>
    tx.enqueue('channels.reconcile-orders', [{ payload: { channelId: 'a' } }])
  )
}

/** Lets time pass until a second reading is over. */
function passUntilOver({ engine, passUntil, alerts }: Hasty): Promise<void> {
  return passUntil(async () => {
    const rows = await engine.db.selectFrom('channelRechecks').select('channelId').execute()
    return (
      rows.length === 0 && (await alerts()).some(({ kind }) => kind === 'channel.orders-missed')
    )
  })
}

/** What the last run of a second reading says. */
async function lastDetail({ call }: Hasty) {
  const { body } = await call({ url: '/v1/channels/a/runs?kind=reconcileOrders' })
  return body.data[0].detail
}

const found = { missing: pages, outdated: 0, names: ['o1', 'o2', 'o3', 'o4'], isCaughtUp: true }

onEachDatabase(async (t, kind) => {
  t.test('second reading: after a failure it goes on where it was, and reports all', async (t) => {
    const shop = await buildHasty(t, kind, {})
    await shop.startPulled()
    const before = shop.platform.count('orders')
    let failures = 0
    listMissed(shop, (page) => page === 3 && ++failures <= 2)
    await readAgain(shop)
    await passUntilOver(shop)
    t.match(await lastDetail(shop), found)
    t.equal(shop.platform.count('orders') - before, pages + 2, 'no page was read twice')
  })

  t.test(
    'second reading: one whose job is lost in the middle is taken up by the sweep',
    async (t) => {
      const shop = await buildHasty(t, kind, {})
      const { engine } = shop
      await shop.startPulled()
      let isDown = true
      listMissed(shop, (page) => page === 3 && isDown)
      await readAgain(shop)
      await shop.passUntil(async () => {
        const runs = await engine.db
          .selectFrom('channelRuns')
          .select('id')
          .where('kind', '=', 'reconcileOrders')
          .where('state', '=', 'failed')
          .execute()
        if (runs.length === 0) return false
        return loseJob(shop, 'channels.reconcile-orders')
      })
      isDown = false
      await passUntilOver(shop)
      t.match(await lastDetail(shop), found)
      const before = shop.platform.count('orders')
      const payload = { channelId: 'a', isGoingOn: true }
      await engine.transaction((tx) => tx.enqueue('channels.reconcile-orders', [{ payload }]))
      await shop.passUntil(async () => {
        const jobs = await engine.db
          .selectFrom('jobs')
          .select('id')
          .where('name', '=', 'channels.reconcile-orders')
          .execute()
        return jobs.length === 0
      })
      t.equal(shop.platform.count('orders'), before, 'what is over is not begun anew')
    }
  )
})
