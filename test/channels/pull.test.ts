import type { Test } from 'tap'
import { onEachDatabase, until } from '../harness.ts'
import { buildShop, type Shop } from './shop.ts'

async function storedOrders(shop: Shop): Promise<number> {
  const { rows } = await shop
    .call({ url: '/v1/orders?limit=100' })
    .then(({ body }) => ({ rows: body.data }))
  return rows.length
}

async function openAlerts(shop: Shop, kind: string) {
  const { body } = await shop.call({ url: `/v1/alerts?kind=${kind}` })
  return body.data.filter((alert: { state: string }) => alert.state !== 'resolved')
}

async function runs(shop: Shop) {
  return (await shop.call({ url: '/v1/channels/a/runs' })).body.data
}

onEachDatabase(async (t, kind) => {
  t.test(
    'pull: fifty orders over three pages, forwards, and a first sync of thirty windows',
    async (t) => {
      const shop = await buildShop(t, kind)
      shop.placeOrders('a', 50)
      const counts = await shop.pull('a')
      t.match(counts, { documents: 50, created: 50, rejected: 0 })
      t.equal(await storedOrders(shop), 50)
      t.equal(await shop.available('MUG-CELADON'), 50)
      // Thirty days back in windows of a day that overlap: thirty-one, and two more pages in the
      // last.
      t.equal(shop.sandboxes.a!.calls.get('orders/list'), 33)
      t.match(await runs(shop), [{ kind: 'pullOrders', state: 'done', created: 50 }])
    }
  )

  t.test('pull: the second one begins where the first ended and changes nothing', async (t) => {
    const shop = await buildShop(t, kind)
    shop.placeOrders('a', 5)
    await shop.pull('a')
    const callsBefore = shop.sandboxes.a!.calls.get('orders/list')!
    shop.clock.advance(500)
    const counts = await shop.pull('a')
    t.equal(counts.created, 0)
    t.equal(counts.updated, 0)
    t.equal(shop.sandboxes.a!.calls.get('orders/list'), callsBefore + 1)
    t.equal(await storedOrders(shop), 5)
  })

  for (const direction of ['forward', 'backward'] as const) {
    t.test(`pull: rows that move between pages are all taken, ${direction}`, async (t) => {
      const shop = await buildShop(t, kind, { direction })
      shop.placeOrders('a', 60)
      // After each page the oldest order changes: it leaves the window, and the rows after it move
      // up.
      shop.sandboxes.a!.faults.add({ kind: 'moveRows', times: 3 })
      await shop.pull('a')
      shop.clock.advance(60_000)
      await shop.pull('a')
      t.equal(await storedOrders(shop), 60)
      t.equal(await shop.available('MUG-CELADON'), 40)
    })
  }

  t.test('pull: duplicate, reordered and enriched rows count once', async (t) => {
    const shop = await buildShop(t, kind)
    shop.placeOrders('a', 30)
    for (const fault of ['duplicateRows', 'reorderRows', 'unknownFields'] as const) {
      shop.sandboxes.a!.faults.add({ kind: fault, times: 2 })
    }
    await shop.pull('a')
    t.equal(await storedOrders(shop), 30)
    t.equal(await shop.available('MUG-CELADON'), 70)
  })

  for (const fault of ['serverError', 'errorIn200', 'timeoutAfterEffect'] as const) {
    t.test(
      `pull: ends in the middle of its pages (${fault}), then goes on without gap or double`,
      async (t) => {
        const shop = await buildShop(t, kind, { account: { since: '2026-03-01T07:00:00.000Z' } })
        shop.placeOrders('a', 50)
        const { faults, calls } = shop.sandboxes.a!
        let isBroken = false
        const service = shop.engine.use('channels')
        const breakAfterFirstPage = () => {
          if (!isBroken) faults.add({ kind: fault, operation: 'orders/list' })
          isBroken = true
        }
        const broken = service.pullOrders('a', {
          signal: AbortSignal.timeout(60_000),
          onPage: breakAfterFirstPage
        })
        await t.rejects(broken, { code: 'CHANNEL_CALL_FAILED' })
        t.equal(await storedOrders(shop), 20)
        const callsBefore = calls.get('orders/list')!
        t.match(await shop.pull('a'), { documents: 30, created: 30 })
        t.equal(calls.get('orders/list')! - callsBefore, 2)
        t.equal(await storedOrders(shop), 50)
        t.equal(await shop.available('MUG-CELADON'), 50)
        t.match(await runs(shop), [
          { state: 'done', created: 30 },
          { state: 'failed', created: 20, error: { code: 'CHANNEL_CALL_FAILED' } }
        ])
      }
    )
  }

  t.test('pull: an expired token is renewed, and nobody notices', async (t) => {
    const shop = await buildShop(t, kind)
    shop.placeOrders('a', 3)
    shop.sandboxes.a!.faults.add({ kind: 'expiredToken', operation: 'orders/list' })
    t.match(await shop.pull('a'), { created: 3 })
    t.equal(shop.sandboxes.a!.calls.get('token'), 2)
  })

  t.test('W7: an unknown status is kept and raises an alert', async (t) => {
    const shop = await buildShop(t, kind)
    shop.placeOrders('a', 3)
    shop.sandboxes.a!.faults.add({ kind: 'unknownStatus' })
    t.match(await shop.pull('a'), { created: 3, rejected: 0 })
    t.equal((await openAlerts(shop, 'order.unmapped-status')).length, 1)
  })

  t.test('pull: an order that makes no sense is set apart, and settled once it does', async (t) => {
    const shop = await buildShop(t, kind)
    shop.placeOrders('a', 3)
    shop.sandboxes.a!.faults.add({ kind: 'badAmount' })
    t.match(await shop.pull('a'), { created: 2, rejected: 1 })
    const [id] = [...shop.sandboxes.a!.world.orders.keys()]
    const open = () => shop.call({ url: '/v1/channels/a/rejected?settled=false' })
    t.match((await open()).body.data, [{ source: 'orders', externalId: id, line: null, count: 1 }])
    t.match(await openAlerts(shop, 'channel.rejected-rows'), [{ subjectId: 'a', count: 1 }])

    shop.sandboxes.a!.changeOrder(id!, { status: 'SHIPPED' })
    shop.clock.advance(1000)
    t.match(await shop.pull('a'), { rejected: 0 })
    t.same((await open()).body.data, [])
    t.same(await openAlerts(shop, 'channel.rejected-rows'), [])
  })

  t.test(
    'pull: an account that the platform refuses is paused with an alert, until it is resumed',
    async (t) => {
      const shop = await buildShop(t, kind)
      shop.placeOrders('a', 3)
      shop.sandboxes.a!.faults.add({ kind: 'banned' })
      await t.rejects(shop.pull('a'), { code: 'CHANNEL_BROKEN' })
      const paused = await shop.call({ url: '/v1/channels/a' })
      t.match(paused.body, { pausedReason: 'the shop is closed', isEnabled: true })
      t.equal((await openAlerts(shop, 'channel.broken')).length, 1)
      const refused = await shop.call({ method: 'POST', url: '/v1/channels/a/pull' })
      t.match(refused.body, { code: 'CHANNEL_PAUSED' })

      const resumed = await shop.call({ method: 'POST', url: '/v1/channels/a/resume' })
      t.equal(resumed.body.pausedAt, null)
      t.same(await openAlerts(shop, 'channel.broken'), [])
      t.match(await shop.pull('a'), { created: 3 })
    }
  )

  t.test('pull: two at once take each page once', async (t) => {
    const shop = await buildShop(t, kind, { account: { since: '2026-03-01T07:00:00.000Z' } })
    shop.placeOrders('a', 50)
    const results = await Promise.allSettled([shop.pull('a'), shop.pull('a')])
    const lost = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
    for (const { reason } of lost) t.equal(reason.code, 'PULL_OVERTAKEN')
    await shop.pull('a')
    t.equal(await storedOrders(shop), 50)
    t.equal(await shop.available('MUG-CELADON'), 50)
  })

  t.test('pull: returns and refunds are kept as they are, newest last', (t) => afterSales(t, kind))
})

async function afterSales(t: Test, kind: 'sqlite' | 'postgres'): Promise<void> {
  const shop = await buildShop(t, kind, { start: true, account: { pullEverySeconds: 1 } })
  const { world } = shop.sandboxes.a!
  const order = shop.sandboxes.a!.placeOrder()!
  const opened = world.openCase(order.order_id, 'refund')
  const kept = () => shop.engine.db.selectFrom('channelRecords').selectAll().execute()
  await until(async () => (await kept()).length === 1)
  const [row] = await kept()
  t.match(JSON.parse(row!.document).body, {
    case_id: opened.case_id,
    kind: 'refund',
    state: 'OPEN'
  })
  const { body } = await shop.call({ url: '/v1/channels/a/after-sales' })
  t.match(body.data, [{ externalId: opened.case_id, orderExternalId: order.order_id }])
  t.notOk('body' in body.data[0], 'what the platform tells beyond that stays inside')
}
