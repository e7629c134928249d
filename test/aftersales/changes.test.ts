import fc from 'fast-check'
import { onEachDatabase } from '../harness.ts'
import { buildMoneyShop, type MoneyShop } from './money-shop.ts'

onEachDatabase(async (t, kind) => {
  const shop = await buildMoneyShop(t, kind, { MUG: 5000, CUP: 5000, FEW: 2 })
  const mugs = (quantity: number, more = {}) => [
    { sku: 'MUG', quantity, unitPriceMinor: 1000, ...more }
  ]
  const begin = (orderId: string, ...actions: object[]) =>
    shop.post('/order-changes', { orderId, actions })
  /** Pays what is due, and gives back what is to be given back. */
  const settle = async (orderId: string) => {
    const { holds } = await shop.get(`/orders/${orderId}`)
    if (holds.includes('payment')) {
      await shop.send(`/orders/${orderId}/confirm-payment`, { method: 'cash' })
    }
    for (const { id, parts } of (await shop.get(`/refunds?orderId=${orderId}&state=pending`))
      .data) {
      for (const part of parts) {
        const confirm = `/refunds/${id}/parts/${part.id}/confirm`
        await shop.send(confirm, { reference: part.id })
      }
    }
  }

  t.test(
    'random changes of a paid order: its total is what was paid less what was given back',
    async (t) => {
      const action = fc.oneof(
        fc.record({
          kind: fc.constant('setQuantity'),
          at: fc.nat({ max: 3 }),
          quantity: fc.nat({ max: 4 })
        }),
        fc.record({
          kind: fc.constant('setUnitPrice'),
          at: fc.nat({ max: 3 }),
          unitPriceMinor: fc.nat({ max: 2000 })
        }),
        fc.record({ kind: fc.constant('setShipping'), shippingMinor: fc.nat({ max: 900 }) }),
        fc.record({
          kind: fc.constant('addLine'),
          quantity: fc.integer({ min: 1, max: 3 }),
          unitPriceMinor: fc.nat({ max: 2000 })
        })
      )
      const rounds = fc.array(
        fc.record({
          actions: fc.array(action, { minLength: 1, maxLength: 3 }),
          isShipped: fc.boolean()
        }),
        { minLength: 1, maxLength: 3 }
      )
      await fc.assert(
        fc.asyncProperty(rounds, fc.nat({ max: 1500 }), async (steps, discountMinor) => {
          const order = await shop.placed(mugs(3, { taxMinor: 300 }), {
            ...{ discountMinor, shippingMinor: 500, pricesIncludeTax: false }
          })
          for (const { actions, isShipped } of steps) {
            const { lineIds } = await shop.linesOf(order.id)
            const named = actions.map((one) => ({
              ...('at' in one ? { lineId: lineIds[one.at % lineIds.length] } : {}),
              ...(one.kind === 'addLine' && { sku: 'CUP' }),
              ...Object.fromEntries(Object.entries(one).filter(([name]) => name !== 'at'))
            }))
            const { body } = await begin(order.id, ...named)
            const before = await shop.get(`/orders/${order.id}`)
            const done = await shop.post(`/order-changes/${body.id}/confirm`, {})
            if (done.status !== 200) {
              t.match(done.body, { code: 'ORDER_NOT_AMENDABLE', reason: /nothing would be left/ })
              t.same(await shop.get(`/orders/${order.id}`), before, 'nothing is half done')
              await shop.send(`/order-changes/${body.id}/discard`)
              continue
            }
            t.equal(done.body.afterMinor, body.preview.afterMinor)
            await settle(order.id)
            const { totalMinor, paidMinor, refundedMinor, onHold } = await shop.get(
              `/orders/${order.id}`
            )
            t.equal(totalMinor, paidMinor - refundedMinor)
            t.equal(totalMinor, done.body.afterMinor)
            t.equal(onHold, false)
            if (isShipped && (await shop.get(`/orders/${order.id}`)).state !== 'shipped') {
              await shop.ship(order.id)
            }
          }
        }),
        { numRuns: 6 }
      )
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'what was refunded, replaced or sent back stays; so does what a channel decides',
    async (t) => {
      const order = await shop.placed(mugs(3))
      const [lineId] = order.lineIds
      const one = { orderLineId: lineId, quantity: 1 }
      await shop.refunded({ orderId: order.id, lines: [one] })
      const lower = (quantity: number) => begin(order.id, { kind: 'setQuantity', lineId, quantity })
      t.match(await lower(0), { status: 409, body: { code: 'ORDER_CHANGE_BELOW_GIVEN', lineId } })
      const cheap = await begin(order.id, { kind: 'setUnitPrice', lineId, unitPriceMinor: 100 })
      t.match(cheap, { status: 409, body: { code: 'ORDER_CHANGE_BELOW_GIVEN' } })
      t.same((await shop.get('/order-changes?state=draft')).data, [], 'what is refused is not kept')
      await shop.ship(order.id)
      await shop.send('/return-receipts', {
        ...{ orderId: order.id, lines: [{ ...one, quantity: 2, grade: 'scrap' }] }
      })
      t.match(await lower(1), { status: 409, body: { reason: /came back already/ } })
      const two = await lower(2)
      t.equal(two.status, 201, two.text)
      await shop.send(`/order-changes/${two.body.id}/confirm`, {})
      t.match(await begin('ord_none'), { status: 404 })
      t.match(await shop.post(`/order-changes/${two.body.id}/discard`), { status: 409 })
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'stock that is not there refuses a change whole; an unpaid order just costs something else',
    async (t) => {
      const order = await shop.placed(mugs(1))
      const { body } = await begin(order.id, { kind: 'addLine', sku: 'FEW', quantity: 3 })
      const refused = await shop.post(`/order-changes/${body.id}/confirm`, {})
      t.match(refused, { status: 409, body: { code: 'STOCK_INSUFFICIENT', available: 2 } })
      t.match(await shop.get(`/orders/${order.id}`), { totalMinor: 1000, onHold: false })
      const outdated = await shop.post(`/order-changes/${body.id}/confirm`, { expectedMinor: 1 })
      t.match(outdated, { status: 409, body: { code: 'ORDER_CHANGE_OUTDATED', afterMinor: 4000 } })
      const unpaid = await shop.placed(mugs(2), {}, [{ amountMinor: 1500, method: 'cash' }])
      const less = await begin(unpaid.id, {
        kind: 'setQuantity',
        lineId: unpaid.lineIds[0],
        quantity: 1
      })
      const done = await shop.send(`/order-changes/${less.body.id}/confirm`, {})
      t.match(done, { afterMinor: 1000, dueMinor: 0, refundMinor: 500 })
      await settle(unpaid.id)
      t.match(await shop.get(`/orders/${unpaid.id}`), { state: 'allocated', refundedMinor: 500 })
      t.same(await shop.findings(), [])
    }
  )

  const changed = async (own: MoneyShop, orderId: string, quantity: number) => {
    const lineId = (await own.linesOf(orderId)).lineIds[0]
    const actions = [{ kind: 'setQuantity', lineId, quantity }]
    const { body, text } = await own.post('/order-changes', { orderId, actions })
    if (!body.preview) throw new Error(text)
    const [line] = body.preview.lines
    return {
      preview: line.discountMinor,
      confirm: () => own.post(`/order-changes/${body.id}/confirm`, {})
    }
  }
  /** Nothing may be sold for less than it costs. */
  const shopWithFloors = async () => {
    const own = await buildMoneyShop(t, kind, {})
    const model = { channelId: null, currency: 'CNY' }
    const { status, text } = await own.call({
      method: 'PUT',
      url: '/v1/profit-models',
      body: model
    })
    if (status !== 200) throw new Error(text)
    return own
  }
  const giftOf = async (own: MoneyShop, orderId: string) =>
    (await own.promotionsOf(orderId)).map((one) => [
      one.amountMinor,
      one.returnedMinor,
      one.shares.map((share: { amountMinor: number; quantity: number }) => [
        share.amountMinor,
        share.quantity
      ])
    ])

  t.test('a budget: more units get what is left of it, fewer give theirs back', async (t) => {
    const own = await buildMoneyShop(t, kind, { MUG: 100 })
    const sale = await own.launch({ limits: { budgetMinor: 400 } })
    const { body: order } = await own.order({ MUG: 2 })
    t.match(await own.usedOf(sale.id), { uses: 1, spentMinor: 200 })
    const more = await changed(own, order.id, 10)
    t.equal(more.preview, 400, 'what it has, and what is left')
    t.match(await more.confirm(), { status: 200, body: { afterMinor: 9600 } })
    t.match(await own.usedOf(sale.id), { uses: 1, spentMinor: 400 })
    t.same(await giftOf(own, order.id), [[400, 0, [[400, 10]]]])
    t.match(await own.order({ MUG: 1 }), { body: { totalMinor: 1000 } }, 'nothing is left')
    t.same(await own.findings(), [])
    const less = await changed(own, order.id, 1)
    t.match(await less.confirm(), { status: 200, body: { afterMinor: 900 } })
    t.match(await own.usedOf(sale.id), { uses: 1, spentMinor: 100 })
    t.same(await giftOf(own, order.id), [[100, 0, [[100, 1]]]])
    const { body: other } = await own.order({ MUG: 3 })
    t.equal(other.totalMinor, 2700, 'others have it again')
    for (const { id } of [order, other]) await own.act(id, 'cancel', {})
    t.match(await own.usedOf(sale.id), { uses: 0, spentMinor: 0 })
    t.same(await own.findings(), [])
    await own.engine.transaction((tx) =>
      tx
        .updateTable('promotionApplications')
        .set({ amountMinor: 999 })
        .where('orderId', '=', order.id)
        .execute()
    )
    t.not((await own.findings()).length, 0, 'the proofs would notice')
  })

  t.test(
    'a budget: units canceled before have given back, and lines added have their part',
    async (t) => {
      const own = await buildMoneyShop(t, kind, { MUG: 100, CUP: 100 })
      const sale = await own.launch({ limits: { uses: 1, budgetMinor: 1000 } })
      const { body: order } = await own.order({ MUG: 4 })
      const [lineId] = (await own.linesOf(order.id)).lineIds
      await own.act(order.id, 'cancel', { lines: [{ lineId, quantity: 1 }] })
      t.match(await own.usedOf(sale.id), { uses: 1, spentMinor: 300 })
      const actions = [{ kind: 'addLine', sku: 'CUP', quantity: 2, unitPriceMinor: 500 }]
      const { body } = await own.post('/order-changes', { orderId: order.id, actions })
      const done = await own.post(`/order-changes/${body.id}/confirm`, {})
      t.equal(done.status, 200, done.text)
      t.match(await own.usedOf(sale.id), { uses: 1, spentMinor: 400 })
      t.same(await giftOf(own, order.id), [
        [
          500,
          100,
          [
            [400, 4],
            [100, 2]
          ]
        ]
      ])
      t.same(await own.findings(), [])
      await own.act(order.id, 'cancel', {})
      t.match(await own.usedOf(sale.id), { uses: 0, spentMinor: 0 })
      t.same(await own.findings(), [])
    }
  )

  t.test(
    'flash prices: more units while there are any and the cap allows, fewer go back',
    async (t) => {
      const own = await buildMoneyShop(t, kind, { MUG: 10 })
      const item = { sku: 'MUG', unitPriceMinor: 100, quantity: 5, perCustomer: 4 }
      const sale = await own.launch({ class: 'item', reward: { kind: 'flash', items: [item] } })
      const placed = async (name: string, units: number) =>
        (await own.order({ MUG: units }, { buyer: { email: `${name}@example.com` } })).body
      const stock = async () => (await own.get(`/promotions/${sale.id}/flash-stock`)).data[0]
      const [a, b] = [await placed('a', 2), await placed('b', 1)]
      const capped = await changed(own, a.id, 6)
      t.equal(capped.preview, 4 * 900, 'four a customer; the others cost what they cost')
      t.match(await capped.confirm(), { status: 200, body: { afterMinor: 2400 } })
      t.match(await stock(), { taken: 5 })
      const none = await changed(own, b.id, 3)
      t.equal(none.preview, 900, 'all are taken: it has what it has')
      t.same(await own.findings(), [])
      const less = await changed(own, a.id, 1)
      t.match(await less.confirm(), { status: 200, body: { afterMinor: 100 } })
      t.match(await stock(), { taken: 2 })
      t.match(await none.confirm(), { status: 200, body: { afterMinor: 300 } }, 'reckoned anew')
      t.match(await stock(), { taken: 4 })
      t.same(await own.levelOf('MUG'), { onHand: 10, allocated: 4 })
      t.same(await own.findings(), [])
      for (const { id } of [a, b]) await own.act(id, 'cancel', {})
      t.match(await stock(), { taken: 0 })
      t.same(await own.findings(), [])
    }
  )

  t.test(
    'the margin floor holds for what an order becomes, and for what is kept of it',
    async (t) => {
      const own = await shopWithFloors()
      await own.addSku('JAR', 100, { cost: { amountMinor: 800, currency: 'CNY' } })
      await own.launch({ reward: { kind: 'percentOff', percentBps: 5000 } })
      const { body: order } = await own.order({ JAR: 2 })
      t.equal(order.totalMinor, 1600, 'no less than its floor')
      const [{ id: lineId }] = order.lines
      const actions = [
        { kind: 'setQuantity', lineId, quantity: 3 },
        { kind: 'addLine', sku: 'JAR', quantity: 1, unitPriceMinor: 1200 }
      ]
      const { body: change } = await own.post('/order-changes', { orderId: order.id, actions })
      t.match(change.preview, { afterMinor: 4 * 800 })
      await own.act(order.id, 'confirm-payment', {})
      const refund = {
        ...{ orderId: order.id, allocation: 'reEvaluate' },
        lines: [{ orderLineId: lineId, quantity: 1 }]
      }
      t.match((await own.post('/refunds/preview', refund)).body, { amountMinor: 800 })
    }
  )

  t.test('a cost that changes after an order makes nothing in it dearer', async (t) => {
    const own = await shopWithFloors()
    const cost = (amountMinor: number) => ({ amountMinor, currency: 'CNY' })
    const costs = (max: number) => fc.integer({ min: 1, max }).map((units) => units * 100)
    const units = fc.integer({ min: 1, max: 5 })
    const cases = fc.record({
      ...{ costMinor: costs(9), laterMinor: costs(14), quantity: units, changedTo: units },
      percentBps: fc.integer({ min: 1, max: 10 }).map((tenths) => tenths * 1000)
    })
    let made = 0
    await fc.assert(
      fc.asyncProperty(
        cases,
        async ({ costMinor, laterMinor, quantity, changedTo, percentBps }) => {
          made++
          const sku = `POT-${made}`
          await own.addSku(sku, 20, { cost: cost(costMinor) })
          const sale = await own.launch({ reward: { kind: 'percentOff', percentBps } })
          const { body: order } = await own.order({ [sku]: quantity })
          const wantedMinor = 1000 - percentBps / 10
          const pricedAt = (floorMinor: number) => Math.max(wantedMinor, Math.min(1000, floorMinor))
          const unitMinor = pricedAt(costMinor)
          t.equal(order.totalMinor, quantity * unitMinor)
          const variants = await own.engine.use('catalog').variantsBySku(own.engine.db, [sku])
          const url = `/v1/variants/${variants.get(sku)!.id}`
          const body = { cost: cost(laterMinor) }
          const set = await own.call({ method: 'PATCH', url, body })
          t.equal(set.status, 200, set.text)
          const now = await changed(own, order.id, changedTo)
          const floorMinor = Math.min(laterMinor, unitMinor)
          t.equal(now.preview, changedTo * (1000 - pricedAt(floorMinor)))
          await own.step(sale.id, 'end')
        }
      ),
      { numRuns: 8 }
    )
  })

  t.test(
    'conditions: of several alternatives those count that were open to the order',
    async (t) => {
      const own = await buildMoneyShop(t, kind, { MUG: 100 })
      const from = (words: object, atLeast: number) => ({ all: [words, { quantity: { atLeast } }] })
      const direct = { channel: ['direct'] }
      const other = { channel: ['other'] }
      const china = { region: ['CN'] }
      const cases: [conditions: object, before: number, after: number, discountMinor: number][] = [
        [{ any: [from(direct, 3), from(other, 1)] }, 3, 2, 0],
        [{ any: [from(direct, 3), from(other, 1)] }, 3, 4, 400],
        [{ none: [from(other, 4)] }, 3, 4, 400],
        [{ none: [from(direct, 4)] }, 3, 4, 0],
        [{ any: [from(china, 3), from({ region: ['US'] }, 1)] }, 3, 2, 0],
        [{ any: [from({ window: { from: '00:00', to: '24:00' } }, 3), from(other, 1)] }, 3, 2, 0],
        [{ any: [from({ payment: ['card'] }, 1), from(direct, 3)] }, 3, 2, 200],
        [{ all: [direct, { quantity: { atLeast: 2 } }] }, 3, 2, 200],
        [{ all: [direct, { quantity: { atLeast: 2 } }] }, 3, 1, 0]
      ]
      for (const [conditions, before, after, discountMinor] of cases) {
        const sale = await own.launch({ conditions })
        const { body: order } = await own.order(
          { MUG: before },
          { address: { lines: [], country: 'CN' } }
        )
        t.equal(order.totalMinor, before * 900)
        const { preview } = await changed(own, order.id, after)
        t.equal(preview, discountMinor, JSON.stringify(conditions))
        await own.step(sale.id, 'end')
      }
    }
  )

  t.test('many orders raised at once: never more than a budget or flash stock has', async (t) => {
    const own = await buildMoneyShop(t, kind, { MUG: 100 })
    const raiseAll = async (faster: string) => {
      const confirms: (() => ReturnType<MoneyShop['post']>)[] = []
      for (const name of 'abcdef') {
        const { body: order } = await own.order(
          { MUG: 1 },
          { buyer: { email: `${name}@example.com` } }
        )
        confirms.push((await changed(own, order.id, 5)).confirm)
      }
      const done = await Promise.all(confirms.map((confirm) => confirm()))
      for (const { status, body } of done) {
        if (status !== 200) t.match({ status, body }, { status: 409, body: { code: faster } })
      }
      t.ok(done.some(({ status }) => status === 200))
    }
    const sale = await own.launch({ limits: { budgetMinor: 1500 } })
    await raiseAll('PROMOTION_EXHAUSTED')
    const { spentMinor } = await own.usedOf(sale.id)
    t.ok(spentMinor > 600 && spentMinor <= 1500)
    await own.step(sale.id, 'end')
    const item = { sku: 'MUG', unitPriceMinor: 100, quantity: 15, perCustomer: 5 }
    const flash = await own.launch({ class: 'item', reward: { kind: 'flash', items: [item] } })
    await raiseAll('FLASH_SOLD_OUT')
    const [{ taken }] = (await own.get(`/promotions/${flash.id}/flash-stock`)).data
    t.ok(taken > 6 && taken <= 15)
    t.same(await own.findings(), [])
  })
})
