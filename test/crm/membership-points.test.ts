import { onEachDatabase } from '../harness.ts'
import { buildMemberShop, type MemberShop, ruleOf } from './membership-shop.ts'
import { whileMerging } from './merging.ts'

const pointsOf = (customerId: string) => `/membership/members/${customerId}/points`

async function give(shop: MemberShop, customerId: string, points: number, sourceId: string) {
  const entries = [{ customerId, points, sourceId, reason: 'test' }]
  await shop.engine.transaction((tx) => shop.engine.use('crm').recordPoints(tx, entries))
}

onEachDatabase(async (t, kind) => {
  t.test(
    'points: an order earns rounded down, and a refund takes them back below zero',
    async (t) => {
      const shop = await buildMemberShop(t, kind)
      const ann = await shop.buy('a1', 'ann', 60_199)
      t.equal(await shop.balanceOf(ann), 601, 'by the tier before the order')
      await shop.buy('a2', 'ann', 199)
      t.equal(await shop.balanceOf(ann), 601 + 2, 'gold has half as much again: 2.985')
      await shop.buy('a3', 'ann', 5_000, { currency: 'USD' })
      t.equal(await shop.balanceOf(ann), 603, 'no rate, no points')
      const spend = { points: 600, sourceId: 'cart-1' }
      t.match(await shop.post(`${pointsOf(ann)}/spend`, spend), { body: { balance: 3 } })
      t.match(await shop.post(`${pointsOf(ann)}/spend`, spend), {
        status: 200,
        body: { balance: 3 }
      })
      t.match(await shop.post(`${pointsOf(ann)}/spend`, { ...spend, points: 5 }), {
        status: 422,
        body: { code: 'POINTS_SOURCE_TAKEN' }
      })
      t.match(await shop.post(`${pointsOf(ann)}/spend`, { points: 4, sourceId: 'cart-2' }), {
        status: 409,
        body: { code: 'POINTS_INSUFFICIENT', requested: 4, available: 3 }
      })
      await shop.cancel('a1', 'ann', 60_199)
      await shop.cancel('a1', 'ann', 60_199)
      t.equal(await shop.balanceOf(ann), 3 - 601)
      t.same(await shop.findings(), [])
      const back = { spentBy: 'cart-1' }
      t.match(await shop.post(`${pointsOf(ann)}/give-back`, back), {
        body: { points: 600, balance: 2 }
      })
      t.match(await shop.post(`${pointsOf(ann)}/give-back`, back), {
        body: { points: 0, balance: 2 }
      })
      await give(shop, ann, 10, 'gift-1')
      await give(shop, ann, 10, 'gift-1')
      await give(shop, ann, -20, 'gift-2')
      t.equal(await shop.balanceOf(ann), -8)
      await give(shop, ann, 10, 'gift-3')
      t.equal(await shop.balanceOf(ann), 2, 'what comes fills the hole first')
      t.match(
        await shop.post(`${pointsOf(ann)}/spend`, {
          sourceId: 'x',
          amount: { amountMinor: 11, currency: 'CNY' }
        }),
        {
          body: { points: 2, balance: 0 }
        },
        '1.1 points are two'
      )
      t.match(await shop.post(`${pointsOf(ann)}/spend`, { sourceId: 'y' }), {
        status: 422,
        body: { errors: [{ pointer: '#/points' }] }
      })
      const page = await shop.call({ url: `/v1${pointsOf(ann)}/entries?limit=2` })
      t.match(page.body.data, [
        { kind: 'spend', points: -2 },
        { kind: 'earn', points: 10 }
      ])
      const next = await shop.call({
        url: `/v1${pointsOf(ann)}/entries?limit=50&after=${page.body.next}`
      })
      t.equal(next.body.data.length, 7)
      t.same(await shop.findings(), [])
    }
  )

  t.test('points: what expires first is spent first, and expires with its day', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 10_000)
    shop.clock.set('2026-05-01T00:00:00.000Z')
    await shop.buy('a2', 'ann', 5_000)
    await shop.post(`${pointsOf(ann)}/spend`, { points: 70, sourceId: 's1' })
    t.match((await shop.call({ url: `/v1${pointsOf(ann)}` })).body, {
      balance: 80,
      expiring: [
        { expiresAt: '2027-03-01T16:00:00.000Z', points: 30 },
        { expiresAt: '2027-05-01T16:00:00.000Z', points: 50 }
      ]
    })
    shop.clock.set('2027-02-15T00:00:00.000Z')
    await shop.run('expire-points')
    await shop.run('expire-points')
    const expiring = shop.told.filter(({ event }) => event === 'points.expiring')
    t.same(
      expiring.flatMap(({ batch }) => batch),
      [{ customerId: ann, points: 30, expiresAt: '2027-03-01T16:00:00.000Z' }]
    )
    shop.clock.set('2027-03-01T15:59:59.999Z')
    await shop.run('expire-points')
    t.equal(await shop.balanceOf(ann), 80, 'until the last millisecond of the day')
    shop.clock.set('2027-03-01T16:00:00.000Z')
    t.equal(await shop.balanceOf(ann), 50, 'gone, whether or not the job was there')
    t.match(await shop.post(`${pointsOf(ann)}/spend`, { points: 51, sourceId: 's2' }), {
      status: 409
    })
    await shop.run('expire-points')
    await shop.run('expire-points')
    t.equal(await shop.balanceOf(ann), 50)
    await shop.post(`${pointsOf(ann)}/give-back`, { spentBy: 's1' })
    t.equal(await shop.balanceOf(ann), 50, 'given back into a day that is over')
    await shop.run('expire-points')
    t.equal(await shop.balanceOf(ann), 50)
    t.same(await shop.findings(), [])
  })

  for (const isMerged of [false, true]) {
    const whose = isMerged ? 'of a merged customer' : 'of one'
    t.test(
      `points: an order ${whose} that is taken back once spent costs nothing twice`,
      async (t) => {
        const shop = await buildMemberShop(t, kind)
        const ann = await shop.buy('a1', 'ann', 9_000)
        shop.clock.set('2026-04-10T04:00:00.000Z')
        const other = await shop.buy('a2', isMerged ? 'ann-2' : 'ann', 9_000)
        if (isMerged) await shop.post(`/customers/${ann}/merge`, { fromId: other })
        const spend = { points: 90, sourceId: 's1' }
        t.match(await shop.post(`${pointsOf(ann)}/spend`, spend), { body: { balance: 90 } })
        await shop.cancel('a1', 'ann', 9_000)
        const { body } = await shop.call({ url: `/v1${pointsOf(ann)}` })
        t.match(body, { balance: 0, expiring: [] })
        shop.clock.set('2027-04-15T04:00:00.000Z')
        await shop.run('expire-points')
        t.equal(await shop.balanceOf(ann), 0)
        t.same(await shop.findings(), [])
      }
    )

    t.test(`points: what comes ${whose} fills the hole for good`, async (t) => {
      const shop = await buildMemberShop(t, kind)
      const ann = await shop.buy('a1', 'ann', 9_000)
      await shop.post(`${pointsOf(ann)}/spend`, { points: 90, sourceId: 's1' })
      await shop.cancel('a1', 'ann', 9_000)
      t.equal(await shop.balanceOf(ann), -90)
      const buyer = isMerged ? 'ann-2' : 'ann'
      const other = await shop.buy('a2', buyer, 3_000)
      if (isMerged) await shop.post(`/customers/${ann}/merge`, { fromId: other })
      t.match((await shop.call({ url: `/v1${pointsOf(ann)}` })).body, {
        balance: -60,
        expiring: []
      })
      shop.clock.set('2027-03-02T04:00:00.000Z')
      t.equal(await shop.balanceOf(ann), -60, 'before anything has looked at it')
      await shop.run('expire-points')
      t.equal(await shop.balanceOf(ann), -60)
      await shop.buy('a3', buyer, 18_000)
      t.match((await shop.call({ url: `/v1${pointsOf(ann)}` })).body, {
        balance: 120,
        expiring: [{ points: 120 }]
      })
      shop.clock.set('2028-03-15T04:00:00.000Z')
      await shop.run('expire-points')
      t.equal(await shop.balanceOf(ann), 0)
      t.same(await shop.findings(), [])
    })
  }

  t.test('points: nobody is given back what another has spent, its day over or not', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 9_000)
    const bob = await shop.buy('b1', 'bob', 9_000)
    await shop.post(`${pointsOf(bob)}/spend`, { points: 40, sourceId: 's1' })
    const back = () => shop.post(`${pointsOf(ann)}/give-back`, { spentBy: 's1' })
    t.match(await back(), { status: 404 })
    shop.clock.set('2027-03-02T04:00:00.000Z')
    t.match(await back(), { status: 404 }, 'before the job was there')
    await shop.run('expire-points')
    t.match(await back(), { status: 404 })
    t.same(await shop.findings(), [])
  })

  t.test('points: spent together they come back to whom they came from', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 5_000)
    const bob = await shop.buy('b1', 'bob', 5_000)
    t.equal((await shop.post(`/customers/${ann}/merge`, { fromId: bob })).status, 200)
    for (const sourceId of ['cart-1', 'cart-2']) {
      const spend = { points: sourceId === 'cart-1' ? 70 : 30, sourceId }
      t.equal((await shop.post(`${pointsOf(ann)}/spend`, spend)).status, 200)
    }
    t.equal((await shop.post(`/customers/${bob}/unmerge`)).status, 200)
    t.match(await shop.post(`${pointsOf(ann)}/give-back`, { spentBy: 'cart-1' }), { status: 200 })
    t.equal((await shop.balanceOf(ann)) + (await shop.balanceOf(bob)), 70)
    const crm = shop.engine.use('crm')
    const part = { partMinor: 1000, wholeMinor: 1000, sourceId: 'refund', reason: 'refund' }
    const given = await shop.engine.transaction(async (tx) => [
      await crm.giveBackPoints(tx, { customerId: ann, spentBy: 'cart-2', ...part }),
      await crm.giveBackPoints(tx, { customerId: bob, spentBy: 'cart-2', ...part })
    ])
    t.same(given.filter(Boolean), [30], 'once, to those it was taken from')
    t.same([await shop.balanceOf(ann), await shop.balanceOf(bob)], [50, 50])
    t.same(await shop.findings(), [])
  })

  t.test('points: given while accounts are merged, they are the living one’s', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 10_000)
    const bob = await shop.buy('b1', 'bob', 10_000)
    const spend = { points: 30, sourceId: 'cart' }
    await whileMerging<unknown>(shop, { fromId: ann, intoId: bob }, [
      () => give(shop, ann, 50, 'gift'),
      () => shop.post(`${pointsOf(bob)}/spend`, spend)
    ])
    t.equal(await shop.balanceOf(bob), 100 + 100 + 50 - 30)
    t.same(await shop.findings(), [])
  })

  t.test('points: pending until the order is paid', async (t) => {
    const shop = await buildMemberShop(t, kind, ruleOf({}, { earnedWhen: 'paid' }))
    const unpaid = { status: 'awaiting_payment' as const, paidMinor: 0 }
    const ann = await shop.buy('a1', 'ann', 10_000, unpaid)
    const balance = async () => (await shop.call({ url: `/v1${pointsOf(ann)}` })).body
    t.match(await balance(), { balance: 0, pending: 100 })
    await shop.buy('a1', 'ann', 10_000)
    t.match(await balance(), { balance: 100, pending: 0 })
    await shop.cancel('a1', 'ann', 10_000)
    t.match(await balance(), { balance: 0, pending: 0 })
    t.same(await shop.findings(), [])
  })

  t.test('points: an order in two parcels earns what it did in one', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 60_000)
    await shop.buy('a2', 'ann', 4_000)
    t.equal(await shop.balanceOf(ann), 600 + 60)
    const order = (await shop.call({ url: '/v1/orders?externalId=a1' })).body.data[0]
    const lines = [{ lineId: order.lines[0].id, quantity: 20 }]
    const split = await shop.post(`/orders/${order.id}/split`, { lines })
    t.equal(split.status, 201, split.text)
    t.equal(await shop.balanceOf(ann), 600 + 60, 'by the tier before the order, not by gold')
    t.same(await shop.findings(), [])
  })

  t.test('points: what is in an excluded category earns nothing', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const category = await shop.post('/categories', { name: 'Gift cards', slug: 'gift-cards' })
    t.equal(category.status, 201, category.text)
    const product = await shop.post('/products', {
      title: 'Card',
      lifecycle: 'live',
      categoryId: category.body.id,
      variants: [{ sku: 'CARD', prices: [{ amountMinor: 1000, currency: 'CNY' }] }]
    })
    t.equal(product.status, 201, product.text)
    const rule = ruleOf({}, { excludedCategoryIds: [category.body.id] })
    t.equal((await shop.put('/membership/programme', rule)).status, 200)
    const lineOf = (sku: string, totalMinor: number) => ({
      ...{ externalId: sku, sku, title: sku, quantity: 1, unitPriceMinor: totalMinor },
      ...{ totalMinor, discountMinor: 0, taxMinor: 0 }
    })
    const lines = [lineOf('CARD', 3_000), lineOf('MUG', 7_000)]
    const ann = await shop.buy('a1', 'ann', 10_000, { lines })
    t.equal(await shop.balanceOf(ann), 70)
    t.same(await shop.findings(), [])
  })

  t.test('points: adjusted at once within the limit, over it by two people', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 100)
    const adjust = (points: number, as: 'owner' | 'support' = 'owner') =>
      shop.call({
        method: 'POST',
        url: `/v1${pointsOf(ann)}/adjust`,
        body: { points, reason: 'sorry' },
        as
      })
    t.match(await adjust(1000), { status: 201, body: { state: 'applied' } })
    t.equal(await shop.balanceOf(ann), 1001)
    const waiting = await adjust(-1001, 'support')
    t.match(waiting, { status: 201, body: { state: 'waiting' } })
    t.equal(await shop.balanceOf(ann), 1001)
    const own = await adjust(2000)
    const decide = (id: string, word: string, as: 'owner' | 'support' = 'owner') =>
      shop.call({ method: 'POST', url: `/v1/membership/adjustments/${id}/${word}`, as })
    t.match(await decide(own.body.id, 'approve'), { status: 403, body: { code: 'ADJUSTMENT_OWN' } })
    t.match(await decide(waiting.body.id, 'approve', 'support'), { status: 403 })
    t.match(await decide(waiting.body.id, 'approve'), { status: 200, body: { state: 'applied' } })
    t.match(await decide(waiting.body.id, 'reject'), {
      status: 409,
      body: { code: 'ADJUSTMENT_DECIDED' }
    })
    t.equal(await shop.balanceOf(ann), 0)
    const { body } = await shop.call({ url: '/v1/membership/adjustments?state=waiting' })
    t.match(body.data, [{ id: own.body.id, points: 2000 }])
  })

  t.test('points: many spend at once, and never more than there is', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const ann = await shop.buy('a1', 'ann', 10_000)
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, at) =>
        shop.post(`${pointsOf(ann)}/spend`, { points: 10, sourceId: `s${at}` })
      )
    )
    t.equal(answers.filter(({ status }) => status === 200).length, 10)
    t.equal(answers.filter(({ status }) => status === 409).length, 6)
    t.equal(await shop.balanceOf(ann), 0)
    t.same(await shop.findings(), [])
  })

  t.test('birthdays: once a year, also on 29 February and after a merge', async (t) => {
    const shop = await buildMemberShop(t, kind)
    const people: string[] = []
    for (const [buyer, birthOn] of [
      ['ann', '2000-02-29'],
      ['bob', '1990-02-28'],
      ['carl', '1990-03-01'],
      ['dora', '1990-02-28']
    ] as const) {
      const id = await shop.buy(buyer, buyer, buyer === 'dora' ? 10_000 : 50_000)
      await shop.call({ method: 'PATCH', url: `/v1/customers/${id}`, body: { birthOn } })
      people.push(id)
    }
    const [ann, bob, carl] = people as [string, string, string]
    const granted = () => {
      const events = shop.told.filter(({ event }) => event === 'benefit.granted')
      return events.flatMap(
        ({ batch }) => batch as { customerId: string; kind: string; year: number }[]
      )
    }
    const birthdays = () => granted().filter((one) => one.kind === 'birthday')
    const before = await shop.balanceOf(ann)
    // A member was born today, but what is due is looked back at for a week only.
    shop.clock.set('2027-02-27T15:59:00.000Z')
    await shop.run('grant-gifts')
    t.same(
      birthdays().filter(({ year }) => year === 2027),
      [],
      'still the 27th in Shanghai'
    )
    shop.clock.set('2027-02-27T16:01:00.000Z')
    await shop.run('grant-gifts')
    await shop.run('grant-gifts')
    const on28 = birthdays().filter(({ year }) => year === 2027)
    t.same(on28.map(({ customerId }) => customerId).sort(), [ann, bob].sort(), 'gold only')
    t.match(on28, [{ benefit: 'cake', points: 200, tier: 'gold' }, {}])
    t.equal(await shop.balanceOf(ann), before + 200)
    t.equal((await shop.post(`/customers/${carl}/merge`, { fromId: bob })).status, 200)
    shop.clock.set('2027-03-01T04:00:00.000Z')
    await shop.run('grant-gifts')
    t.equal(birthdays().filter(({ year }) => year === 2027).length, 2, 'bob had one already')
    t.same(
      granted()
        .filter((one) => one.kind === 'anniversary')
        .map(({ customerId }) => customerId)
        .sort(),
      [ann, carl].sort(),
      'a year after they joined'
    )
    t.same(await shop.findings(), [])
  })
})
