import { onEachDatabase } from '../harness.ts'
import { buildShop } from '../orders/shop.ts'
import { buildPromotionShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('order: what a quote says is what the order costs, line by line', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10, CUP: 10 })
    const ten = await shop.launch()
    const ship = await shop.launch({
      class: 'shipping',
      reward: { kind: 'amountOff', amountMinor: 300 }
    })
    const cart = { shippingMinor: 800 }
    const quote = await shop.evaluate({ MUG: 3, CUP: 1 }, cart)
    t.equal(quote.status, 200, quote.text)
    t.match(quote.body, {
      currency: 'CNY',
      discountMinor: 700,
      grossMinor: 4100,
      dueNowMinor: 4100,
      lines: [
        { sku: 'MUG', listMinor: 3000, discountMinor: 300, grossMinor: 2700 },
        { sku: 'CUP', listMinor: 1000, discountMinor: 100, grossMinor: 900 }
      ],
      shipping: { listMinor: 800, discountMinor: 300, grossMinor: 500 }
    })
    const placed = await shop.order({ MUG: 3, CUP: 1 }, cart)
    t.equal(placed.status, 201, placed.text)
    t.match(placed.body, {
      subtotalMinor: 3600,
      discountMinor: 0,
      shippingMinor: 500,
      totalMinor: 4100,
      lines: [
        { sku: 'MUG', unitPriceMinor: 1000, discountMinor: 300, totalMinor: 2700 },
        { sku: 'CUP', unitPriceMinor: 1000, discountMinor: 100, totalMinor: 900 }
      ]
    })
    const [mug, cup] = placed.body.lines
    const applied = await shop.promotionsOf(placed.body.id)
    t.same(
      applied.map((one) => [one.promotionId, one.version, one.amountMinor, one.state]),
      [
        [ten.id, 1, 400, 'used'],
        [ship.id, 1, 300, 'used']
      ]
    )
    t.match(applied[0].shares, [
      { orderLineId: mug.id, amountMinor: 300, quantity: 3 },
      { orderLineId: cup.id, amountMinor: 100, quantity: 1 }
    ])
    t.match(applied[1].shares, [{ orderLineId: null, amountMinor: 300 }])
    t.same(await shop.findings(), [])
  })

  t.test('order: one that names prices or discounts is left as it is', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    await shop.launch()
    await shop.launch({ coupon: 'code', code: 'TEN' })
    const priced = { sku: 'MUG', quantity: 1, unitPriceMinor: 900 }
    const cases: Record<string, unknown>[] = [
      { lines: [priced] },
      { lines: [{ sku: 'MUG', quantity: 1, discountMinor: 100 }] },
      { lines: [{ sku: 'MUG', quantity: 1 }], discountMinor: 100 }
    ]
    for (const body of cases) {
      const placed = await shop.place(body)
      t.match(placed, { status: 201, body: { totalMinor: 900 } }, placed.text)
      t.same(await shop.promotionsOf(placed.body.id), [])
    }
    const refused = await shop.place({ lines: [priced], codes: ['TEN'] })
    t.match(refused, { status: 422, body: { code: 'ORDER_AMOUNTS_INVALID' } })
  })

  t.test('order: tax that was given falls with the price', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    await shop.launch()
    const lines = [{ sku: 'MUG', quantity: 2, taxMinor: 400 }]
    const onTop = await shop.place({ lines, pricesIncludeTax: false })
    t.match(onTop.body, { subtotalMinor: 1800, taxMinor: 360, totalMinor: 2160 })
    const inside = await shop.place({ lines })
    t.match(inside.body, { subtotalMinor: 1800, taxMinor: 360, totalMinor: 1800 })
    t.same(await shop.findings(), [])
  })

  t.test('order: gifts are lines of price zero with stock of their own', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10, BAG: 1 })
    const gift = await shop.launch({
      reward: { kind: 'gift', gifts: [{ sku: 'BAG', quantity: 1 }] }
    })
    const placed = await shop.order({ MUG: 1 })
    t.equal(placed.status, 201, placed.text)
    t.match(placed.body, {
      totalMinor: 1000,
      lines: [
        { sku: 'MUG', totalMinor: 1000, allocatedQuantity: 1 },
        { sku: 'BAG', unitPriceMinor: 0, totalMinor: 0, quantity: 1, allocatedQuantity: 1 }
      ]
    })
    t.same(await shop.levelOf('BAG'), { onHand: 1, allocated: 1 })
    const [applied] = await shop.promotionsOf(placed.body.id)
    t.match(applied, {
      promotionId: gift.id,
      amountMinor: 0,
      shares: [{ orderLineId: placed.body.lines[1].id, amountMinor: 0, quantity: 1 }]
    })
    const without = await shop.order({ MUG: 1 })
    t.match(without, { status: 201, body: { totalMinor: 1000 } }, 'none is left: left out')
    t.equal(without.body.lines.length, 1)
    await shop.act(placed.body.id, 'cancel', {})
    t.same(await shop.levelOf('BAG'), { onHand: 1, allocated: 0 })
    t.same(await shop.findings(), [])
  })

  t.test(
    'order: two promotions that give the same SKU give the units there are once',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 10, BAG: 1 })
      const gift = (more: object) => ({
        ...{ stackableWith: 'all', reward: { kind: 'gift', gifts: [{ sku: 'BAG', quantity: 1 }] } },
        ...more
      })
      const first = await shop.launch(gift({ priority: 1 }))
      const second = await shop.launch(gift({ priority: 2 }))
      const third = await shop.launch(gift({ class: 'platform' }))
      const quote = await shop.evaluate({ MUG: 1 })
      t.same(quote.body.gifts, [{ promotionId: first.id, sku: 'BAG', quantity: 1 }])
      for (const { id } of [second, third]) {
        const refused = quote.body.refused.find((one: { promotionId: string }) => {
          return one.promotionId === id
        })
        t.match(refused, { reason: 'soldOut' })
      }
      const placed = await shop.order({ MUG: 1 })
      t.match(placed, {
        status: 201,
        body: { lines: [{ sku: 'MUG' }, { sku: 'BAG', quantity: 1 }] }
      })
      t.equal(placed.body.lines.length, 2)
      t.same(await shop.levelOf('BAG'), { onHand: 1, allocated: 1 })
      t.same(await shop.findings(), [])
    }
  )

  t.test('order: refused for want of stock, it has used nothing', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 1 })
    const code = await shop.launch({ coupon: 'code', code: 'ONCE', limits: { uses: 1 } })
    const refused = await shop.order({ MUG: 2 }, { codes: ['ONCE'] })
    t.match(refused, { status: 409, body: { code: 'STOCK_INSUFFICIENT' } })
    t.same(await shop.usedOf(code.id), { uses: 0, spentMinor: 0 })
    const placed = await shop.order({ MUG: 1 }, { codes: ['ONCE'] })
    t.match(placed, { status: 201, body: { totalMinor: 900 } })
    t.same(await shop.usedOf(code.id), { uses: 1, spentMinor: 100 })
  })

  t.test('order: keeps the version of the rule that priced it, also when paid late', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    const ten = await shop.launch()
    const placed = await shop.order({ MUG: 1 })
    const changed = await shop.call({
      method: 'PATCH',
      url: `/v1/promotions/${ten.id}`,
      body: { reward: { kind: 'percentOff', percentBps: 2000 } }
    })
    t.match(changed, { status: 200, body: { ruleVersion: 2 } }, changed.text)
    t.match((await shop.order({ MUG: 1 })).body, { totalMinor: 800 }, 'the next order is by it')
    await shop.step(ten.id, 'end')
    t.match((await shop.order({ MUG: 1 })).body, { totalMinor: 1000 })
    const paid = await shop.act(placed.body.id, 'confirm-payment', {})
    t.match(paid.body, { totalMinor: 900, paymentState: 'paid' })
    const [applied] = await shop.promotionsOf(placed.body.id)
    t.equal(applied.version, 1)
    const rule = await shop.call({ url: `/v1/promotions/${ten.id}/versions/1` })
    t.match(rule.body, { rule: { reward: { percentBps: 1000 } } })
  })

  t.test('order: price lists make the unit price, promotions come off it', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 20 })
    await shop.addSku('BULK', 20, { prices: [] })
    await shop.launch()
    const unpriced = await shop.order({ BULK: 1 })
    t.match(unpriced, { status: 422, body: { code: 'PRICE_MISSING', sku: 'BULK' } })
    const list = await shop.call({
      method: 'POST',
      url: '/v1/price-lists',
      body: { handle: 'wholesale', title: 'Wholesale', kind: 'override', currency: 'CNY' }
    })
    const items = [
      { sku: 'MUG', minQuantity: 10, unitPriceMinor: 800 },
      { sku: 'BULK', unitPriceMinor: 500 }
    ]
    await shop.call({
      method: 'PUT',
      url: `/v1/price-lists/${list.body.id}/prices`,
      body: { items }
    })
    const few = await shop.order({ MUG: 9 })
    t.match(few.body, { totalMinor: 8100, lines: [{ unitPriceMinor: 1000 }] })
    const many = await shop.order({ MUG: 10, BULK: 2 })
    t.match(many.body, {
      totalMinor: 8100,
      lines: [
        { unitPriceMinor: 800, totalMinor: 7200, discountMinor: 800 },
        { unitPriceMinor: 500, totalMinor: 900, discountMinor: 100 }
      ]
    })
    t.same(await shop.findings(), [])
  })

  t.test('order: without the plugin codes are refused, not ignored', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 1 })
    const refused = await shop.place({ lines: [{ sku: 'MUG', quantity: 1 }], codes: ['TEN'] })
    t.match(refused, { status: 422, body: { code: 'ORDER_AMOUNTS_INVALID' } })
  })
})
