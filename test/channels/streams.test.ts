import { onEachDatabase, onEachEnd, until } from '../harness.ts'
import { type Bench, buildBench } from './bench.ts'
import { orderAt, overlapping, type Variant } from './platform.ts'

const slow = { timeoutMs: 60_000 }

const told: Variant = {
  capabilities: {
    orders: { pull: overlapping, push: false },
    reviews: { pull: overlapping, reply: false },
    messages: { pull: overlapping, send: false }
  }
}

const queueing: Variant = {
  capabilities: { orders: { pull: overlapping, push: { by: 'queue', topics: ['order'] } } }
}

const remembering: Variant = {
  capabilities: {
    orders: {
      pull: { ...overlapping, reach: 'P2D' },
      push: false,
      history: { ...overlapping, reach: 'P90D' }
    }
  }
}

async function ordersOf({ call }: Bench): Promise<string[]> {
  const { body } = await call({ url: '/v1/orders?limit=100' })
  return body.data.map(({ externalId }: { externalId: string }) => externalId).sort()
}

/** Orders as a list shows them: those that changed inside of the span. */
function within(orders: ReturnType<typeof orderAt>[]) {
  return (body: Record<string, unknown>) => {
    const { since, until: end } = body.slice as { since: string; until: string }
    const documents = orders.filter(({ modifiedAt: at }) => at >= since && at < end)
    return { data: { documents } }
  }
}

onEachEnd(async (t, kind, backend) => {
  t.test(
    'streams: reviews and messages are read beside the orders; the newest of each is kept',
    async (t) => {
      const bench = await buildBench(t, kind, { backend, adapter: told, start: false })
      const { platform, engine } = bench
      const review = (text: string, modifiedAt: string) => ({
        kind: 'review',
        externalId: 'r-1',
        orderExternalId: null,
        externalListingId: 'L',
        rating: 5,
        text,
        reply: null,
        modifiedAt,
        body: { secret: 'inside' }
      })
      const [older, newer] = [engine.clock.after(-20_000), engine.clock.after(-10_000)]
      platform.on('reviews', () => ({
        data: { documents: [review('newer', newer), review('older', older)] }
      }))
      platform.on('messages', () => ({
        data: {
          documents: [
            {
              kind: 'message',
              externalId: 'm-1',
              orderExternalId: 'o-1',
              from: 'buyer',
              text: 'hello',
              modifiedAt: newer,
              body: {}
            }
          ]
        }
      }))
      await engine.start()
      const reviews = () => bench.call({ url: '/v1/channels/a/reviews' })
      const messages = () => bench.call({ url: '/v1/channels/a/messages' })
      await until(async () => (await messages()).body.data.length === 1, slow)
      await until(async () => (await reviews()).body.data.length === 1, slow)
      t.match((await reviews()).body.data, [{ text: 'newer', rating: 5 }])
      t.notMatch((await reviews()).text, /inside/)
      const clerk = await bench.call({ url: '/v1/channels/a/messages', as: 'clerk' })
      t.equal(clerk.status, 403)
      const cursors = await engine.db.selectFrom('channelCursors').select('stream').execute()
      t.same(cursors.map(({ stream }) => stream).sort(), ['messages', 'orders', 'reviews'])
    }
  )

  t.test(
    'streams: the past before the reach of the list of changes is filled in beside it',
    async (t) => {
      const dayMs = 86_400_000
      const now = new Date().toISOString()
      const before = (days: number) => new Date(Date.parse(now) - days * dayMs).toISOString()
      const bench = await buildBench(t, kind, {
        backend,
        adapter: remembering,
        account: { since: before(20) },
        start: false
      })
      const { platform, engine } = bench
      const old = Array.from({ length: 5 }, (_, i) => orderAt(`old-${i}`, before(19 - 3 * i)))
      platform.on('history', within(old))
      platform.on('orders', within([orderAt('new', before(1))]))
      await engine.start()
      await until(async () => (await ordersOf(bench)).length === 6, slow)
      const all = ['new', 'old-0', 'old-1', 'old-2', 'old-3', 'old-4']
      t.same(await ordersOf(bench), all)
      const done = () =>
        engine.db.selectFrom('channelBackfills').selectAll().where('state', '=', 'done').execute()
      await until(async () => (await done()).length === 1, slow)
      const spans = platform.calls
        .filter(({ operation }) => operation === 'orders')
        .map(({ body }) => (body.slice as { since: string }).since)
      t.ok(
        spans.every((since) => since > before(3)),
        'the list of changes was not asked for more'
      )

      platform.on('history', within([...old, orderAt('older', before(40))]))
      const asked = await bench.post('/backfill', { since: before(45) })
      t.match(asked, { status: 202, body: { state: 'open' } })
      t.match((await bench.post('/backfill', { since: before(45) })).body, {
        code: 'BACKFILL_OPEN'
      })
      await until(async () => (await ordersOf(bench)).includes('older'), slow)
    }
  )

  t.test(
    'streams: orders are acknowledged once they are taken, again until it is heard',
    async (t) => {
      const bench = await buildBench(t, kind, { backend, start: false })
      const { platform, engine } = bench
      platform.on('orders', within([orderAt('o-1', engine.clock.after(-20_000))]))
      let asked = 0
      let wasThere: boolean | undefined
      platform.on('acknowledge', () => (++asked === 1 ? 503 : { data: {} }))
      await engine.start()
      await until(async () => {
        wasThere ??= asked === 0 ? undefined : (await ordersOf(bench)).length === 1
        return asked === 2
      }, slow)
      t.equal(wasThere, true)
      t.same(platform.calls.at(-1)?.body, { ids: ['o-1'] })
    }
  )

  t.test(
    'streams: hints that wait in a queue are fetched, and confirmed once they are noted',
    async (t) => {
      const bench = await buildBench(t, kind, { backend, adapter: queueing, start: false })
      const { platform, engine } = bench
      const hint = { deliveryId: 'd-1', topic: 'order', externalId: 'o-1' }
      let noted = 0
      platform.on('hints', () =>
        platform.count('confirm') > 0
          ? { data: { hints: [], receipt: null } }
          : { data: { hints: [hint, hint], receipt: 'rcpt' } }
      )
      platform.on('confirm', () => {
        noted++
        return { data: {} }
      })
      platform.on('order', () => ({ data: { order: orderAt('o-1', engine.clock.after(-1000)) } }))
      await engine.start()
      await until(async () => (await ordersOf(bench)).length === 1, slow)
      t.equal(noted, 1)
      t.equal(platform.count('order'), 1)
      await until(() => platform.count('subscribe') === 1, slow)
      t.match(await engine.db.selectFrom('channelInbox').selectAll().execute(), [
        { deliveryId: 'd-1' }
      ])
    }
  )
})

