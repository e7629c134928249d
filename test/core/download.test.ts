import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { Agent, type buildConnector } from 'undici'
import { type DownloadPolicy, download } from '#core/net/download'
import { guardedAgent } from '#core/net/guarded-agent'
import { answer, drip, type Receiver, startReceiver } from '../webhooks/receiver.ts'

const field = '#/evidence/0/url'
const limits = { bytesMax: 1000, timeoutMs: 30_000 }

function open(t: Test, changed: Partial<DownloadPolicy> = {}): DownloadPolicy {
  const policy = { allowPrivate: true, connectTimeoutMs: 10_000 }
  const http = guardedAgent(policy)
  t.teardown(() => http.destroy())
  return { ...policy, http, ...limits, ...changed }
}

const read = (url: string, policy: DownloadPolicy, signal = new AbortController().signal) =>
  download({ url, field }, policy, signal)

/** A policy for public addresses only, in a world where all of them are one receiver. */
function publicWorld(t: Test, { url }: Receiver): DownloadPolicy & { hosts: string[] } {
  const hosts: string[] = []
  const { port } = new URL(url)
  const toReceiver: buildConnector.connector = ({ hostname }, callback) => {
    hosts.push(hostname)
    const socket = connect(Number(port), '127.0.0.1', () => callback(null, socket))
  }
  const http = new Agent({ connect: toReceiver })
  t.teardown(() => http.destroy())
  return { allowPrivate: false, http, ...limits, hosts }
}

t.test('download: the bytes as they came, over redirects that lead nearby', async (t) => {
  const receiver = await startReceiver(t, (response, { path }) => {
    if (path === '/end') return response.writeHead(200).end('a picture')
    return response.writeHead(302, { location: path === '/hooks' ? '/next' : 'end' }).end()
  })
  t.equal((await read(receiver.url, open(t))).toString(), 'a picture')
  t.same(
    receiver.received.map(({ path }) => path),
    ['/hooks', '/next', '/end']
  )
  t.match(receiver.received[0]!.headers, { 'accept-encoding': 'identity' })
})

t.test('download: nothing private is called, by address or by name', async (t) => {
  const receiver = await startReceiver(t)
  const { port } = new URL(receiver.url)
  const guarded = {
    allowPrivate: false,
    connectTimeoutMs: 10_000,
    resolve: (_: string, __: object, found: (error: null, addresses: object[]) => void) =>
      found(null, [{ address: '127.0.0.1', family: 4 }])
  }
  const http = guardedAgent(guarded as Parameters<typeof guardedAgent>[0])
  t.teardown(() => http.destroy())
  const hosts = [
    ...['127.0.0.1', '2130706433', '0x7f.1', '0', '10.0.0.1', '172.16.0.1', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '[fe80::1]'],
    ...['[fd00::1]', '[64:ff9b::a9fe:a9fe]', 'resolves-to-loopback.example']
  ]
  for (const host of hosts) {
    const url = `https://${host}:${port}/`
    const refused = { code: 'DESTINATION_REFUSED', fields: { field } }
    await t.rejects(read(url, open(t, { allowPrivate: false, http })), refused, url)
  }
  t.same(receiver.received, [])
})

t.test('download: no redirect leads to where the first address may not', async (t) => {
  const receiver = await startReceiver(t)
  const world = publicWorld(t, receiver)
  const places = [
    ...['https://127.0.0.1/', 'https://169.254.169.254/latest/meta-data/', 'https://[::1]/'],
    ...['http://pictures.example/', 'https://pictures.example:25/', 'file:///etc/passwd'],
    'https://user:pass@pictures.example/'
  ]
  for (const location of places) {
    receiver.respond = answer(302, { location })
    const refused = { code: 'DESTINATION_REFUSED', fields: { field } }
    await t.rejects(read('https://pictures.example/', world), refused, location)
  }
  receiver.respond = answer(302, { location: 'https://cdn.example/' })
  const endless = { code: 'DOWNLOAD_REFUSED', message: /more than 3 times/ }
  await t.rejects(read('https://pictures.example/', world), endless)
  receiver.respond = answer(302)
  const lost = { code: 'DOWNLOAD_REFUSED', message: /302/ }
  await t.rejects(read('https://pictures.example/', world), lost)
  t.same([...new Set(world.hosts)].sort(), ['cdn.example', 'pictures.example'])
})

t.test('download: what is too long is given up, also when it never ends', async (t) => {
  const receiver = await startReceiver(t, answer(200, {}, 'x'.repeat(1000)))
  const policy = open(t)
  t.equal((await read(receiver.url, policy)).length, 1000)
  const refused = { code: 'DOWNLOAD_REFUSED', fields: { field }, message: /more than 1000 bytes/ }
  receiver.respond = answer(200, {}, 'x'.repeat(1001))
  await t.rejects(read(receiver.url, policy), refused)
  receiver.respond = (response) => {
    response.writeHead(200)
    const more = () => response.writable && response.write('x'.repeat(100), more)
    more()
  }
  await t.rejects(read(receiver.url, policy), refused)
})

t.test('download: who does not answer whole in time is asked again later', async (t) => {
  const receiver = await startReceiver(t, (response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('begins')
  })
  const late = { code: 'DOWNLOAD_FAILED', retryable: true, message: /within 200 ms/ }
  await t.rejects(read(receiver.url, open(t, { timeoutMs: 200 })), late)
  receiver.respond = () => undefined
  await t.rejects(read(receiver.url, open(t, { timeoutMs: 200 })), late)
  receiver.respond = drip(20)
  await t.rejects(read(receiver.url, open(t, { timeoutMs: 200 })), late)
})

t.test('download: what may pass is told from what stays', async (t) => {
  const receiver = await startReceiver(t)
  const policy = open(t)
  for (const status of [500, 503, 429, 408]) {
    receiver.respond = answer(status)
    const failed = { code: 'DOWNLOAD_FAILED', retryable: true, fields: { field } }
    await t.rejects(read(receiver.url, policy), failed, String(status))
  }
  for (const status of [401, 403, 404, 204, 206]) {
    receiver.respond = answer(status)
    const refused = { code: 'DOWNLOAD_REFUSED', retryable: false, fields: { field } }
    await t.rejects(read(receiver.url, policy), refused, String(status))
  }
  receiver.respond = (response) => response.destroy()
  await t.rejects(read(receiver.url, policy), { code: 'DOWNLOAD_FAILED', retryable: true })
})

t.test('download: whoever calls may end it, with a reason of its own', async (t) => {
  const calling = new AbortController()
  const receiver = await startReceiver(t, () => calling.abort(new Error('the job is over')))
  await t.rejects(read(receiver.url, open(t), calling.signal), { message: 'the job is over' })
})
