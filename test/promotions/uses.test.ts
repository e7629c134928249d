import { onEachDatabase } from '../harness.ts'
import { buildPromotionShop } from './shop.ts'

const statusesOf = (answers: readonly { status: number }[]) => {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

onEachDatabase(async (t, kind) => {
  t.test('S2: a code of 10 uses under 100 buyers at once gives exactly 10', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 200 })
    const code = await shop.launch({ coupon: 'code', code: 'TEN', limits: { uses: 10 } })
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => shop.order({ MUG: 1 }, { codes: ['TEN'] }))
    )
    t.same(statusesOf(answers), { 201: 10, 409: 90 })
    for (const { status, body } of answers) {
      if (status === 201) t.equal(body.totalMinor, 900)
      else t.match(body.code, /^(COUPON|PROMOTION)_EXHAUSTED$/)
    }
    t.same(await shop.usedOf(code.id), { uses: 10, spentMinor: 1000 })
    t.same(await shop.levelOf('MUG'), { onHand: 200, allocated: 10 }, 'the others hold nothing')
    t.same(await shop.findings(), [])
  })

  t.test('S3: a budget of 1000.00 under parallel orders is never overspent', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10_000 })
    // 60.00 an order: 16 of them are 960.00, and a 17th does not fit.
    const spend = await shop.launch({
      reward: { kind: 'amountOff', amountMinor: 6000 },
      limits: { budgetMinor: 100_000 }
    })
    const answers = await Promise.all(Array.from({ length: 60 }, () => shop.order({ MUG: 10 })))
    const discounted = answers.filter(({ body }) => body.totalMinor === 4000)
    t.equal(discounted.length, 16)
    for (const { status, body } of answers) {
      if (status === 201) t.ok([4000, 10_000].includes(body.totalMinor))
      else t.match(body, { code: 'PROMOTION_EXHAUSTED' })
    }
    t.same(await shop.usedOf(spend.id), { uses: 16, spentMinor: 96_000 })
    t.same(await shop.findings(), [])
  })

  t.test('fact 39: budget 1000, used 900: what does not fit whole is refused', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 })
    const budget = await shop.launch({
      coupon: 'code',
      code: 'HALF',
      reward: { kind: 'percentOff', percentBps: 5000 },
      limits: { budgetMinor: 10_000 }
    })
    const take = (units: number) => shop.order({ MUG: units }, { codes: ['HALF'] })
    t.match(await take(18), { status: 201, body: { totalMinor: 9000 } })
    t.match(await take(3), { status: 409, body: { code: 'COUPON_EXHAUSTED' } }, '900 + 150')
    t.match(await shop.usedOf(budget.id), { spentMinor: 9000 }, 'still 900')
    t.match(await take(1), { status: 201 }, '900 + 50')
    t.match(await take(1), { status: 201 }, '950 + 50')
    t.match(await take(1), { status: 409 })
    t.same(await shop.usedOf(budget.id), { uses: 3, spentMinor: 10_000 })
  })

  t.test('fact 39: of two at once that each fit alone exactly one succeeds', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 })
    await shop.launch({
      coupon: 'code',
      code: 'HALF',
      reward: { kind: 'percentOff', percentBps: 5000 },
      limits: { budgetMinor: 10_000 }
    })
    const take = (units: number) => shop.order({ MUG: units }, { codes: ['HALF'] })
    t.match(await take(18), { status: 201 })
    t.same(statusesOf(await Promise.all([take(2), take(2)])), { 201: 1, 409: 1 })
    t.same(await shop.findings(), [])
  })

  t.test(
    'fact 40: limit 2 a customer, used 1, two at once: one succeeds; canceled, it is back',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 100 })
      await shop.launch({ coupon: 'code', code: 'TWICE', limits: { usesPerCustomer: 2 } })
      const ways = [
        { email: 'Li.Lei@example.com' },
        { email: ' li.lei@EXAMPLE.com', name: 'Somebody else' },
        { email: 'li.lei@example.com', phone: '13800138000' }
      ]
      const take = (way: number) =>
        shop.order(
          { MUG: 1 },
          { codes: ['TWICE'], buyer: ways[way], address: { lines: [], country: 'CN' } }
        )
      const first = await take(0)
      t.equal(first.status, 201, first.text)
      const both = await Promise.all([take(1), take(2)])
      t.same(statusesOf(both), { 201: 1, 409: 1 })
      await shop.act(first.body.id, 'cancel', {})
      t.match(await take(1), { status: 201 }, 'the use is back')
      t.match(await take(2), {
        status: 409,
        body: { code: 'COUPON_EXHAUSTED', reason: 'customerLimit' }
      })
      const byPhone = { phone: '+86 138 0013 8000' }
      t.match(
        await shop.order({ MUG: 1 }, { codes: ['TWICE'], buyer: byPhone }),
        { status: 201 },
        'known by the phone alone: one use of two, or none, when the other order won'
      )
      t.same(await shop.findings(), [])
    }
  )

  t.test('per customer: nobody one cannot tell apart has an offer that is counted', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 })
    await shop.launch({ coupon: 'code', code: 'ONCE', limits: { usesPerCustomer: 1 } })
    const cart = { codes: ['ONCE'] }
    t.match(
      await shop.evaluate({ MUG: 1 }, cart),
      { body: { discountMinor: 100 } },
      'not known yet'
    )
    t.match(await shop.order({ MUG: 1 }, cart), {
      status: 409,
      body: { code: 'COUPON_EXHAUSTED', reason: 'customerLimit' }
    })
    const buyer = { externalId: 'b-1' }
    t.match(await shop.order({ MUG: 1 }, { ...cart, buyer }), { status: 201 })
    const again = await shop.evaluate({ MUG: 1 }, { ...cart, buyer })
    t.match(again.body, {
      discountMinor: 0,
      refused: [{ code: 'ONCE', reason: 'customerLimit' }]
    })
  })

  t.test(
    'give back: canceled units return their part of the budget, the last one all of it',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 10 })
      const spend = await shop.launch({
        reward: { kind: 'amountOff', amountMinor: 100 },
        limits: { uses: 5, budgetMinor: 1000 }
      })
      const { body: order } = await shop.order({ MUG: 3 })
      const lineId = order.lines[0].id
      const cancel = (quantity: number) =>
        shop.act(order.id, 'cancel', { lines: [{ lineId, quantity }] })
      const left: unknown[] = []
      for (const quantity of [1, 1, 1]) {
        t.match(await cancel(quantity), { status: 200 })
        left.push(await shop.usedOf(spend.id))
        t.same(await shop.findings(), [])
      }
      t.same(left, [
        { uses: 1, spentMinor: 67 },
        { uses: 1, spentMinor: 33 },
        { uses: 0, spentMinor: 0 }
      ])
      const [applied] = await shop.promotionsOf(order.id)
      t.match(applied, { state: 'returned', amountMinor: 100, returnedMinor: 100 })
    }
  )

  t.test(
    'give back: what was split off or merged counts for the order that was placed',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 20, CUP: 20 })
      const ten = await shop.launch({ limits: { budgetMinor: 10_000 } })
      const buyer = { externalId: 'b-1' }
      const first = (await shop.order({ MUG: 4, CUP: 1 }, { buyer })).body
      const mug = first.lines[0].id
      const split = await shop.act(first.id, 'split', { lines: [{ lineId: mug, quantity: 2 }] })
      t.equal(split.status, 201, split.text)
      await shop.act(first.id, 'cancel', {})
      t.same(await shop.usedOf(ten.id), { uses: 1, spentMinor: 200 }, 'the split half stands')
      await shop.act(split.body.split.id, 'cancel', {})
      t.same(await shop.usedOf(ten.id), { uses: 0, spentMinor: 0 })

      const target = (await shop.order({ MUG: 1 }, { buyer })).body
      const source = (await shop.order({ CUP: 1 }, { buyer })).body
      const merged = await shop.act(target.id, 'merge', { orderIds: [source.id] })
      t.equal(merged.status, 200, merged.text)
      t.same(
        await shop.usedOf(ten.id),
        { uses: 2, spentMinor: 200 },
        'the merged order is not over'
      )
      await shop.act(target.id, 'cancel', {})
      t.same(await shop.usedOf(ten.id), { uses: 0, spentMinor: 0 })
      t.same(await shop.findings(), [])
    }
  )

  t.test('give back: an order that was shipped keeps what it used', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    const ten = await shop.launch({ limits: { uses: 5 } })
    const { body: order } = await shop.order({ MUG: 2 })
    await shop.act(order.id, 'confirm-payment', {})
    const lines = [{ lineId: order.lines[0].id, quantity: 1 }]
    await shop.act(order.id, 'shipments', { carrier: 'SF', trackingNumber: '1', lines })
    await shop.act(order.id, 'cancel', { lines })
    t.same(await shop.usedOf(ten.id), { uses: 1, spentMinor: 100 })
    t.same(await shop.findings(), [])
  })

  t.test('give back: with canceledOrders keep, what is used stays used', async (t) => {
    const promotions = { canceledOrders: 'keep' }
    const shop = await buildPromotionShop(t, kind, { MUG: 10 }, { promotions })
    const code = await shop.launch({ coupon: 'code', code: 'ONCE', limits: { uses: 1 } })
    const { body: order } = await shop.order({ MUG: 1 }, { codes: ['ONCE'] })
    await shop.act(order.id, 'cancel', {})
    t.match(await shop.order({ MUG: 1 }, { codes: ['ONCE'] }), { status: 409 })
    t.match(await shop.usedOf(code.id), { uses: 1 })
  })

  t.test('limits: one that comes later counts the orders there are', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    const ten = await shop.launch()
    await shop.order({ MUG: 1 })
    await shop.order({ MUG: 1 })
    const limited = await shop.call({
      method: 'PATCH',
      url: `/v1/promotions/${ten.id}`,
      body: { limits: { uses: 3 } }
    })
    t.match(limited, { status: 200, body: { used: { uses: 2 } } }, limited.text)
    t.match((await shop.order({ MUG: 1 })).body, { totalMinor: 900 })
    t.match((await shop.order({ MUG: 1 })).body, { totalMinor: 1000 }, 'three are used')
    t.same(await shop.findings(), [])
  })

  t.test(
    'limits: many promotions and customers at once never wait for each other in a circle',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 500, CUP: 500 })
      const made = []
      for (const code of ['A-1', 'B-2', 'C-3']) {
        made.push(
          await shop.launch({
            coupon: 'code',
            code,
            stackableWith: 'all',
            limits: { uses: 20, usesPerCustomer: 10, budgetMinor: 1_000_000 }
          })
        )
      }
      const codes = [
        ['A-1', 'B-2', 'C-3'],
        ['C-3', 'B-2', 'A-1'],
        ['B-2', 'A-1']
      ]
      const answers = await Promise.all(
        Array.from({ length: 45 }, (_, index) => {
          const email = `buyer-${index % 3}@example.com`
          const lines: Record<string, number> = index % 2 ? { MUG: 1, CUP: 1 } : { CUP: 1, MUG: 1 }
          return shop.order(lines, { codes: codes[index % 3], buyer: { email } })
        })
      )
      for (const { status, text } of answers) t.ok(status === 201 || status === 409, text)
      const used = await Promise.all(made.map(({ id }) => shop.usedOf(id)))
      t.same(
        used.map(({ uses }) => uses <= 20),
        [true, true, true]
      )
      t.same(await shop.findings(), [])
    }
  )
})
