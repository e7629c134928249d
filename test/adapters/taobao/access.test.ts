import t from 'tap'
import { taobao } from '#adapters/taobao'
import type { FaultKind } from '#core/channel/simulator'
import { TopRefusal } from '../../../adapters/taobao/errors.ts'
import { accountOf, failureOf, hourMs } from '../stand.ts'
import { open } from './stand.ts'

const { classify } = taobao.connect({} as never, {} as never)
const noTrade = '2700000000000009999'

t.test(
  'sessions: a refresh token is good once: who loses its successor has to ask again',
  async (t) => {
    const { account, io } = await open(t)
    const again = await failureOf(taobao.tokens!.renew(account, io, null))
    t.match(classify(again), { action: 'fatal', reason: /permission again/ })
  }
)

t.test('sessions: each renewal goes on from the one before', async (t) => {
  const { client, clock, renew, simulator } = await open(t)
  for (let day = 0; day < 3; day++) {
    t.equal(await client.orders.get!(noTrade), null)
    clock.advance(24 * hourMs)
    t.match(classify(await failureOf(client.orders.get!(noTrade))), { action: 'refreshToken' })
    await renew()
  }
  t.equal(simulator.calls.filter(({ operation }) => operation === 'token').length, 4)
})

t.test(
  'sessions: one that is not renewed is used until it ends, then a person is needed',
  async (t) => {
    const { io } = await open(t)
    const account = accountOf(taobao, {
      appKey: '12345678',
      appSecret: 'a secret',
      sessionKey: 's1'
    })
    const tokens = await taobao.tokens!.renew(account, io, null)
    t.same(tokens, {
      accessToken: 's1',
      expiresAt: null,
      refreshToken: null,
      refreshExpiresAt: null
    })
    const ended = await failureOf(taobao.tokens!.renew(account, io, tokens))
    t.match(classify(ended), { action: 'fatal', reason: /cannot be renewed/ })
    const next = await taobao.tokens!.renew({ ...account, sessionKey: 's2' }, io, tokens)
    t.equal(next.accessToken, 's2', 'a new one in the settings is taken up')
  }
)

t.test('consent: the seller is asked on Taobao’s page; the code becomes a session', async (t) => {
  const { account, io } = await open(t)
  const consent = taobao.consent!
  const callbackUrl = 'https://shop.example/callback'
  const url = new URL(consent.url(account, { state: 's1', callbackUrl }))
  t.same(Object.fromEntries(url.searchParams), {
    response_type: 'code',
    client_id: account.appKey,
    redirect_uri: callbackUrl,
    state: 's1',
    view: 'web'
  })
  const there = await fetch(url, { redirect: 'manual' })
  const query = Object.fromEntries(new URL(there.headers.get('location')!).searchParams)
  const answer = { query, body: null, callbackUrl, state: 's1' }
  const { settings, tokens } = await consent.complete(account, io, answer)
  t.same(settings, { userId: account.userId })
  t.match(tokens, {
    accessToken: /^6/,
    refreshToken: String,
    expiresAt: '2026-03-02T08:00:00.000Z'
  })
  const refusals = [
    await failureOf(consent.complete(account, io, answer)),
    await failureOf(consent.complete(account, io, { ...answer, state: 'of somebody else' })),
    await failureOf(
      consent.complete(account, io, { ...answer, query: { state: 's1', error: 'access_denied' } })
    )
  ]
  t.same(
    refusals.map((error) => classify(error).action),
    ['fatal', 'fatal', 'fatal'],
    'a code is good once, a state is ours, and no is no'
  )
})

t.test('calls: wrong credentials need a person, a clock that is off has to be set', async (t) => {
  const { connect } = await open(t)
  const verdictOf = async (settings: Parameters<typeof connect>[0]) =>
    classify(await failureOf(connect(settings).orders.get!(noTrade)))
  t.match(await verdictOf({ appSecret: 'another one' }), { action: 'fatal', reason: /appSecret/ })
  t.match(await verdictOf({ appKey: '1111' }), { action: 'fatal', reason: /appKey is wrong/ })
  for (const signMethod of ['md5', 'hmac', 'hmac-sha256'] as const) {
    t.equal(await connect({ signMethod }).orders.get!(noTrade), null, signMethod)
  }
  const off = new TopRefusal('x', { code: 31, msg: 'Invalid timestamp' })
  t.match(classify(off), { action: 'retry', reason: /clock/ })
})

t.test(
  'calls: throttling is obeyed for as long as its text says, by operation or for all',
  async (t) => {
    const { client, simulator, learned, clock } = await open(t)
    const verdict = async () => classify(await failureOf(client.orders.get!(noTrade)))
    simulator.faults.add({ kind: 'throttle', restMs: 40_000 })
    t.match(await verdict(), { action: 'rateLimited', retryAfterMs: 40_000 })
    simulator.faults.add({ kind: 'banned', restMs: hourMs })
    t.match(await verdict(), { action: 'rateLimited', retryAfterMs: hourMs })
    clock.advance(hourMs)
    t.equal(await client.orders.get!(noTrade), null)
    t.same(learned, [
      ['taobao.trade.fullinfo.get', { available: 0, restMs: 40_000 }],
      ['*', { available: 0, restMs: hourMs }]
    ])
    const untold = new TopRefusal('x', { code: 7, msg: 'App Call Limited' })
    t.match(classify(untold), { action: 'rateLimited', retryAfterMs: 60_000 })
    simulator.setQuotas(true)
    for (let call = 0; call < 10; call++) await client.orders.get!(noTrade)
    t.match(await verdict(), { action: 'rateLimited', retryAfterMs: 1000 })
  }
)

t.test('calls: every failure says what to do about it', async (t) => {
  const { client, simulator } = await open(t)
  const actions: Partial<Record<FaultKind, string>> = {
    down: 'retry',
    noAnswer: 'retry',
    lostAnswer: 'retry',
    tokenExpired: 'refreshToken'
  }
  for (const [kind, action] of Object.entries(actions)) {
    simulator.faults.add({ kind: kind as FaultKind })
    t.equal(classify(await failureOf(client.orders.get!(noTrade))).action, action, kind)
  }
  const of = (code: number, sub_code: string) => classify(new TopRefusal('x', { code, sub_code }))
  t.match(of(15, 'isp.remote-service-timeout'), { action: 'retry' })
  t.match(of(11, 'isv.permission-api-package-empty'), {
    action: 'rejected',
    code: 'INSUFFICIENT_PERMISSION',
    reason: /console/
  })
  t.match(of(41, 'isv.invalid-parameter'), { action: 'rejected', code: 'isv.invalid-parameter' })
  t.match(of(53, 'session-expired'), { action: 'refreshToken' })
  t.match(of(0, 'UNREADABLE'), { action: 'retry' })
})

t.test('calls: a permission that is taken back ends the session and its renewal', async (t) => {
  const { client, simulator, renew } = await open(t)
  simulator.faults.add({ kind: 'revoked' })
  t.match(classify(await failureOf(client.orders.get!(noTrade))), { action: 'refreshToken' })
  t.match(classify(await failureOf(renew())), { action: 'fatal' })
})
