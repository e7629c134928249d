import fc from 'fast-check'
import { onEachDatabase } from '../harness.ts'
import { buildShop, type Shop } from './shop.ts'

/** Holds units as a cart does; the answer of the API. */
const hold = (shop: Shop, sku: string, quantity: number) =>
  shop.post('/v1/reservations', { owner: 'cart', lines: [{ sku, quantity }] })

const insufficient = (sku: string, requested: number, available: number) => ({
  code: 'STOCK_INSUFFICIENT',
  status: 409,
  sku,
  requested,
  available
})

onEachDatabase(async (t, kind) => {
  const shop = await buildShop(t, kind)
  const { service, write } = shop
  let made = 0
  /** A tracked SKU of its own with this much on hand. */
  const newSku = async (onHand: number, safetyStock = 0) => {
    const sku = `SKU-${++made}`
    await shop.addVariants([sku])
    await shop.stock({ [sku]: onHand })
    if (safetyStock !== 0) await shop.setSafetyStock(sku, safetyStock)
    return sku
  }

  t.test('saleable is on hand less allocated less safety stock', async (t) => {
    const cases = [
      [10, 0, 0, 10],
      [10, 0, 3, 7],
      [10, 5, 0, 5],
      [10, 5, 3, 2],
      [10, 10, 0, 0],
      [10, 10, -5, 5]
    ] as const
    for (const [onHand, allocated, safetyStock, saleable] of cases) {
      const sku = await newSku(onHand, safetyStock)
      if (allocated > 0) await shop.allocate({ [`${sku}/1`]: [sku, allocated] })
      t.equal(await shop.availableOf(sku), saleable, `${onHand}/${allocated}/${safetyStock}`)
    }
  })

  t.test('3 on hand: asking for 5 is refused, 3 are available', async (t) => {
    const sku = await newSku(3)
    const answer = await hold(shop, sku, 5)
    t.equal(answer.status, 409)
    t.match(answer.body, insufficient(sku, 5, 3))
    t.equal((await shop.levelOf(sku)).reserved, 0)
  })

  t.test(
    '3 on hand, 2 of them safety stock: asking for 2 is refused, 1 is available',
    async (t) => {
      const sku = await newSku(3, 2)
      t.match((await hold(shop, sku, 2)).body, insufficient(sku, 2, 1))
    }
  )

  t.test('3 on hand and a backorder limit of 5: asking for 8 is accepted', async (t) => {
    const sku = await newSku(3, -5)
    t.equal((await hold(shop, sku, 8)).status, 201)
    t.match((await hold(shop, sku, 1)).body, insufficient(sku, 1, 0))
  })

  t.test('untracked: selling 2 of 5 is in the ledger and leaves the level alone', async (t) => {
    await shop.addVariants(['SERVICE'], false)
    await shop.stock({ SERVICE: 5 })
    await shop.allocate({ 'service/1': ['SERVICE', 2] })
    await write((tx) => service.fulfill(tx, [{ orderLineId: 'service/1', quantity: 2 }]))
    t.match(await shop.levelOf('SERVICE'), { onHand: 5, allocated: 0 })
    const { body } = await shop.call({ url: '/v1/stock/movements?sku=SERVICE&kind=fulfillment' })
    t.match(body.data, [{ quantity: -2, onHand: 0, refId: 'service/1' }])
    t.equal(await shop.availableOf('SERVICE'), undefined, 'nobody is told a figure')
    t.equal(
      await write((tx) =>
        service.allocate(
          tx,
          [
            {
              orderId: 'o',
              orderLineId: 'l',
              variantId: 'var_SERVICE',
              sku: 'SERVICE',
              quantity: 99
            }
          ],
          'refuse'
        )
      ).then((result) => result.shortages.length),
      0,
      'never short'
    )
  })

  t.test('order 3 of 5, cancel 1, ship 2, cancel what was shipped', async (t) => {
    const sku = await newSku(5)
    const line = { orderLineId: `${sku}/1` }
    await shop.allocate({ [line.orderLineId]: [sku, 3] })
    t.match(await shop.levelOf(sku), { onHand: 5, allocated: 3 })
    await write((tx) => service.release(tx, [{ ...line, quantity: 1 }]))
    t.match(await shop.levelOf(sku), { onHand: 5, allocated: 2 })
    const shipped = await write((tx) => service.fulfill(tx, [{ ...line, quantity: 2 }]))
    t.match(shipped, [{ ...line, quantity: 2, locationId: 'loc_default' }])
    t.match(await shop.levelOf(sku), { onHand: 3, allocated: 0 })
    await write((tx) => service.restock(tx, [{ ...line, quantity: 2 }], 'canceled'))
    t.match(await shop.levelOf(sku), { onHand: 5, allocated: 0 })
    const { body } = await shop.call({ url: `/v1/stock/movements?sku=${sku}` })
    const told = body.data.map((one: { kind: string; onHand: number; allocated: number }) => [
      one.kind,
      one.onHand,
      one.allocated
    ])
    t.strictSame(told.reverse(), [
      ['adjustment', 5, 0],
      ['allocation', 0, 3],
      ['release', 0, -1],
      ['fulfillment', -2, -2],
      ['restock', 2, 0]
    ])
  })

  t.test('setting the same on hand again makes no movement', async (t) => {
    const sku = await newSku(7)
    await shop.stock({ [sku]: 7 })
    const { body } = await shop.call({ url: `/v1/stock/movements?sku=${sku}` })
    t.equal(body.data.length, 1)
  })

  t.test(
    'a backorder limit that shrinks leaves less than none; both times one more is refused',
    async (t) => {
      const sku = await newSku(5, -20)
      await shop.allocate({ [`${sku}/1`]: [sku, 25] })
      t.equal(await shop.availableOf(sku), 0)
      t.match((await hold(shop, sku, 1)).body, insufficient(sku, 1, 0))
      await shop.setSafetyStock(sku, -10)
      t.equal(await shop.availableOf(sku), -10)
      t.match((await hold(shop, sku, 1)).body, insufficient(sku, 1, 0))
    }
  )

  t.test('a hold that is committed twice for one order is allocated once', async (t) => {
    const sku = await newSku(5)
    const { body } = await hold(shop, sku, 2)
    const commit = () => shop.post(`/v1/reservations/${body.id}/commit`, { orderId: 'ord_1' })
    t.equal((await commit()).body.state, 'committed')
    t.equal((await commit()).status, 200)
    t.match(await shop.levelOf(sku), { onHand: 5, allocated: 2, reserved: 0 })
    const other = await shop.post(`/v1/reservations/${body.id}/commit`, { orderId: 'ord_2' })
    t.match(other.body, { status: 409, code: 'RESERVATION_ENDED' })
  })

  t.test('canceling what was never allocated releases nothing', async (t) => {
    const sku = await newSku(3)
    await write((tx) => service.release(tx, [{ orderLineId: `${sku}/never` }]))
    t.match(await shop.levelOf(sku), { onHand: 3, allocated: 0 })
    const { body } = await shop.call({ url: `/v1/stock/movements?sku=${sku}&kind=release` })
    t.equal(body.data.length, 0)
  })

  t.test('a cart with all 3 of 3 that wants one more is refused, 0 are available', async (t) => {
    const sku = await newSku(3)
    await hold(shop, sku, 3)
    t.match((await hold(shop, sku, 1)).body, insufficient(sku, 1, 0))
  })

  t.test('a cart of which the goods are gone may not grow, and keeps what it had', async (t) => {
    const sku = await newSku(1)
    const { body } = await hold(shop, sku, 1)
    await shop.stock({ [sku]: 0 })
    const answer = await shop.call({
      method: 'PATCH',
      url: `/v1/reservations/${body.id}`,
      body: { lines: [{ sku, quantity: 2 }] }
    })
    t.match(answer.body, insufficient(sku, 2, 0))
    t.equal((await shop.levelOf(sku)).reserved, 1)
    t.ok((await shop.openAlerts('stock.negative')).includes(`var_${sku}@loc_default`))
  })

  t.test('on hand below zero is refused unless the backorder limit allows it', async (t) => {
    const sku = await newSku(3)
    const put = (onHand: number) =>
      shop.call({
        method: 'PUT',
        url: `/v1/stock/var_${sku}/on-hand`,
        body: { onHand, reason: 'correction' }
      })
    t.match((await put(-1)).body, { status: 409, code: 'ON_HAND_BELOW_LIMIT', limit: 0 })
    await shop.setSafetyStock(sku, -20)
    t.equal((await put(-10)).status, 200)
    t.match((await put(-21)).body, { status: 409, code: 'ON_HAND_BELOW_LIMIT', limit: -20 })
    t.equal((await shop.levelOf(sku)).onHand, -10)
  })

  t.test(
    'a correction is refused when it lowers on hand to below its limit, and only then',
    async (t) => {
      const units = fc.integer({ min: -6, max: 6 })
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: -8, max: 8 }),
          fc.integer({ min: -5, max: 3 }),
          fc.array(units, { minLength: 1, maxLength: 3 }),
          async (start, safetyStock, quantities) => {
            const sku = await newSku(0, safetyStock)
            const fact = { variantId: `var_${sku}`, sourceId: sku, quantity: start }
            const rest = { reason: 'sold elsewhere', at: '2026-01-01T00:00:00.000Z' }
            await write((tx) => service.recordAdjustments(tx, [{ ...fact, ...rest }]))
            const lines = quantities.map((quantity) => ({ sku, quantity }))
            const answer = await shop.post('/v1/stock/adjustments', { reason: 'found', lines })
            const sum = quantities.reduce((all, quantity) => all + quantity, 0)
            const isRefused = sum < 0 && start + sum < Math.min(0, safetyStock)
            t.equal(answer.status, isRefused ? 409 : 201, answer.text)
            t.equal((await shop.levelOf(sku)).onHand, isRefused ? start : start + sum)
          }
        ),
        { numRuns: kind === 'sqlite' ? 60 : 20 }
      )
      t.strictSame(await shop.findings(), [])
    }
  )

  t.test('2 on hand: holding 3 is refused; with a backorder limit it is not', async (t) => {
    const sku = await newSku(2)
    t.equal((await hold(shop, sku, 3)).status, 409)
    t.equal((await shop.levelOf(sku)).reserved, 0)
    await shop.setSafetyStock(sku, -1)
    t.equal((await hold(shop, sku, 3)).status, 201)
    t.equal((await shop.levelOf(sku)).reserved, 3)
  })

  t.test('4 on hand, 2 reserved: 2 more can be had, 3 cannot', async (t) => {
    const sku = await newSku(4)
    await hold(shop, sku, 2)
    t.equal(await shop.availableOf(sku), 2)
    t.equal((await hold(shop, sku, 3)).status, 409)
    t.equal((await hold(shop, sku, 2)).status, 201)
  })

  t.test('raising a reservation above what is free is refused and changes nothing', async (t) => {
    const sku = await newSku(4)
    const { body } = await hold(shop, sku, 2)
    const patch = (quantity: number) =>
      shop.call({
        method: 'PATCH',
        url: `/v1/reservations/${body.id}`,
        body: { lines: [{ sku, quantity }] }
      })
    t.match((await patch(5)).body, insufficient(sku, 5, 4))
    t.equal((await shop.levelOf(sku)).reserved, 2)
    t.equal((await patch(4)).status, 200)
    t.equal((await shop.levelOf(sku)).reserved, 4)
  })

  t.test('the books are right after all of this', async (t) => {
    t.strictSame(await shop.findings(), [])
  })
})
