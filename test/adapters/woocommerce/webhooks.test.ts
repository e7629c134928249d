import { createHmac } from 'node:crypto'
import Fastify from 'fastify'
import t from 'tap'
import { topics } from '../../../adapters/woocommerce/webhooks.ts'
import { open, type Stand } from './stand.ts'

/**
 * Takes webhooks as the engine does: on raw bytes, with 200 for what is genuine and 401 for the
 * rest.
 */
async function receiver(t: Parameters<typeof open>[0], { client }: Stand) {
  const app = Fastify()
  const hints: ReturnType<NonNullable<typeof client.verify>> = []
  const state = { isDown: false, pings: 0 }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  app.post('/hook', async (request, reply) => {
    if (state.isDown) return reply.code(500).send()
    try {
      const taken = client.verify!(request.body as Buffer, request.headers as never)
      if (taken.length === 0) state.pings++
      hints.push(...taken)
      return reply.send({})
    } catch {
      return reply.code(401).send()
    }
  })
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/hook`
  t.teardown(() => app.close())
  return { url, hints, state }
}

t.test(
  'webhooks: each topic is subscribed to once, and the question of the shop is answered',
  async (t) => {
    const stand = await open(t)
    const { client, simulator } = stand
    const { url, state } = await receiver(t, stand)
    await client.subscribe!(url)
    await client.subscribe!(url)
    t.same(
      simulator.webhooks().map(({ topic }) => topic),
      [...topics]
    )
    t.equal(state.pings, 3)
    t.equal(await simulator.ping(url), 200)
  }
)

t.test('webhooks: a genuine one is a hint, a forged one is turned away', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const { url, hints } = await receiver(t, stand)
  await client.subscribe!(url)
  const { externalId } = simulator.placeOrder()
  t.same(await simulator.sendWebhook(externalId, 'twice'), [200, 200])
  t.same(await simulator.sendWebhook(externalId, 'forged'), [401])
  t.match(hints, [{ topic: 'order.updated', externalId }, { externalId }])
  t.equal(new Set(hints.map(({ deliveryId }) => deliveryId)).size, 1)
})

t.test('webhooks: two orders of one second share the shop’s delivery id, not ours', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const { url, hints } = await receiver(t, stand)
  await client.subscribe!(url)
  for (const order of [simulator.placeOrder(), simulator.placeOrder()]) {
    await simulator.sendWebhook(order.externalId, 'genuine')
  }
  const given = hints.map(({ deliveryId }) => deliveryId.split(':')[0])
  t.equal(new Set(given).size, 1)
  t.equal(new Set(hints.map(({ deliveryId }) => deliveryId)).size, 2)
})

t.test('webhooks: one that the shop has switched off is repaired by subscribing', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const { url, hints, state } = await receiver(t, stand)
  await client.subscribe!(url)
  const { externalId } = simulator.placeOrder()
  state.isDown = true
  for (let failure = 0; failure < 7; failure++) await simulator.sendWebhook(externalId, 'genuine')
  t.ok(simulator.webhooks().some(({ status }) => status === 'disabled'))
  t.same(await simulator.sendWebhook(externalId, 'genuine'), [])
  state.isDown = false
  await client.subscribe!(url)
  t.ok(simulator.webhooks().every(({ status }) => status === 'active'))
  t.same(await simulator.sendWebhook(externalId, 'genuine'), [200])
  t.equal(hints.length, 1)
})

t.test('verify: without a signature nothing passes but exactly the question', async (t) => {
  const { client, account } = await open(t)
  const verify = (body: string, headers = {}) => client.verify!(Buffer.from(body), headers)
  t.same(verify('webhook_id=12'), [])
  const others = [
    '',
    'webhook_id=',
    'webhook_id=x',
    'webhook_id=1&id=5',
    ' webhook_id=1',
    'webhook_id=1\n',
    `webhook_id=${'1'.repeat(21)}`,
    '{"id":5}'
  ]
  for (const body of others) t.throws(() => verify(body), /not genuine/, JSON.stringify(body))
  const signed = { 'x-wc-webhook-signature': 'AAAA' }
  t.throws(() => verify('webhook_id=12', signed), /not genuine/)
  const body = '{"code":"woocommerce_rest_cannot_view"}'
  const headers = {
    'x-wc-webhook-signature': createHmac('sha256', account.webhookSecret)
      .update(body)
      .digest('base64'),
    'x-wc-webhook-topic': 'order.updated',
    'x-wc-webhook-delivery-id': 'd'
  }
  t.match(verify(body, headers), [{ externalId: null }])
  t.throws(() => verify(body, { ...headers, 'x-wc-webhook-topic': undefined }), /no topic/)
})
