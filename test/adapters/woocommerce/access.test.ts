import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import Fastify from 'fastify'
import t from 'tap'
import { Agent } from 'undici'
import { woocommerce } from '#adapters/woocommerce'
import type { Classification } from '#core/channel/classify'
import { encode, signatureOf, signedQuery } from '../../../adapters/woocommerce/oauth.ts'
import { adapterIo } from '../adapter-io.ts'
import { failureOf } from '../stand.ts'
import { open } from './stand.ts'

const slice = { since: '2026-03-01T00:00:00.000Z', until: '2026-03-01T08:00:00.000Z' }
const request = { slice, pageToken: null }

t.test('oauth: what is signed is what is sent, without the signature', async (t) => {
  const name = fc.string({ minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, fc.string(), { maxKeys: 6 }), async (given) => {
      const query = Object.fromEntries(
        Object.entries(given).filter(([key]) => key !== '__proto__' && !key.startsWith('oauth_'))
      )
      const signer = { consumerKey: 'ck_1', consumerSecret: 'cs_1', atMs: 1_700_000_000_000 }
      const sent = signedQuery('GET', 'http://127.0.0.1/a', query, signer)
      const { oauth_signature: signature, ...signed } = sent
      // An own reading of RFC 5849: names and values encoded, sorted, joined, encoded once more.
      const pairs = Object.keys(signed)
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .map((key) => `${encode(key)}=${encode(signed[key]!)}`)
      const base = `GET&${encode('http://127.0.0.1/a')}&${encode(pairs.join('&'))}`
      const wanted = createHmac('sha256', 'cs_1&').update(base).digest('base64')
      return (
        signature === wanted &&
        Object.entries(query).every(([key, value]) => signed[key] === value) &&
        Object.keys(signed).length === Object.keys(query).length + 4
      )
    })
  )
  t.pass('for any query')
})

t.test('oauth: the marks that JavaScript leaves alone are encoded too', async (t) => {
  t.equal(encode("a b!'()*~-._"), 'a%20b%21%27%28%29%2A~-._')
  t.not(
    signatureOf('GET', 'http://a/b', { a: '1' }, 'cs'),
    signatureOf('POST', 'http://a/b', { a: '1' }, 'cs')
  )
})

t.test('oauth: a shop without HTTPS takes our signature, once for each nonce', async (t) => {
  const { client, simulator } = await open(t)
  simulator.placeOrder({ placedAt: '2026-03-01T07:00:00.000Z' })
  t.equal((await client.orders.listChanged!(request)).documents.length, 1)
  t.equal((await client.orders.listChanged!(request)).documents.length, 1)
})

t.test('basic: over HTTPS the key goes in a header, and no signature', async (t) => {
  const { account, connect, simulator } = await open(t)
  const origin = new URL(account.url).origin
  const seen: string[] = []
  // What a proxy does that ends HTTPS in front of a shop.
  const proxy = new Agent().compose((dispatch) => (options, handler) => {
    seen.push(String(options.path))
    const headers = { ...(options.headers as object), 'x-forwarded-proto': 'https' }
    return dispatch({ ...options, origin, headers }, handler)
  })
  t.teardown(() => proxy.destroy())
  simulator.placeOrder({ placedAt: '2026-03-01T07:00:00.000Z' })
  const client = connect({ url: 'https://shop.example/' }, proxy)
  t.equal((await client.orders.listChanged!(request)).documents.length, 1)
  t.ok(seen.length > 0 && seen.every((path) => !path.includes('oauth_')))
  const wrong = connect({ url: 'https://shop.example', consumerKey: 'ck_other' }, proxy)
  const failure = await failureOf(wrong.orders.listChanged!(request))
  t.match(wrong.classify(failure), { action: 'fatal', reason: /consumer key/ })
})

t.test('plain HTTP: no call is made, unless a setting says that it is unsafe', async (t) => {
  const { connect } = await open(t)
  const plain = connect({ url: 'http://shop.invalid' })
  const failure = await failureOf(plain.orders.listChanged!(request))
  t.match(plain.classify(failure), { action: 'fatal', reason: /unsafeAllowHttp/ })
  const allowed = connect({ url: 'http://shop.invalid', unsafeAllowHttp: true })
  const tried = await failureOf(allowed.orders.listChanged!(request))
  t.match(allowed.classify(tried), { action: 'retry', reason: /no answer/ })
})

t.test('a wrong secret and a key that was taken back need a person, and say the fix', async (t) => {
  const { client, connect, simulator } = await open(t)
  const wrong = connect({ consumerSecret: 'cs_something' })
  const failure = await failureOf(wrong.orders.get!('1'))
  t.match(wrong.classify(failure), { action: 'fatal', reason: /signature.*consumer key/ })
  simulator.faults.add({ kind: 'revoked' })
  const revoked = await failureOf(client.orders.get!('1'))
  t.match(client.classify(revoked), { action: 'fatal', reason: /Consumer key is invalid/ })
})

