import t from 'tap'
import { webhookSignature } from '../../../adapters/shopify/webhooks.ts'
import { hourMs } from '../stand.ts'
import { open } from './stand.ts'

t.test("signature: Shopify's own example", (t) => {
  // Source: the test of webhooks in Shopify's JavaScript library.
  const signature = webhookSignature(Buffer.from('{"foo": "bar"}'), 'test_secret_key')
  t.equal(signature, 'B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=')
  t.end()
})

async function delivery(t: Parameters<typeof open>[0]) {
  const stand = await open(t)
  const { account, client, clock } = stand
  const deliver = (body: string, changed: Record<string, string> = {}) => {
    const raw = Buffer.from(body)
    return client.verify!(raw, {
      'x-shopify-hmac-sha256': webhookSignature(raw, account.clientSecret),
      'x-shopify-topic': 'orders/updated',
      'x-shopify-shop-domain': account.shop,
      'x-shopify-event-id': 'e1',
      'x-shopify-triggered-at': clock.now(),
      ...changed
    })
  }
  return { ...stand, deliver }
}

t.test('verify: a genuine delivery hints at its order, by the event it is of', async (t) => {
  const { deliver } = await delivery(t)
  t.same(deliver('{"id": 90071992547409931}'), [
    { deliveryId: 'orders/updated:e1', topic: 'orders/updated', externalId: '90071992547409931' }
  ])
  t.match(deliver('{"id":1,"order_id":2}', { 'x-shopify-topic': 'refunds/create' }), [
    { externalId: '2' }
  ])
})

t.test(
  'verify: what is forged, changed, of another shop, old or of the future is turned away',
  async (t) => {
    const { deliver, clock } = await delivery(t)
    const other = webhookSignature(Buffer.from('{"id":1}'), 'another secret')
    t.throws(() => deliver('{"id":1}', { 'x-shopify-hmac-sha256': other }), /signature/)
    t.throws(() => deliver('{"id":1}', { 'x-shopify-hmac-sha256': '' }), /signature/)
    t.throws(() => deliver('{"id":1}', { 'x-shopify-shop-domain': 'x.myshopify.com' }), /shop/)
    t.throws(() => deliver('{"id":1}', { 'x-shopify-event-id': '' }), /event/)
    const at = (ms: number) => ({ 'x-shopify-triggered-at': clock.after(ms) })
    t.throws(() => deliver('{"id":1}', at(-7 * hourMs)), /time/)
    t.throws(() => deliver('{"id":1}', at(hourMs)), /time/)
    t.throws(() => deliver('{"id":1}', { 'x-shopify-triggered-at': '' }), /instant/)
    t.equal(deliver('{"id":1}', at(-4 * hourMs)).length, 1, 'the last try of a delivery is taken')
  }
)

t.test('subscribe: each topic is subscribed to once', async (t) => {
  const { client, simulator } = await open(t)
  const url = 'https://shop.example/v1/channels/chn_1/webhook'
  await client.subscribe!(url)
  await client.subscribe!(url)
  const creations = simulator.calls.filter(({ operation }) => operation === 'subscribeTo')
  t.equal(creations.length, 4)
  t.equal(simulator.webhookUrl, url)
})
