import fc from 'fast-check'
import { onEachDatabase } from '../harness.ts'
import { buildMoneyShop } from './money-shop.ts'

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
})
