import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { request } from 'undici'
import { isPublicAddress } from '#core/net/address'
import { checkDestination } from '#core/net/destination'
import { guardedAgent, guardedLookup, type Resolve } from '#core/net/guarded-agent'
import { retryAfterMs } from '#core/net/retry-after'
import { signedHeaders } from '#core/net/sign'
import { waitMsAfter } from '../../plugins/webhooks/schedule.ts'

const guarded = { allowPrivate: false }

const privateAddresses = [
  ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '0.1.2.3', '10.1.2.3', '172.16.0.1', '172.31.255.255'],
  ...['192.168.1.1', '169.254.169.254', '100.64.0.1', '100.127.255.255', '224.0.0.1'],
  ...['239.255.255.250', '240.0.0.1', '255.255.255.255', '192.0.2.1', '198.18.0.1', '203.0.113.9'],
  ...['::', '::1', 'fe80::1', 'fec0::1', 'fc00::1', 'fdff::1', 'ff02::1', '2001:db8::1', '100::1'],
  ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::7f00:1'],
  ...['64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2001::1'],
  ...['::127.0.0.1', '::ffff:0:127.0.0.1', '4000::1', 'not an address', '']
]
const publicAddresses = [
  ...['1.1.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1'],
  ...['2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1']
]

t.test('addresses: those of the public internet are told from all others', async (t) => {
  for (const address of privateAddresses) t.equal(isPublicAddress(address), false, address)
  for (const address of publicAddresses) t.equal(isPublicAddress(address), true, address)
})

t.test('destinations: what is no public https address is refused, naming the field', async (t) => {
  const refused = [
    ...['http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'gopher://example.com/'],
    ...['javascript:alert(1)', 'example.com', '//example.com', ''],
    ...[
      'https://user@example.com/',
      'https://user:pass@example.com/',
      'https://:pass@example.com/'
    ],
    ...['https://example.com@127.0.0.1/', 'https://127.0.0.1#@example.com/'],
    ...['https://2130706433/', 'https://0x7f000001/', 'https://0x7f.1/', 'https://0177.0.0.1/'],
    ...['https://127.1/', 'https://127.0.0.1./', 'https://１２７.0.0.1/', 'https://0/'],
    ...['https://169.254.169.254/latest', 'https://0xa9fea9fe/', 'https://[::1]/', 'https://[::]/'],
    ...['https://[::ffff:127.0.0.1]/', 'https://[64:ff9b::a9fe:a9fe]/', 'https://[fe80::1]/'],
    ...['https://localhost/', 'https://LOCALHOST./', 'https://a.localhost/', 'https://10.0.0.1/'],
    ...['https://example.com:22/', 'https://example.com:25/', 'https://example.com:0/']
  ]
  const expected = { code: 'DESTINATION_REFUSED', status: 400, fields: { field: 'url' } }
  for (const url of refused) t.throws(() => checkDestination(url, guarded), expected, url)
  for (const url of ['https://example.com', 'https://example.com:8443/a?b', 'https://8.8.8.8/']) {
    t.equal(checkDestination(url, guarded).href, new URL(url).href)
  }
})

t.test('destinations: for development http and private addresses pass, and no more', async (t) => {
  const unsafe = { allowPrivate: true }
  t.ok(checkDestination('http://127.0.0.1:8080/', unsafe))
  const expected = { code: 'DESTINATION_REFUSED' }
  for (const url of ['ftp://127.0.0.1/', 'http://a@127.0.0.1/', 'http://127.0.0.1:22/']) {
    t.throws(() => checkDestination(url, unsafe), expected, url)
  }
})

const resolveTo =
  (...addresses: string[]): Resolve =>
  (_, __, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    )

t.test('lookup: a name is resolved once, and one private address refuses it', async (t) => {
  const look = (resolve: Resolve, all: boolean) =>
    new Promise<unknown[]>((done) =>
      guardedLookup(resolve)('shop.example', { all }, (...result) => done(result))
    )
  t.match(await look(resolveTo('8.8.8.8', '10.0.0.1'), true), [{ code: 'DESTINATION_REFUSED' }])
  t.match(await look(resolveTo('::ffff:127.0.0.1'), false), [{ code: 'DESTINATION_REFUSED' }])
  t.match(await look(resolveTo(), false), [{ message: /no address/ }])
  t.same(await look(resolveTo('8.8.8.8'), false), [null, '8.8.8.8', 4])
  t.same(await look(resolveTo('8.8.8.8'), true), [null, [{ address: '8.8.8.8', family: 4 }]])
})

t.test('agent: nothing private is connected to, by name or by address', async (t) => {
  let calls = 0
  const server = createServer((_, response) => {
    calls++
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  let lookups = 0
  const rebinding: Resolve = (hostname, options, callback) => {
    lookups++
    resolveTo(lookups === 1 ? '127.0.0.1' : '8.8.8.8')(hostname, options, callback)
  }
  const agent = guardedAgent({ ...guarded, connectTimeoutMs: 5000, resolve: rebinding })
  t.teardown(() => agent.destroy())
  const refused = { code: 'DESTINATION_REFUSED' }
  for (const host of ['rebinds.example', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost']) {
    const url = `http://${host}:${port}/`
    await t.rejects(request(url, { dispatcher: agent }), refused, url)
  }
  t.equal(calls, 0)
  t.equal(lookups, 1, 'what was resolved is what is judged; literals are not resolved')
  const open = guardedAgent({ allowPrivate: true, connectTimeoutMs: 5000 })
  t.teardown(() => open.destroy())
  t.equal((await request(`http://127.0.0.1:${port}/`, { dispatcher: open })).statusCode, 200)
})

t.test('signature: the vector of Standard Webhooks', async (t) => {
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1_614_265_330_000).toISOString(),
    body: '{"test": 2432232314}'
  }
  t.same(signedHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']), {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
  })
})

t.test('schedule: ten attempts, jitter on top, and never less than was asked for', async (t) => {
  const plain = Array.from({ length: 10 }, (_, index) => waitMsAfter(index + 1, 0, () => 0))
  const minutes = plain.map((waitMs) => (waitMs === null ? null : waitMs / 60_000))
  t.same(minutes, [5 / 60, 5, 30, 120, 300, 600, 840, 1200, 1440, null])
  t.equal(
    waitMsAfter(2, 0, () => 0.5),
    315_000
  )
  t.equal(waitMsAfter(1, 60_000), 60_000)
})

t.test('Retry-After: seconds or a date, nothing that is neither, a day at most', async (t) => {
  const nowMs = Date.parse('2026-03-01T08:00:00.000Z')
  const cases: [string | undefined, number][] = [
    [undefined, 0],
    ['', 0],
    ['soon', 0],
    ['-5', 0],
    ['0', 0],
    ['90', 90_000],
    ['Sun, 01 Mar 2026 09:00:00 GMT', 3_600_000],
    ['Sun, 01 Mar 2026 07:00:00 GMT', 0],
    ['99999999999', 86_400_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 86_400_000]
  ]
  for (const [header, expected] of cases)
    t.equal(retryAfterMs(header, nowMs), expected, String(header))
})