onEachDatabase(async (t, kind) => {
  t.test(
    'streams: a second reading finds what a pull has missed, takes it in and says so',
    async (t) => {
      const bench = await buildBench(t, kind, { start: false })
      const { platform, engine } = bench
      const placedAt = engine.clock.after(-30_000)
      await engine.start()
      await until(async () => {
        const { body } = await bench.call({ url: '/v1/channels/a' })
        return body.lastPulledAt !== null
      }, slow)
      // It turns up late, dated before what was vouched for.
      platform.on('orders', within([orderAt('late', placedAt)]))
      const again = () =>
        engine.transaction((tx) =>
          tx.enqueue('channels.reconcile-orders', [{ payload: { channelId: 'a' } }])
        )
      await again()
      await until(async () => (await bench.alerts('channel.orders-missed')).length === 1, slow)
      t.same(await ordersOf(bench), ['late'])
      const { body } = await bench.call({ url: '/v1/channels/a/runs?kind=reconcileOrders' })
      t.match(body.data[0].detail, { missing: 1, outdated: 0, names: ['late'] })
      await again()
      await until(async () => (await bench.alerts('channel.orders-missed')).length === 0, slow)
    }
  )

  t.test(
    'streams: what was rejected is kept without personal data, and fetched again on demand',
    async (t) => {
      const bench = await buildBench(t, kind, { start: false })
      const { platform, engine } = bench
      const payload = { order_id: 'o-1', receiver_name: 'Li Lei', pay_total: 'twelve' }
      platform.on('orders', () => ({
        data: {
          rejected: [
            {
              source: 'orders',
              line: null,
              column: null,
              reason: 'o-1: pay_total',
              externalId: 'o-1',
              payload
            }
          ]
        }
      }))
      platform.on('order', () => ({ data: { order: orderAt('o-1', engine.clock.after(-1000)) } }))
      await engine.start()
      const rejected = async () =>
        (await bench.call({ url: '/v1/channels/a/rejected?settled=false' })).body.data
      await until(async () => (await rejected()).length === 1, slow)
      const [entry] = await rejected()
      t.match(entry, {
        class: 'input',
        payload: { order_id: 'o-1', receiver_name: '[removed]', pay_total: 'text of 6' }
      })
      t.equal((await bench.post(`/rejected/${entry.id}/replay`)).status, 202)
      await until(async () => (await rejected()).length === 0, slow)
      t.same(await ordersOf(bench), ['o-1'])
    }
  )

  t.test('report: runs tell what their calls have cost, and a report sums them up', async (t) => {
    const bench = await buildBench(t, kind, { start: false })
    const { platform, engine } = bench
    let asked = 0
    platform.on('orders', (body) => {
      asked++
      if (asked === 1) return { code: 'THROTTLED', restMs: 50 }
      if (asked === 2) return { code: 'BUSY' }
      return within([orderAt('o-1', engine.clock.after(-20_000))])(body)
    })
    await engine.start()
    await until(async () => (await ordersOf(bench)).length === 1, slow)
    const report = async () => (await bench.call({ url: '/v1/channels/a/report' })).body
    const pulls = async () =>
      (await report()).kinds.find(({ kind: one }: { kind: string }) => one === 'pullOrders')
    await until(async () => (await pulls())?.runs === 3 && (await pulls()).calls === 3, slow)
    t.match(await pulls(), {
      failedRuns: 1,
      postponedRuns: 1,
      created: 1,
      retried: 1,
      throttled: 1,
      reasons: [{ reason: 'the platform says BUSY', count: 1 }]
    })
    t.match((await report()).open, { rejectedEntries: 0, rejectedWrites: 0, pausedReason: null })
  })
})
