import { signatureOf } from '#adapters/sandbox'
import { takeHints } from '../../plugins/channels/webhooks.ts'
import { onEachDatabase, until } from '../harness.ts'
import { buildShop, type Shop } from './shop.ts'

interface Delivery {
  deliveryId?: string
  secret?: string
  skewSeconds?: number
  /** Sent instead of the body that was signed. */
  sent?: string
  /** A header that is left out. */
  without?: 'timestamp' | 'delivery' | 'signature'
}

/** Sends a webhook as the platform would, or as somebody who is not the platform. */
function deliver(shop: Shop, orderId: string, options: Delivery = {}) {
  const { deliveryId = 'd-1', skewSeconds = 0, sent, without } = options
  const secret = options.secret ?? shop.sandboxes.a!.credentials.webhookSecret
  const body = JSON.stringify({ topic: 'order.changed', order_id: orderId, sent_at: 'now' })
  const timestamp = String(Math.floor(shop.engine.clock.ms() / 1000) + skewSeconds)
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-sandbox-timestamp': timestamp,
    'x-sandbox-delivery': deliveryId,
    'x-sandbox-signature': signatureOf(secret, { timestamp, deliveryId, body })
  }
  if (without !== undefined) delete headers[`x-sandbox-${without}`]
  return shop.call({
    method: 'POST',
    url: '/v1/channels/a/webhook',
    as: null,
    body: sent ?? body,
    headers
  })
}

async function fetchJobs(shop: Shop): Promise<number> {
  const jobs = await shop.engine.db
    .selectFrom('jobs')
    .select('id')
    .where('name', '=', 'channels.fetch-order')
    .execute()
  return jobs.length
}

async function order(shop: Shop) {
  return (await shop.call({ url: '/v1/orders?limit=10' })).body.data[0]
}