t.test('oauth: clocks that differ by too much are no reason to give the account up', async (t) => {
  const { client, simulator, account, clock } = await open(t)
  const http = new Agent()
  t.teardown(() => http.destroy())
  const ahead = { ...clock, ms: () => clock.ms() + 16 * 60_000 }
  const late = woocommerce.connect(account, adapterIo(http, ahead))
  const { externalId } = simulator.placeOrder()
  const failure = await failureOf(late.orders.get!(externalId))
  t.match(late.classify(failure), { action: 'retry', reason: /clock/ })
  t.equal((await client.orders.get!(externalId))?.externalId, externalId)
})

/** What an adapter makes of an answer. */
async function verdictOn(
  t: Parameters<typeof open>[0],
  answer: { status: number; headers?: Record<string, string>; body: string }
): Promise<Classification> {
  const app = Fastify()
  app.get('*', (_, reply) =>
    reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .send(answer.body)
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const { account, clock } = await open(t)
  const http = new Agent()
  t.teardown(async () => {
    await http.destroy()
    await app.close()
  })
  const client = woocommerce.connect({ ...account, url }, adapterIo(http, clock))
  return client.classify(await failureOf(client.orders.get!('7')))
}

t.test('answers: each is judged by the code of the shop, a page is never read', async (t) => {
  const html = '<!DOCTYPE html><html>{"id":7}</html>'
  const coded = (code: string, status: number) => ({
    status,
    body: JSON.stringify({ code, message: 'no', data: { status } })
  })
  const cases: [string, Parameters<typeof verdictOn>[1], object][] = [
    ['a cache', { status: 200, body: html }, { action: 'retry' }],
    ['text after a warning', { status: 200, body: 'Warning: {}' }, { action: 'retry' }],
    ['maintenance', { status: 503, body: html }, { action: 'retry' }],
    ['a page that is missing', { status: 404, body: html }, { action: 'retry' }],
    [
      'a host that says for how long',
      { status: 503, headers: { 'retry-after': '120' }, body: html },
      { action: 'rateLimited', retryAfterMs: 120_000 }
    ],
    [
      'a host that does not',
      { status: 429, body: html },
      { action: 'rateLimited', retryAfterMs: 60_000 }
    ],
    [
      'another address',
      { status: 301, headers: { location: 'https://www.shop.example/' }, body: '' },
      { action: 'fatal', reason: /www\.shop\.example/ }
    ],
    ['no plugin', coded('rest_no_route', 404), { action: 'fatal', reason: /active/ }],
    [
      'a key that only reads',
      coded('woocommerce_rest_cannot_edit', 403),
      { action: 'fatal', reason: /read and write/ }
    ],
    ['a bug of the shop', coded('internal_server_error', 500), { action: 'retry' }],
    ['a flaw of ours', coded('rest_invalid_param', 400), { action: 'rejected' }]
  ]
  for (const [name, answer, verdict] of cases) t.match(await verdictOn(t, answer), verdict, name)
})

t.test(
  'consent: the owner is asked for read and write, and the posted keys are taken',
  async (t) => {
    const { account, clock, connect, simulator } = await open(t)
    const http = new Agent()
    const app = Fastify()
    const bodies: unknown[] = []
    app.post('/back', async (posted) => void bodies.push(posted.body))
    const callbackUrl = `${await app.listen({ host: '127.0.0.1', port: 0 })}/back`
    t.teardown(async () => {
      await http.destroy()
      await app.close()
    })
    const { url, complete } = woocommerce.consent!
    const response = await fetch(url(account, { state: 's3cret', callbackUrl }), {
      redirect: 'manual'
    })
    t.match(response.headers.get('location'), /success=1&user_id=s3cret/)
    const answer = { query: {}, body: bodies[0], callbackUrl, state: 's3cret' }
    const io = adapterIo(http, clock)
    const { settings } = await complete(account, io, answer)
    simulator.placeOrder({ externalId: '77' })
    t.equal((await connect(settings as object).orders.get!('77'))?.externalId, '77')
    const flawed = [
      { ...answer, state: 'another' },
      { ...answer, body: null },
      { ...answer, body: { ...(bodies[0] as object), key_permissions: 'read' } },
      { ...answer, body: null, query: { success: '0' } }
    ]
    for (const one of flawed) {
      const failure = await failureOf(complete(account, io, one))
      t.match(connect({}).classify(failure), { action: 'fatal' })
    }
  }
)
