import { manualClock } from '#core/time'
import { ruleOf, tiers } from '../crm/membership-shop.ts'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { buildPromotionShop, type PromotionShop } from './shop.ts'

interface Audience extends PromotionShop {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  send(method: 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown): Promise<any>
  /** What a mug costs a buyer. */
  costs(email: string): Promise<number>
  tag(customerId: string, on: boolean): Promise<void>
  /** Buys mugs and pays them. */
  buy(email: string, units: number): Promise<void>
}

const clock = () => manualClock('2026-06-15T04:00:00.000Z')

async function open(
  test: Parameters<typeof buildPromotionShop>[0],
  kind: DatabaseKind,
  at = clock()
): Promise<Audience> {
  const shop = await buildPromotionShop(
    test,
    kind,
    { MUG: 1000 },
    { crm: true, clock: at, config: { shop: { zone: 'Asia/Shanghai', currency: 'CNY' } } }
  )
  const audience: Audience = {
    ...shop,
    async send(method, url, body) {
      const answer = await shop.call({
        method,
        url: `/v1${url}`,
        ...(body !== undefined && { body })
      })
      if (answer.status >= 300) throw new Error(answer.text)
      return answer.body
    },
    async costs(email) {
      return (await shop.evaluate({ MUG: 1 }, { buyer: { email } })).body.grossMinor
    },
    async tag(customerId, on) {
      const url = `/customers/${customerId}/tags`
      if (on) await audience.send('POST', url, { tag: 'vip' })
      else await audience.send('DELETE', `${url}/vip`)
    },
    async buy(email, units) {
      const placed = await shop.order({ MUG: units }, { buyer: { email } })
      if (placed.status !== 201) throw new Error(placed.text)
      const { id, totalMinor } = placed.body
      const paid = { amountMinor: totalMinor, method: 'card' }
      const answer = await shop.act(id, 'confirm-payment', paid)
      if (answer.status >= 300) throw new Error(answer.text)
    }
  }
  await audience.send('PUT', '/membership/programme', ruleOf())
  for (const tier of tiers) await audience.send('POST', '/membership/tiers', tier)
  return audience
}

/** A customer with the tag that rules ask for. */
async function member(shop: Audience, name: string) {
  return shop.send('POST', '/customers', { emails: [`${name}@example.com`], tags: ['vip'] })
}

