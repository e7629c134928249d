import { onEachDatabase } from '../harness.ts'
import { buildShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('1 unit, 100 parallel buyers: exactly one gets it', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addVariants(['LAST'])
    await shop.stock({ LAST: 1 })
    const buyers = Array.from({ length: 100 }, (_, i) =>
      shop.allocate({ [`line_${i}`]: ['LAST', 1] }).then(
        () => 'sold',
        (error) => error.code
      )
    )
    const outcomes = await Promise.all(buyers)
    t.equal(outcomes.filter((outcome) => outcome === 'sold').length, 1)
    t.equal(outcomes.filter((outcome) => outcome === 'STOCK_INSUFFICIENT').length, 99)
    t.match(await shop.levelOf('LAST'), { onHand: 1, allocated: 1 })
    t.strictSame(await shop.findings(), [])
  })

  t.test(
    '10 units, 50 parallel buyers over HTTP: 10 hold one, 40 are told none is left',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addVariants(['TEN'])
      await shop.stock({ TEN: 10 })
      const body = { owner: 'buyer', lines: [{ sku: 'TEN', quantity: 1 }] }
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => shop.post('/v1/reservations', body))
      )
      const refused = answers.filter((answer) => answer.status === 409)
      t.equal(answers.filter((answer) => answer.status === 201).length, 10)
      t.equal(refused.length, 40)
      for (const answer of refused) {
        t.match(answer.body, { code: 'STOCK_INSUFFICIENT', sku: 'TEN', requested: 1, available: 0 })
      }
      t.match(await shop.levelOf('TEN'), { onHand: 10, reserved: 10 })
      t.strictSame(await shop.findings(), [])
    }
  )

  t.test('orders for the same SKUs in different order: none fails, nothing is lost', async (t) => {
    const shop = await buildShop(t, kind)
    const skus = Array.from({ length: 8 }, (_, i) => `SKU-${i}`)
    await shop.addVariants(skus)
    await shop.stock(Object.fromEntries(skus.map((sku) => [sku, 1000])))
    const orders = Array.from({ length: 40 }, async (_, order) => {
      const turned = [...skus.slice(order % 8), ...skus.slice(0, order % 8)]
      if (order % 2 === 1) turned.reverse()
      const lines = turned.map((sku): [string, [string, number]] => [`${order}/${sku}`, [sku, 2]])
      await shop.allocate(Object.fromEntries(lines))
      const some = lines.slice(0, 4).map(([orderLineId]) => ({ orderLineId, quantity: 1 }))
      await shop.write((tx) => shop.service.fulfill(tx, some))
      await shop.write((tx) => shop.service.release(tx, some))
    })
    await Promise.all(orders)
    const levels = await Promise.all(skus.map((sku) => shop.levelOf(sku)))
    const sum = (counter: 'onHand' | 'allocated') =>
      levels.reduce((total, level) => total + level[counter], 0)
    t.equal(sum('onHand'), 8 * 1000 - 40 * 4)
    t.equal(sum('allocated'), 40 * (8 * 2 - 4 * 2))
    t.strictSame(await shop.findings(), [])
  })

  t.test('report: lines that fit whole are claimed, the rest is named with the sum', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addVariants(['A', 'B'])
    await shop.stock({ A: 5, B: 5 })
    const demand = (orderLineId: string, sku: string, quantity: number) => ({
      orderId: 'ord',
      orderLineId,
      variantId: `var_${sku}`,
      sku,
      quantity
    })
    const demands = [
      demand('1', 'A', 4),
      demand('2', 'A', 3),
      demand('3', 'A', 1),
      demand('4', 'B', 5)
    ]
    await t.rejects(
      shop.write((tx) => shop.service.allocate(tx, demands, 'refuse')),
      { code: 'STOCK_INSUFFICIENT', fields: { sku: 'A', requested: 8, available: 5 } },
      'all or nothing'
    )
    t.match(await shop.levelOf('B'), { allocated: 0 })
    const result = await shop.write((tx) => shop.service.allocate(tx, demands, 'report'))
    t.strictSame(result.shortages, [{ variantId: 'var_A', sku: 'A', requested: 8, available: 5 }])
    t.strictSame(result.allocations.map((part) => part.orderLineId).sort(), ['1', '3', '4'])
    await t.rejects(
      shop.write((tx) => shop.service.fulfill(tx, [{ orderLineId: '2', quantity: 1 }])),
      { code: 'ALLOCATION_MISSING' }
    )
    await t.rejects(
      shop.write((tx) => shop.service.restock(tx, [{ orderLineId: '1', quantity: 1 }], 'returned')),
      { code: 'FULFILLMENT_MISSING' }
    )
    t.strictSame(await shop.findings(), [])
  })

  t.test('adjustments from a channel count once, however often they are told', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addVariants(['A'])
    await shop.addVariants(['U'], false)
    await shop.stock({ A: 5 })
    const told = (sourceId: string, sku: string, quantity: number) => ({
      sourceId,
      variantId: `var_${sku}`,
      quantity,
      reason: 'damaged',
      at: '2026-01-02T03:04:05.000Z'
    })
    const batch = [told('1', 'A', -2), told('2', 'U', -9), told('1', 'A', -2)]
    const tell = () => shop.write((tx) => shop.service.recordAdjustments(tx, batch))
    t.equal(await tell(), 2)
    t.equal(await tell(), 0)
    t.equal((await shop.levelOf('A')).onHand, 3)
    t.strictSame(await shop.findings(), [])
  })
})
