import { onEachDatabase } from '../harness.ts'
import { buildPromotionShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('returns: gifts no longer earned are told by the rule of their order', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100, PEN: 5, BAG: 5 })
    const from40 = { subtotal: { atLeastMinor: 4000 } }
    const gift = (sku: string, more: object = {}, valueMinor?: number) => ({
      kind: 'gift',
      gifts: [{ sku, quantity: 1, ...(valueMinor && { valueMinor }) }],
      ...more
    })
    const pen = await shop.launch({
      stackableWith: 'all',
      conditions: from40,
      reward: gift('PEN', { whenReturned: 'charge' }, 300)
    })
    const bag = await shop.launch({ stackableWith: 'all', conditions: from40, reward: gift('BAG') })
    await shop.launch({ class: 'platform', reward: { kind: 'amountOff', amountMinor: 100 } })
    const placed = await shop.order({ MUG: 5 })
    t.match(placed, { status: 201, body: { totalMinor: 4900 } }, placed.text)
    const { body: order } = await shop.call({ url: `/v1/orders/${placed.body.id}` })
    const idOf = (sku: string) =>
      order.lines.find((line: { sku: string }) => line.sku === sku).id as string
    const preview = (units: Record<string, number>, before = 0) =>
      shop.call({
        method: 'POST',
        url: '/v1/promotions/returns/preview',
        body: {
          orderId: order.id,
          lines: Object.entries(units).map(([sku, quantity]) => ({
            orderLineId: idOf(sku),
            quantity,
            returnedBefore: before
          }))
        }
      })
    t.match((await preview({ MUG: 1 })).body, {
      gifts: [{ outcome: 'earned' }, { outcome: 'earned' }],
      refundMinor: 980,
      payableMinor: 980
    })
    const lost = await preview({ MUG: 1 }, 1)
    t.equal(lost.status, 200, lost.text)
    t.match(
      lost.body.gifts.find((one: { sku: string }) => one.sku === 'PEN'),
      { promotionId: pen.id, quantity: 1, outcome: 'charge', chargeMinor: 300 }
    )
    t.match(
      lost.body.gifts.find((one: { sku: string }) => one.sku === 'BAG'),
      { promotionId: bag.id, quantity: 1, outcome: 'giftBack', chargeMinor: 0 }
    )
    t.match(lost.body, { refundMinor: 980, chargeMinor: 300, payableMinor: 680, currency: 'CNY' })

    await shop.call({
      method: 'PATCH',
      url: `/v1/promotions/${pen.id}`,
      body: { reward: gift('PEN', { whenReturned: 'keep' }) }
    })
    t.match((await preview({ MUG: 1 }, 1)).body, { chargeMinor: 300 }, 'by the rule as it was')

    t.match(await preview({ MUG: 5 }, 1), {
      status: 422,
      body: { code: 'RETURN_NOT_OF_ORDER', orderLineId: idOf('MUG') }
    })
    const { engine } = shop
    const service = engine.use('promotions')
    const lines = [{ orderLineId: 'oln_none', quantity: 1, returnedBefore: 0 }]
    await t.rejects(service.reckonReturn(engine.db, { orderId: order.id, lines }), {
      code: 'RETURN_NOT_OF_ORDER'
    })
    await t.rejects(service.reckonReturn(engine.db, { orderId: 'ord_none', lines }), {
      code: 'NOT_FOUND'
    })

    await shop.act(order.id, 'confirm-payment', { amountMinor: 4900, method: 'card' })
    const shipped = await shop.act(order.id, 'shipments', { carrier: 'SF', trackingNumber: '1' })
    t.equal(shipped.status, 201, shipped.text)
    t.same(await shop.levelOf('BAG'), { onHand: 4, allocated: 0 })
    await preview({ MUG: 5, BAG: 1 })
    t.same(await shop.levelOf('BAG'), { onHand: 4, allocated: 0 }, 'it is told, not taken in')
    await engine.transaction((tx) =>
      engine
        .use('inventory')
        .restock(tx, [{ orderLineId: idOf('BAG'), quantity: 1 }], 'gift returned')
    )
    t.same(await shop.levelOf('BAG'), { onHand: 5, allocated: 0 }, 'it has arrived')
    t.same(await shop.findings(), [])
  })

  t.test('returns: a gift canceled before it left is given again, and its use too', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100, PEN: 1 })
    const pen = await shop.launch({
      limits: { uses: 1 },
      reward: { kind: 'gift', gifts: [{ sku: 'PEN', quantity: 1 }] }
    })
    const first = await shop.order({ MUG: 2 })
    t.same(await shop.levelOf('PEN'), { onHand: 1, allocated: 1 })
    t.match((await shop.evaluate({ MUG: 1 })).body, { gifts: [] })
    await shop.act(first.body.id, 'cancel', {})
    t.same(await shop.levelOf('PEN'), { onHand: 1, allocated: 0 })
    t.same(await shop.usedOf(pen.id), { uses: 0, spentMinor: 0 })
    t.match((await shop.evaluate({ MUG: 1 })).body, { gifts: [{ sku: 'PEN', quantity: 1 }] })
    t.match(await shop.order({ MUG: 1 }), { status: 201 })
    t.same(await shop.levelOf('PEN'), { onHand: 1, allocated: 1 })
    t.same(await shop.findings(), [])
  })

  t.test(
    'returns: a charge without a value, or a value without a charge, is refused',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { PEN: 1 })
      const pointer = '#/reward/gifts/0/valueMinor'
      const gifts = [{ sku: 'PEN', quantity: 1 }]
      t.match(await shop.write({ reward: { kind: 'gift', gifts, whenReturned: 'charge' } }), {
        status: 400,
        body: { code: 'PROMOTION_INVALID', errors: [{ pointer }] }
      })
      const priced = [{ sku: 'PEN', quantity: 1, valueMinor: 300 }]
      t.match(await shop.write({ reward: { kind: 'gift', gifts: priced } }), {
        status: 400,
        body: { errors: [{ pointer }] }
      })
    }
  )
})
