import { onEachDatabase } from '../harness.ts'
import { buildMoneyShop, type Placed } from './money-shop.ts'

onEachDatabase(async (t, kind) => {
  const shop = await buildMoneyShop(t, kind, { MUG: 1000 })
  const mugs = (quantity: number) => [{ sku: 'MUG', quantity, unitPriceMinor: 1000 }]
  const merge = (target: Placed, source: Placed) =>
    shop.send(`/orders/${target.id}/merge`, { orderIds: [source.id] })
  const refundable = (order: Placed) => shop.get(`/orders/${order.id}/refundable`)
  const unitsOf = ({ lineIds }: Placed, quantity: number) => [
    { orderLineId: lineIds[0]!, quantity }
  ]

  t.test(
    'a refund that is on its way when its order is merged counts for the merged order',
    async (t) => {
      const [source, target] = [await shop.placed(mugs(2)), await shop.placed(mugs(2))]
      const early = await shop.send('/refunds', { orderId: source.id, lines: unitsOf(source, 2) })
      await merge(target, source)
      for (const order of [target, source]) {
        t.match(await refundable(order), {
          ...{ orderId: target.id, paidMinor: 4000, openMinor: 2000, maximumMinor: 2000 },
          payments: [{ leftMinor: 0 }, { leftMinor: 2000 }]
        })
      }
      t.match(await shop.refund({ orderId: target.id, lines: unitsOf(source, 1) }), {
        ...{ status: 409, body: { code: 'REFUND_UNITS_EXCEEDED' } }
      })
      t.match(await shop.refund({ orderId: source.id, extraMinor: 2001 }), {
        ...{ status: 409, body: { code: 'REFUND_EXCEEDS', maximumMinor: 2000 } }
      })
      const confirm = `/refunds/${early.id}/parts/${early.parts[0].id}/confirm`
      t.match(await shop.send(confirm, { reference: 'bank-1' }), { state: 'done' })
      const [note] = (await shop.get(`/credit-notes?orderId=${target.id}`)).data
      t.match(note, { externalId: early.id, totalMinor: -2000 })
      await shop.refunded({ orderId: target.id, lines: unitsOf(target, 2) })
      t.match(await shop.get(`/orders/${target.id}`), { paidMinor: 4000, refundedMinor: 4000 })
      t.match(await refundable(source), { refundedMinor: 4000, openMinor: 0, maximumMinor: 0 })
      t.same(await shop.findings(), [])
    }
  )

  t.test('what was given back before a merge is not given back again after it', async (t) => {
    const [source, target] = [await shop.placed(mugs(2)), await shop.placed(mugs(2))]
    await shop.refunded({ orderId: source.id, lines: unitsOf(source, 1) })
    await merge(target, source)
    await shop.send(`/orders/${target.id}/split`, {
      lines: [{ lineId: target.lineIds[0], quantity: 1 }]
    })
    t.match(await refundable(target), {
      ...{ paidMinor: 4000, refundedMinor: 1000, openMinor: 0, maximumMinor: 3000 },
      payments: [{ leftMinor: 1000 }, { leftMinor: 2000 }]
    })
    t.match(await shop.refund({ orderId: target.id, lines: unitsOf(source, 2) }), {
      ...{ status: 409, body: { code: 'REFUND_UNITS_EXCEEDED' } }
    })
    const lines = [...unitsOf(source, 1), ...unitsOf(target, 2)]
    t.equal((await shop.refunded({ orderId: source.id, lines })).doneMinor, 3000)
    t.match(await shop.refund({ orderId: target.id, extraMinor: 1 }), {
      ...{ status: 409, body: { code: 'REFUND_EXCEEDS', maximumMinor: 0 } }
    })
    t.same(await shop.findings(), [])
  })

  t.test('a refund that races a merge is reckoned with the merged order', async (t) => {
    const [source, target] = [await shop.placed(mugs(2)), await shop.placed(mugs(2))]
    await Promise.all([
      merge(target, source),
      shop.send('/refunds', { orderId: source.id, lines: unitsOf(source, 2) }),
      shop.send('/refunds', { orderId: target.id, lines: unitsOf(target, 2) })
    ])
    t.match(await refundable(source), { openMinor: 4000, maximumMinor: 0 })
    t.same(await shop.findings(), [])
  })
})