onEachDatabase(async (t, kind) => {
  t.test('W1: the same delivery twice is taken once', async (t) => {
    const shop = await buildShop(t, kind)
    t.match(await deliver(shop, '42'), { status: 200, body: { taken: 1 } })
    t.match(await deliver(shop, '42'), { status: 200, body: { taken: 0 } })
    t.match(await deliver(shop, '42', { deliveryId: 'd-2' }), { status: 200, body: { taken: 1 } })
    // Two hints at one order that still waits are one fetch.
    t.equal(await fetchJobs(shop), 1)
  })

  t.test(
    'W3, W4: what is forged, old, early, unsigned or re-serialized is refused and changes nothing',
    async (t) => {
      const shop = await buildShop(t, kind)
      const forged: Delivery[] = [
        { secret: 'somebody else' },
        { skewSeconds: -301 },
        { skewSeconds: 301 },
        { sent: '{"topic": "order.changed", "order_id": "42", "sent_at": "now"}' },
        { sent: 'no json at all' }
      ]
      for (const delivery of forged) {
        t.match(await deliver(shop, '42', delivery), {
          status: 401,
          body: { code: 'WEBHOOK_NOT_GENUINE' }
        })
      }
      for (const without of ['timestamp', 'delivery', 'signature'] as const) {
        t.equal((await deliver(shop, '42', { without })).status, 401, `no ${without}`)
      }
      t.equal(await fetchJobs(shop), 0)
      t.equal((await deliver(shop, '42', { skewSeconds: -300 })).status, 200)
      t.equal((await deliver(shop, '42', { skewSeconds: 300, deliveryId: 'd-2' })).status, 200)
    }
  )

  t.test('W5: a body of ten megabytes is refused before it is read', async (t) => {
    const shop = await buildShop(t, kind)
    t.equal((await deliver(shop, '42', { sent: 'x'.repeat(10 * 1024 * 1024) })).status, 413)
  })

  t.test(
    'webhook: of many hints in one delivery the new ones are fetched, in one statement',
    async (t) => {
      const shop = await buildShop(t, kind)
      const channel = (await shop.engine.db.selectFrom('channels').selectAll().execute())[0]!
      const client = { orders: { get: async () => null } }
      const hint = (deliveryId: string, externalId: string | null) => ({
        deliveryId,
        topic: 'order.changed',
        externalId
      })
      const take = (...hints: ReturnType<typeof hint>[]) =>
        shop.engine.transaction((tx) => takeHints(tx, { channel, client } as never, hints))
      t.equal(await take(hint('one', '1'), hint('one', '1'), hint('two', '2')), 2)
      t.equal(await take(hint('two', '2'), hint('three', '1'), hint('four', '3')), 2)
      t.equal(await fetchJobs(shop), 3, 'orders 1, 2 and 3')
      t.equal(await take(), 0)
    }
  )

  t.test('webhook: a channel that is not there is 404', async (t) => {
    const shop = await buildShop(t, kind)
    const lost = await shop.call({
      method: 'POST',
      url: '/v1/channels/b/webhook',
      as: null,
      body: {}
    })
    t.equal(lost.status, 404)
  })

  t.test('W2: paid before created, old after new: the final state is right', async (t) => {
    const shop = await buildShop(t, kind, { start: true })
    const { a } = shop.sandboxes
    const url = a!.webhooks.url
    a!.webhooks.url = null
    const placed = a!.placeOrder({
      lines: [{ sku: 'MUG-CELADON', quantity: 1 }],
      status: 'WAIT_PAY'
    })!
    a!.changeOrder(placed.order_id, { status: 'WAIT_SHIP', paid_amount: placed.pay_total })
    a!.webhooks.url = url
    // The hint at "paid" comes first, the one at "created" after it: both fetch what is true now.
    await deliver(shop, placed.order_id, { deliveryId: 'paid' })
    await until(async () => (await order(shop)) !== undefined)
    await deliver(shop, placed.order_id, { deliveryId: 'created' })
    await until(async () => (await fetchJobs(shop)) === 0)
    t.equal((await order(shop)).state, 'allocated')
    // The platform answers from a copy that lags behind: what it tells is older than what is known.
    const { modified_at } = placed
    a!.world.change(placed.order_id, { status: 'WAIT_PAY', paid_amount: '0.00', modified_at })
    await deliver(shop, placed.order_id, { deliveryId: 'late' })
    await until(async () => (await fetchJobs(shop)) === 0)
    t.match(await order(shop), { state: 'allocated', paymentState: 'paid' })
    t.equal(await shop.available('MUG-CELADON'), 99)
  })

  t.test('W6: what no webhook tells of, the next pull finds', async (t) => {
    const shop = await buildShop(t, kind, { start: true, account: { pullEverySeconds: 1 } })
    shop.sandboxes.a!.faults.add({ kind: 'dropWebhook', times: 100 })
    shop.sandboxes.a!.placeOrder({ lines: [{ sku: 'MUG-CELADON', quantity: 1 }] })
    await until(async () => (await order(shop)) !== undefined, { what: 'the order' })
    t.equal(await shop.available('MUG-CELADON'), 99)
  })

  t.test(
    'webhook: of duplicates and forgeries from the platform each order is taken once',
    async (t) => {
      const shop = await buildShop(t, kind, { start: true })
      const { faults } = shop.sandboxes.a!
      faults.add({ kind: 'duplicateWebhook', times: 10 })
      faults.add({ kind: 'forgedWebhook', times: 1 })
      for (let i = 0; i < 10; i++) {
        shop.sandboxes.a!.placeOrder({ lines: [{ sku: 'MUG-CELADON', quantity: 1 }] })
      }
      // The forged one is made good by a pull, once the platform vouches for that moment.
      const isWhole = async () => {
        await shop.call({ method: 'POST', url: '/v1/channels/a/pull' })
        return (await shop.available('MUG-CELADON')) === 90
      }
      await until(isWhole, { what: 'ten orders' })
      t.equal((await shop.call({ url: '/v1/orders?limit=50' })).body.data.length, 10)
      const inbox = () => shop.engine.db.selectFrom('channelInbox').selectAll().execute()
      await until(async () => (await inbox()).length === 9, { what: 'nine genuine deliveries' })
      await until(async () => (await fetchJobs(shop)) === 0)
      t.equal((await shop.call({ url: '/v1/orders?limit=50' })).body.data.length, 10)
      t.equal(await shop.available('MUG-CELADON'), 90)
    }
  )
})
