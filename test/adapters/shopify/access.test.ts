import t from 'tap'
import { shopify } from '#adapters/shopify'
import { consentSignature } from '../../../adapters/shopify/tokens.ts'
import { failureOf, hourMs } from '../stand.ts'
import { open } from './stand.ts'

const { consent, tokens } = shopify
const callbackUrl = 'https://shop.example/v1/channels/authorize/callback/chn_1'

async function answerOf(url: string): Promise<Record<string, string>> {
  const answer = await fetch(url, { redirect: 'manual' })
  return Object.fromEntries(new URL(answer.headers.get('location')!).searchParams)
}

t.test(
  'consent: the owner is sent to the shop and a token with a refresh token comes back',
  async (t) => {
    const { account, io, clock } = await open(t)
    const url = consent!.url(account, { state: 's 1', callbackUrl })
    const query = await answerOf(url)
    t.equal(query.state, 's 1')
    const grant = await consent!.complete(account, io, {
      query,
      body: null,
      callbackUrl,
      state: 's 1'
    })
    t.match(grant.tokens, { accessToken: /^shpat_/, refreshToken: /^shprt_/ })
    t.equal(grant.tokens!.expiresAt, clock.after(hourMs))
    t.ok(grant.tokens!.refreshExpiresAt! > clock.after(80 * 24 * hourMs))
  }
)

t.test('consent: an answer that is forged, old, or of another shop grants nothing', async (t) => {
  const { account, io, clock } = await open(t)
  const query = await answerOf(consent!.url(account, { state: 's', callbackUrl }))
  const signed = (changed: Record<string, string>) => {
    const { hmac: _, ...rest } = { ...query, ...changed }
    return { ...rest, hmac: consentSignature(rest, account.clientSecret) }
  }
  const complete = (query: Record<string, string>, state = 's') =>
    failureOf(consent!.complete(account, io, { query, body: null, callbackUrl, state }))
  t.match(await complete({ ...query, code: 'mine' }), {
    code: 'CONSENT_REFUSED',
    message: /not signed/
  })
  t.match(await complete(signed({ shop: 'other.myshopify.com' })), { code: 'CONSENT_REFUSED' })
  t.match(await complete(query, 'another state'), { code: 'CONSENT_REFUSED' })
  clock.advance(91_000)
  t.match(await complete(query), { code: 'CONSENT_REFUSED', message: /older than 90 seconds/ })
})

t.test('consent: the signature is over the sorted query, with spaces as %20', (t) => {
  const query = { state: 'a b', code: '1', hmac: 'x', signature: 'y', shop: 's.myshopify.com' }
  const { createHmac } = process.getBuiltinModule('node:crypto')
  const message = 'code=1&shop=s.myshopify.com&state=a%20b'
  t.equal(
    consentSignature(query, 'hush'),
    createHmac('sha256', 'hush').update(message).digest('hex')
  )
  t.end()
})

t.test(
  'tokens: each renewal brings a new refresh token, and the one before serves until then',
  async (t) => {
    const { account, io } = await open(t, { access: 'consent' })
    const query = await answerOf(consent!.url(account, { state: 's', callbackUrl }))
    const grant = await consent!.complete(account, io, {
      query,
      body: null,
      callbackUrl,
      state: 's'
    })
    const first = grant.tokens!
    const lost = await tokens!.renew(account, io, first)
    // Its answer was lost: the one before is asked with again.
    const second = await tokens!.renew(account, io, first)
    t.not(second.refreshToken, lost.refreshToken)
    const third = await tokens!.renew(account, io, second)
    t.not(third.accessToken, second.accessToken)
    const failure = await failureOf(tokens!.renew(account, io, first))
    t.match(shopify.connect(account, io).classify(failure), {
      action: 'fatal',
      reason: /ask again/
    })
  }
)

t.test(
  'tokens: without a consent, and with a wrong secret, a person is told what to do',
  async (t) => {
    const { account, io, client } = await open(t)
    const renew = async (changed: object) =>
      client.classify(await failureOf(tokens!.renew({ ...account, ...changed }, io, null)))
    t.match(await renew({ access: 'consent' }), { action: 'fatal', reason: /consent/ })
    t.match(await renew({ clientSecret: 'not the secret' }), {
      action: 'fatal',
      reason: /clientSecret/
    })
    t.match(await renew({ clientId: 'nobody' }), { action: 'fatal', reason: /clientId is wrong/ })
  }
)

t.test(
  'tokens: one that is entered does not end; once refused, only another one helps',
  async (t) => {
    const { account, io, client } = await open(t, { access: 'token' })
    const entered = await tokens!.renew(account, io, null)
    t.match(entered, { accessToken: account.accessToken, expiresAt: null })
    const verdict = client.classify(await failureOf(tokens!.renew(account, io, entered)))
    t.match(verdict, { action: 'fatal', reason: /accessToken/ })
  }
)

t.test(
  'a call: a token that ends, a removed app and an unknown version are told apart',
  async (t) => {
    const { simulator, client, connect } = await open(t)
    const verdict = async () => client.classify(await failureOf(client.orders.get!('1')))
    simulator.faults.add({ kind: 'tokenExpired' })
    t.match(await verdict(), { action: 'refreshToken' })
    const stranger = await open(t)
    const old = stranger.connect({ apiVersion: '2020-01' as never })
    t.match(old.classify(await failureOf(old.orders.get!('1'))), {
      action: 'fatal',
      reason: /apiVersion/
    })
    t.ok(connect({}))
  }
)