onEachDatabase(async (t, kind) => {
  t.test('early access: by live segments, as members come, go, and rise to a tier', async (t) => {
    const at = clock()
    const shop = await open(t, kind, at)
    const rule = { any: [{ tag: ['vip'] }, { tier: ['silver'] }] }
    await member(shop, 'zoe')
    await shop.send('POST', '/segments', { handle: 'early', title: 'Early', rule })
    const ann = await shop.send('POST', '/customers', { emails: ['ann@example.com'] })
    await shop.send('POST', '/customers', { emails: ['bob@example.com'] })
    await shop.launch({
      startsAt: '2026-07-01T00:00:00.000Z',
      earlyAccess: { segments: ['early'], from: '2026-06-20T00:00:00.000Z' }
    })
    await shop.tag(ann.id, true)
    t.equal(await shop.costs('ann@example.com'), 1000, 'too early for anybody')
    at.set('2026-06-20T00:00:00.000Z')
    t.equal(await shop.costs('ann@example.com'), 900)
    t.equal(await shop.costs('bob@example.com'), 1000)
    const { body } = await shop.evaluate({ MUG: 1 }, { buyer: { email: 'bob@example.com' } })
    t.match(body.refused, [{ reason: 'notStarted' }])
    const placed = await shop.order({ MUG: 1 }, { buyer: { email: 'ann@example.com' } })
    t.match(placed, { status: 201, body: { totalMinor: 900 } })

    await shop.tag(ann.id, false)
    t.equal(await shop.costs('ann@example.com'), 1000, 'has left')
    await shop.buy('bob@example.com', 9)
    t.equal(await shop.costs('bob@example.com'), 1000, 'not silver yet')
    await shop.buy('bob@example.com', 1)
    t.equal(await shop.costs('bob@example.com'), 900, 'has become silver, and is in')
    at.set('2026-07-01T00:00:00.000Z')
    t.equal(await shop.costs('ann@example.com'), 900, 'everybody')
    t.same(await shop.findings(), [])
  })

  t.test('member day: for a tier, on its day in the zone of the shop', async (t) => {
    const at = clock()
    const shop = await open(t, kind, at)
    await shop.launch({
      conditions: { all: [{ tier: ['silver', 'gold'] }, { window: { daysOfMonth: [18] } }] }
    })
    at.set('2026-06-17T15:59:59.999Z')
    await shop.buy('ann@example.com', 10)
    await shop.buy('bob@example.com', 1)
    t.equal(await shop.costs('ann@example.com'), 1000)
    at.set('2026-06-17T16:00:00.000Z')
    t.equal(await shop.costs('ann@example.com'), 900, 'it is the 18th in Shanghai')
    t.equal(await shop.costs('bob@example.com'), 1000, 'a member of no such tier')
    t.equal(await shop.costs('new@example.com'), 1000)
    at.set('2026-06-18T16:00:00.000Z')
    t.equal(await shop.costs('ann@example.com'), 1000)
  })

  t.test('segments and tiers that promotions name have to be there, and stay there', async (t) => {
    const shop = await open(t, kind)
    const left: string[] = []
    shop.engine.registrations.observers.push(async (_tx, event, batch) => {
      if (event !== 'segment.left') return
      left.push(...(batch as { segment: string }[]).map(({ segment }) => segment))
    })
    const invalid = (pointer: string) => ({
      status: 400,
      body: { code: 'PROMOTION_INVALID', errors: [{ pointer }] }
    })
    t.match(
      await shop.write({ conditions: { any: [{ segment: ['none'] }, { firstOrder: true }] } }),
      invalid('#/conditions/any/0/segment/0')
    )
    t.match(await shop.write({ conditions: { tier: ['tin'] } }), invalid('#/conditions/tier/0'))
    t.match(
      await shop.write({
        startsAt: '2026-07-01T00:00:00.000Z',
        earlyAccess: { segments: ['none'], from: '2026-06-20T00:00:00.000Z' }
      }),
      invalid('#/earlyAccess/segments/0')
    )

    await member(shop, 'zoe')
    const segment = { handle: 'early', title: 'Early', rule: { tag: ['vip'] } }
    const { id: segmentId } = await shop.send('POST', '/segments', segment)
    await member(shop, 'ann')
    const remove = (url: string) => shop.call({ method: 'DELETE', url: `/v1${url}` })
    const named = await shop.launch({ conditions: { none: [{ segment: ['early'] }] } })
    const list = await shop.send('POST', '/price-lists', {
      ...{ handle: 'vips', title: 'VIPs', kind: 'override', currency: 'CNY', priority: 1 },
      segments: ['early']
    })
    t.match(await remove(`/segments/${segmentId}`), {
      status: 409,
      body: {
        code: 'CUSTOMERS_NAMED',
        usedBy: [`promotion ${named.handle}`, 'price list vips']
      }
    })
    t.same(left, [])
    await shop.step(named.id, 'end')
    t.match(await remove(`/segments/${segmentId}`), { body: { usedBy: ['price list vips'] } })
    await shop.send('DELETE', `/price-lists/${list.id}`)
    t.match(await remove(`/segments/${segmentId}`), { status: 204 })
    t.same(left, ['early'], 'its member has left')

    const byTier = await shop.launch({ conditions: { tier: ['black'] } })
    const all = (await shop.call({ url: '/v1/membership/tiers' })).body.data
    const black = all.find(({ handle }: { handle: string }) => handle === 'black')
    t.match(await remove(`/membership/tiers/${black.id}`), {
      status: 409,
      body: { code: 'CUSTOMERS_NAMED', kind: 'tier', usedBy: [`promotion ${byTier.handle}`] }
    })
    const renamed = { ...tiers[3], handle: 'onyx' }
    const put = () =>
      shop.call({ method: 'PUT', url: `/v1/membership/tiers/${black.id}`, body: renamed })
    t.match(await put(), { status: 409, body: { code: 'CUSTOMERS_NAMED' } })
    await shop.step(byTier.id, 'end')
    t.match(await put(), { status: 200 })
    t.match(await remove(`/membership/tiers/${black.id}`), { status: 204 })
  })

  t.test(
    'of a promotion that names a segment and its deletion at once only one is done',
    async (t) => {
      const shop = await open(t, kind)
      await member(shop, 'zoe')
      for (let round = 0; round < 5; round++) {
        const handle = `s-${round}`
        const body = { handle, title: handle, rule: { tag: ['vip'] } }
        const { id } = await shop.send('POST', '/segments', body)
        const [written, removed] = await Promise.all([
          shop.write({ conditions: { segment: [handle] } }),
          shop.call({ method: 'DELETE', url: `/v1/segments/${id}` })
        ])
        const both = [written.status, removed.status].join()
        t.ok(both === '201,409' || both === '400,204', both)
      }
    }
  )
})
