import type { CompiledQuery } from 'kysely'
import { isCardNumber } from '../../plugins/crm/membership/members/card-number.ts'
import { onEachDatabase } from '../harness.ts'
import { buildMemberShop, ruleOf, tiers } from './membership-shop.ts'
import { orderOf } from './shop.ts'

const member = '/membership/members'

onEachDatabase(async (t, kind) => {
  t.test(
    'tiers: reached at the threshold, kept or lost at the end of a day in Shanghai',
    async (t) => {
      const shop = await buildMemberShop(t, kind)
      const ann = await shop.buy('a1', 'ann', 9_999)
      t.equal(await shop.tierOf(ann), 'base', 'one below the threshold')
      await shop.buy('a2', 'ann', 1)
      t.equal(await shop.tierOf(ann), 'silver', 'exactly at the threshold')
      const bob = await shop.buy('b1', 'bob', 50_000)
      t.equal(await shop.tierOf(bob), 'gold', 'two levels at once, on joining')
      const { memberships } = (await shop.call({ url: `/v1${member}/${ann}` })).body
      t.match(memberships, [
        { tier: 'silver', tierReason: 'upgraded', termEndsAt: '2027-03-01T16:00:00.000Z' }
      ])
      t.ok(isCardNumber(memberships[0].cardNumber))
      const found = await shop.call({
        url: `/v1${member}?cardNumber=${memberships[0].cardNumber}`
      })
      t.match(found.body.data, [{ customerId: ann }])

      await shop.cancel('b1', 'bob', 50_000)
      t.equal(await shop.tierOf(bob), 'gold', 'a refund is looked at when the term ends')
      shop.clock.set('2026-06-01T00:00:00.000Z')
      await shop.buy('a3', 'ann', 5_000)
      shop.clock.set('2027-03-01T15:59:59.999Z')
      await shop.run('end-terms')
      t.equal(await shop.tierOf(bob), 'gold', 'until the last millisecond of the day')
      shop.clock.set('2027-03-01T16:00:00.000Z')
      await shop.run('end-terms')
      await shop.run('end-terms')
      t.equal(await shop.tierOf(bob), 'base')
      t.equal(await shop.tierOf(ann), 'silver', 'kept by exactly what it takes')
      t.match((await shop.call({ url: `/v1${member}/${ann}` })).body.memberships, [
        { tierReason: 'kept', termEndsAt: '2028-03-01T16:00:00.000Z' }
      ])
      shop.clock.set('2030-01-01T00:00:00.000Z')
      await shop.buy('a4', 'ann', 10_000)
      t.equal(await shop.tierOf(ann), 'silver', 'ended terms end before an order counts')
      const history = (await shop.call({ url: `/v1${member}/${ann}/history` })).body.data
      t.same(
        history
          .map(({ reason, toTier }: Record<string, string>) => `${reason} ${toTier}`)
          .reverse(),
        [
          ...['joined null', 'upgraded base', 'upgraded silver', 'kept silver', 'expired base'],
          'upgraded silver'
        ]
      )
      const changed = shop.told.filter(({ event }) => event === 'tier.changed')
      t.same(
        changed
          .flatMap(({ batch }) => batch)
          .filter((one) => (one as { customerId: string }).customerId === bob),
        [
          { customerId: bob, from: null, to: 'gold' },
          { customerId: bob, from: 'gold', to: 'base' }
        ]
      )
      const timeline = (await shop.call({ url: `/v1/customers/${bob}/timeline` })).body.data
      t.equal(timeline.filter((one: { kind: string }) => one.kind === 'tier.changed').length, 2)
      t.same(await shop.findings(), [])
    }
  )

  t.test('tiers: by hand, for money, excluded, and refunds that count at once', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 60_000)
    const set = (body: Record<string, unknown>) => shop.post(`${member}/${ann}/tier`, body)
    t.match(await set({ tier: 'base', reason: 'abuse' }), { status: 200, body: { tier: 'base' } })
    await shop.run('end-terms')
    t.equal(await shop.tierOf(ann), 'base', 'does not jump back by itself')
    await shop.buy('a2', 'ann', 1)
    t.equal(await shop.tierOf(ann), 'gold', 'the next order is the next trigger')
    await set({ tier: 'silver', isExcludedFromAutomatic: true, reason: 'staff' })
    await shop.buy('a3', 'ann', 90_000)
    t.equal(await shop.tierOf(ann), 'silver')
    await set({ isExcludedFromAutomatic: false, reason: 'left' })
    await set({ tier: 'black', reason: 'paid 99.00' })
    await shop.buy('a4', 'ann', 90_000)
    t.equal(await shop.tierOf(ann), 'black', 'better than what is earned')
    shop.clock.set('2026-04-01T16:00:00.000Z')
    await shop.run('end-terms')
    t.equal(await shop.tierOf(ann), 'gold', 'after a paid tier comes the earned one')

    const before = await shop.call({ url: '/v1/membership/programme' })
    const etag = String(before.headers.etag)
    const instantly = ruleOf({ refunds: 'instantly' })
    t.equal((await shop.put('/membership/programme', instantly, { 'if-match': etag })).status, 200)
    t.match(await shop.put('/membership/programme', instantly, { 'if-match': etag }), {
      status: 412
    })
    const bob = await shop.buy('b1', 'bob', 45_000)
    await shop.buy('b2', 'bob', 5_000)
    t.equal(await shop.tierOf(bob), 'gold')
    await shop.cancel('b2', 'bob', 5_000)
    t.equal(await shop.tierOf(bob), 'silver')

    t.match(await set({ tier: 'brass', reason: 'x' }), {
      status: 422,
      body: { code: 'MEMBERSHIP_INVALID', errors: [{ pointer: '#/tier' }] }
    })
    t.match(await set({ tier: 'gold', endsOn: '2026-01-01', reason: 'x' }), {
      body: { errors: [{ pointer: '#/endsOn' }] }
    })
    const { id: carl } = await shop.customer()
    t.match(await shop.post(`${member}/${carl}/tier`, { tier: 'gold', reason: 'x' }), {
      status: 409,
      body: { code: 'NOT_A_MEMBER' }
    })
    t.match(await shop.post(member, { customerId: carl }), { status: 201, body: { tier: 'base' } })
    t.same(await shop.findings(), [])
  })

  t.test('tiers: an order in two parcels brings nobody up', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 40_000)
    const order = (await shop.call({ url: '/v1/orders?externalId=a1' })).body.data[0]
    const lines = [{ lineId: order.lines[0].id, quantity: 20 }]
    const split = await shop.post(`/orders/${order.id}/split`, { lines })
    t.equal(split.status, 201, split.text)
    t.equal(await shop.tierOf(ann), 'silver', 'never 400.00 and 200.00 at once')
    t.same(await shop.findings(), [])
  })

  t.test('tiers: a merge adds up, and an unmerge gives each its own', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 30_000)
    const bob = await shop.buy('b1', 'bob', 25_000)
    const cards = async (id: string) =>
      (await shop.call({ url: `/v1${member}/${id}` })).body.memberships?.map(
        ({ cardNumber }: { cardNumber: string }) => cardNumber
      )
    const [annCards, bobCards] = [await cards(ann), await cards(bob)]
    t.equal((await shop.post(`/customers/${bob}/merge`, { fromId: ann })).status, 200)
    t.equal(await shop.tierOf(bob), 'gold', 'together they are over the threshold')
    t.same((await cards(bob)).sort(), [...annCards, ...bobCards].sort(), 'both cards are good')
    t.equal(await shop.balanceOf(bob), 550)
    t.equal(
      (await shop.post(`${member}/${bob}/points/spend`, { points: 400, sourceId: 's1' })).status,
      200
    )
    t.same(await shop.findings(), [])
    t.equal((await shop.post(`/customers/${ann}/unmerge`)).status, 200)
    t.equal(await shop.tierOf(ann), 'silver')
    t.equal(await shop.tierOf(bob), 'silver')
    t.same([await cards(ann), await cards(bob)], [annCards, bobCards])
    t.equal((await shop.balanceOf(ann)) + (await shop.balanceOf(bob)), 150)
    t.same(await shop.findings(), [])
  })

  t.test('tiers: a card without orders has those of whom it is with, and no longer', async (t) => {
    const shop = await buildMemberShop(t, kind, ruleOf({ joining: 'manual' }))
    const rich = await shop.buy('a1', 'ann', 60_000)
    const { id: poor } = await shop.customer()
    t.equal((await shop.post(member, { customerId: poor })).status, 201)
    t.equal(await shop.tierOf(poor), 'base')
    t.equal((await shop.post(`/customers/${rich}/merge`, { fromId: poor })).status, 200)
    t.equal(await shop.tierOf(rich), 'gold')
    t.equal((await shop.post(`/customers/${poor}/unmerge`)).status, 200)
    t.same([await shop.tierOf(rich), await shop.tierOf(poor)], [null, 'base'])
    t.same(await shop.findings(), [])
  })

  t.test('tiers: what is set by hand stays when an account with nothing is merged', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 60_000)
    const body = { tier: 'silver', reason: 'moved abroad' }
    const set = await shop.post(`${member}/${ann}/tier`, body)
    t.equal(set.status, 200, set.text)
    const { id: fromId } = await shop.customer()
    t.equal((await shop.post(`/customers/${ann}/merge`, { fromId })).status, 200)
    t.equal(await shop.tierOf(ann), 'silver')
  })

  t.test(
    'programme and tiers: what cannot be meant is refused, naming field and fix',
    async (t) => {
      const shop = await buildMemberShop(t, kind)
      const tier = (more: object) =>
        shop.post('/membership/tiers', {
          handle: 'new',
          title: 'New',
          level: 9,
          termMonths: 12,
          ...more
        })
      const refused = [
        [tier({ threshold: 50_000 }), '#/threshold', /over the 50000 of gold/],
        [tier({ threshold: 60_000, keep: 60_001 }), '#/keep', /over the threshold/],
        [tier({ threshold: 60_000, level: 3 }), '#/level', /gold has level 3/],
        [tier({ threshold: 60_000, handle: 'gold' }), '#/handle', /another handle/],
        [tier({ kind: 'paid', threshold: 1 }), '#/threshold', /bought/],
        [tier({}), '#/threshold', /reached by/],
        [shop.put('/membership/programme', ruleOf({ currency: 'XXX' })), '#/currency', /ISO 4217/],
        [
          shop.put(
            '/membership/programme',
            ruleOf({}, { rates: [{ currency: 'ABC', points: 1, perMinor: 1 }] })
          ),
          '#/points/rates/0/currency',
          /ISO 4217/
        ],
        [
          shop.put('/membership/programme', ruleOf({}, { excludedCategoryIds: ['cat_no'] })),
          '#/points/excludedCategoryIds/0',
          /no category/
        ]
      ] as const
      for (const [answer, pointer, detail] of refused) {
        t.match(await answer, {
          status: 422,
          body: { code: 'MEMBERSHIP_INVALID', errors: [{ pointer, detail }] }
        })
      }
      const negative = ruleOf({}, { rates: [{ currency: 'CNY', points: -1, perMinor: 100 }] })
      t.match(await shop.put('/membership/programme', negative), {
        status: 400,
        body: { errors: [{ pointer: '#/points/rates/0/points' }] }
      })
      const { body } = await shop.call({ url: '/v1/membership/tiers' })
      t.match(
        body.data,
        tiers.map(({ handle }) => ({ handle })),
        'nothing half done'
      )
      const levels = await Promise.all([7, 7, 7].map((level) => tier({ level, threshold: 55_000 })))
      t.same(levels.map(({ status }) => status).sort(), [201, 422, 422], 'also at the same time')
      const made = levels.find(({ status }) => status === 201)!.body
      t.equal(
        (await shop.call({ method: 'DELETE', url: `/v1/membership/tiers/${made.id}` })).status,
        204
      )
      const { known } = shop.engine.use('crm')
      const asked = { segments: [], tiers: ['gold', 'brass'] }
      t.same([...(await known(shop.engine.db, asked)).tiers], ['gold'])
      await shop.buy('a1', 'ann', 1)
      const base = body.data[0]
      const remove = (id: string) =>
        shop.call({ method: 'DELETE', url: `/v1/membership/tiers/${id}` })
      t.match(await remove(base.id), { status: 409, body: { code: 'TIER_IN_USE' } })
      t.equal((await remove(body.data[3].id)).status, 204)
      t.match(await shop.put(`/membership/tiers/${base.id}`, { ...tiers[0], title: 'First' }), {
        status: 200,
        body: { title: 'First', version: 2 }
      })
    }
  )

  t.test('orders: a page takes the same statements whatever its size', async (t) => {
    const shop = await buildMemberShop(t, kind)
    await shop.buy('warm', 'warm', 60_000)
    const sizes: number[] = []
    for (const size of [1, 5, 40]) {
      const orders = Array.from({ length: size }, (_, at) =>
        orderOf(`s${size}-${at}`, { externalId: `b${size}-${at}` }, { units: 60 })
      )
      let statements = 0
      await shop.engine.transaction((tx) => {
        const executor = tx.getExecutor()
        const execute = executor.executeQuery.bind(executor)
        executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
          if (/membership|points_/.test(query.sql)) statements++
          return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
        }
        const source = { channelId: 'chn_test', unknownSkus: 'createUntracked' as const }
        return shop.engine.use('orders').intake(tx, source, orders)
      })
      sizes.push(statements)
    }
    t.ok(sizes[0]! > 0 && sizes[0]! < 25, `${sizes[0]} statements`)
    t.same(sizes, [sizes[0], sizes[0], sizes[0]])
    t.equal(await shop.tierOf((await shop.customerOf('b40-7')).id), 'gold')
    t.same(await shop.findings(), [])
  })

  t.test('privacy: an export tells of it all, and an erased card leads to nobody', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 10_000)
    const { cardNumber } = (await shop.call({ url: `/v1${member}/${ann}` })).body.memberships[0]
    const told = await shop.call({ url: `/v1/customers/${ann}/export` })
    t.match(told.body.areas.membership, {
      memberships: [{ cardNumber }],
      history: [{ reason: 'joined' }, { reason: 'upgraded' }],
      points: [{ kind: 'earn', points: 100 }]
    })
    const adjust = `${member}/${ann}/points/adjust`
    const reason = 'Ann Example wrote'
    const asked = await shop.post(adjust, { points: 9_000_000, reason })
    await shop.post(adjust, { points: 9, reason })
    await shop.post(`${member}/${ann}/points/spend`, { points: 1, sourceId: 'cart', reason })
    await shop.post(`${member}/${ann}/tier`, { tier: 'gold', reason })
    t.equal((await shop.post(`/customers/${ann}/erase`)).status, 200)
    for (const url of ['history', 'points/entries', 'points']) {
      const said = await shop.call({ url: `/v1${member}/${ann}/${url}` })
      t.equal(said.status, 200)
      t.notMatch(said.text, reason, url)
    }
    for (const url of ['membership/adjustments', 'alerts?state=resolved', 'audit?limit=100']) {
      const said = await shop.call({ url: `/v1/${url}` })
      t.match(said.text, asked.body.id, url)
      t.notMatch(said.text, reason, url)
    }
    t.same((await shop.call({ url: '/v1/alerts?state=open' })).body.data, [], 'nothing waits')
    const approve = `/v1/membership/adjustments/${asked.body.id}/approve`
    t.match(await shop.call({ method: 'POST', url: approve, as: 'manager' }), {
      status: 409,
      body: { code: 'ADJUSTMENT_DECIDED', state: 'rejected' }
    })
    const found = await shop.call({ url: `/v1${member}?cardNumber=${cardNumber}` })
    t.same(found.body.data, [])
    const spend = { points: 1, sourceId: 's' }
    t.match(await shop.post(`${member}/${ann}/points/spend`, spend), {
      status: 409,
      body: { code: 'CUSTOMER_ERASED' }
    })
    t.same(await shop.findings(), [])
  })

  t.test(
    'review: who bought before there was a programme comes in, at what they reached',
    async (t) => {
      const shop = await buildMemberShop(t, kind, ruleOf({ joining: 'manual' }))
      const ann = await shop.buy('a1', 'ann', 50_000)
      const bob = await shop.buy('b1', 'bob', 50_000)
      const { id: carl } = await shop.customer()
      t.equal(await shop.tierOf(ann), null, 'nobody joins by itself')
      await shop.post(member, { customerId: bob })
      await shop.post(`${member}/${bob}/tier`, { tier: 'silver', reason: 'as agreed' })
      await shop.put('/membership/programme', ruleOf())
      t.equal((await shop.post('/membership/review')).status, 202)
      await shop.run('review-members')
      await shop.run('review-members')
      t.equal(await shop.tierOf(ann), 'gold')
      t.equal(await shop.tierOf(bob), 'silver', 'what was set by hand stays')
      t.equal(await shop.tierOf(carl), null, 'has bought nothing')
      t.equal(await shop.balanceOf(ann), 0, 'points are of orders from joining on')
      await shop.cancel('a1', 'ann', 50_000)
      t.equal(await shop.balanceOf(ann), 0)
      t.same(await shop.findings(), [])
    }
  )
})
