import t from 'tap'
import { amazon } from '#adapters/amazon'
import type { FaultKind } from '#core/channel/simulator'
import { ShopkeeperError } from '#core/errors'
import { accountOf, failureOf, hourMs } from '../stand.ts'
import { open } from './stand.ts'

const { classify } = amazon.connect({} as never, {} as never)

t.test('tokens: one is good for an hour and is had with the refresh token', async (t) => {
  const { account, io, clock } = await open(t)
  const tokens = await amazon.tokens!.renew(account, io, null)
  t.match(tokens, { expiresAt: clock.after(hourMs), refreshToken: null })
  t.ok(tokens.accessToken.startsWith('Atza|'))
})

t.test('tokens: wrong credentials and a permission withdrawn need a person', async (t) => {
  const { account, io, simulator, client } = await open(t)
  const renew = (changed: object) =>
    failureOf(amazon.tokens!.renew({ ...account, ...changed }, io, null)).then(classify)
  t.match(await renew({ clientSecret: 'not the one' }), { action: 'fatal', reason: /clientSecret/ })
  t.match(await renew({ refreshToken: 'not the one' }), { action: 'fatal', reason: /withdrawn/ })
  await client.orders.get!('302-0000000-0000000')
  simulator.faults.add({ kind: 'revoked' })
  const refused = await failureOf(client.orders.get!('302-0000000-0000000'))
  t.match(classify(refused), { action: 'refreshToken' })
  t.match(await renew({}), { action: 'fatal', reason: /withdrawn/ })
})

t.test('tokens: one that ends is told apart from a permission that is missing', async (t) => {
  const { simulator, client, clock, renew, connect } = await open(t)
  const get = () => client.orders.get!('302-0000000-0000000')
  await get()
  simulator.faults.add({ kind: 'tokenExpired' })
  t.match(classify(await failureOf(get())), { action: 'refreshToken' })
  await renew()
  await get()
  clock.advance(hourMs)
  t.match(classify(await failureOf(get())), { action: 'refreshToken' })
  await renew()
  t.equal(await get(), null)
  t.ok(connect({}), 'and another client takes it up')
})

t.test(
  'consent: the seller is asked in Seller Central; the answer brings all that is missing',
  async (t) => {
    const { account, io } = await open(t)
    const consent = amazon.consent!
    const callbackUrl = 'https://shop.example/callback'
    const { origin, pathname, searchParams } = new URL(
      consent.url({ ...account, isDraft: true }, { state: 's1', callbackUrl })
    )
    t.equal(origin + pathname, `${account.sellerCentralUrl}/apps/authorize/consent`)
    t.same(Object.fromEntries(searchParams), {
      application_id: 'amzn1.sp.solution.simulated',
      state: 's1',
      redirect_uri: callbackUrl,
      version: 'beta'
    })
    const url = consent.url(account, { state: 's1', callbackUrl })
    const { headers } = await fetch(url, { redirect: 'manual' })
    const query = Object.fromEntries(new URL(headers.get('location')!).searchParams)
    const answer = { query, body: null, callbackUrl, state: 's1' }
    const { settings, tokens } = await consent.complete(account, io, answer)
    t.same(settings, { sellerId: account.sellerId, refreshToken: account.refreshToken })
    t.ok(tokens!.accessToken)
    t.match(classify(await failureOf(consent.complete(account, io, answer))), { action: 'fatal' })
    const wrongs: Record<string, string>[] = [
      { ...query, state: 's2' },
      { state: 's1' },
      { error: 'access_denied' }
    ]
    for (const wrong of wrongs) {
      const error = await failureOf(consent.complete(account, io, { ...answer, query: wrong }))
      t.match(classify(error), { action: 'fatal' })
    }
  }
)

t.test('addresses: each region has its own, and a sandbox', async (t) => {
  const asked: string[] = []
  const base = {
    marketplaceId: 'A1PA6795UKMFR9',
    currency: 'EUR',
    clientId: 'client',
    clientSecret: 'secret-secret',
    sellerId: 'ASELLER',
    refreshToken: 'refresh-refresh'
  }
  const { io } = await open(t)
  const pace = { take: async () => Promise.reject(new Error('far enough')), learn: io.pace.learn }
  for (const region of ['na', 'eu', 'fe'] as const) {
    const account = accountOf(amazon, { ...base, region, isSandbox: region === 'fe' })
    asked.push(amazon.consent!.url(account, { state: 's', callbackUrl: 'https://a.example' }))
    const client = amazon.connect(account, { ...io, pace })
    await t.rejects(client.orders.get!('1'), /far enough/)
  }
  t.same(
    asked.map((url) => new URL(url).host),
    ['sellercentral.amazon.com', 'sellercentral-europe.amazon.com', 'sellercentral.amazon.co.jp']
  )
  t.throws(() => accountOf(amazon, { ...base, region: 'xx' }))
})

t.test('failures: each says what to do about it, by its code', async (t) => {
  const { simulator, client } = await open(t)
  const get = () => client.orders.get!('302-0000000-0000000')
  await get()
  const expected: Partial<Record<FaultKind, object>> = {
    throttle: { action: 'rateLimited', retryAfterMs: 40_000 },
    down: { action: 'retry' },
    noAnswer: { action: 'retry', reason: /no answer/ },
    lostAnswer: { action: 'retry', reason: /no answer/ },
    banned: { action: 'rateLimited', retryAfterMs: 40_000 }
  }
  for (const [kind, verdict] of Object.entries(expected)) {
    simulator.faults.add({ kind: kind as FaultKind, operation: 'getOrder', restMs: 40_000 })
    t.match(classify(await failureOf(get())), verdict, kind)
  }
  t.match(classify(await failureOf(get())), { action: 'rateLimited' }, 'the ban goes on')
  t.match(classify(new TypeError('what is this')), { action: 'retry' })
  const own = new ShopkeeperError({ code: 'OURS', status: 400, title: 'ours' }, {})
  t.match(classify(own), { action: 'rejected', code: 'OURS' })
})

t.test(
  'budgets: rates are learned from answers; a throttled one is left alone for a unit',
  async (t) => {
    const { simulator, client, learned } = await open(t)
    const get = () => client.orders.get!('302-0000000-0000000')
    const { externalId } = simulator.placeOrder()
    await client.orders.get!(externalId)
    t.same(learned.at(-1), ['getOrder', { ratePerSecond: 0.5 }])
    simulator.setQuotas(true)
    let error: unknown
    for (let call = 0; call < 31 && error === undefined; call++) {
      await get().catch((reason) => {
        error = reason
      })
    }
    t.match(classify(error), { action: 'rateLimited', retryAfterMs: 2000 })
    t.same(learned.at(-1), ['getOrder', { available: 0, restMs: 2000 }])
  }
)

t.test('budgets: every operation that is called has one', async (t) => {
  const names = new Set(amazon.budgets!.map(({ operation }) => operation))
  t.ok(names.has('searchOrders'))
  t.match(
    amazon.budgets!.find(({ operation }) => operation === 'searchOrders'),
    { ratePerSecond: 0.0056, burst: 20 }
  )
})

t.test('capabilities: returns are there for those who have locations', async (t) => {
  const { account } = await open(t)
  t.ok(amazon.capabilitiesOf!(account).afterSales)
  t.equal(amazon.capabilitiesOf!({ ...account, returnLocationIds: [] }).afterSales, false)
})
