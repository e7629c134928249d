import { onEachDatabase } from '../harness.ts'
import { buildMoneyShop, type Placed } from './money-shop.ts'

onEachDatabase(async (t, kind) => {
  const shop = await buildMoneyShop(t, kind, { MUG: 1000, CUP: 1000 })
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

  t.test('what is kept of a merged order is reckoned anew by its own promotions', async (t) => {
    const percents = { HALF: 5000, TENTH: 1000 }
    for (const [code, percentBps] of Object.entries(percents)) {
      await shop.launch({ coupon: 'code', code, reward: { kind: 'percentOff', percentBps } })
    }
    const from3 = { quantity: { atLeast: 3 } }
    await shop.launch({ coupon: 'code', code: 'THREE', conditions: from3 })
    const buyer = { email: 'a@example.com' }
    const ordered = async (units: Record<string, number>, codes: string[]) => {
      const { body } = await shop.order(units, { buyer, codes })
      await shop.send(`/orders/${body.id}/confirm-payment`, {})
      return shop.linesOf(body.id)
    }
    const merged = async (own: string[], others: string[]) => {
      const [target, source] = [await ordered({ MUG: 2 }, own), await ordered({ CUP: 3 }, others)]
      await merge(target, source)
      return { target, source }
    }
    const reEvaluated = async (order: Placed, ...lines: ReturnType<typeof unitsOf>[]) => {
      const refund = { orderId: order.id, allocation: 'reEvaluate', lines: lines.flat() }
      return (await shop.send('/refunds/preview', refund)).amountMinor
    }
    for (const [own, others] of [
      [['HALF'], []],
      [['TENTH'], ['HALF']],
      [[], ['HALF']]
    ] as const) {
      const { target, source } = await merged([...own], [...others])
      const priceOf = ([code]: readonly (keyof typeof percents)[]) =>
        1000 - (code ? percents[code] / 10 : 0)
      t.equal(await reEvaluated(target, unitsOf(target, 1)), priceOf(own))
      t.equal(await reEvaluated(target, unitsOf(source, 1)), priceOf(others))
      const both = await reEvaluated(target, unitsOf(source, 2), unitsOf(target, 1))
      t.equal(both, priceOf(own) + 2 * priceOf(others))
    }
    const { target, source } = await merged(['HALF'], ['THREE'])
    t.equal(await reEvaluated(target, unitsOf(source, 1)), 700, 'two cups are not three')
    t.equal(await reEvaluated(target, unitsOf(target, 1)), 500, 'the cups stay as they were')
    await shop.refunded({ orderId: target.id, lines: unitsOf(source, 1) })
    t.equal(
      await reEvaluated(target, unitsOf(target, 2)),
      1000,
      'nor does an earlier refund of them'
    )
    t.same(await shop.findings(), [])
  })
})
